//! Records in SQLite, as JSON, with the rules that made them; read back and verified.

use cse_screening::Request;
use cse_screening_recipes::{stored_rules, until_nobody_reads, verify};
use rusqlite::{Connection, params};
use std::error::Error;
use std::io::Write;
use std::process::ExitCode;

/// Rules are kept once, records as they were written. Neither is ever changed.
const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS rules (sha256 TEXT PRIMARY KEY, tables TEXT NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS screenings (
        id INTEGER PRIMARY KEY,
        reference TEXT,
        rules TEXT NOT NULL REFERENCES rules (sha256),
        record TEXT NOT NULL
    ) STRICT;
    CREATE INDEX IF NOT EXISTS by_reference ON screenings (reference);
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

/// Screens a request, and stores the record.
fn store(database: &Connection, request: &Request) -> Tried<()> {
    let outcome = request.screen();
    let rules = outcome.rules();
    let mut record = Vec::new();
    outcome.write_json(&mut record);
    database.execute(
        "INSERT INTO rules (sha256, tables) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
        params![rules.sha256(), rules.to_json()],
    )?;
    database.execute(
        "INSERT INTO screenings (reference, rules, record) VALUES (?1, ?2, ?3)",
        params![request.reference(), rules.sha256(), String::from_utf8(record)?],
    )?;
    Ok(())
}

/// Verifies every record by the rules stored with it. Gives how many are well, and what is wrong with the others.
fn verify_all(database: &Connection) -> Tried<(usize, Vec<String>)> {
    let (mut well, mut wrong) = (0, Vec::new());
    let mut stored = database.prepare("SELECT sha256, tables FROM rules")?;
    let mut stored = stored.query([])?;
    while let Some(row) = stored.next()? {
        let (sha256, tables): (String, String) = (row.get(0)?, row.get(1)?);
        let rules = stored_rules(&sha256, &tables)?;
        let mut records = database.prepare("SELECT id, record FROM screenings WHERE rules = ?1")?;
        let mut records = records.query([&sha256])?;
        while let Some(row) = records.next()? {
            match verify(&rules, &row.get::<_, String>(1)?) {
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
    let (path, lines) = match &words[..] {
        [path] => (path, String::new()),
        [path, requests] => match std::fs::read_to_string(requests)? {
            lines if lines.trim().is_empty() => {
                return Err("there is no request; allowed: one on each line".into());
            }
            lines => (path, lines),
        },
        _ => return Err("usage: sqlite DATABASE [REQUESTS.jsonl]".into()),
    };
    let mut database = open(path)?;
    // All of a file or nothing of it.
    let transaction = database.transaction()?;
    for line in lines.lines() {
        store(&transaction, &Request::from_json(line)?)?;
    }
    transaction.commit()?;
    let (well, wrong) = verify_all(&database)?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "{well} records verified, {} did not.", wrong.len())?;
    wrong.iter().try_for_each(|what| writeln!(out, "{what}"))?;
    Ok(if wrong.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
