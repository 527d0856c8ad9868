//! Where rule sets come from: the built-in files, a directory, a document, and a set that extends
//! another.

mod extend;
pub(crate) mod folder;
mod length;
pub(crate) mod levels;
pub(crate) mod names;
mod soundness;

use crate::compiled::{Base, RuleSet, start_of};
use crate::proof::Verdict;
use crate::tables::fault::{Fault, RulesError, shown};
use crate::tables::read::{Origins, Reader, found, strict_json};
use crate::tables::row_ids::{NOTE, id_of};
use crate::tables::{BasedOn, Tables};
use extend::{Extends, extend};
use folder::Holds;
use length::is_longer;
use names::{Place, Wrong};
use serde_json::{Map, Value};
use soundness::is_plain;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The files of the built-in set.
pub(crate) const COVENTRY: &[(&str, &str)] = &[
    ("manifest.json", include_str!("../../rules/coventry/manifest.json")),
    ("names.json", include_str!("../../rules/coventry/names.json")),
    ("actors.json", include_str!("../../rules/coventry/actors.json")),
    ("facts.json", include_str!("../../rules/coventry/facts.json")),
    ("scopes.json", include_str!("../../rules/coventry/scopes.json")),
    ("indicators.json", include_str!("../../rules/coventry/indicators.json")),
    ("categories.json", include_str!("../../rules/coventry/categories.json")),
    ("definitions.json", include_str!("../../rules/coventry/definitions.json")),
    ("category-rules.json", include_str!("../../rules/coventry/category-rules.json")),
    ("protections.json", include_str!("../../rules/coventry/protections.json")),
    ("prompts.json", include_str!("../../rules/coventry/prompts.json")),
    ("findings.json", include_str!("../../rules/coventry/findings.json")),
    ("plan-hosts.json", include_str!("../../rules/coventry/plan-hosts.json")),
    ("steps.json", include_str!("../../rules/coventry/steps.json")),
    ("readings.json", include_str!("../../rules/coventry/readings.json")),
    ("statements.json", include_str!("../../rules/coventry/statements.json")),
    ("not-modelled.json", include_str!("../../rules/coventry/not-modelled.json")),
    ("calendar.json", include_str!("../../rules/coventry/calendar.json")),
];

/// A set with more bytes than this, all files together, is refused.
pub(crate) const MOST_BYTES: usize = 4 << 20;
/// A table with more rows than this is refused.
pub(crate) const MOST_ROWS: usize = 4_096;
/// Before the set that a row was taken over from, in the place of a file.
const INHERITED: &str = "inherited from ";
/// Rule sets that extend one another in a longer chain than this are refused.
const LONGEST_CHAIN: usize = 8;

/// Loads rule sets that extend others than the built-in one.
///
/// ```
/// use cse_screening::{Loader, RuleSet};
/// let document = RuleSet::coventry().to_json();
/// let rules = Loader::new().base(RuleSet::coventry()).json(&document)?;
/// assert_eq!(rules.sha256(), RuleSet::coventry().sha256());
/// # Ok::<(), cse_screening::RulesError>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Loader {
    bases: Vec<RuleSet>,
    /// The folders that are being loaded, each for the sake of the one before it.
    chain: Vec<PathBuf>,
}

