//! What comes first, in the summary on a terminal and on sheet one of a report.

use cse_screening::rules::condition::Condition;
use cse_screening::rules::tables::{Definition, FactRow};
use cse_screening::{Answer, Category, Force, Outcome, Record, Request, RuleSet, StepRecord};

/// Whether a step is of a stage of what cannot wait.
pub(crate) fn is_at_once(rules: &RuleSet, stage: &str) -> bool {
    rules.tables().stages.iter().any(|row| row.stage == stage && row.at_once)
}

/// Whether it is of a stage to which every category leads, which is the referral: that comes next. Whole, because who
/// must receive a referral waits for who should send it.
pub(crate) fn is_next(rules: &RuleSet, stage: &str) -> bool {
    rules.tables().stages.iter().any(|row| row.stage == stage && row.in_every_category && !row.at_once)
}

/// Whether it is one or the other.
pub(crate) fn is_first(rules: &RuleSet, stage: &str) -> bool {
    is_at_once(rules, stage) || is_next(rules, stage)
}

/// The steps to begin with: the musts of what cannot wait, and the referral. Where there is no must among these, those of
/// the first stage that has any, too; all musts where nobody has the rules, which say what cannot wait.
pub(crate) fn steps<'r>(rules: Option<&RuleSet>, record: &'r Record) -> Vec<&'r StepRecord> {
    let is_must = |step: &&StepRecord| step.force == Force::Must;
    let musts = || record.steps.iter().filter(is_must);
    let Some(rules) = rules else { return musts().collect() };
    let is_first =
        |step: &&StepRecord| is_next(rules, &step.stage) || is_must(step) && is_at_once(rules, &step.stage);
    let mut first: Vec<_> = record.steps.iter().filter(is_first).collect();
    if !first.iter().any(is_must) {
        let stage = musts().next().map(|step| &step.stage);
        first.extend(musts().filter(|step| Some(&step.stage) == stage));
    }
    first
}

/// Said of a level that is held from before.
pub(crate) const REVIEW: &str = "The level is held from before: what is recorded now gives less. So this reads as a \
    review: nothing recorded says that it is a new emergency. Do the following unless it is under way, or was completed and nothing is new.";

/// Whether the category is that of before alone, and nobody says that something happened now.
pub(crate) fn is_review(rules: Option<&RuleSet>, record: &Record) -> bool {
    let mut decisive = record.reasons.iter().filter(|reason| reason.decisive).peekable();
    let child = record.request.child();
    let mut events = rules.into_iter().flat_map(events);
    rules.is_some()
        && decisive.peek().is_some()
        && decisive.all(|reason| reason.because.iter().all(|cause| cause == "previous_category"))
        && !events.any(|row| child.answer_to(row.fact).is_some_and(|answer| answer != Answer::No))
}

/// What is taken for a no where nobody answers.
fn events(rules: &RuleSet) -> impl Iterator<Item = &FactRow> {
    rules.tables().facts.iter().filter(|row| row.left_out == Answer::No)
}

/// What nobody answered and the rules took for a no. It decides as much as what was answered.
pub(crate) fn taken_for_no<'r>(rules: &'r RuleSet, request: &Request) -> Vec<&'r FactRow> {
    events(rules).filter(|row| request.child().answer_to(row.fact).is_none()).collect()
}

/// The higher category that a yes to this would give, if it would.
pub(crate) fn with_a_yes(rules: &RuleSet, request: &Request, event: &FactRow) -> Option<Category> {
    let child = request.child().clone().fact(event.fact, Answer::Yes);
    let screened = |child| rules.screen(child, request.indicators()).category();
    screened(&child).filter(|category| Some(*category) > screened(request.child()))
}

/// How many indicators were not asked about, where nothing was seen: then this leads.
pub(crate) fn not_asked(rules: &RuleSet, request: &Request) -> Option<usize> {
    let answers = || request.indicators().answers_by_code();
    let not_asked = rules.tables().indicators.len().saturating_sub(answers().count());
    let seen = answers().any(|(_, answer)| answer.protects());
    (answers().count() > 0 && !seen && not_asked > 0).then_some(not_asked)
}

/// The definitions that hold and keep steps away.
pub(crate) fn keeping_steps_away<'a>(outcome: &Outcome<'a>) -> Vec<&'a Definition> {
    outcome.definitions().filter(|definition| keeps_steps_away(outcome, &definition.id)).collect()
}

/// Whether more steps ask that it does not hold than that it does: one that brings more than it keeps away says so by
/// its steps.
fn keeps_steps_away(outcome: &Outcome<'_>, id: &str) -> bool {
    let holds = |part: &Condition| matches!(part, Condition::Holds(held) if held == id);
    let holds_not = |part: &Condition| matches!(part, Condition::Not(part) if holds(part));
    // What asks that it does not hold speaks of it, too.
    2 * steps_that_ask(outcome, &holds_not) > steps_that_ask(outcome, &holds)
}

fn steps_that_ask(outcome: &Outcome<'_>, this: &impl Fn(&Condition) -> bool) -> usize {
    let steps = outcome.rules().tables().steps.iter();
    steps.filter(|step| step.when.iter().any(|part| part.any(this))).count()
}
