//! Every request that differs from one in a single answer, made without the search.

use cse_screening::{
    Answer, Case, Category, Child, CompletedBy, Fact, Indicators, Judgement, LegalStatus, Placement, Request,
    RuleSet,
};

/// A single change: what it asks, so that two of the same question do not go together, and how to make it.
pub struct Single {
    pub asked: String,
    make: Make,
}

type Make = Box<dyn Fn(&RuleSet, &Request) -> Request>;

impl Single {
    pub fn made(&self, rules: &RuleSet, request: &Request) -> Request {
        (self.make)(rules, request)
    }

    fn of_child(asked: &str, change: impl Fn(&Child) -> Child + 'static) -> Self {
        let make = move |_: &RuleSet, request: &Request| {
            Request::new(change(request.child()), request.indicators().clone()).unwrap()
        };
        Self { asked: asked.to_owned(), make: Box::new(make) }
    }

    fn of_tool(asked: &str, change: impl Fn(&RuleSet, &Indicators) -> Indicators + 'static) -> Self {
        let make = move |rules: &RuleSet, request: &Request| {
            Request::new(request.child().clone(), change(rules, request.indicators())).unwrap()
        };
        Self { asked: asked.to_owned(), make: Box::new(make) }
    }
}

/// The same child with another age.
fn aged(child: &Child, age: Child) -> Child {
    let mut aged = match child.screening_day() {
        Some(day) => age.screened_on(day).unwrap(),
        None => age,
    };
    for fact in Fact::ALL {
        aged = child.answer_to(*fact).into_iter().fold(aged, |aged, answer| aged.fact(*fact, answer));
    }
    aged = child.placement_given().into_iter().fold(aged, Child::placement);
    aged = child.legal_status_given().into_iter().fold(aged, Child::legal_status);
    aged = child.case_given().into_iter().fold(aged, Child::case);
    child.previous_category_given().into_iter().fold(aged, Child::previous_category)
}

/// Every change of one answer to another answer.
pub fn singles(rules: &RuleSet) -> Vec<Single> {
    let mut all = Vec::new();
    all.extend(
        (0..=30).map(|years| Single::of_child("age", move |child| aged(child, Child::aged(years).unwrap()))),
    );
    for answer in Answer::ALL {
        all.extend(
            Fact::ALL
                .iter()
                .map(|fact| Single::of_child(fact.code(), |child| child.clone().fact(*fact, *answer))),
        );
    }
    all.extend(
        Placement::ALL
            .iter()
            .map(|placement| Single::of_child("placement", |child| child.clone().placement(*placement))),
    );
    all.extend(
        LegalStatus::ALL
            .iter()
            .map(|status| Single::of_child("legal_status", |child| child.clone().legal_status(*status))),
    );
    all.extend(Case::ALL.iter().map(|case| Single::of_child("case", |child| child.clone().case(*case))));
    all.extend(Category::ALL.iter().map(|category| {
        Single::of_child("previous_category", |child| child.clone().previous_category(*category))
    }));
    all.extend(
        CompletedBy::ALL
            .iter()
            .map(|who| Single::of_tool("completed_by", |_, tool| tool.clone().completed_by(*who))),
    );
    all.extend(Category::ALL.iter().map(|category| {
        Single::of_tool("professional_judgement", |_, tool| {
            let rationale =
                tool.judgement().map_or("supposed, to see what would follow", Judgement::rationale);
            tool.clone().judged(Judgement::new(*category, rationale).unwrap())
        })
    }));
    for row in &rules.tables().indicators {
        all.extend(Answer::ALL.iter().map(|answer| {
            let code = row.code.clone();
            Single::of_tool(&row.code, move |rules, tool| {
                tool.clone().answer_code(rules, &code, *answer).unwrap()
            })
        }));
    }
    all
}
