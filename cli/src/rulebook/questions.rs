//! What is asked about a child, and to whom the rules apply.

use super::chapters::{Chapter, Part};
use super::parts::{Row, capitalised, cites, code, table, when};
use cse_screening::rules::tables::QuestionKind;
use cse_screening::{Answer, RuleSet};
use maud::{Markup, html};

pub(crate) fn chapter(rules: &RuleSet) -> Chapter {
    let opening = html! { (facts(rules)) (own(rules)) };
    let parts = vec![
        Part::new("scopes", "To whom the rules apply", scopes(rules)),
        Part::new(&super::parts::anchor("case", "case"), "Whether the case is open", case(rules)),
    ];
    Chapter::new("questions", "What is asked about the child", opening, parts)
}

fn facts(rules: &RuleSet) -> Markup {
    let rows: Vec<_> = rules
        .tables()
        .facts
        .iter()
        .map(|row| {
            let cells = vec![
                html! { (capitalised(&row.label)) " " (code(row.fact.code())) },
                html! {
                    (words(row.left_out.code()))
                    @if row.asked_by.is_some() { "; another question asks for what a yes could add" }
                },
                cites(rules, &row.statements, None),
            ];
            Row::of("facts", row.fact.code(), cells)
        })
        .collect();
    html! {
        p {
            "Besides the indicators and the age, these are asked. Answers are yes, suspected, no or not known. "
            "Suspected protects like yes, unless a rule says “known”."
        }
        (table("Facts about the child", &["Fact", "Left out, it is", "Rests on"], &rows))
    }
}

fn own(rules: &RuleSet) -> Markup {
    let rows: Vec<_> = rules
        .tables()
        .questions
        .iter()
        .map(|row| {
            let is_number = row.asks == QuestionKind::Number;
            let answers =
                if is_number { "a number, a range, or not known" } else { "yes, suspected, no or not known" };
            let left_out = words(row.left_out.unwrap_or(Answer::NotKnown).code());
            let left_out = if is_number { "counts for nothing".to_owned() } else { format!("is {left_out}") };
            let cells = vec![
                html! { (capitalised(&row.label)) " " (code(&row.code)) },
                html! { (answers) },
                html! { (left_out) @if row.weight > 0 { "; a yes weighs " (row.weight) } },
                cites(rules, &row.statements, None),
            ];
            Row::of("questions", &row.code, cells)
        })
        .collect();
    html! {
        @if !rows.is_empty() {
            (table("Questions of this set's own", &["Question", "Answered with", "Left out, it", "Rests on"], &rows))
        }
    }
}

fn scopes(rules: &RuleSet) -> Markup {
    let rows: Vec<_> = rules
        .tables()
        .scopes
        .iter()
        .map(|row| {
            let cells = vec![
                html! { (capitalised(&words(row.scope.code()))) },
                html! { @if row.categories { "yes" } @else { "no" } },
                when(rules, &row.when),
                cites(rules, &row.statements, Some(&row.basis)),
            ];
            Row::of("scopes", row.scope.code(), cells)
        })
        .collect();
    table(
        "The first row that holds",
        &["Scope", "A category is given", "When all of this holds", "Rests on"],
        &rows,
    )
}

fn case(rules: &RuleSet) -> Markup {
    let row = &rules.tables().case;
    html! {
        p {
            "A case that is left out counts as open when " (rules.in_words(&row.open_when_left_out))
            ", and as not open otherwise. Rests on " (cites(rules, &row.statements, Some(&row.basis))) "."
        }
    }
}

fn words(code: &str) -> String {
    code.replace('_', " ")
}
