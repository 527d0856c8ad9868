//! An example for a category rule: a request in which it decides, if there can be one in which it alone does.

use cse_screening::rules::proof::Reached;
use cse_screening::rules::tables::CategoryRule;
use cse_screening::rules::tables::TableId;
use cse_screening::{Answer, Child, Fact, Indicators, Request, RuleSet};

/// Ages to try, the most ordinary first.
const AGES: [u8; 12] = [15, 12, 16, 17, 14, 13, 8, 18, 19, 20, 22, 40];

/// Whether a rule can be shown.
pub(crate) enum Example {
    /// It decides here, and no other rule does.
    Alone(Request),
    /// It decides here, together with others.
    WithOthers(Request),
    /// It fires, and nothing that was tried shows it decide.
    NotFound,
    /// No request makes it fire: proved.
    Never,
    /// It would take too long to say.
    Undecided,
}

/// Screens what lies near the smallest request that makes the rule fire.
pub(crate) fn example(rules: &RuleSet, row: &CategoryRule) -> Example {
    let smallest = match rules.smallest_request_for(TableId::CategoryRules, &row.id) {
        Some(Reached::By(request)) => request,
        Some(Reached::Never) => return Example::Never,
        Some(Reached::Undecided) | None => return Example::Undecided,
    };
    let mut with_others = None;
    for request in near(rules, &smallest) {
        match decides(rules, &request, &row.id) {
            Some(true) => return Example::Alone(request),
            Some(false) if with_others.is_none() => with_others = Some(request),
            _ => {}
        }
    }
    with_others.map_or(Example::NotFound, Example::WithOthers)
}

/// The requests near this one, of a known age; those with all that was said of the child come first.
fn near(rules: &RuleSet, smallest: &Request) -> impl Iterator<Item = Request> {
    let child_given = smallest.child();
    let answered = Fact::ALL.iter().copied().filter(|fact| child_given.answer_to(*fact).is_some());
    let dropped = std::iter::once(None).chain(answered.map(Some));
    let tools = tools(rules, smallest.indicators());
    dropped.flat_map(move |dropped| {
        tools.clone().into_iter().flat_map(move |tool| {
            let children = [false, true].into_iter().flat_map(move |others_no| {
                AGES.iter().filter_map(move |age| child(rules, child_given, *age, dropped, others_no))
            });
            children.filter_map(move |child| Request::new(child, tool.clone()).ok())
        })
    })
}

/// Whether the rule decides, and then whether it alone does.
fn decides(rules: &RuleSet, request: &Request, id: &str) -> Option<bool> {
    let outcome = request.screen_by(rules);
    let decisive: Vec<_> =
        outcome.reasons().filter(|one| one.decisive()).map(|one| one.rule().to_owned()).collect();
    decisive.iter().any(|one| one == id).then(|| decisive.iter().all(|one| one == id))
}

/// The child at another age, perhaps with one answer less; what was left out is answered no, if that is asked for.
fn child(rules: &RuleSet, given: &Child, age: u8, dropped: Option<Fact>, others_no: bool) -> Option<Child> {
    let mut child = Child::aged(age).ok()?;
    for fact in Fact::ALL {
        let asked = others_no && rules.tables().facts.iter().any(|row| row.fact == *fact);
        if let Some(answer) =
            given.answer_to(*fact).filter(|_| dropped != Some(*fact)).or(asked.then_some(Answer::No))
        {
            child = child.fact(*fact, answer);
        }
    }
    if let Some(placement) = given.placement_given() {
        child = child.placement(placement);
    }
    if let Some(status) = given.legal_status_given() {
        child = child.legal_status(status);
    }
    if let Some(case) = given.case_given() {
        child = child.case(case);
    }
    match (given.previous_category_given(), given.previous_category_day()) {
        (Some(category), Some(day)) => child = child.previous_category_recorded(category, day),
        (category, _) => child = child.previous_category(category),
    }
    if let Some(determination) = given.determination() {
        child = child.determined(determination.clone());
    }
    Some(child)
}

/// The tool as it is; with an indicator exchanged for another; with one less; with one more.
fn tools(rules: &RuleSet, given: &Indicators) -> Vec<Indicators> {
    let answers: Vec<_> = given.answers_by_code().collect();
    let codes = || rules.tables().indicators.iter().map(|row| &*row.code);
    let without = |at: usize| {
        let rest = answers.iter().enumerate().filter(move |(other, _)| *other != at);
        rest.map(|(_, one)| *one).collect::<Vec<_>>()
    };
    let mut all = vec![answers.clone()];
    for at in 0..answers.len() {
        all.extend(codes().map(|code| [without(at), vec![(code, Answer::Yes)]].concat()));
    }
    all.extend((0..answers.len()).map(without));
    all.extend(codes().map(|code| [answers.clone(), vec![(code, Answer::Yes)]].concat()));
    all.iter().filter_map(|answers| tool(rules, given, answers)).collect()
}

/// The tool with these answers, and with the judgement and the answers to questions of the set's own that were given.
fn tool(rules: &RuleSet, given: &Indicators, answers: &[(&str, Answer)]) -> Option<Indicators> {
    let mut tool = Indicators::new();
    for (code, answer) in answers {
        tool = tool.answer_code(rules, code, *answer).ok()?;
    }
    for (code, answer) in given.answers_to_questions() {
        tool = tool.answer_code(rules, code, answer).ok()?;
    }
    for (code, number) in given.numbers_given() {
        tool = tool.number(rules, code, number).ok()?;
    }
    if let Some(who) = given.completed_by_given() {
        tool = tool.completed_by(who);
    }
    Some(match given.judgement() {
        Some(judgement) => tool.judged(judgement.clone()),
        None => tool,
    })
}