impl Loader {
    /// A loader that knows the built-in rules.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes a rule set known: others can extend it by its id, and what a document says of having been made
    /// from it is verified.
    #[must_use]
    pub fn base<'r>(mut self, rules: impl Into<Option<&'r RuleSet>>) -> Self {
        self.bases.extend(rules.into().cloned());
        self
    }

    /// Loads a set from one JSON document that holds its tables, each under its name.
    ///
    /// # Errors
    /// [`RulesError`] with every fault found.
    pub fn json(&self, document: &str) -> Result<RuleSet, RulesError> {
        self.slice(document.as_bytes())
    }

    /// As [`Loader::json`], from bytes.
    ///
    /// # Errors
    /// As [`Loader::json`], and for bytes that are not UTF-8.
    pub fn slice(&self, document: &[u8]) -> Result<RuleSet, RulesError> {
        self.load(&[("", document)], None)
    }

    /// Loads a set from files that are at hand as bytes, each with its name: out of an archive, a resource or a
    /// browser. Names are only for messages; which table is where, the files say themselves.
    ///
    /// ```
    /// use cse_screening::Loader;
    /// let manifest: &[u8] = br#"{"extends": {"id": "coventry", "version": "2.0.0"},
    ///     "manifest": {"id": "elsewhere", "version": "1.0.0", "title": "Screening, elsewhere"}}"#;
    /// let rules = Loader::new().files(&[("manifest.json", manifest)])?;
    /// assert_eq!(rules.tables().manifest.id, "elsewhere");
    /// # Ok::<(), cse_screening::RulesError>(())
    /// ```
    ///
    /// # Errors
    /// As [`Loader::json`], and for no file at all.
    pub fn files(&self, files: &[(&str, &[u8])]) -> Result<RuleSet, RulesError> {
        if files.is_empty() {
            return Err(Fault::new("", "", "there is no file; allowed: at least one with tables").into());
        }
        self.load(files, None)
    }

    /// Loads a set from the JSON files of a directory. A set that it extends, or says that it was made from, is one
    /// made known, the built-in one, or the folder of that name beside it.
    ///
    /// The folders `cases` and `schema`, documents such as `README.md`, and whatever else begins with a dot may
    /// stand there and are not read. Anything else is refused, a link out of the folder too.
    ///
    /// # Errors
    /// [`RulesError`] with every fault found; a folder or file that cannot be read is one, and one that is
    /// not to be read is another.
    pub fn dir(&self, directory: impl AsRef<Path>) -> Result<RuleSet, RulesError> {
        let directory = directory.as_ref();
        let files = folder::files(directory, Holds::Rules, MOST_BYTES)?.ok_or_else(too_large)?;
        let files: Vec<_> = files.iter().map(|(name, text)| (name.as_str(), text.as_slice())).collect();
        if files.is_empty() {
            return Err(Fault::new("", "", "the directory holds no `.json` file").into());
        }
        let mut chain = self.chain.clone();
        chain.extend(directory.canonicalize());
        let loader = Self { bases: self.bases.clone(), chain };
        loader.load(&files, folder_around(directory).as_deref())
    }

    /// The sets that are known without looking for a folder, those made known last first.
    fn known(&self) -> impl Iterator<Item = &RuleSet> {
        self.bases.iter().rev().chain([RuleSet::coventry()])
    }

    fn load(&self, files: &[(&str, &[u8])], beside: Option<&Path>) -> Result<RuleSet, RulesError> {
        let mut gathered = Gathered::from_files(files);
        if gathered.unread {
            return Err(RulesError::new(gathered.faults));
        }
        let file = gathered.origins.file("manifest", "").to_owned();
        let rules = match gathered.extends()? {
            Some(extends) => {
                let in_its_file = |error: RulesError| {
                    let faults = error.into_faults().into_iter();
                    RulesError::new(faults.map(|fault| gathered.of_extends(fault)).collect())
                };
                let at_hand = self.at_hand(&extends, beside).map_err(in_its_file)?;
                gathered.extending(&at_hand, &extends)
            }
            None => match gathered.claim() {
                Some(claim) => {
                    let at_hand = self.claimed(&claim, beside);
                    gathered.into_rule_set(at_hand.as_ref())
                }
                None => gathered.into_rule_set(None),
            },
        }?;
        match self.is_another(&rules) {
            Some(fault) => Err(fault.in_file(&file).into()),
            None => Ok(rules),
        }
    }

    /// The set that another extends.
    fn at_hand(&self, extends: &Extends, beside: Option<&Path>) -> Result<RuleSet, RulesError> {
        let Extends { id, version, sha256 } = extends;
        let of_id: Vec<_> = self.known().filter(|base| base.tables().manifest.id == *id).collect();
        let meant = |base: &RuleSet| sha256.as_ref().is_some_and(|sha256| base.sha256() == *sha256);
        if let Some(base) = of_id.iter().find(|base| meant(base)) {
            return Ok(RuleSet::clone(base));
        }
        let mut of_version = of_id.iter().filter(|base| base.tables().manifest.version == *version);
        if let Some(base) = of_version.next() {
            if of_version.any(|other| other.sha256() != base.sha256()) {
                let problem =
                    format!("two rule sets that differ are known as `{}` {}", shown(id), shown(version));
                return Err(Fault::new("extends", "", problem).in_field("version").into());
            }
            return Ok(RuleSet::clone(base));
        }
        // Another version, which the set is refused for.
        if let Some(base) = of_id.first() {
            return Ok(RuleSet::clone(base));
        }
        match self.folder_beside(id, beside) {
            Some(base) => base,
            None => {
                let known: Vec<_> = self.known().map(|base| &*base.tables().manifest.id).collect();
                let problem = if let Some(circle) = self.circle(id, beside) {
                    let way: Vec<_> = circle.iter().map(|id| format!("`{}`", shown(id))).collect();
                    format!(
                        "the sets extend one another in a circle: {}; allowed: one of them extends none of the others",
                        shown_way(&way)
                    )
                } else if self.chain.len() <= LONGEST_CHAIN {
                    unknown_base(id, &known, beside)
                } else {
                    format!("more than {LONGEST_CHAIN} rule sets extend one another")
                };
                Err(Fault::new("extends", "", problem).in_field("id").near(0, id, known.into_iter()).into())
            }
        }
    }

    /// The set that a whole document says it was made from, where it is at hand: by its id and version, or by
    /// its SHA-256.
    fn claimed(&self, claim: &BasedOn, beside: Option<&Path>) -> Option<RuleSet> {
        let is = |base: &RuleSet| {
            let manifest = &base.tables().manifest;
            (&manifest.id, &manifest.version) == (&claim.id, &claim.version)
        };
        let meant = |base: &RuleSet| base.sha256() == claim.sha256;
        // Of two with that id and version, the one that is meant.
        let known = self.known().find(|base| meant(base)).or_else(|| self.known().find(|base| is(base)));
        if let Some(base) = known {
            return Some(base.clone());
        }
        // A folder that is no sound set is as good as none.
        let folder = self.folder_beside(&claim.id, beside)?.ok()?;
        is(&folder).then_some(folder)
    }

    /// The set in the folder of that name beside this one.
    fn folder_beside(&self, id: &str, beside: Option<&Path>) -> Option<Result<RuleSet, RulesError>> {
        let may_go_on =
            is_plain(id) && self.chain.len() <= LONGEST_CHAIN && self.circle(id, beside).is_none();
        let folder = beside.filter(|_| may_go_on)?.join(id);
        folder.is_dir().then(|| self.dir(folder))
    }

    /// The names of the folders that would be loaded again and again, if the set of this one extends the set in the
    /// folder of that name; the first stands at the end again.
    fn circle(&self, id: &str, beside: Option<&Path>) -> Option<Vec<String>> {
        let folder = beside.filter(|_| is_plain(id))?.join(id).canonicalize().ok()?;
        let from = self.chain.iter().position(|loading| *loading == folder)?;
        let circle = self.chain.iter().skip(from).chain([&folder]);
        Some(
            circle
                .map(|folder| folder.file_name().unwrap_or_default().to_string_lossy().into_owned())
                .collect(),
        )
    }

    /// The fault of a set that has the id and the version of another: a record names its rules by them. Ids that
    /// differ in capitals alone are one to who reads them, and to many a file system.
    fn is_another(&self, rules: &RuleSet) -> Option<Fault> {
        let manifest = &rules.tables().manifest;
        let same =
            |id: &str, version: &str| id.eq_ignore_ascii_case(&manifest.id) && version == manifest.version;
        let other = self.known().any(|other| {
            let known = &other.tables().manifest;
            same(&known.id, &known.version) && other.sha256() != rules.sha256()
        });
        let mut bases = std::iter::successors(rules.base(), |base| base.base.as_deref());
        let of_base = bases.any(|base| same(&base.id, &base.version));
        if !other && !of_base {
            return None;
        }
        let problem = format!(
            "another set is known as `{}` {}, and its SHA-256 differs; allowed: an id or a version of its own",
            shown(&manifest.id),
            shown(&manifest.version)
        );
        Some(Fault::new("manifest", "", problem).in_field("version"))
    }
}

