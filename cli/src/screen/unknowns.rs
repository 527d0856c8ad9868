//! What is not known, and what it could change.

use crate::first;
use crate::open::{self, Given, Open, is_out_of_scope};
use crate::page::{BOLD, Page};
use crate::words::{answer, capitalised, level, name, question_label};
use cse_screening::{Answer, Case, Gap, Outcome, Question, Request, RuleSet, Scope};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Where the text begins, after the category.
const HANG: usize = 14;

/// The answers that are still open, and what a yes to them would change.
pub(crate) fn unknowns(page: &mut Page, request: &Request, outcome: &Outcome<'_>) {
    let rules = outcome.rules();
    let gaps: Vec<Gap<'_>> = outcome.gaps().collect();
    let together = outcome.possible().filter(|possible| {
        Some(*possible) > outcome.category() && gaps.iter().all(|gap| gap.would_raise_to < *possible)
    });
    let Open { scope, steps } = Open::of(request, outcome);
    let out_of_scope = is_out_of_scope(outcome.no_category());
    if gaps.is_empty() && together.is_none() && scope.is_empty() && steps.is_empty() && !out_of_scope {
        return;
    }

    page.heading("What is not known, and could change this");
    if out_of_scope {
        page.paragraph(open::SCOPE);
    }
    if !gaps.is_empty() {
        let any_one = open::any_one(request, gaps.iter().map(|gap| gap.question.code()));
        page.paragraph(&format!("{any_one} would raise the category by itself:"));
        let given = |gap: &Gap<'_>| Given { category: Some(gap.would_raise_to), possible: None };
        by_given(page, request, rules, gaps.iter().map(|gap| (gap.question, given(gap))));
    }
    if let Some(possible) = together {
        let possible = level(Some(rules), Some(possible));
        page.paragraph(&format!("Several of the open answers together could lead to {possible}."));
    }
    if !scope.is_empty() {
        page.paragraph("A yes to any one of these would change the scope, and give:");
        by_given(page, request, rules, scope);
    }
    if !steps.is_empty() {
        page.paragraph("A yes to any one of these would change the steps, and not the category:");
        page.more(&in_words(request, rules, &steps));
    }
}

/// The questions under what a yes would give, the highest first.
fn by_given<'q>(
    page: &mut Page,
    request: &Request,
    rules: &RuleSet,
    questions: impl IntoIterator<Item = (Question<'q>, Given)>,
) {
    let mut of: BTreeMap<Reverse<Given>, Vec<Question<'q>>> = BTreeMap::new();
    for (question, given) in questions {
        of.entry(Reverse(given)).or_default().push(question);
    }
    for (Reverse(given), questions) in of {
        let label = capitalised(&given.in_words(rules));
        page.labelled(BOLD, &label, HANG, &in_words(request, rules, &questions));
    }
}

/// What nobody answered and the rules had to assume: it decides as much as what was answered.
pub(crate) fn taken_for_granted(page: &mut Page, request: &Request, outcome: &Outcome<'_>) {
    let rules = outcome.rules();
    let unanswered = first::taken_for_no(rules, request);
    let case = request.child().case_given().is_none()
        && !matches!(outcome.scope(), Scope::Adult | Scope::OutsideThisTool);
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
        let raised = first::with_a_yes(rules, request, row);
        let raised = raised.map_or_else(String::new, |category| {
            format!(" (a yes would be {})", level(Some(rules), Some(category)))
        });
        page.entry(&format!("No to: {}{raised}", row.label));
    }
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
