//! Records in PostgreSQL, as JSON, with the rules that made them; read back and verified.
//!
//! It needs a server, whose address is in DATABASE_URL. The connection here is not encrypted: to reach another machine,
//! give `Client::connect` a connector for TLS.

use cse_screening::{Request, RequestError};
use cse_screening_recipes::{requests, sha256, stored_rules, until_nobody_reads, verify};
use postgres::{Client, GenericClient, NoTls};
use std::error::Error;
use std::io::Write;
use std::process::ExitCode;

/// The type `json` keeps a text as it was written, byte for byte; `jsonb` does not. Take UPDATE and DELETE from the role
/// that screens. The same record of the same reference is kept once: a file that is loaded again adds nothing.
const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS rules (sha256 text PRIMARY KEY, tables json NOT NULL);
    CREATE TABLE IF NOT EXISTS screenings (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        reference text NOT NULL,
        rules text NOT NULL REFERENCES rules (sha256),
        sha256 text NOT NULL,
        record json NOT NULL,
        UNIQUE (reference, sha256)
    );
";

type Tried<T> = Result<T, Box<dyn Error>>;

/// Screens a request, and stores the record unless it is stored already.
fn store(database: &mut impl GenericClient, request: &Request) -> Tried<()> {
    // Without one the record could not be found again, nor told from that of another child.
    let reference = request.reference().ok_or("a request without a reference is not stored")?;
    let outcome = request.screen();
    let rules = outcome.rules();
    let mut record = Vec::new();
    outcome.write_json(&mut record);
    database.execute(
        "INSERT INTO rules (sha256, tables) VALUES ($1, $2::text::json) ON CONFLICT DO NOTHING",
        &[&rules.sha256(), &rules.to_json()],
    )?;
    database.execute(
        "INSERT INTO screenings (reference, rules, sha256, record) VALUES ($1, $2, $3, $4::text::json)
         ON CONFLICT DO NOTHING",
        &[&reference, &rules.sha256(), &sha256(&record), &String::from_utf8(record)?],
    )?;
    Ok(())
}

/// Verifies every record by the rules stored with it. Gives how many are well, and what is wrong with the others. One that
/// is wrong does not end it.
fn verify_all(database: &mut impl GenericClient) -> Tried<(usize, Vec<String>)> {
    let (mut well, mut wrong) = (0, Vec::new());
    for row in database.query("SELECT sha256, tables::text FROM rules", &[])? {
        let (sha256, tables): (String, String) = (row.try_get(0)?, row.try_get(1)?);
        let rules = stored_rules(&sha256, &tables);
        let records = "SELECT id, sha256, record::text FROM screenings WHERE rules = $1";
        for row in database.query(records, &[&sha256])? {
            let (stored, record): (&str, &str) = (row.try_get(1)?, row.try_get(2)?);
            match rules.as_ref().map_err(Clone::clone).and_then(|rules| verify(rules, stored, record)) {
                Ok(()) => well += 1,
                Err(what) => wrong.push(format!("record {}: {what}", row.try_get::<_, i64>(0)?)),
            }
        }
    }
    Ok((well, wrong))
}

/// What a log may have: a database can repeat the row that it refuses, and a refused request what it says.
fn without_values(error: &(dyn Error + 'static)) -> String {
    if let Some(refused) = error.downcast_ref::<RequestError>() {
        return refused.to_string();
    }
    match error.downcast_ref::<postgres::Error>().and_then(postgres::Error::code) {
        Some(state) => format!("the database says {}", state.code()),
        None => error.to_string(),
    }
}

fn run() -> Tried<ExitCode> {
    let address = std::env::var("DATABASE_URL").map_err(
        |_| "this needs a PostgreSQL server: set DATABASE_URL, such as postgres://user@localhost/name",
    )?;
    let mut database = Client::connect(&address, NoTls)?;
    database.batch_execute(TABLES)?;
    let mut refused = Vec::new();
    if let Some(file) = std::env::args().nth(1) {
        let (lines, unread) = requests(&file)?;
        refused = unread;
        // What the database refuses ends the transaction, and nothing is stored; what these lines lack does not.
        let mut transaction = database.transaction()?;
        for request in &lines {
            match request.reference() {
                Some(_) => store(&mut transaction, request)?,
                None => refused.push("a request without a reference is not stored".to_owned()),
            }
        }
        transaction.commit()?;
    }
    let (well, wrong) = verify_all(&mut database)?;
    let mut out = std::io::stdout().lock();
    refused.iter().try_for_each(|what| writeln!(out, "refused: {what}"))?;
    writeln!(out, "Verified: {well}. Not verified: {}.", wrong.len())?;
    wrong.iter().try_for_each(|what| writeln!(out, "{what}"))?;
    Ok(if wrong.is_empty() && refused.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn main() -> ExitCode {
    until_nobody_reads(run()).unwrap_or_else(|error| {
        eprintln!("{}", without_values(&*error));
        ExitCode::FAILURE
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_request_is_reported_without_what_it_says() {
        let error = Request::from_json(r#"{"child": {"case": "Elm Street"}, "screening": {}}"#).map(|_| ());
        let said = error.map_err(|error| without_values(&error));
        assert!(said.is_err_and(|said| said.starts_with("child.case: ") && !said.contains("Elm")));
    }

    #[test]
    fn each_bundled_request_is_stored_and_verified_where_there_is_a_server() -> Tried<()> {
        let Ok(address) = std::env::var("DATABASE_URL") else {
            eprintln!("Not tested: DATABASE_URL is not set, so there is no server.");
            return Ok(());
        };
        let mut database = Client::connect(&address, NoTls)?;
        // What is not committed is gone with the connection; and this schema comes before others.
        let mut database = database.transaction()?;
        database.batch_execute("CREATE SCHEMA cse_recipe; SET LOCAL search_path TO cse_recipe")?;
        database.batch_execute(TABLES)?;
        let requests = std::fs::read_to_string("../requests/caseload.jsonl")?;
        for line in requests.lines() {
            store(&mut database, &Request::from_json(line)?)?;
        }
        assert_eq!(verify_all(&mut database)?, (requests.lines().count(), vec![]));
        let other =
            "UPDATE screenings SET record = replace(record::text, '\"category\":2', '\"category\":1')::json";
        database.execute(other, &[])?;
        let (_, wrong) = verify_all(&mut database)?;
        assert!(!wrong.is_empty() && wrong.iter().all(|what| what.contains("it differs in ")));
        Ok(())
    }
}