/// That there is no such set, and where it was looked for.
fn unknown_base(id: &str, known: &[&str], beside: Option<&Path>) -> String {
    let folder = beside.filter(|_| is_plain(id)).map(|folder| folder.join(id).display().to_string());
    let folder = folder.map(|folder| format!("the folder `{}`", folder.escape_debug()));
    let looked: Vec<_> = known.iter().map(|id| format!("`{}`", shown(id))).chain(folder).collect();
    format!("no rule set `{}` is known; looked for it among: {}", shown(id), looked.join(", "))
}

/// The folder that a directory stands in. One such as `.` or `..` does not name itself.
fn folder_around(directory: &Path) -> Option<PathBuf> {
    if directory.file_name().is_some() {
        return directory.parent().map(Path::to_owned);
    }
    directory.canonicalize().ok()?.parent().map(Path::to_owned)
}

fn too_large() -> RulesError {
    Fault::new("", "", format!("the set is larger than {MOST_BYTES} bytes")).into()
}

impl RuleSet {
    /// A rule set from one JSON document that holds all its tables, each under its name; or the changes
    /// to the built-in set, with `extends`. [`Loader`] knows other sets to extend.
    ///
    /// ```
    /// use cse_screening::RuleSet;
    /// let copy = RuleSet::from_json(&RuleSet::coventry().to_json())?;
    /// assert_eq!(copy.sha256(), RuleSet::coventry().sha256());
    ///
    /// let local = RuleSet::from_json(r#"{
    ///     "extends": {"id": "coventry", "version": "2.0.0"},
    ///     "manifest": {
    ///         "id": "elsewhere", "version": "1.0.0", "title": "Screening, elsewhere",
    ///         "settings": {"change": [{"id": "several-category-1", "value": 2}]}
    ///     }
    /// }"#)?;
    /// assert_eq!(local.tables().indicators.len(), 56);
    /// # Ok::<(), cse_screening::RulesError>(())
    /// ```
    ///
    /// # Errors
    /// [`RulesError`] with every fault found: JSON that does not fit the tables, an unknown field, code
    /// or id, a row that cites no statement, a condition that can never hold, a category rule that could
    /// lower, a protection taken away without a reason, what is not so of the set that it was made from, the
    /// id and version of another set that is known, more than the limits allow.
    pub fn from_json(document: &str) -> Result<Self, RulesError> {
        Loader::new().json(document)
    }

