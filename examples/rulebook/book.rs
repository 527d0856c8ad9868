//! The whole page.

use crate::parts::section;
use crate::{categories, changed, decision, followed, identity, indicators, pathway, questions, readings};
use crate::{statements, verified};
use cse_screening::RuleSet;
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// The only thing on the page that is not escaped. It is part of this program.
const STYLE: &str = include_str!("style.css");

pub(crate) fn page(rules: &RuleSet, previous: Option<&RuleSet>) -> String {
    let mut sections: Vec<(&str, &str, Markup)> = vec![
        ("reading-this", "How to read this", identity::how_to_read()),
        ("followed", "Children followed through", followed::section(rules)),
        ("categories", "The three categories", categories::section(rules)),
        ("indicators", "The indicators", indicators::section(rules)),
        ("questions", "What is asked about the child", questions::section(rules)),
        ("decision", "How the category is decided", decision::section(rules)),
        ("pathway", "The pathway", pathway::section(rules)),
        ("readings", "The readings", readings::section(rules)),
        ("statements", "The statements of the source", statements::section(rules)),
        ("verified", "What was verified", verified::section(rules)),
    ];
    if let Some(previous) = previous {
        sections.insert(1, ("changed", "What changed", changed::section(previous, rules)));
    }
    let title = &rules.tables().manifest.title;
    let page = html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                meta name="referrer" content="no-referrer";
                title { "Rulebook: " (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a class="skip" href="#main" { "Skip to the rules" }
                (identity::header(rules))
                nav aria-label="Contents" {
                    ol { @for (id, heading, _) in &sections { li { a href={ "#" (id) } { (heading) } } } }
                }
                main id="main" tabindex="-1" {
                    @for (id, heading, body) in &sections { (section(id, heading, body)) }
                }
                footer { p { (title) ", version " (rules.tables().manifest.version) "." } }
            }
        }
    };
    visible(&page.into_string())
}

/// What cannot be seen, or turns the direction of writing, is written out, so that nothing on the page is
/// other than it looks.
fn visible(page: &str) -> String {
    let mut shown = String::with_capacity(page.len());
    for c in page.chars() {
        let turns = matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
        if (c.is_control() && c != '\n') || turns {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    shown
}
