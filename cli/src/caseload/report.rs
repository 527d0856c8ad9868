//! The whole page, from its sections.

use super::view::View;
use super::{about, changed, days, sections};
use crate::html::visible::quoted;
use crate::html::{Section, Shell};
use maud::html;

pub(crate) fn page(view: &View<'_>) -> String {
    let mut parts: Vec<Section<'_>> = vec![("reading-this", "How to read this", about::how_to_read(view))];
    parts.extend([
        ("categories", "By category", sections::categories(view)),
        ("rules", "By decisive rule", sections::decisive(view)),
        ("indicators", "By indicator observed", sections::indicators(view)),
        ("gaps", "Questions left open", sections::gaps(view)),
        ("readings", "Resting on a reading", sections::readings(view)),
        ("deadlines", "Deadlines", days::section(view)),
    ]);
    if let Some((stored, changes)) = &view.stored {
        parts.push(("changes", "Since the stored records", changed::section(view, stored, changes)));
    }
    parts.push(("lines", "Lines that were refused", about::lines(view)));
    let manifest = &view.rules.tables().manifest;
    Shell {
        title: &format!("Caseload: {}", manifest.title),
        style: &format!("{}{}", include_str!("style.css"), on_every_sheet(&view.marking)),
        skip: "Skip to the figures",
        header: about::header(view),
        sections: &parts,
        footer: html! { p { (view.marking) ". Caseload. " (manifest.title) ", version " (manifest.version) "." } },
    }
    .page()
}

/// The marking and the number of the page, at the edge of each printed sheet.
fn on_every_sheet(marking: &str) -> String {
    format!(
        "@page {{ @top-left {{ content: {}; }} @bottom-right {{ content: \"Page \" counter(page) \" of \" counter(pages); }} }}",
        quoted(marking)
    )
}
