//! Why the result is what it is.

use crate::page::Page;
use crate::words::{capitalised, cause, counted, determined, level, references, score_of};
use cse_screening::rules::tables::{Level, LevelFrom};
use cse_screening::{Answer, Outcome, Question, Reason, Request};

/// A rule names no more indicators than this, unless it is the one that lists them.
const FEW: usize = 3;

/// Every rule that fired: first those that decided, then the rest.
pub(crate) fn why(page: &mut Page, request: &Request, outcome: &Outcome<'_>) {
    let (decisive, other): (Vec<_>, Vec<_>) = outcome.reasons().partition(Reason::decisive);
    let Some(category) = outcome.category() else {
        return;
    };
    page.heading(&format!("Why {}", level(Some(outcome.rules()), Some(category))));
    for reason in &decisive {
        because(page, request, outcome, reason, "");
    }
    if !other.is_empty() {
        page.paragraph("Also found, and giving less:");
    }
    for reason in &other {
        let lead = format!("{}: ", level(Some(outcome.rules()), Some(reason.at_least())));
        because(page, request, outcome, reason, &lead);
    }
}

fn because(page: &mut Page, request: &Request, outcome: &Outcome<'_>, reason: &Reason<'_>, lead: &str) {
    let label = &reason.row().label;
    let label = if lead.is_empty() { capitalised(label) } else { label.clone() };
    let causes = causes(request, outcome, reason);
    let references = references(outcome.rules(), reason.statements(), reason.basis());
    let causes = causes.map_or_else(String::new, |causes| format!(": {causes}"));
    let score = score_of(outcome.rules(), reason).map_or_else(String::new, |score| format!(" ({score})"));
    page.entry(&format!("{lead}{label}{causes}{score} {references}"));
    if let Some(reading) = reason.reading() {
        page.reading(reading);
    }
}

/// None where the label of the rule says it all.
fn causes(request: &Request, outcome: &Outcome<'_>, reason: &Reason<'_>) -> Option<String> {
    let given = || level(Some(outcome.rules()), Some(reason.at_least()));
    match reason.row().at_least {
        Level::From(LevelFrom::Previous) => return Some(format!("it was {}", given())),
        Level::From(LevelFrom::Determined) => {
            return request.child().determination().map(|one| determined(Some(outcome.rules()), one));
        }
        Level::From(LevelFrom::Judged) => return Some(format!("it was judged to be {}", given())),
        _ => {}
    }
    let in_words = |one: &Question<'_>| cause(outcome.rules(), request, *one);
    let (indicators, mut causes): (Vec<_>, Vec<_>) =
        reason.because().partition(|one| matches!(one, Question::Indicator(_)));
    // The label of a rule about one fact says already what its cause would repeat.
    if let (true, [Question::Fact(fact)]) = (indicators.is_empty(), &*causes) {
        let suspected = request.child().answer_to(*fact) == Some(Answer::Suspected);
        return suspected.then(|| Answer::Suspected.code().to_owned());
    }
    let lists_them = matches!(reason.row().at_least, Level::From(LevelFrom::Listed));
    if lists_them || indicators.len() <= FEW {
        causes.extend(indicators);
        return Some(causes.iter().map(in_words).collect::<Vec<_>>().join("; "));
    }
    let mut causes: Vec<_> = causes.iter().map(in_words).collect();
    causes.push(format!("{}, named in this list", counted(indicators.len(), "indicator", "indicators")));
    Some(causes.join("; "))
}
