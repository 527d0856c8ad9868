//! Which rules decided, and how to verify the record.

use super::blocks::{Block, Line, Row, Section};
use super::case::Case;
use super::verdict;
use crate::words::in_full;
use cse_screening::RuleSet;

pub(crate) fn section(case: &Case<'_>) -> Section {
    let rules = &case.record.rules;
    let sha256 = case.shown.whole().sha256();
    let row = |what: &str, line| Row::new(vec![Line::words(what), line]);
    let mut rows = Vec::new();
    if let Some(manifest) = case.rules.map(|rules| &rules.tables().manifest) {
        rows.push(row("Title", Line::words(&manifest.title)));
        let sources = case.rules.map(|rules| &*rules.tables().sources).unwrap_or_default();
        rows.extend(sources.iter().map(|source| row("Read from", Line::words(&in_full(source)))));
    }
    let mut base = case.rules.and_then(RuleSet::base);
    while let Some(one) = base {
        let what = if one.verified { "Made from" } else { "Says that it was made from" };
        let verified = if one.verified { "" } else { ", not verified" };
        let line =
            Line::code(&one.id).and(&format!(" {}{verified}, SHA-256 ", one.version)).and_code(&one.sha256);
        rows.push(row(what, line));
        base = one.base.as_deref().filter(|base| !base.is_verified());
    }
    rows.push(row("Rules", Line::code(&rules.id)));
    rows.push(row("Version", Line::words(&rules.version)));
    rows.push(row("SHA-256", Line::code(&rules.sha256)));
    let mut blocks = verdict::reproduces(case).unwrap_or_default();
    blocks.push(Block::Table {
        caption: "The rules that decided".to_owned(),
        columns: vec!["What", "Which"],
        rows,
    });
    let given_up = case.rules.map(given_up).unwrap_or_default();
    if !given_up.is_empty() {
        blocks.push(Block::Subheading("Protections that these rules waive".to_owned()));
        blocks.push(Block::List(given_up));
    }
    blocks.extend(how_to_verify(&sha256));
    Section::new("rules", "The rules, and how to verify the record", blocks)
}

/// The protections that the set, or what it was made from, waives: what it gives up by that, if anything, is said
/// where the rules are read.
fn given_up(rules: &RuleSet) -> Vec<Line> {
    let manifest = &rules.tables().manifest;
    let before = manifest.based_on.iter().flat_map(|base| &base.waives);
    let all = manifest.waives.iter().chain(before);
    all.map(|waiver| Line::code(&waiver.protection).and(": ").and(&waiver.reason)).collect()
}

fn how_to_verify(sha256: &str) -> Vec<Block> {
    vec![
        Block::Subheading("To verify".to_owned()),
        Block::Paragraph(Line::words(
            "Keep the record, which is a file of JSON, and the rules with this SHA-256. This command screens the \
             recorded answers again. It exits with 0 only if the record reproduces; if it does not, it says where, at the \
             top. RECORD.json is the record, and RULES the directory of its rules, or the word coventry for the built-in set.",
        )),
        Block::Command("cse report RECORD.json --rules RULES --text"),
        Block::Paragraph(Line::words("The SHA-256 of the rules is that of all their tables as canonical JSON.")),
        Block::Paragraph(
            Line::words(
                "To verify is not to sign. Whether this is the record that was made shows its own SHA-256, if it was \
                 kept elsewhere on that day: ",
            )
            .and_code(sha256)
            .and(". It is that of the record on one line, as the engine writes it to be stored."),
        ),
    ]
}
