//! Random local sets, as an area would write them: changes to a base, or a document of its own.

use super::edits::{self, Edit, Operation};
use super::words::{Words, key, rows};
use cse_screening::{Loader, RuleSet, RulesError};
use rand::Rng;
use rand::rngs::StdRng;
use serde_json::{Value, json};
use std::rc::Rc;

/// How a set says what it was made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Made {
    /// It says only what differs.
    Extends,
    /// A document of all tables, which names no base.
    Alone,
    /// A document of all tables that names its base by hand.
    ByHand,
    /// The same, loaded where that base is not at hand.
    ByHandUnknown,
    /// The same with another SHA-256 than the base has.
    ByHandOtherHash,
    /// A document that goes by the id and version of its base.
    SameName,
}

impl Made {
    const fn in_words(self) -> &'static str {
        match self {
            Self::Extends => "a set that extends",
            Self::Alone => "a document without a base",
            Self::ByHand => "a document that says it is based on it",
            Self::ByHandUnknown => "a document that says it is based on it, which is not at hand",
            Self::ByHandOtherHash => "a document that says it is based on it, with another SHA-256",
            Self::SameName => "a document with its id and version",
        }
    }
}

/// A set as it is written, before it is loaded.
#[derive(Clone)]
pub struct Written {
    pub made: Made,
    pub id: String,
    pub edits: Vec<Edit>,
}

/// A set that loaded, and those that it was made from.
pub struct Loaded {
    pub rules: RuleSet,
    pub written: Option<Written>,
    pub base: Option<Rc<Loaded>>,
}

impl Loaded {
    pub fn coventry() -> Rc<Self> {
        let rules = RuleSet::from_json(&RuleSet::coventry().to_json()).unwrap();
        Rc::new(Self { rules, written: None, base: None })
    }

    pub fn tables(&self) -> Value {
        serde_json::from_str(&self.rules.to_json()).unwrap()
    }

    /// Those that it was made from, the nearest first.
    pub fn chain(&self) -> impl Iterator<Item = &Self> {
        std::iter::successors(self.base.as_deref(), |set| set.base.as_deref())
    }

    /// A loader that knows this set and those that it was made from.
    pub fn known(&self) -> Loader {
        self.chain().fold(Loader::new(), |loader, set| loader.base(&set.rules)).base(&self.rules)
    }

    /// The sets whose protections this one must keep, each with those that it or one between gives up. A
    /// document that says of no base must keep none.
    pub fn must_keep(&self) -> Vec<(&Self, Vec<&str>)> {
        let mut given_up = Vec::new();
        let mut sets = Vec::new();
        let mut set = self;
        while let (Some(base), Some(written)) = (&set.base, &set.written) {
            given_up.extend(set.rules.tables().manifest.waives.iter().map(|waiver| &*waiver.protection));
            if !written.is_held_against(base) {
                break;
            }
            sets.push((&**base, given_up.clone()));
            set = base;
        }
        sets
    }

    /// Whether all that it was made from was at hand; none where it says of no base.
    pub fn is_verified(&self) -> Option<bool> {
        let (written, base) = (self.written.as_ref()?, self.base.as_ref()?);
        match written.made {
            Made::Alone | Made::SameName => None,
            _ => Some(written.is_held_against(base) && base.is_verified().unwrap_or(true)),
        }
    }

    /// How it came to be, ready to be loaded again: those that it was made from first.
    pub fn show(&self) -> String {
        let mut all: Vec<_> = self.chain().filter_map(Self::document).collect();
        all.reverse();
        all.extend(self.document());
        all.join("\n")
    }

    fn document(&self) -> Option<String> {
        let written = self.written.as_ref()?;
        let base = self.base.as_ref()?;
        if written.made == Made::Extends {
            return Some(written.document(base).to_string());
        }
        let edits: Vec<_> = written
            .edits
            .iter()
            .map(|edit| format!("{} {}: {}", edit.operation.word(), edit.table, edit.value))
            .collect();
        let of = &base.rules.tables().manifest.id;
        Some(format!("`{}`, {}, the tables of `{of}` with {edits:#?}", written.id, written.made.in_words()))
    }
}

/// Puts a row where the operations say it goes.
fn add(tables: &mut Value, table: &str, mut row: Value) {
    let before = row.as_object_mut().unwrap().remove("before");
    let rows = list(tables, table);
    let from_request = |row: &Value| row["at_least"] == "judged" || row["at_least"] == "previous";
    let at = match (before, table) {
        (Some(before), _) => rows.iter().position(|row| row[key(table)] == before).unwrap(),
        (None, "category_rules") if !from_request(&row) => {
            rows.iter().position(from_request).unwrap_or(rows.len())
        }
        (None, "steps") => {
            let last = rows.iter().rposition(|other| other["stage"] == row["stage"]);
            last.map_or(rows.len(), |at| at + 1)
        }
        _ => rows.len(),
    };
    rows.insert(at, row);
}

