//! The seam to the pages of the project: what this page shares with the rulebook stands here alone.

#[path = "../rulebook/parts.rs"]
#[allow(dead_code, reason = "shared with the rulebook, which uses the rest")]
mod parts;

use cse_screening::RuleSet;
use maud::{DOCTYPE, Markup, PreEscaped, html};
pub(crate) use parts::{Row, capitalised, category, code, section, table};

/// What is not escaped is part of this program.
const STYLE: &str = concat!(include_str!("../rulebook/style.css"), include_str!("style.css"));

/// The whole page.
pub(crate) fn page(rules: &RuleSet, header: &Markup, sections: &[(&str, &str, Markup)]) -> String {
    let manifest = &rules.tables().manifest;
    let page = html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                meta name="referrer" content="no-referrer";
                title { "Caseload: " (manifest.title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a class="skip" href="#main" { "Skip to the figures" }
                header { (header) }
                nav aria-label="Contents" {
                    ol { @for (id, heading, _) in sections { li { a href={ "#" (id) } { (heading) } } } }
                }
                main id="main" tabindex="-1" {
                    @for (id, heading, body) in sections { (section(id, heading, body)) }
                }
                footer { p { (manifest.title) ", version " (manifest.version) "." } }
            }
        }
    };
    visible(&page.into_string())
}

/// What cannot be seen, or turns the direction of writing, is written out.
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