    /// As [`RuleSet::from_json`], from bytes.
    ///
    /// # Errors
    /// As [`RuleSet::from_json`], and for bytes that are not UTF-8.
    pub fn from_slice(document: &[u8]) -> Result<Self, RulesError> {
        Loader::new().slice(document)
    }

    /// A rule set from the JSON files of a directory, as [`Loader::dir`].
    ///
    /// # Errors
    /// As [`RuleSet::from_json`], and when a file cannot be read.
    pub fn from_dir(directory: impl AsRef<Path>) -> Result<Self, RulesError> {
        Loader::new().dir(directory)
    }

    /// What only a compiled set can show: each category leads to a plan, and the protections hold.
    fn is_safe(&self, base: Option<&Self>) -> Result<(), RulesError> {
        self.layout.has_a_plan_for_every_category(self.tables())?;
        self.keeps_its_protections()?;
        self.none_broken(self.turned_away(), "")?;
        base.map_or(Ok(()), |base| self.keeps_protections_of(base))
    }

    /// Refuses a set whose rules give somebody less than its own protections say, or in which that cannot
    /// be ruled out.
    fn keeps_its_protections(&self) -> Result<(), RulesError> {
        self.none_broken(self.broken_protections(), "")
    }

    /// The same for the protections of the set that this one extends: whoever is protected there is here,
    /// however the rows, settings and answers that they rest on were changed.
    fn keeps_protections_of(&self, base: &Self) -> Result<(), RulesError> {
        self.none_broken(self.broken_protections_of(base), ", as the set that it extends has it")
    }

    fn none_broken(&self, verdict: Verdict, by: &str) -> Result<(), RulesError> {
        let faults = match verdict {
            Verdict::Holds | Verdict::NothingToProve(_) | Verdict::Accepted(_) => return Ok(()),
            Verdict::Fails(failures) => failures
                .into_iter()
                .map(|failure| {
                    let (table, row) = failure.row.unwrap_or_default();
                    let shown: Vec<_> = failure.requests.iter().map(|one| &*one.in_words).collect();
                    Fault::new(&table, &row, format!("{}{by}: {}", failure.problem, shown.join(" / ")))
                })
                .collect(),
            Verdict::Undecided(why) => vec![Fault::new("protections", "", why)],
        };
        Err(RulesError::new(faults))
    }

