//! What is not known, and what it could change.

use crate::page::{BOLD, Page};
use crate::words::{answer, name, question_label};
use cse_screening::{Answer, Case, Category, Gap, Outcome, Question, Request, RuleSet, Scope};

/// Where the text begins, after the category.
const HANG: usize = 14;

/// The answers that are still open, and what a yes to them would change.
pub(crate) fn unknowns(page: &mut Page, request: &Request, outcome: &Outcome<'_>) {
    let rules = outcome.rules();
    let gaps: Vec<Gap<'_>> = outcome.gaps().collect();
    let together = outcome.possible().filter(|possible| {
        Some(*possible) > outcome.category() && gaps.iter().all(|gap| gap.would_raise_to < *possible)
    });
    let steps: Vec<Question<'_>> = open(request, rules)
        .filter(|question| !gaps.iter().any(|gap| gap.question == *question))
        .filter(|question| changes_the_steps(request, outcome, *question))
        .collect();
    if gaps.is_empty() && together.is_none() && steps.is_empty() {
        return;
    }

    page.heading("What is not known, and could change this");
    if !gaps.is_empty() {
        page.paragraph("A yes to any one of these would raise the category by itself:");
        for category in Category::ALL.iter().rev() {
            let raising = gaps.iter().filter(|gap| gap.would_raise_to == *category);
            let raising: Vec<_> = raising.map(|gap| gap.question).collect();
            if !raising.is_empty() {
                page.labelled(BOLD, &category.to_string(), HANG, &in_words(request, rules, &raising));
            }
        }
    }
    if let Some(possible) = together {
        page.paragraph(&format!("Several of the open answers together could lead to {possible}."));
    }
    if !steps.is_empty() {
        page.paragraph("A yes to any one of these would change the steps, and not the category:");
        page.more(&in_words(request, rules, &steps));
    }
}

/// What nobody answered and the rules had to assume: it decides as much as what was answered.
pub(crate) fn taken_for_granted(page: &mut Page, request: &Request, outcome: &Outcome<'_>) {
    let rules = outcome.rules();
    let events = rules.tables().facts.iter().filter(|row| row.left_out == Answer::No && !row.lowers);
    let unanswered: Vec<_> = events.filter(|row| request.child().answer_to(row.fact).is_none()).collect();
    let case = request.child().case_given().is_none() && outcome.scope() != Scope::Adult;
    if unanswered.is_empty() && !case {
        return;
    }
    page.heading("Not answered, and taken for granted");
    if case {
        let open = if outcome.case() == Case::Open { "open" } else { "not open" };
        let social_care = name(rules, "social-care", "social care");
        page.entry(&format!("That the case is {open} to {social_care}"));
    }
    for row in unanswered {
        let child = request.child().clone().fact(row.fact, Answer::Yes);
        let with_a_yes = rules.screen(&child, request.indicators()).category();
        let raised = with_a_yes.filter(|category| Some(*category) > outcome.category());
        let raised = raised.map_or_else(String::new, |category| format!(" (a yes would be {category})"));
        page.entry(&format!("No to: {}{raised}", row.label));
    }
}

/// Every question that has no yes and no no.
fn open<'r>(request: &'r Request, rules: &'r RuleSet) -> impl Iterator<Item = Question<'r>> + 'r {
    let is_open = |answer| matches!(answer, Answer::NotKnown | Answer::Suspected);
    // A yes that lowers is not something to find out at a desk: people decide it at a meeting.
    let facts = rules.tables().facts.iter().filter(|row| !row.lowers);
    let facts = facts.filter(move |row| is_open(request.child().answer_to(row.fact).unwrap_or(row.left_out)));
    // An indicator that was not asked about counts for nothing.
    let indicators = request.indicators().answers_by_code().filter(move |(_, answer)| is_open(*answer));
    let indicators = indicators.filter_map(|(code, _)| rules.indicator_with_code(code));
    facts.map(|row| Question::Fact(row.fact)).chain(indicators.map(Question::Indicator))
}

/// Screens once more with a yes, and compares.
fn changes_the_steps(request: &Request, outcome: &Outcome<'_>, question: Question<'_>) -> bool {
    let (child, tool) = (request.child().clone(), request.indicators().clone());
    let (child, tool) = match question {
        Question::Fact(fact) => (child.fact(fact, Answer::Yes), Ok(tool)),
        Question::Indicator(row) => (child, tool.answer_code(outcome.rules(), &row.code, Answer::Yes)),
    };
    // Only an answer that these rules cannot read stands in the way, and `unread` names it.
    let Ok(tool) = tool else { return false };
    let with_a_yes = outcome.rules().screen(&child, &tool);
    let steps = |outcome: &Outcome<'_>| {
        outcome.steps().map(|step| (step.row().id.clone(), step.force())).collect::<Vec<_>>()
    };
    steps(&with_a_yes) != steps(outcome)
}

/// The questions, those that stand alike together: `Suspected: rape. Not known: unaccompanied.`
fn in_words(request: &Request, rules: &RuleSet, questions: &[Question<'_>]) -> String {
    let states =
        [(Some(Answer::Suspected), "Suspected"), (Some(Answer::NotKnown), "Not known"), (None, "Not asked")];
    let alike = states.iter().filter_map(|(state, name)| {
        let alike = questions.iter().filter(|question| answer(request, **question) == *state);
        let labels: Vec<_> = alike.map(|question| question_label(rules, *question)).collect();
        (!labels.is_empty()).then(|| format!("{name}: {}.", labels.join("; ")))
    });
    alike.collect::<Vec<_>>().join(" ")
}
