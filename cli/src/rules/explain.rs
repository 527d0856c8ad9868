//! One row in words: what it rests on, and what refers to it.

use super::rows::{self, Row, read_as, statement};
use crate::answer::{Answer, Body};
use crate::load::{Failure, identity, identity_json, load};
use crate::page::BOLD;
use crate::sheet::{Sheet, reached_json};
use crate::words::{counted, printable};
use cse_screening::RuleSet;
use cse_screening::rules::proof::Reached;
use cse_screening::rules::tables::TableId;
use serde_json::{Value, json};
use std::path::Path;

/// So many ids are offered for one that does not exist.
const OFFERED: usize = 5;

pub(crate) fn explain(directory: &Path, id: &str, json: bool) -> Result<Answer, Failure> {
    let rules = load(directory)?;
    let all = rows::all(&rules);
    let found: Vec<_> = all.iter().filter(|row| row.id == id).collect();
    if found.is_empty() {
        return Err(Failure::Unusable(unknown(&all, id)));
    }
    if json {
        let rows: Vec<_> = found.iter().map(|row| explained_json(&rules, row)).collect();
        let body = json!({"rules": identity_json(&rules), "id": id, "rows": rows});
        return Ok(Answer { body: Body::Json(body), well: true });
    }
    let mut sheet = Sheet::default();
    sheet.heading("Rules");
    sheet.paragraph(&identity(&rules));
    for row in found {
        explained(&mut sheet, &rules, row);
    }
    Ok(Answer { body: Body::Text(sheet.into_text()), well: true })
}

/// What is said of an id that no row has: the nearest ones, with their tables.
fn unknown(all: &[Row<'_>], id: &str) -> String {
    let asked = id.to_lowercase();
    let mut near: Vec<_> = all
        .iter()
        .map(|row| {
            let own = row.id.to_lowercase();
            let apart = strsim::damerau_levenshtein(&asked, &own);
            // A part of an id is as good as a slip of the pen.
            let part = asked.len() > 2 && own.contains(&asked);
            (apart, part || apart <= (asked.len() / 3).max(1), row)
        })
        .filter(|(_, near, _)| *near)
        .map(|(apart, _, row)| (apart, format!("{} ({})", row.id, row.table)))
        .collect();
    near.sort();
    near.dedup();
    let offered: Vec<_> = near.into_iter().take(OFFERED).map(|(_, offered)| offered).collect();
    let id = printable(id);
    match offered.join(", ") {
        none if none.is_empty() => format!("no row has the id {id}, and none has one like it"),
        offered => format!("no row has the id {id}; near it are: {offered}"),
    }
}

/// What a request can bring about.
fn proved(row: &Row<'_>) -> Option<(TableId, &'static str)> {
    let table = TableId::from_code(row.table)?;
    let word = match table {
        TableId::Definitions => "hold",
        TableId::CategoryRules => "fire",
        TableId::Protections => "speak of a child",
        TableId::PlanHosts => "host the plan",
        TableId::Steps => "apply",
        TableId::Findings => "be found",
        _ => return None,
    };
    Some((table, word))
}

fn explained(sheet: &mut Sheet, rules: &RuleSet, row: &Row<'_>) {
    sheet.heading(&format!("{}: {}", row.table.replace('_', " "), row.id));
    sheet.strong(BOLD, &format!("{}.", row.says));
    if let Some(reading) = row.reading {
        sheet.paragraph(&format!("It rests on the reading `{}`: {}.", reading.id, read_as(reading)));
    }
    if !row.statements.is_empty() {
        sheet.paragraph("Its statements:");
        for id in &row.statements {
            sheet.entry(&format!("{id}: {}", statement(rules, id).unwrap_or_default()));
        }
    }
    let references = rules.references_to(row.table, &row.id);
    if references.is_empty() {
        sheet.paragraph("No row refers to it.");
    } else {
        let so_many = counted(references.len(), "place refers to it", "places refer to it");
        sheet.paragraph(&format!("{so_many}:"));
    }
    for reference in &references {
        let place = [reference.table.clone(), format!("`{}`", reference.row), reference.field.clone()];
        let place: Vec<_> = place.into_iter().filter(|part| !part.is_empty() && part != "``").collect();
        sheet.entry(&place.join(", "));
    }
    let Some((table, word)) = proved(row) else { return };
    match rules.smallest_request_for(table, &row.id) {
        Some(Reached::By(request)) => {
            sheet.paragraph(&format!("The smallest request that makes it {word}:"));
            sheet.request("In words", &rules.request_in_words(&request), &request);
        }
        Some(Reached::Never) => sheet.paragraph(&format!("No request makes it {word}: proved.")),
        Some(Reached::Undecided) => {
            sheet.paragraph(&format!("Whether a request makes it {word} would take too long to say."));
        }
        None => {}
    }
}

fn explained_json(rules: &RuleSet, row: &Row<'_>) -> Value {
    let statements: Vec<_> =
        row.statements.iter().map(|id| json!({"id": id, "text": statement(rules, id)})).collect();
    let references: Vec<_> = rules
        .references_to(row.table, &row.id)
        .into_iter()
        .map(|one| json!({"table": one.table, "row": one.row, "field": one.field}))
        .collect();
    let reached = proved(row).and_then(|(table, _)| rules.smallest_request_for(table, &row.id));
    json!({
        "table": row.table,
        "id": row.id,
        "says": row.says,
        "statements": statements,
        "reading": row.reading,
        "referred_to_by": references,
        "smallest_request": reached_json(rules, reached.as_ref()),
    })
}
