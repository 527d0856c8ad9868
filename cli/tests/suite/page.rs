//! A page as a reader of its source takes it apart: tags, ids, links and words; and sets that say what one wants.

use crate::support::extending;
use serde_json::{Value, json};

/// A page of HTML as the example writes it: attributes in double quotation marks, no comments.
pub struct Page {
    text: String,
}

/// The text as it stands between tags.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The words of a piece of the page, without its tags.
pub fn words(piece: &str) -> String {
    let mut words = String::new();
    let mut in_tag = false;
    for c in piece.chars() {
        match c {
            '<' => in_tag = true,
            '>' if in_tag => {
                in_tag = false;
                words.push('\u{1}');
            }
            c if !in_tag => words.push(c),
            _ => {}
        }
    }
    // A tag of a block parts words, and one within a line does not; nothing here hangs on which it was.
    let words = words.replace('\u{1}', "").replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">");
    words.replace("&amp;", "&").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A set with this text wherever people write text.
pub fn saying(text: &str) -> Value {
    let basis = json!({"reading": "own-reading"});
    extending(json!({
        "manifest": {
            "title": format!("{text} title"),
            "waives": [{"protection": "under-13", "reason": format!("{text} reason")}],
        },
        "names": {"change": [{"id": "mase", "name": format!("{text} name")}]},
        "indicators": {"add": [{
            "code": "own-sign", "category": 2, "label": format!("{text} label"), "kind": "behaviour",
            "groups": ["own-group"], "statement": "L001",
        }]},
        "category_rules": {"add": [{
            "id": "own-rule", "label": format!("{text} rule"), "at_least": 3,
            "when": [{"any_known": ["own-sign"]}], "statements": ["L001"], "basis": basis,
            "before": "looked-after",
        }]},
        "findings": {"add": [{
            "id": "own-finding", "message": format!("{text} message"),
            "when": [{"any_observed": ["own-sign"]}], "statements": ["L001"],
        }]},
        "steps": {"add": [{
            "id": "own-step", "stage": "plan", "when": [{"any_observed": ["own-sign"]}],
            "actor": "holder", "who": format!("{text} who"), "action": format!("{text} action"), "force": "must",
            "statements": ["L001"], "basis": basis,
        }]},
        "readings": {"add": [{
            "id": "own-reading", "words": format!("{text} words"), "chosen": format!("{text} chosen"),
            "over": format!("{text} over"), "statements": ["L001"],
        }]},
        "sources": {"add": [{
            "id": "own", "title": format!("{text} source"), "publisher": format!("{text} publisher"),
            "edition": format!("{text} edition"),
        }]},
        "statements": {"add": [{
            "id": "L001", "section": format!("{text} section"), "kind": "action", "condition": format!("{text} condition"),
            "effect": format!("{text} effect"), "force": "must", "source": "own",
        }]},
    }))
}

impl Page {
    pub fn new(text: String) -> Self {
        assert!(text.starts_with("<!DOCTYPE html><html lang=\"en-GB\">") && text.ends_with("</html>"));
        Self { text }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// From the first of these to the next of those.
    pub fn between(&self, from: &str, to: &str) -> String {
        let start = self.text.find(from).unwrap_or_else(|| panic!("{from} is not on the page"));
        let rest = &self.text[start..];
        rest[..rest.find(to).unwrap_or_else(|| panic!("{to} does not follow {from}"))].to_owned()
    }

    pub fn has_id(&self, id: &str) -> bool {
        self.text.contains(&format!(" id=\"{id}\""))
    }

    /// The row of a table that has this id.
    pub fn row(&self, id: &str) -> &str {
        let id = format!(" id=\"{id}\"");
        let start = self.text.find(&id).unwrap_or_else(|| panic!("{id} is not on the page"));
        let rest = &self.text[start..];
        &rest[..rest.find("</tr>").unwrap()]
    }

    /// Every tag, without its angle brackets.
    pub fn tags(&self) -> Vec<&str> {
        let style =
            self.text.find("<style>").unwrap()..self.text.find("</style>").unwrap() + "</style>".len();
        let without = [&self.text[..style.start], &self.text[style.end..]];
        let tag = |piece: &'_ str| -> Option<usize> { piece.find('>') };
        without
            .into_iter()
            .flat_map(|half| half.split('<').skip(1))
            .map(|piece| &piece[..tag(piece).unwrap_or_else(|| panic!("a tag does not end: {piece}"))])
            .collect()
    }

    /// Every tag with the names of its attributes, without their values.
    pub fn skeleton(&self) -> Vec<String> {
        self.tags()
            .into_iter()
            .map(|tag| tag.split('"').step_by(2).collect::<Vec<_>>().join("\"\""))
            .collect()
    }

    /// The levels of its headings, in order.
    pub fn headings(&self) -> Vec<u32> {
        let level = |tag: &str| {
            let mut letters = tag.chars();
            (letters.next() == Some('h')).then(|| letters.next().and_then(|level| level.to_digit(10)))?
        };
        self.tags().into_iter().filter_map(level).collect()
    }

    fn values(&self, attribute: &str) -> Vec<String> {
        let value =
            |tag: &str| Some(tag.split(&format!(" {attribute}=\"")).nth(1)?.split('"').next()?.to_owned());
        self.tags().into_iter().filter_map(value).collect()
    }

    pub fn ids(&self) -> Vec<String> {
        self.values("id")
    }

    /// What links lead to: always a place on the page.
    pub fn links(&self) -> Vec<String> {
        let place = |link: String| link.strip_prefix('#').unwrap_or_else(|| panic!("{link}")).to_owned();
        self.values("href").into_iter().map(place).collect()
    }

    /// Every element ends within the one it begins in.
    pub fn is_nested(&self) {
        let mut open: Vec<&str> = Vec::new();
        for tag in self.tags() {
            let name = tag.split([' ', '/']).find(|part| !part.is_empty()).unwrap();
            match tag {
                _ if tag.starts_with('/') => assert_eq!(open.pop(), Some(name), "{tag}"),
                _ if matches!(name, "meta" | "br" | "input" | "!DOCTYPE") => {}
                _ => open.push(name),
            }
        }
        assert!(open.is_empty(), "{open:?}");
    }
}
