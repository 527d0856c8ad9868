//! Records in SQLite, as JSON, with the rules that made them; read back and verified.

use cse_screening::Request;
use cse_screening_recipes::{requests, sha256, stored_rules, until_nobody_reads, verify};
use rusqlite::{Connection, params};
use std::error::Error;
use std::io::Write;
use std::process::ExitCode;

/// Rules are kept once, records as they were written. Neither is ever changed. The same record of the same reference is
/// kept once: a file that is loaded again adds nothing.
const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS rules (sha256 TEXT PRIMARY KEY, tables TEXT NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS screenings (
        id INTEGER PRIMARY KEY,
        reference TEXT NOT NULL,
        rules TEXT NOT NULL REFERENCES rules (sha256),
        sha256 TEXT NOT NULL,
        record TEXT NOT NULL,
        UNIQUE (reference, sha256)
    ) STRICT;
    CREATE TRIGGER IF NOT EXISTS records_stay BEFORE UPDATE ON screenings
        BEGIN SELECT raise(ABORT, 'a record is never changed: add another'); END;
    CREATE TRIGGER IF NOT EXISTS rules_stay BEFORE UPDATE ON rules
        BEGIN SELECT raise(ABORT, 'rules are never changed: add others'); END;
";

type Tried<T> = Result<T, Box<dyn Error>>;

fn open(path: &str) -> Tried<Connection> {
    let database = Connection::open(path)?;
    database.pragma_update(None, "foreign_keys", true)?;
    database.execute_batch(TABLES)?;
    Ok(database)
}

/// Screens a request, and stores the record unless it is stored already.
fn store(database: &Connection, request: &Request) -> Tried<()> {
    // Without one the record could not be found again, nor told from that of another child.
    let reference = request.reference().ok_or("a request without a reference is not stored")?;
    let outcome = request.screen();
    let rules = outcome.rules();
    let mut record = Vec::new();
    outcome.write_json(&mut record);
    database.execute(
        "INSERT INTO rules (sha256, tables) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
        params![rules.sha256(), rules.to_json()],
    )?;
    database.execute(
        "INSERT INTO screenings (reference, rules, sha256, record) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
        params![reference, rules.sha256(), sha256(&record), String::from_utf8(record)?],
    )?;
    Ok(())
}

/// Verifies every record by the rules stored with it. Gives how many are well, and what is wrong with the others. One that
/// is wrong, or cannot be read at all, does not end it.
fn verify_all(database: &Connection) -> Tried<(usize, Vec<String>)> {
    let (mut well, mut wrong) = (0, Vec::new());
    let mut stored = database.prepare("SELECT sha256, tables FROM rules")?;
    let mut stored = stored.query([])?;
    while let Some(row) = stored.next()? {
        let sha256: String = row.get(0)?;
        let tables = row.get::<_, String>(1).map_err(|_| format!("the rules {sha256} are no text"));
        let rules = tables.and_then(|tables| stored_rules(&sha256, &tables));
        let mut records = database.prepare("SELECT id, sha256, record FROM screenings WHERE rules = ?1")?;
        let mut records = records.query([&sha256])?;
        while let Some(row) = records.next()? {
            let text = |at| row.get::<_, String>(at).map_err(|_| "it is no text".to_owned());
            let verified = rules.as_ref().map_err(Clone::clone);
            match verified.and_then(|rules| verify(rules, &text(1)?, &text(2)?)) {
                Ok(()) => well += 1,
                Err(what) => wrong.push(format!("record {}: {what}", row.get::<_, i64>(0)?)),
            }
        }
    }
    Ok((well, wrong))
}

fn main() -> Tried<ExitCode> {
    until_nobody_reads(run())
}

fn run() -> Tried<ExitCode> {
    let words: Vec<_> = std::env::args().skip(1).collect();
    let (path, (lines, mut refused)) = match &words[..] {
        [path] => (path, (Vec::new(), Vec::new())),
        [path, file] => (path, requests(file)?),
        _ => return Err("usage: sqlite DATABASE [REQUESTS.jsonl]".into()),
    };
    let mut database = open(path)?;
    let transaction = database.transaction()?;
    for request in &lines {
        if let Err(error) = store(&transaction, request) {
            refused.push(error.to_string());
        }
    }
    transaction.commit()?;
    let (well, wrong) = verify_all(&database)?;
    let mut out = std::io::stdout().lock();
    refused.iter().try_for_each(|what| writeln!(out, "refused: {what}"))?;
    writeln!(out, "Verified: {well}. Not verified: {}.", wrong.len())?;
    wrong.iter().try_for_each(|what| writeln!(out, "{what}"))?;
    Ok(if wrong.is_empty() && refused.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