    /// The texts of the tables as they were written: with references to names, not the names themselves.
    pub(crate) fn texts_as_written(&self) -> Vec<&str> {
        match self.written.as_deref() {
            Some(written) => vec![written],
            None => COVENTRY.iter().map(|(_, text)| *text).collect(),
        }
    }

    /// Its tables as they were written, as [`Self::texts_as_written`].
    pub(crate) fn as_written(&self) -> Map<String, Value> {
        let written = self.written.as_deref().map(serde_json::from_str);
        match written {
            Some(Ok(tables)) => tables,
            // The built-in set, whose text is at hand.
            _ => Gathered::built_in().tables,
        }
    }
}

/// What is wrong with a text that refers to a name or number, or with the name.
fn reference_fault(wrong: Wrong<'_>, already: usize) -> Fault {
    let at =
        |place: Place<'_>, problem: String| Fault::new(place.table, place.row, problem).in_field(place.field);
    match wrong {
        Wrong::SameId { name } => {
            Fault::new("names", name, "a setting has the same id, and texts refer to both in the same way")
        }
        Wrong::Brace { name } => {
            Fault::new("names", name, "a brace that is not part of a reference; allowed: `{id}`")
                .in_field("name")
        }
        Wrong::Circle { names } => {
            let way: Vec<_> = names.iter().map(|name| format!("`{{{}}}`", shown(name))).collect();
            let first = names.first().copied().unwrap_or_default();
            let problem = format!("the name refers to itself: {}", shown_way(&way));
            Fault::new("names", first, problem).in_field("name")
        }
        Wrong::Unknown { place, reference, names } => {
            let problem =
                format!("refers to `{{{}}}`, which is neither a name nor a setting", shown(reference));
            at(place, problem).near(already, reference, names.keys().map(String::as_str))
        }
        Wrong::TooLong { place } => {
            let problem = format!(
                "with the names filled in, the texts up to this one are larger than {MOST_BYTES} bytes"
            );
            at(place, problem)
        }
    }
}

/// A way from name to name; of a long one, its beginning and its end.
fn shown_way(way: &[String]) -> String {
    match way {
        [start @ .., last] if start.len() > 8 => {
            format!("{} → … → {last}", start.iter().take(8).cloned().collect::<Vec<_>>().join(" → "))
        }
        way => way.join(" → "),
    }
}

/// The tables of some files, with what is wrong so far.
#[derive(Default)]
struct Gathered {
    tables: Map<String, Value>,
    origins: Origins,
    removed: Vec<(String, String)>,
    faults: Vec<Fault>,
    /// Whether a file holds no tables: whatever else is found may only be for the lack of them.
    unread: bool,
    is_built_in: bool,
}

impl Gathered {
    fn built_in() -> Self {
        let files: Vec<_> = COVENTRY.iter().map(|(file, text)| (*file, text.as_bytes())).collect();
        Self { is_built_in: true, ..Self::from_files(&files) }
    }

    fn from_files(files: &[(&str, &[u8])]) -> Self {
        let mut gathered = Self::default();
        if files.iter().map(|(_, text)| text.len()).sum::<usize>() > MOST_BYTES {
            gathered.faults.extend(too_large().into_faults());
            gathered.unread = true;
            return gathered;
        }
        for (file, text) in files {
            match strict_json(text) {
                Ok(Value::Object(tables)) => gathered.take(file, tables),
                Ok(other) => {
                    let problem = format!("found {}; allowed: an object of tables", found(&other));
                    gathered.faults.push(Fault::new("", "", problem).in_file(file));
                    gathered.unread = true;
                }
                Err(problem) => {
                    gathered.faults.push(Fault::new("", "", problem).in_file(file));
                    gathered.unread = true;
                }
            }
        }
        gathered
    }

