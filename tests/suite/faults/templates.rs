//! Every message that the sources can give has a case: each text of theirs stands in a test of this folder, or in
//! `tests/slips.json`.

use std::path::{Path, PathBuf};

/// The sources that hold the messages of faults and warnings.
const SOURCES: &[&str] = &[
    "encoding.rs",
    "compiled/base.rs",
    "compiled/derived.rs",
    "tables/condition.rs",
    "load/extend.rs",
    "load/folder.rs",
    "compiled/layout.rs",
    "load/mod.rs",
    "load/names.rs",
    "proof/check.rs",
    "proof/ignored.rs",
    "proof/report.rs",
    "proof/warning.rs",
    "proof/warnings.rs",
    "proof/weakened.rs",
    "tables/plain.rs",
    "tables/read.rs",
    "load/soundness/calendar.rs",
    "load/soundness/category_rules.rs",
    "load/soundness/deadlines.rs",
    "load/soundness/mod.rs",
    "load/soundness/protections.rs",
    "load/soundness/questions.rs",
    "load/soundness/references.rs",
    "load/soundness/rows.rs",
    "load/soundness/scopes.rs",
    "load/soundness/sources.rs",
    "load/soundness/vocabulary.rs",
    "tables/mod.rs",
    "compiled/selections.rs",
    "compiled/terms.rs",
];

/// Texts that no set can show, and why.
const NEVER_SHOWN: &[(&str, &str)] = &[
    ("no setting {number} in the manifest", "the checks before have found each setting"),
    ("no definition `{id}`", "the checks before have found each definition"),
    ("no question `{code}`", "the checks before have found each question"),
    ("no step `{id}`", "the checks before have found each step"),
    ("no category rule `{id}`", "the checks before have found each category rule"),
    ("no indicator `{code}`", "the checks before have found each indicator"),
    ("the age {age} is not among those asked about", "the ages are gathered from the same conditions"),
    ("this child {}, and has no plan", "a set without a plan for every category is not loaded"),
    ("a request was found that cannot be written", "each answer of the solver can be"),
    (
        "undecided: whether it is always as it is under `{of}` takes too long to say",
        "a set so large is refused where it extends one that has protections",
    ),
    (
        "`{}` is asked for, and compiles to nothing",
        "each condition that can be written compiles to something",
    ),
    (
        "undecided: {why}, so there may be more to warn of",
        "a budget shows it, as `reports` tests, and no set",
    ),
    ("the check was called off", "a budget shows it, as `reports` tests, and no set"),
    ("the work that the check may take was spent", "a budget shows it, as `reports` tests, and no set"),
    ("way to decide", "what the words for how something was decided are called, and no message"),
    ("by structure", "a report says it, and `reports` tests that"),
    ("by search", "a report says it, and `reports` tests that"),
    ("a JSON value", "what a parser expects where anything may stand"),
];

/// What the libraries say that read JSON and days: it is known by these words, and nobody is shown them.
const OF_LIBRARIES: &[&str] = &[
    "invalid type: ",
    "invalid value: ",
    "invalid length ",
    ", expected ",
    "unknown variant ",
    "unknown field ",
    "missing field ",
    "input contains invalid characters",
    "input is out of range",
    "premature end of input",
    "trailing input",
    "map with a single key",
    "a sequence",
    "a string",
    "a boolean",
    "string or map",
    "newtype variant",
    "unit variant",
    "unit value",
    "a map",
    "struct ",
    "string \\\"",
    "unknown variant `",
    "unknown field `",
    " at line ",
    "key must",
    "key must be a string",
    "trailing comma",
    "expected `:`",
    "expected `,` or `}`",
    "expected `,` or `]`",
    "EOF while parsing a list",
    "EOF while parsing an object",
    "EOF while parsing a string",
    "EOF while parsing a value",
    "trailing characters",
    "expected value",
    "expected ident",
    "invalid number",
    "invalid escape",
    "recursion limit exceeded",
    "control character",
];

