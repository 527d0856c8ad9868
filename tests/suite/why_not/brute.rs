//! Every request that differs from one in a single answer, made without the search.

use chrono::NaiveDate;
use cse_screening::rules::tables::QuestionKind;
use cse_screening::{
    Answer, Case, Category, Child, CompletedBy, Determination, Fact, Indicators, Judgement, LegalStatus,
    Meeting, Placement, Request, RuleSet,
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
        aged = match (child.answer_to(*fact), child.evidence_of(*fact)) {
            (None, _) => aged,
            (Some(answer), None) => aged.fact(*fact, answer),
            (Some(answer), Some(evidence)) => aged.fact_with(*fact, answer, evidence.clone()),
        };
    }
    aged = child.placement_given().into_iter().fold(aged, Child::placement);
    aged = child.legal_status_given().into_iter().fold(aged, Child::legal_status);
    aged = child.case_given().into_iter().fold(aged, Child::case);
    let aged = child
        .previous_category_given()
        .into_iter()
        .fold(aged, |aged, category| previously(&aged, category, child.previous_category_day()));
    aged.determined(child.determination().cloned())
}

/// The same child with another previous category, of the same day if there was one.
fn previously(child: &Child, category: Category, on: Option<NaiveDate>) -> Child {
    match on {
        Some(on) => child.clone().previous_category_recorded(category, on),
        None => child.clone().previous_category(category),
    }
}

/// The same child, of whom a meeting determined something else; what is not known of it is supposed.
fn determined(child: &Child, category: Option<Category>) -> Child {
    let before = child.determination();
    let some_day = child.screening_day().or(child.previous_category_day()).unwrap_or_default();
    let on = before.map_or(some_day, Determination::on);
    let by = before.map_or(Meeting::Mase, Determination::by);
    let rationale = before.map_or(SUPPOSED, Determination::rationale);
    let meeting = Determination::new(category, on, by, rationale).unwrap();
    let dated = child.previous_category_given().into_iter().fold(child.clone(), |child, category| {
        previously(&child, category, child.previous_category_day().or(Some(on)))
    });
    dated.determined(meeting)
}

const SUPPOSED: &str = "supposed, to see what would follow";

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
        Single::of_child("previous_category", |child| {
            let on = child.previous_category_day().or(child.determination().map(Determination::on));
            previously(child, *category, on)
        })
    }));
    for category in [None, Some(Category::One), Some(Category::Two), Some(Category::Three)] {
        all.push(Single::of_child("determination", move |child| determined(child, category)));
    }
    all.extend(
        CompletedBy::ALL
            .iter()
            .map(|who| Single::of_tool("completed_by", |_, tool| tool.clone().completed_by(*who))),
    );
    all.extend(Category::ALL.iter().map(|category| {
        Single::of_tool("professional_judgement", |_, tool| {
            let rationale = tool.judgement().map_or(SUPPOSED, Judgement::rationale);
            tool.clone().judged(Judgement::new(*category, rationale).unwrap())
        })
    }));
    for row in rules.tables().questions.iter().filter(|row| row.asks == QuestionKind::Answer) {
        all.extend(Answer::ALL.iter().map(|answer| {
            let code = row.code.clone();
            Single::of_tool(&row.code, move |rules, tool| {
                tool.clone().answer_code(rules, &code, *answer).unwrap()
            })
        }));
    }
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
