//! Stored records, and what became of them.

use super::listed::Listed;
use super::place::Place;
use crate::words::fell;
use cse_screening::{Category, NoCategory, Outcome, Record, RuleSet, RulesIdentity};
use serde::Deserialize;
use std::collections::HashMap;

/// What became of somebody who has a stored record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Change {
    Lowered,
    Raised,
    Same,
    /// One of the two is outside the scope in which a category is given. That is neither higher nor lower.
    Scope,
}

impl Change {
    pub(crate) const ALL: [Self; 4] = [Self::Lowered, Self::Raised, Self::Same, Self::Scope];

    fn new(before: Place, now: Place) -> Self {
        let out_of_scope = |place: Place| {
            matches!(place, Place::Without(NoCategory::OutOfScope | NoCategory::OutsideThisTool))
        };
        match (out_of_scope(before), out_of_scope(now)) {
            (true, true) => Self::Same,
            (false, false) => match level(now).cmp(&level(before)) {
                std::cmp::Ordering::Less => Self::Lowered,
                std::cmp::Ordering::Equal => Self::Same,
                std::cmp::Ordering::Greater => Self::Raised,
            },
            _ => Self::Scope,
        }
    }
}

fn level(place: Place) -> Option<Category> {
    match place {
        Place::In(category) => Some(category),
        Place::Without(_) => None,
    }
}

/// What is read of a stored record before its rules are known.
#[derive(Deserialize)]
struct Peek {
    rules: RulesIdentity,
    reference: Option<String>,
    #[serde(deserialize_with = "Option::deserialize")]
    category: Option<Category>,
    #[serde(deserialize_with = "Option::deserialize")]
    no_category: Option<NoCategory>,
    levels: Option<PeekLevels>,
}

/// The ids of levels in a record of rules that have their own.
#[derive(Deserialize)]
struct PeekLevels {
    category: Option<String>,
}

/// Somebody whose category is another than in the record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moved {
    pub(crate) change: Change,
    pub(crate) reference: String,
    pub(crate) before: Place,
    pub(crate) now: Place,
    /// Whether these rules made the record.
    pub(crate) of_these: bool,
    /// The id of the level in a record of rules that have their own.
    pub(crate) level_before: Option<String>,
    /// That it is lower because evidence has aged, and since when.
    pub(crate) fell: Option<String>,
}

/// What is kept of the records under one reference.
struct Entry {
    before: Place,
    of_these: bool,
    level_before: Option<String>,
    verified: bool,
    records: u64,
    requests: u64,
    now: Option<Place>,
    fell: Option<String>,
}

/// The stored records by their references. Memory grows with their number.
#[derive(Default)]
pub(crate) struct Stored {
    entries: HashMap<String, Entry>,
    /// How many records were read.
    pub(crate) records: u64,
    /// Those made by other rules: they cannot be verified here.
    pub(crate) of_other_rules: u64,
    /// Those made by these rules, which say something else of the same request.
    pub(crate) unverified: u64,
    pub(crate) records_without_reference: u64,
    requests_without_reference: u64,
    new: u64,
    new_references: Listed<String>,
}

/// What became of all.
#[derive(Default)]
pub(crate) struct Changes {
    pub(crate) compared: [u64; 4],
    pub(crate) new: u64,
    pub(crate) gone: u64,
    /// Requests without a reference.
    pub(crate) without_reference: u64,
    /// Requests whose reference stands more than once, here or among the records.
    pub(crate) repeated: u64,
    /// Requests whose stored record does not verify.
    pub(crate) unverified: u64,
    /// By reference: what happened, from where to where.
    pub(crate) listed: Listed<Moved>,
    pub(crate) new_references: Listed<String>,
    pub(crate) gone_references: Listed<String>,
}

impl Stored {
    /// Adds a record.
    ///
    /// # Errors
    /// Why it is none, without anything that it says.
    pub(crate) fn add(&mut self, rules: &RuleSet, text: &[u8]) -> Result<(), String> {
        let no_record = || "this is not a record as it should be".to_owned();
        let peek: Peek = serde_json::from_slice(text).map_err(|_| no_record())?;
        let before = Place::new(peek.category, peek.no_category).ok_or_else(no_record)?;
        let of_these = peek.rules.sha256 == rules.sha256();
        let verified = if of_these {
            let text = std::str::from_utf8(text).map_err(|_| no_record())?;
            let record = Record::from_json_for(rules, text).map_err(|_| no_record())?;
            record.verify(rules).is_ok()
        } else {
            true
        };
        self.records += 1;
        self.of_other_rules += u64::from(!of_these);
        self.unverified += u64::from(!verified);
        let Some(reference) = peek.reference else {
            self.records_without_reference += 1;
            return Ok(());
        };
        let entry = self.entries.entry(reference);
        let level_before = peek.levels.and_then(|levels| levels.category);
        let entry = entry.or_insert(Entry {
            before,
            of_these,
            level_before,
            verified,
            records: 0,
            requests: 0,
            now: None,
            fell: None,
        });
        entry.records += 1;
        Ok(())
    }

    /// Notes what a request comes to now.
    pub(crate) fn note(&mut self, reference: Option<&str>, outcome: &Outcome<'_>) {
        let Some(reference) = reference else {
            self.requests_without_reference += 1;
            return;
        };
        match self.entries.get_mut(reference) {
            Some(entry) => {
                entry.requests += 1;
                entry.now = Place::of(outcome);
                entry.fell = outcome.fell().map(|fall| fell(outcome.rules(), fall));
            }
            None => {
                self.new += 1;
                self.new_references.add(reference.to_owned());
            }
        }
    }

    /// What became of all. It does not hang on the order in which they came.
    pub(crate) fn changes(&mut self) -> Changes {
        let mut changes = Changes {
            new: self.new,
            without_reference: self.requests_without_reference,
            new_references: std::mem::take(&mut self.new_references),
            ..Changes::default()
        };
        for (reference, entry) in self.entries.drain() {
            match entry.now {
                None => {
                    changes.gone += 1;
                    changes.gone_references.add(reference);
                }
                Some(_) if entry.records > 1 || entry.requests > 1 => changes.repeated += entry.requests,
                Some(_) if !entry.verified => changes.unverified += 1,
                Some(now) => {
                    let change = Change::new(entry.before, now);
                    if let Some(count) = changes.compared.get_mut(change as usize) {
                        *count += 1;
                    }
                    if change != Change::Same {
                        changes.listed.add(Moved {
                            change,
                            reference,
                            before: entry.before,
                            now,
                            of_these: entry.of_these,
                            level_before: entry.level_before,
                            fell: entry.fell.filter(|_| change == Change::Lowered),
                        });
                    }
                }
            }
        }
        changes
    }
}