/// The texts in quotation marks of a source, its tests and comments left out.
fn texts(source: &str) -> Vec<String> {
    let code = source.split("#[cfg(test)]").next().unwrap();
    let mut texts = Vec::new();
    for line in code.lines().map(str::trim_start).filter(|line| !line.starts_with("//")) {
        let mut rest = line;
        while let Some((before, after)) = rest.split_once('"') {
            // The end is the next quotation mark that is not escaped.
            let end = after.char_indices().find(|(at, one)| *one == '"' && !after[..*at].ends_with('\\'));
            let Some((end, _)) = end else { break };
            let (text, after) = (&after[..end], &after[end + 1..]);
            if text.contains(' ') && !before.ends_with("reason = ") && !before.ends_with("expect(") {
                texts.push(text.to_owned());
            }
            rest = after;
        }
    }
    texts
}

fn folder(place: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(place)
}

/// Whether a text is that of a template: its parts stand in it, in order.
fn fits(template: &str, text: &str) -> bool {
    let mut rest = text;
    // Two braces are one that is shown.
    let template = template.replace("{{", "\u{1}").replace("}}", "\u{2}");
    let mut parts = template.split('{').map(|part| part.split_once('}').map_or(part, |(_, after)| after));
    let mut parts = parts.by_ref().map(|part| part.replace('\u{1}', "{").replace('\u{2}', "}"));
    parts.all(|part| match rest.split_once(part.as_str()) {
        Some((_, after)) => {
            rest = after;
            true
        }
        None => false,
    })
}

/// A file that makes a fault or a warning, and is not looked into, would have messages that no test shows.
#[test]
fn every_file_that_makes_faults_is_looked_into() {
    let mut looked_into = 0;
    for room in ["compiled", "load", "load/soundness", "proof", "tables"] {
        for file in std::fs::read_dir(folder("src").join(room)).unwrap() {
            let name = file.unwrap().file_name().into_string().unwrap();
            let file = format!("{room}/{name}");
            let Ok(source) = std::fs::read_to_string(folder("src").join(&file)) else { continue };
            if ["Fault::new(", "Warning::new("].iter().any(|made| source.contains(made)) {
                assert!(
                    SOURCES.contains(&&*file),
                    "{file} makes faults, and its messages are not looked for"
                );
                looked_into += 1;
            }
        }
    }
    assert!(looked_into > 15, "{looked_into} files");
}

#[test]
fn every_message_in_the_sources_stands_in_a_test() {
    let mut tests = Vec::new();
    for file in std::fs::read_dir(folder("tests/suite/faults")).unwrap() {
        let file = file.unwrap().path();
        if !file.ends_with("templates.rs") {
            tests.extend(texts(&std::fs::read_to_string(file).unwrap()));
        }
    }
    tests.extend(texts(include_str!("../../slips.json")));
    let mut missing = Vec::new();
    let mut never: Vec<_> = NEVER_SHOWN.iter().map(|(text, _)| *text).collect();
    let mut shown = 0;
    for source in SOURCES {
        let text = std::fs::read_to_string(folder("src").join(source)).unwrap();
        for template in texts(&text) {
            if OF_LIBRARIES.contains(&&*template) {
                continue;
            }
            if NEVER_SHOWN.iter().any(|(text, _)| *text == template) {
                never.retain(|text| *text != template);
                continue;
            }
            if tests.iter().any(|text| fits(&template, text)) {
                shown += 1;
            } else {
                missing.push(format!("{source}: {template}"));
            }
        }
    }
    assert!(missing.is_empty(), "no test shows these messages:\n{}", missing.join("\n"));
    assert!(never.is_empty(), "no source has these any more: {never:?}");
    assert!(shown > 100, "{shown} messages");
    crate::support::report(&format!("faults and warnings: {shown} texts of messages, each shown by a set"));
}
