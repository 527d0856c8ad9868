//! The library for hosts that speak JSON: bytes in, bytes out. Bindings for other languages call this and hold no logic
//! of their own, so that one request gives one answer in all of them.
//!
//! Rules are the one thing that is kept between calls. An answer is JSON on one line; equal calls give equal bytes.
//! What cannot be answered is a [`CallError`]: its message is fit for a log, and its details are not.
//!
//! ```
//! use cse_screening::Budget;
//! use cse_screening::json_calls::{self, CallError};
//!
//! let manifest = br#"{"extends": {"id": "coventry", "version": "2.0.0"},
//!     "manifest": {"id": "elsewhere", "version": "1.0.0", "title": "Screening, elsewhere"}}"#;
//! let rules = json_calls::rules(&[("manifest.json", manifest)], &[])?;
//! assert!(String::from_utf8_lossy(&json_calls::check(&rules, &Budget::new())?).contains("\"holds\":true"));
//!
//! let record = json_calls::screen(&rules, br#"{"child": {"age": 12}, "screening": {"indicators": ["rape"]}}"#)?;
//! // Stored, and years later:
//! json_calls::verify(&rules, &record)?;
//! # Ok::<(), CallError>(())
//! ```

mod error;
mod lines;

use crate::compiled::RuleSet;
use crate::formula::Budget;
use crate::formula::budget::Allowance;
use crate::load::Loader;
use crate::outcome::Outcome;
use crate::record::{LevelsRecord, Record, RecordOrigin, RulesIdentity, VerifyError};
use crate::request::Request;
use crate::vocabulary::VERSION;
use crate::vocabulary::category::{Category, NoCategory};
use crate::why_not::{Changes, Held, WhyNot, WhyNotError};
pub use error::{CallError, CallErrorKind};
pub use lines::screen_lines;
use serde::Serialize;

/// The rules in files that are at hand as bytes, each with its name, as [`Loader::files`] reads them. `bases` are sets
/// that they may extend, beside the built-in one, which is [`RuleSet::coventry`].
///
/// # Errors
/// [`CallErrorKind::RulesRefused`], with every fault.
pub fn rules(files: &[(&str, &[u8])], bases: &[&RuleSet]) -> Result<RuleSet, CallError> {
    let loader = bases.iter().fold(Loader::new(), |loader, base| loader.base(*base));
    Ok(loader.files(files)?)
}

/// Which rules these are: `engine`, `rules` (as a record names them), `title`, and `base`, which is null or what they
/// were made from.
#[must_use]
pub fn about(rules: &RuleSet) -> Vec<u8> {
    #[derive(Serialize)]
    struct About<'r> {
        engine: &'static str,
        rules: RulesIdentity,
        title: &'r str,
        base: Option<&'r crate::compiled::Base>,
    }
    let title = &rules.tables().manifest.title;
    bytes(&About { engine: VERSION, rules: rules.identity(), title, base: rules.base() })
}

/// The rules as one document, which [`rules`] reads again: to be kept beside the records that they made. Its SHA-256 is
/// the one that a record names.
#[must_use]
pub fn document(rules: &RuleSet) -> Vec<u8> {
    rules.to_json().into_bytes()
}

/// The record of a request.
///
/// # Errors
/// [`CallErrorKind::Refused`].
pub fn screen(rules: &RuleSet, request: &[u8]) -> Result<Vec<u8>, CallError> {
    let request = Request::from_slice_for(rules, request)?;
    let mut record = Vec::new();
    request.screen_by(rules).write_json(&mut record);
    Ok(record)
}

/// What a request comes to, and no more: `scope`, `category`, `indicated`, `possible`, `levels` (where the rules have
/// their own) and `no_category`, as in a record. No category is not "no risk": `no_category` says why there is none.
///
/// # Errors
/// [`CallErrorKind::Refused`].
pub fn category(rules: &RuleSet, request: &[u8]) -> Result<Vec<u8>, CallError> {
    #[derive(Serialize)]
    struct Decided {
        scope: crate::vocabulary::Scope,
        category: Option<Category>,
        indicated: Option<Category>,
        possible: Option<Category>,
        #[serde(skip_serializing_if = "Option::is_none")]
        levels: Option<LevelsRecord>,
        no_category: Option<NoCategory>,
    }
    let request = Request::from_slice_for(rules, request)?;
    let outcome = request.screen_by(rules);
    Ok(bytes(&Decided {
        scope: outcome.scope(),
        category: outcome.category(),
        indicated: outcome.indicated(),
        possible: outcome.possible(),
        levels: LevelsRecord::of(&outcome),
        no_category: outcome.no_category(),
    }))
}

/// What made a record: `format`, `engine` and `rules`, so that a host finds the rules to verify it with. Nothing else of
/// the record is looked at.
///
/// # Errors
/// [`CallErrorKind::Refused`].
pub fn identity(record: &[u8]) -> Result<Vec<u8>, CallError> {
    #[derive(Serialize)]
    struct Identity<'r> {
        format: crate::record::Format,
        engine: &'r str,
        rules: &'r RulesIdentity,
    }
    let RecordOrigin { format, engine, rules } = RecordOrigin::of_record(record)?;
    Ok(bytes(&Identity { format, engine: &engine, rules: &rules }))
}

