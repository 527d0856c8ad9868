//! The answers that are still open, and those of them that change the steps.

use cse_screening::rules::tables::QuestionKind;
use cse_screening::{Answer, Gap, Outcome, Question, Request, RuleSet};

/// The open answers of which a yes changes the steps, and does not raise the category.
pub(crate) fn changing_the_steps<'r>(request: &'r Request, outcome: &Outcome<'r>) -> Vec<Question<'r>> {
    let gaps: Vec<Gap<'r>> = outcome.gaps().collect();
    open(request, outcome.rules())
        .filter(|question| !gaps.iter().any(|gap| gap.question == *question))
        .filter(|question| changes_the_steps(request, outcome, *question))
        .collect()
}

/// Every question that has no yes and no no.
fn open<'r>(request: &'r Request, rules: &'r RuleSet) -> impl Iterator<Item = Question<'r>> + 'r {
    let is_open = |answer| matches!(answer, Answer::NotKnown | Answer::Suspected);
    let facts = rules.tables().facts.iter();
    let facts = facts.filter(move |row| is_open(request.child().answer_to(row.fact).unwrap_or(row.left_out)));
    // An indicator that was not asked about counts for nothing.
    let indicators = request.indicators().answers_by_code().filter(move |(_, answer)| is_open(*answer));
    let indicators = indicators.filter_map(|(code, _)| rules.indicator_with_code(code));
    let own = rules.tables().questions.iter().filter(move |row| match row.asks {
        QuestionKind::Answer => {
            let given = request.indicators().answer_to_code(&row.code);
            is_open(given.or(row.left_out).unwrap_or(Answer::NotKnown))
        }
        _ => false,
    });
    let facts = facts.map(|row| Question::Fact(row.fact));
    facts.chain(own.map(Question::Own)).chain(indicators.map(Question::Indicator))
}

/// Screens once more with a yes, and compares.
fn changes_the_steps(request: &Request, outcome: &Outcome<'_>, question: Question<'_>) -> bool {
    let (child, tool) = (request.child().clone(), request.indicators().clone());
    let (child, tool) = match question {
        Question::Fact(fact) => (child.fact(fact, Answer::Yes), Ok(tool)),
        Question::Own(row) => (child, tool.answer_code(outcome.rules(), &row.code, Answer::Yes)),
        Question::Indicator(row) => (child, tool.answer_code(outcome.rules(), &row.code, Answer::Yes)),
        _ => return false,
    };
    // Only an answer that these rules cannot read stands in the way, and `unread` names it.
    let Ok(tool) = tool else { return false };
    let with_a_yes = outcome.rules().screen(&child, &tool);
    let steps = |outcome: &Outcome<'_>| {
        outcome.steps().map(|step| (step.row().id.clone(), step.force())).collect::<Vec<_>>()
    };
    steps(&with_a_yes) != steps(outcome)
}