    fn take(&mut self, file: &str, tables: Map<String, Value>) {
        const BESIDE_TABLES: [&str; 3] = ["$schema", NOTE, "extends"];
        for (table, value) in tables {
            if table == "$schema" || table == NOTE {
                if !value.is_string() {
                    let problem = format!("found {}; allowed: text", found(&value));
                    self.faults.push(Fault::new(&table, "", problem).in_file(file));
                }
            } else if !Tables::NAMES.contains(&&*table) && table != "extends" {
                let known = Tables::NAMES.iter().chain(&BESIDE_TABLES).copied();
                let fault = Fault::new(&table, "", "unknown table").in_file(file).near(
                    self.faults.len(),
                    &table,
                    known,
                );
                self.faults.push(fault);
            } else if self.tables.contains_key(&table) {
                let fault = Fault::new(&table, "", "the table stands in another file too");
                self.faults.push(fault.in_file(file));
            } else {
                self.origins.set(&table, "", file);
                for row in value.as_array().into_iter().flatten() {
                    if let Some(id) = id_of(&table, row) {
                        self.origins.set(&table, &id, file);
                    }
                }
                self.tables.insert(table, value);
            }
        }
    }

    /// What the set extends, if it says so.
    fn extends(&mut self) -> Result<Option<Extends>, RulesError> {
        let Some(value) = self.tables.remove("extends") else { return Ok(None) };
        match Extends::read(value) {
            Ok(extends) => Ok(Some(extends)),
            Err(problem) => {
                let file = self.origins.file("extends", "").to_owned();
                self.faults.push(Fault::new("extends", "", problem).in_file(&file));
                Err(RulesError::new(std::mem::take(&mut self.faults)))
            }
        }
    }

    /// What a whole document says that it was made from. Where that cannot be read, it is a fault later.
    fn claim(&self) -> Option<BasedOn> {
        let based_on = self.tables.get("manifest")?.get("based_on")?;
        let text = |field: &str| based_on.get(field).and_then(Value::as_str).map(str::to_owned);
        let (id, version, sha256) = (text("id")?, text("version")?, text("sha256")?);
        Some(BasedOn { id, version, sha256, waives: Vec::new() })
    }

    fn extending(mut self, base: &RuleSet, extends: &Extends) -> Result<RuleSet, RulesError> {
        let manifest = &base.tables().manifest;
        let (id, version) = (&extends.id, &extends.version);
        if manifest.id != *id {
            let problem = format!("the folder `{}` holds the rule set `{}`", shown(id), shown(&manifest.id));
            self.faults.push(Fault::new("extends", "", problem).in_field("id"));
        } else if manifest.version != *version {
            let problem = format!(
                "the rule set `{}` at hand has the version {}, and this one extends {}",
                shown(&manifest.id),
                shown(&manifest.version),
                shown(version)
            );
            self.faults.push(Fault::new("extends", "", problem).in_field("version"));
        } else if let Some(sha256) = extends.sha256.as_ref().filter(|sha256| *sha256 != base.sha256()) {
            let problem = format!(
                "the rule set `{}` {} at hand has the SHA-256 `{}…`, and this one extends `{}…`",
                shown(&manifest.id),
                shown(&manifest.version),
                start_of(base.sha256()),
                start_of(sha256)
            );
            self.faults.push(Fault::new("extends", "", problem).in_field("sha256"));
        }
        let based_on = BasedOn::of(base);
        let changes = std::mem::replace(&mut self.tables, base.as_written());
        // What that set gave up, this one has not: it is kept apart, with its reasons. Nor does this one mean
        // what that one meant, until it says so.
        if let Some(Value::Object(manifest)) = self.tables.get_mut("manifest") {
            for own in ["waives", "accepts_no_category", "acknowledges"] {
                manifest.remove(own);
            }
        }
        // A set that is one document names no file for its own rows either.
        if !self.origins.file("manifest", "").is_empty() {
            let from = format!("{INHERITED}{} {}", shown(&based_on.id), shown(&based_on.version));
            self.origins.inherit(&self.tables, &from);
        }
        self.removed = extend(&mut self.tables, changes, &mut self.origins, &mut self.faults);
        if let Some(Value::Object(manifest)) = self.tables.get_mut("manifest") {
            manifest.insert("based_on".to_owned(), serde_json::to_value(&based_on).unwrap_or_default());
        }
        self.into_rule_set(Some(base))
    }

    /// A fault of what the set extends, in its file.
    fn of_extends(&self, fault: Fault) -> Fault {
        let own = fault.table() == "extends" && fault.file().is_empty();
        if own { fault.in_file(self.origins.file("extends", "")) } else { fault }
    }

