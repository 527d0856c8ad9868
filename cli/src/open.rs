//! The answers that are still open, and those of them that change the scope or the steps.

use crate::words::level;
use cse_screening::rules::tables::QuestionKind;
use cse_screening::{Answer, Category, Force, Gap, NoCategory, Outcome, Question, Request, RuleSet};

/// Said where the rules give nobody of this scope a category. Who is in it depends on answers all the same.
pub(crate) const SCOPE: &str = "These rules give no category in this scope. Another answer about age or circumstances \
    could change the scope. Unknown is not “no”.";

/// Said where no open answer raises the category. What is no open answer is named, because a yes to it may.
pub(crate) const NONE_ALONE: &str = "No open answer to a question that arises would raise the category by itself, if it \
    were yes. Not among the open answers are indicators that were not asked about, and what nobody answered and was taken \
    for a no.";

/// Said behind a number that is not known: it has no yes.
pub(crate) const HIGH: &str = "; if the number is high enough";

/// Whether a question that has an answer is answered with a number.
pub(crate) fn is_number(request: &Request, question: &str) -> bool {
    request.indicators().numbers_given().any(|(code, _)| code == question)
}

/// What would have to be answered to one of these questions, that it raises the category.
pub(crate) fn any_one<'q>(request: &Request, mut questions: impl Iterator<Item = &'q str>) -> &'static str {
    if questions.any(|question| is_number(request, question)) {
        "A yes to any one of these, or a number that is high enough where one is asked for,"
    } else {
        "A yes to any one of these"
    }
}

/// Whether the rules give nobody of this scope a category.
pub(crate) const fn is_out_of_scope(why: Option<NoCategory>) -> bool {
    matches!(why, Some(NoCategory::OutOfScope | NoCategory::OutsideThisTool))
}

/// The category that an answer would give, and what would still be possible then.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Given {
    pub(crate) category: Option<Category>,
    pub(crate) possible: Option<Category>,
}

impl Given {
    /// In words: what is possible, too, where that is more.
    pub(crate) fn in_words(self, rules: &RuleSet) -> String {
        let called = |category| level(Some(rules), category);
        match self.possible > self.category {
            true => format!("{}, and up to {} possible", called(self.category), called(self.possible)),
            false => called(self.category),
        }
    }
}

/// What a yes to the open answers leads to, beside those that raise the category within the scope.
#[derive(Default)]
pub(crate) struct Open<'r> {
    /// Those that change the scope, with what is given in the other one.
    pub(crate) scope: Vec<(Question<'r>, Given)>,
    /// Those that change the steps, and neither the scope nor the category.
    pub(crate) steps: Vec<Question<'r>>,
}

impl<'r> Open<'r> {
    /// Screens once more with a yes to each, and compares.
    pub(crate) fn of(request: &'r Request, outcome: &Outcome<'r>) -> Self {
        let gaps: Vec<Gap<'r>> = outcome.gaps().collect();
        let mut found = Self::default();
        let open = open(request, outcome.rules());
        for question in open.filter(|question| !gaps.iter().any(|gap| gap.question == *question)) {
            let Some(with_a_yes) = answered_yes(request, outcome.rules(), question) else { continue };
            let with_a_yes = with_a_yes.screen_by(outcome.rules());
            if with_a_yes.scope() != outcome.scope() {
                let given = Given { category: with_a_yes.category(), possible: with_a_yes.possible() };
                found.scope.push((question, given));
            } else if with_a_yes.category() == outcome.category() && steps(&with_a_yes) != steps(outcome) {
                found.steps.push(question);
            }
        }
        found
    }
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

/// The request with a yes to one question.
fn answered_yes(request: &Request, rules: &RuleSet, question: Question<'_>) -> Option<Request> {
    let (child, tool) = (request.child().clone(), request.indicators().clone());
    // Only an answer that these rules cannot read stands in the way, and `unread` names it.
    let (child, tool) = match question {
        Question::Fact(fact) => (child.fact(fact, Answer::Yes), tool),
        Question::Own(row) => (child, tool.answer_code(rules, &row.code, Answer::Yes).ok()?),
        Question::Indicator(row) => (child, tool.answer_code(rules, &row.code, Answer::Yes).ok()?),
        _ => return None,
    };
    Request::new(child, tool).ok()
}

fn steps(outcome: &Outcome<'_>) -> Vec<(String, Force)> {
    outcome.steps().map(|step| (step.row().id.clone(), step.force())).collect()
}
