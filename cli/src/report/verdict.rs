//! What must be read before all else: that a record does not reproduce, and what it could not read.

use super::blocks::{Block, Line, Notice};
use super::case::{Case, in_words};
use super::differences;
use crate::recall::what;
use cse_screening::rules::condition::Condition;
use cse_screening::rules::tables::NoCategoryAccepted;
use cse_screening::{Answer, Fact};

pub(crate) fn notices(case: &Case<'_>) -> Vec<Notice> {
    let failed = match case.rules {
        None => Some(other_rules(case)),
        Some(_) if case.reproduces() => None,
        Some(_) => Some(does_not_reproduce(case)),
    };
    let notices = [failed, withdrawn(case), redacted(case), unread(case), accepted(case)];
    notices.into_iter().flatten().collect()
}

/// That a record reproduces, which is no news: it stands with what else is said of verifying it.
pub(crate) fn reproduces(case: &Case<'_>) -> Option<Vec<Block>> {
    case.reproduces().then(|| {
        vec![
            Block::Paragraph(
                Line::strong("The record reproduces.")
                    .and(" Screened again under the same rules, its answers give this very record."),
            ),
            Block::Paragraph(Line::words(
                "If somebody changed an answer and screened again, that record reproduces too: this shows that its \
                 parts fit together, and not that it is the one that was made.",
            )),
        ]
    })
}

/// What the rules accept: that something is observed and no category follows.
fn accepted(case: &Case<'_>) -> Option<Notice> {
    let rules = case.rules?;
    let accepted = &rules.tables().manifest.accepts_no_category;
    let said = |row: &NoCategoryAccepted| {
        let observed = rules.condition_in_words(&Condition::AnyObserved(row.of.clone()));
        Line::words(&row.reason).and(&format!(" (This is accepted wherever {observed}.)"))
    };
    (!accepted.is_empty()).then(|| Notice {
        warns: true,
        heading: "These rules give no category for some observed signs".to_owned(),
        lines: vec![Line::words("Their authors say why:")],
        list: accepted.iter().map(said).collect(),
    })
}

fn other_rules(case: &Case<'_>) -> Notice {
    let made_by = &case.record.rules;
    let at_hand = &case.at_hand.tables().manifest;
    let named = |id: &str, version: &str, sha256: &str| {
        Line::code(id).and(" ").and(version).and(", SHA-256 ").and_code(sha256)
    };
    Notice {
        warns: true,
        heading: "Not verified: its rules are not at hand".to_owned(),
        lines: vec![
            Line::words("The record was made by the rules ")
                .then(named(&made_by.id, &made_by.version, &made_by.sha256))
                .and("."),
            Line::words("The rules at hand are ")
                .then(named(&at_hand.id, &at_hand.version, case.at_hand.sha256()))
                .and("."),
            Line::words(
                "What follows is what the record says by itself. Names of categories and indicators, the words of \
                 statements and of readings are missing: they stand in its rules. It was not tested whether it \
                 reproduces.",
            ),
        ],
        list: Vec::new(),
    }
}

fn does_not_reproduce(case: &Case<'_>) -> Notice {
    Notice {
        warns: true,
        heading: "This record does not reproduce. Do not rely on it.".to_owned(),
        lines: vec![
            differences::result(case),
            Line::words(
                "Either the record was changed after it was made, or its deadlines were reckoned by another calendar. \
                 The report shows what the record says. ",
            )
            .and_place(differences::SECTION, "Where it differs stands first")
            .and("."),
        ],
        list: Vec::new(),
    }
}

/// What was answered under other rules and the rules of the record could not read.
fn unread(case: &Case<'_>) -> Option<Notice> {
    let unread = &case.record.unread;
    (!unread.is_empty()).then(|| Notice {
        warns: true,
        heading: "Some answers could not be read".to_owned(),
        lines: vec![Line::words(
            "The rules do not have these indicators. What was seen counts as the worst, so the category cannot be \
             relied on until it is screened by rules that know them:",
        )],
        list: unread
            .iter()
            .map(|one| Line::code(&one.code).and(": ").and(&in_words(one.answer.code())))
            .collect(),
    })
}

/// That the rules or the engine of the record were withdrawn since, and why.
fn withdrawn(case: &Case<'_>) -> Option<Notice> {
    let meant = &case.withdrawn;
    (!meant.is_empty()).then(|| Notice {
        warns: true,
        heading: "Withdrawn since: look at this child again".to_owned(),
        lines: vec![Line::words(
            "What made this record was withdrawn. It shows what was decided then, and what was decided may be wrong. \
             Why:",
        )],
        list: meant.iter().map(|one| Line::words(&what(one)).and(": ").then(Line::theirs(&one.reason))).collect(),
    })
}

/// That what people wrote was taken out: of the record, or of this report alone.
fn redacted(case: &Case<'_>) -> Option<Notice> {
    if case.shown.whole().redacted {
        return Some(Notice {
            warns: false,
            heading: "This record is redacted".to_owned(),
            lines: vec![Line::words(
                "Sources, notes, the child's words, strengths and rationales were taken out: “redacted” stands in \
                 their place. Answers, dates and the decision are whole.",
            )],
            list: Vec::new(),
        });
    }
    let why = case.shown.why?;
    let left_out = case.shown.left_out();
    let line = if left_out.is_empty() {
        "What people wrote was left in all the same, as was asked.".to_owned()
    } else {
        let whose = if left_out.contains(&"words") { "the child's " } else { "" };
        format!(
            "Left out, with “redacted” in their place: {whose}{}. Answers, dates and the decision are whole",
            left_out.join(", ")
        )
    };
    // It would tell them by itself.
    let parent = case.record.request.child().answer_to(Fact::ParentMayBeInvolved);
    let line = match (left_out.is_empty(), parent.is_some_and(Answer::protects)) {
        (true, false) => line,
        (true, true) => format!("{line} That a parent or carer may be involved stands in it."),
        (false, false) => format!("{line}, as in the record."),
        (false, true) => format!("{line}, and say that a parent or carer may be involved."),
    };
    Some(Notice {
        warns: false,
        heading: "Not all that was written is shown".to_owned(),
        lines: vec![Line::words(why).and(" ").and(&line)],
        list: Vec::new(),
    })
}
