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
/// that screens. The same record of the same reference is kept once: a file that is loaded again adds nothing. The database
/// takes the category from the record itself, and no row whose hash is not that of its text.
const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS rules (
        sha256 text PRIMARY KEY CHECK (sha256 = encode(sha256(convert_to(tables::text, 'UTF8')), 'hex')),
        tables json NOT NULL
    );
    CREATE TABLE IF NOT EXISTS screenings (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        reference text NOT NULL,
        rules text NOT NULL REFERENCES rules (sha256),
        sha256 text NOT NULL CHECK (sha256 = encode(sha256(convert_to(record::text, 'UTF8')), 'hex')),
        category smallint GENERATED ALWAYS AS ((record ->> 'category')::smallint) STORED,
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
                // Its JSON takes this letter, and cannot be asked for anything then.
                Some(_) if serde_json::to_string(request)?.contains("\\u0000") => {
                    refused.push(
                        "a request with the letter of number 0 is not stored: PostgreSQL cannot read it"
                            .to_owned(),
                    );
                }
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

    const CASELOAD: &str = "../requests/caseload.jsonl";

    /// The server's address, where there is a server.
    fn server() -> Option<String> {
        let address = std::env::var("DATABASE_URL").ok();
        if address.is_none() {
            eprintln!("Not tested: DATABASE_URL is not set, so there is no server.");
        }
        address
    }

    /// The tables in a schema of their own, which comes before others. What is not committed is gone with the connection.
    fn tables(database: &mut Client) -> Tried<postgres::Transaction<'_>> {
        let mut database = database.transaction()?;
        database.batch_execute("CREATE SCHEMA cse_recipe; SET LOCAL search_path TO cse_recipe")?;
        database.batch_execute(TABLES)?;
        Ok(database)
    }

    #[test]
    fn each_bundled_request_is_stored_and_verified_where_there_is_a_server() -> Tried<()> {
        let Some(address) = server() else { return Ok(()) };
        let mut database = Client::connect(&address, NoTls)?;
        let mut database = tables(&mut database)?;
        let requests = std::fs::read_to_string(CASELOAD)?;
        for line in requests.lines() {
            let request = Request::from_json(line)?;
            store(&mut database, &request)?;
            // What stands beside the record is what it says, and the record is there byte for byte.
            let outcome = request.screen();
            let mut record = Vec::new();
            outcome.write_json(&mut record);
            let row = database.query_one(
                "SELECT record::text, sha256, category, rules FROM screenings WHERE reference = $1",
                &[&request.reference()],
            )?;
            assert_eq!(row.try_get::<_, &str>(0)?.as_bytes(), record);
            assert_eq!(row.try_get::<_, &str>(1)?, sha256(&record));
            let category = outcome.category().map(|category| i16::from(category.number()));
            assert_eq!(row.try_get::<_, Option<i16>>(2)?, category);
            assert_eq!(row.try_get::<_, &str>(3)?, outcome.rules().sha256());
        }
        assert_eq!(verify_all(&mut database)?, (requests.lines().count(), vec![]));
        // Whoever changes the hash as well is found out all the same.
        let other = "
            WITH other AS (
                SELECT id, replace(record::text, '\"category\":2', '\"category\":1') AS record
                FROM screenings WHERE category = 2
            )
            UPDATE screenings SET record = other.record::json,
                sha256 = encode(sha256(convert_to(other.record, 'UTF8')), 'hex')
            FROM other WHERE screenings.id = other.id";
        let changed = database.execute(other, &[])?;
        let (_, wrong) = verify_all(&mut database)?;
        assert!(changed > 0 && wrong.len() as u64 == changed);
        assert!(wrong.iter().all(|what| what.contains("it differs in ")), "{wrong:?}");
        Ok(())
    }

    #[test]
    fn a_row_that_is_wrong_is_refused_where_there_is_a_server() -> Tried<()> {
        let Some(address) = server() else { return Ok(()) };
        let mut database = Client::connect(&address, NoTls)?;
        let mut database = tables(&mut database)?;
        let line = std::fs::read_to_string(CASELOAD)?.lines().next().map(str::to_owned).unwrap_or_default();
        store(&mut database, &Request::from_json(&line)?)?;
        let copied = |columns: &str| {
            format!(
                "INSERT INTO screenings (reference, rules, sha256, record) SELECT {columns} FROM screenings"
            )
        };
        // Its hash is right, and its category is none.
        let text = r#"{"category":"high"}"#;
        let no_category = format!("'other', rules, '{}', '{text}'::json", sha256(text.as_bytes()));
        let wrong = [
            (copied("'other', rules, repeat('0', 64), record"), "23514"),
            (copied("'other', rules, upper(sha256), record"), "23514"),
            (copied("'other', rules, sha256, '{}'::json"), "23514"),
            ("UPDATE screenings SET record = '{}'::json".to_owned(), "23514"),
            ("UPDATE rules SET tables = '{}'::json".to_owned(), "23514"),
            (copied("'other', repeat('0', 64), sha256, record"), "23503"),
            (copied("NULL, rules, sha256, record"), "23502"),
            (copied("'other', NULL, sha256, record"), "23502"),
            (copied("'other', rules, NULL, record"), "23502"),
            (copied("'other', rules, sha256, NULL"), "23502"),
            (copied("'other', rules, sha256, 'no json'::json"), "22P02"),
            (copied(&no_category), "22P02"),
            (copied("reference, rules, sha256, record"), "23505"),
            ("UPDATE screenings SET category = 1".to_owned(), "428C9"),
            ("DELETE FROM rules".to_owned(), "23503"),
        ];
        for (statement, state) in wrong {
            // Each in a savepoint, which is gone again.
            let refused =
                database.transaction()?.execute(&statement, &[]).map_err(|error| without_values(&error));
            assert_eq!(refused, Err(format!("the database says {state}")), "{statement}");
        }
        // The same rows as they should be are taken.
        assert_eq!(database.execute(&copied("'other', rules, sha256, record"), &[])?, 1);
        assert_eq!(verify_all(&mut database)?, (2, vec![]));
        Ok(())
    }
}