/// Screens the request of a record again and compares. A record that verifies gives `engine`, `redacted` and `sha256`,
/// which is [`Record::sha256`].
///
/// # Errors
/// [`CallErrorKind::NotVerified`] for a record of other rules and for one that differs; [`CallErrorKind::Refused`] for
/// what is no record of these rules.
pub fn verify(rules: &RuleSet, record: &[u8]) -> Result<Vec<u8>, CallError> {
    #[derive(Serialize)]
    struct Verified<'r> {
        engine: &'r str,
        redacted: bool,
        sha256: String,
    }
    // A record of other rules may use codes that these do not have, and is to be told apart from what is no record.
    VerifyError::of_other_rules(&RecordOrigin::of_record(record)?.rules, rules)?;
    let record = Record::from_slice_for(rules, record)?;
    record.verify(rules)?;
    Ok(bytes(&Verified { engine: &record.engine, redacted: record.redacted, sha256: record.sha256() }))
}

/// What holds of the rules for every request: the [`Report`](crate::rules::proof::Report). Work that ran out is told in
/// `cut_short`, and then `holds` is false.
///
/// # Errors
/// [`CallErrorKind::Cancelled`].
pub fn check(rules: &RuleSet, budget: &Budget) -> Result<Vec<u8>, CallError> {
    let report = rules.check_within(budget);
    unless_cancelled(budget)?;
    Ok(bytes(&report))
}

/// What changes from some rules to others: the [`Comparison`](crate::rules::proof::Comparison). Work that ran out is
/// told in `cut_short`, and what it was not enough for in `undecided`.
///
/// # Errors
/// [`CallErrorKind::Cancelled`].
pub fn compare(from: &RuleSet, to: &RuleSet, budget: &Budget) -> Result<Vec<u8>, CallError> {
    let comparison = from.compare_within(to, budget);
    unless_cancelled(budget)?;
    Ok(bytes(&comparison))
}

/// Why a row did not apply to a request: `applied` (false), `why_not` and `changes`, the smallest ones that would make
/// it. Of a row that did apply: `applied` (true) and `conditions`. Ids are as in [`Outcome::why_not`].
///
/// It says what the rules would need, and never what should be recorded.
///
/// # Errors
/// [`CallErrorKind::Refused`] for the request, [`CallErrorKind::Misuse`] for an id that no row has or several have, and
/// [`CallErrorKind::Cancelled`].
pub fn why_not(rules: &RuleSet, request: &[u8], id: &str, budget: &Budget) -> Result<Vec<u8>, CallError> {
    #[derive(Serialize)]
    struct Applied {
        applied: bool,
        conditions: Vec<Held>,
    }
    #[derive(Serialize)]
    struct NotApplied<'r> {
        applied: bool,
        why_not: WhyNot<'r>,
        changes: Changes<'r>,
    }
    let request = Request::from_slice_for(rules, request)?;
    let outcome = request.screen_by(rules);
    match outcome.why_not(id) {
        Ok(why_not) => {
            let changes = why_not.changes_within(budget);
            unless_cancelled(budget)?;
            Ok(bytes(&NotApplied { applied: false, why_not, changes }))
        }
        Err(WhyNotError::Applies { row }) => {
            let conditions = outcome.conditions_of(&row).map_err(|error| CallError::of_why_not(&error))?;
            Ok(bytes(&Applied { applied: true, conditions }))
        }
        Err(error) => Err(CallError::of_why_not(&error)),
    }
}

/// The category above that of a request, and the smallest changes that would lead to it: `category` and `changes`, both
/// null where there is none above, or no categories at all.
///
/// It says what the rules would need, and never what should be recorded.
///
/// # Errors
/// [`CallErrorKind::Refused`] and [`CallErrorKind::Cancelled`].
pub fn next_category(rules: &RuleSet, request: &[u8], budget: &Budget) -> Result<Vec<u8>, CallError> {
    #[derive(Serialize)]
    struct Next<'r> {
        category: Option<Category>,
        changes: Option<Changes<'r>>,
    }
    let request = Request::from_slice_for(rules, request)?;
    let outcome: Outcome<'_> = request.screen_by(rules);
    let next = outcome.next_category();
    let category = next.as_ref().map(crate::why_not::NextCategory::category);
    let changes = next.as_ref().map(|next| next.changes_within(budget));
    unless_cancelled(budget)?;
    Ok(bytes(&Next { category, changes }))
}

/// The JSON Schema with this name, such as `request.json`: see [`schemas`](crate::rules::schema::schemas).
///
/// # Errors
/// [`CallErrorKind::Misuse`] for a name that no schema has.
#[cfg(feature = "schema")]
pub fn schema(name: &str) -> Result<Vec<u8>, CallError> {
    let schemas = crate::schema::schemas();
    match schemas.get(name) {
        Some(schema) => Ok(bytes(schema)),
        None => {
            let names: Vec<_> = schemas.keys().collect();
            let nearest = crate::vocabulary::nearest(name, schemas.keys().map(String::as_str));
            let detail = serde_json::json!({"asked": name, "allowed": names, "nearest": nearest});
            Err(CallError::new(CallErrorKind::Misuse, "no schema has this name", detail))
        }
    }
}

/// The request of these rules as a form: see [`form`](crate::rules::schema::form).
#[cfg(feature = "schema")]
#[must_use]
pub fn form(rules: &RuleSet) -> Vec<u8> {
    bytes(&crate::schema::form(rules))
}

fn unless_cancelled(budget: &Budget) -> Result<(), CallError> {
    if Allowance::of(budget).is_cancelled() { Err(CallError::cancelled()) } else { Ok(()) }
}

/// JSON on one line.
fn bytes(value: &impl Serialize) -> Vec<u8> {
    // Every answer is a map with text keys, so turning it into text cannot fail.
    serde_json::to_vec(value).unwrap_or_default()
}