    /// The rule set, which must keep what its base protects. Without the base at hand, what it says of one is
    /// not verified.
    fn into_rule_set(mut self, base: Option<&RuleSet>) -> Result<RuleSet, RulesError> {
        for (table, rows) in self.tables.iter().filter_map(|(table, rows)| Some((table, rows.as_array()?))) {
            if rows.len() > MOST_ROWS {
                let problem = format!("{} rows; allowed: {MOST_ROWS}", rows.len());
                self.faults.push(Fault::new(table, "", problem));
            }
        }
        let written = (!self.is_built_in).then(|| serde_json::to_string(&self.tables).unwrap_or_default());
        levels::fill_in(&mut self.tables);
        let faults = &mut self.faults;
        names::fill_in(&mut self.tables, MOST_BYTES, &mut |wrong| {
            faults.push(reference_fault(wrong, faults.len()));
        });
        let tables = Reader::new(std::mem::take(&mut self.tables), &mut self.faults).tables();
        // What is written of a set can be read again: the limit is also that of what was put together.
        if self.faults.is_empty() && tables.as_ref().is_some_and(|tables| is_longer(tables, MOST_BYTES)) {
            self.faults.push(Fault::new(
                "",
                "",
                format!("the whole set, as one document, is larger than {MOST_BYTES} bytes"),
            ));
        }
        match tables {
            Some(tables) if self.faults.is_empty() => {
                let claim = tables.manifest.based_on.clone();
                let agrees = |base: &RuleSet| claim.as_ref().map_or(Ok(()), |claim| claim.agrees_with(base));
                let made = base
                    .map_or(Ok(()), agrees)
                    .and_then(|()| soundness::check(&tables, base.map(RuleSet::tables), &self.removed))
                    .and_then(|()| RuleSet::of_sound(tables, written).map_err(|error| self.inherited(error)))
                    .and_then(|rules| rules.is_safe(base).map(|()| rules))
                    .map(|mut rules| {
                        let of = match base {
                            Some(base) => Some(Base::held_against(base)),
                            None => claim.as_ref().map(Base::unverified),
                        };
                        rules.base = of.map(Arc::new);
                        match base {
                            Some(base) => rules.made_from(base),
                            None => rules,
                        }
                    });
                made.map_err(|error| self.placed(error.into_faults()))
            }
            _ => {
                let faults = std::mem::take(&mut self.faults);
                Err(self.placed(faults))
            }
        }
    }

    /// What a row that was taken over cannot be, it cannot be by what changed beside it.
    fn inherited(&self, error: RulesError) -> RulesError {
        let mended = |mut fault: Fault| {
            if self.origins.file(&fault.table, &fault.row).starts_with(INHERITED) {
                fault.problem.push_str(
                    "; that comes of what this set changes or removes elsewhere: change or remove this row too",
                );
            }
            fault
        };
        RulesError::new(error.into_faults().into_iter().map(mended).collect())
    }

    /// The faults, each with the file of its row.
    fn placed(&self, faults: Vec<Fault>) -> RulesError {
        let place = |mut fault: Fault| {
            if fault.file.is_empty() {
                self.origins.file(&fault.table, &fault.row).clone_into(&mut fault.file);
            }
            fault
        };
        RulesError::new(faults.into_iter().map(place).collect())
    }
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test")]
mod tests {
    use super::*;
    use std::path::PathBuf;

    /// With `WRITE_BUILT_IN` in the environment, it writes them anew instead.
    #[test]
    fn the_built_in_document_and_its_hash_are_those_of_the_files_which_pass_every_check() {
        let read = Gathered::built_in().into_rule_set(None).expect("the built-in files are sound");
        if std::env::var_os("WRITE_BUILT_IN").is_some() {
            let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("rules/built-in");
            std::fs::write(folder.join("coventry.json"), read.to_json()).expect("it can be written");
            std::fs::write(folder.join("coventry.sha256"), read.sha256()).expect("it can be written");
            return;
        }
        let built_in = RuleSet::coventry();
        let how = "write the document anew: WRITE_BUILT_IN=1 cargo test --lib built_in_document";
        assert!(read.to_json() == include_str!("../../rules/built-in/coventry.json"), "{how}");
        assert_eq!(read.sha256(), built_in.sha256(), "{how}");
        assert_eq!(read.tables(), built_in.tables());
        assert_eq!(read.own_codes, built_in.own_codes);
    }
}
