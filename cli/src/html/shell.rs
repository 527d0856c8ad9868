//! The frame of a page: head, contents, sections with their headings, foot.

use super::visible::visible;
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// With a page's own style and script, the only thing that is not escaped. All are part of the program.
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

/// A script of a page, and the only one that it lets run.
pub(crate) struct Script {
    pub(crate) text: &'static str,
    /// The SHA-256 of the text, in base 64.
    pub(crate) sha256: &'static str,
}

/// What a page may have beside its sections.
pub(crate) struct Beside<'s> {
    /// In place of a list of the sections.
    pub(crate) contents: Markup,
    /// Above the first section, for whom the script runs.
    pub(crate) tools: Markup,
    pub(crate) script: &'s Script,
}

impl Shell<'_> {
    pub(crate) fn page(&self) -> String {
        self.framed(None)
    }

    pub(crate) fn page_with(&self, beside: &Beside<'_>) -> String {
        self.framed(Some(beside))
    }

    fn framed(&self, beside: Option<&Beside<'_>>) -> String {
        let Self { title, style, skip, header, sections, footer } = self;
        let runs = beside.map(|beside| format!("; script-src 'sha256-{}'", beside.script.sha256));
        let policy = format!("default-src 'none'; style-src 'unsafe-inline'{}", runs.unwrap_or_default());
        let page = html! {
            (DOCTYPE)
            html lang="en-GB" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta http-equiv="Content-Security-Policy" content=(policy);
                    meta name="referrer" content="no-referrer";
                    title { (title) }
                    style { (PreEscaped(STYLE)) (PreEscaped(style)) }
                }
                body {
                    a class="skip" href="#main" { (skip) }
                    header { (header) }
                    nav aria-label="Contents" {
                        @match beside {
                            Some(beside) => (beside.contents),
                            None => ol { @for (id, heading, _) in *sections { li { a href={ "#" (id) } { (heading) } } } },
                        }
                    }
                    main id="main" tabindex="-1" {
                        @if let Some(beside) = beside { (beside.tools) }
                        @for one in *sections { (section(one)) }
                    }
                    footer { (footer) }
                    @if let Some(beside) = beside { script { (PreEscaped(beside.script.text)) } }
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
