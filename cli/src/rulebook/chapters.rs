//! Chapters and their parts: numbered, and listed in the contents down to the parts.

use crate::html::Section;
use maud::{Markup, html};

/// A chapter: what stands before its parts, and these.
pub(crate) struct Chapter {
    pub(crate) id: &'static str,
    pub(crate) heading: String,
    pub(crate) opening: Markup,
    pub(crate) parts: Vec<Part>,
}

pub(crate) struct Part {
    pub(crate) id: String,
    pub(crate) heading: String,
    /// A few words behind its heading in the contents.
    pub(crate) beside: Option<Markup>,
    pub(crate) body: Markup,
}

impl Chapter {
    pub(crate) fn new(id: &'static str, heading: &str, opening: Markup, parts: Vec<Part>) -> Self {
        Self { id, heading: heading.to_owned(), opening, parts }
    }
}

impl Part {
    pub(crate) fn new(id: &str, heading: &str, body: Markup) -> Self {
        Self { id: id.to_owned(), heading: heading.to_owned(), beside: None, body }
    }
}

/// The number of a part, as its heading and the contents have it.
fn number(chapter: usize, part: usize) -> String {
    format!("{}.{}", chapter + 1, part + 1)
}

/// The headings of the chapters with their numbers.
pub(crate) fn headings(chapters: &[Chapter]) -> Vec<String> {
    chapters.iter().enumerate().map(|(at, one)| format!("{}. {}", at + 1, one.heading)).collect()
}

pub(crate) fn sections<'c>(chapters: &[Chapter], headings: &'c [String]) -> Vec<Section<'c>> {
    let numbered = chapters.iter().enumerate().zip(headings);
    numbered.map(|((at, one), heading)| (one.id, heading.as_str(), body(at, one))).collect()
}

fn body(at: usize, chapter: &Chapter) -> Markup {
    html! {
        (chapter.opening)
        @for (part_at, part) in chapter.parts.iter().enumerate() {
            div class="part" id=(part.id) {
                h3 { (number(at, part_at)) " " (part.heading) }
                (part.body)
            }
        }
    }
}

/// Printers that can count pages add where each stands (see the style); in all others the numbers lead there.
pub(crate) fn contents(chapters: &[Chapter]) -> Markup {
    html! {
        ol {
            @for (at, chapter) in chapters.iter().enumerate() {
                li {
                    a href={ "#" (chapter.id) } { (at + 1) ". " (chapter.heading) }
                    @if !chapter.parts.is_empty() {
                        ol {
                            @for (part_at, part) in chapter.parts.iter().enumerate() {
                                li {
                                    a href={ "#" (part.id) } { (number(at, part_at)) " " (part.heading) }
                                    @if let Some(beside) = &part.beside { " " span class="beside" { (beside) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
