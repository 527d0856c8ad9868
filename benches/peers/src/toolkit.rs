//! The lists of the toolkit, for the rule texts of the peers.

use cse_screening::{Category, Indicator};

/// The two indicators that are circumstances, and no behaviour.
pub(crate) const CIRCUMSTANCES: [Indicator; 2] =
    [Indicator::MigrantRefugeeOrAsylumSeeker, Indicator::UnsureOfSexualOrientation];

/// The codes of a category.
pub(crate) fn listed(category: Category) -> Vec<&'static str> {
    Indicator::ALL.iter().filter(|one| one.category() == category).map(|one| one.code()).collect()
}

/// The codes of the behaviour indicators.
pub(crate) fn behaviour() -> Vec<&'static str> {
    Indicator::ALL.iter().filter(|one| !CIRCUMSTANCES.contains(one)).map(|one| one.code()).collect()
}

/// Codes in double quotes, with commas between.
pub(crate) fn quoted(codes: &[&str]) -> String {
    codes.iter().map(|code| format!("\"{code}\"")).collect::<Vec<_>>().join(", ")
}

/// A rule text with its parts filled in.
///
/// A line `let name = text` names a part, and `<<name>>` is filled in with it. The lists of the
/// toolkit are the parts `one`, `two`, `three`, `behaviour`, `circumstances` and `gang`.
pub(crate) fn filled(text: &str) -> String {
    let mut parts = vec![
        ("one", quoted(&listed(Category::One))),
        ("two", quoted(&listed(Category::Two))),
        ("three", quoted(&listed(Category::Three))),
        ("behaviour", quoted(&behaviour())),
        ("circumstances", quoted(&CIRCUMSTANCES.map(Indicator::code))),
        ("gang", quoted(&[Indicator::GangAssociationOrRules.code()])),
    ];
    let mut lines = Vec::new();
    for line in text.lines() {
        match line.strip_prefix("let ").and_then(|rest| rest.split_once(" = ")) {
            Some((name, part)) => parts.push((name, with(part, &parts))),
            None => lines.push(with(line, &parts)),
        }
    }
    lines.join("\n")
}

fn with(line: &str, parts: &[(&str, String)]) -> String {
    parts.iter().fold(line.to_owned(), |line, (name, part)| line.replace(&format!("<<{name}>>"), part))
}