fn list<'t>(tables: &'t mut Value, table: &str) -> &'t mut Vec<Value> {
    let list = match table {
        "settings" => &mut tables["manifest"]["settings"],
        table @ ("waives" | "accepts_no_category") => &mut tables["manifest"][table],
        "one_off" => &mut tables["calendar"]["one_off"],
        table => &mut tables[table],
    };
    if list.is_null() {
        *list = json!([]);
    }
    list.as_array_mut().unwrap()
}

impl Written {
    /// A few random changes to a base.
    pub fn random(base: &Words, made: Made, id: String, rng: &mut StdRng) -> Self {
        let bare = !matches!(made, Made::Extends) && rng.random_bool(0.3);
        let edits = if bare { edits::without_protections(base, rng) } else { edits::random(base, rng) };
        Self { made, id, edits }
    }

    /// The document that is loaded.
    pub fn document(&self, base: &Loaded) -> Value {
        match self.made {
            Made::Extends => self.extending(&base.rules),
            _ => self.whole(base),
        }
    }

    fn extending(&self, base: &RuleSet) -> Value {
        let of = &base.tables().manifest;
        let mut set = json!({
            "extends": { "id": of.id, "version": of.version },
            "manifest": { "id": self.id, "version": "1.0.0", "title": "Local" },
        });
        for edit in &self.edits {
            let list = edit.operation.word();
            let place = match edit.table {
                "case" => {
                    set["case"] = edit.value.clone();
                    continue;
                }
                "yearly" => {
                    set["calendar"]["yearly"] = edit.value.clone();
                    continue;
                }
                table @ ("waives" | "accepts_no_category") => &mut set["manifest"][table],
                "settings" => &mut set["manifest"]["settings"][list],
                "one_off" => &mut set["calendar"]["one_off"][list],
                table => &mut set[table][list],
            };
            if place.is_null() {
                *place = json!([]);
            }
            place.as_array_mut().unwrap().push(edit.value.clone());
        }
        set
    }

    /// The tables of the base with the changes carried out, in the plainest way.
    pub fn whole(&self, base: &Loaded) -> Value {
        let mut tables = base.tables();
        let of = &base.rules.tables().manifest;
        for edit in &self.edits {
            let value = edit.value.clone();
            match (edit.table, edit.operation) {
                ("case", _) => tables["case"] = value,
                ("yearly", _) => tables["calendar"]["yearly"] = value,
                (table, Operation::Add) => {
                    let known = |row: &Value| row[key(table)] == value["before"];
                    let placed = value["before"].is_null() || rows(&tables, table).iter().any(known);
                    if placed {
                        add(&mut tables, table, value);
                    }
                }
                (table, operation) => {
                    let id = if operation == Operation::Remove { &value } else { &value[key(table)] };
                    let rows = list(&mut tables, table);
                    let Some(at) = rows.iter().position(|row| row[key(table)] == *id) else { continue };
                    match operation {
                        Operation::Remove => {
                            rows.remove(at);
                        }
                        Operation::Replace => rows[at] = value,
                        _ => {
                            for (field, value) in value.as_object().unwrap().clone() {
                                rows[at][field] = value;
                            }
                            rows[at].as_object_mut().unwrap().retain(|_, value| !value.is_null());
                        }
                    }
                }
            }
        }
        let manifest = tables["manifest"].as_object_mut().unwrap();
        manifest.remove("based_on");
        if self.made != Made::SameName {
            manifest.insert("id".to_owned(), json!(self.id));
        }
        let hash = match self.made {
            Made::ByHand | Made::ByHandUnknown => Some(base.rules.sha256().to_owned()),
            Made::ByHandOtherHash => Some(base.rules.sha256().chars().rev().collect()),
            _ => None,
        };
        if let Some(hash) = hash {
            let mut based_on = json!({ "id": of.id, "version": of.version, "sha256": hash });
            let mut waives = of.waives.clone();
            waives.extend(of.based_on.iter().flat_map(|based_on| based_on.waives.clone()));
            if !waives.is_empty() {
                based_on["waives"] = json!(waives);
            }
            manifest.insert("based_on".to_owned(), based_on);
        }
        tables
    }

    /// Whether the base must have been at hand: the built-in set always is.
    fn is_held_against(&self, base: &Loaded) -> bool {
        match self.made {
            Made::Extends | Made::ByHand => true,
            Made::ByHandUnknown => base.base.is_none(),
            Made::Alone | Made::ByHandOtherHash | Made::SameName => false,
        }
    }

    pub fn load(self, base: &Rc<Loaded>) -> Result<Loaded, RulesError> {
        let loader = if self.made == Made::ByHandUnknown { Loader::new() } else { base.known() };
        let rules = loader.json(&self.document(base).to_string())?;
        Ok(Loaded { rules, written: Some(self), base: Some(Rc::clone(base)) })
    }
}

/// How a set of this seed is made: mostly as areas do it.
pub fn how(rng: &mut StdRng) -> Made {
    match rng.random_range(0..20) {
        0 | 1 => Made::Alone,
        2 | 3 => Made::ByHand,
        4 => Made::ByHandUnknown,
        5 => Made::ByHandOtherHash,
        6 => Made::SameName,
        _ => Made::Extends,
    }
}
