//! The frame of a page: head, contents, sections with their headings, foot.

use super::visible::visible;
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// With a page's own style, the only thing that is not escaped. Both are part of the program.
const STYLE: &str = include_str!("style.css");

/// A section: its id, its heading, what stands in it.
pub(crate) type Section<'a> = (&'a str, &'a str, Markup);

/// A page without its frame.
pub(crate) struct Shell<'a> {
    pub(crate) title: &'a str,
    /// Style that this page needs beside the common one.
    pub(crate) style: &'a str,
    /// What the first link, for the keyboard, is called.
    pub(crate) skip: &'a str,
    pub(crate) header: Markup,
    pub(crate) sections: &'a [Section<'a>],
    pub(crate) footer: Markup,
}

impl Shell<'_> {
    pub(crate) fn page(&self) -> String {
        let Self { title, style, skip, header, sections, footer } = self;
        let page = html! {
            (DOCTYPE)
            html lang="en-GB" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                    meta name="referrer" content="no-referrer";
                    title { (title) }
                    style { (PreEscaped(STYLE)) (PreEscaped(style)) }
                }
                body {
                    a class="skip" href="#main" { (skip) }
                    header { (header) }
                    nav aria-label="Contents" {
                        ol { @for (id, heading, _) in *sections { li { a href={ "#" (id) } { (heading) } } } }
                    }
                    main id="main" tabindex="-1" { @for one in *sections { (section(one)) } }
                    footer { (footer) }
                }
            }
        };
        visible(&page.into_string())
    }
}

fn section((id, heading, body): &Section<'_>) -> Markup {
    html! {
        section id=(id) aria-labelledby={ (id) "-heading" } {
            h2 id={ (id) "-heading" } { (heading) }
            (body)
        }
    }
}
