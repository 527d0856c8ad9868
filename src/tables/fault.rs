//! What is wrong with a rule set, and where.

use crate::vocabulary::{LONGEST_SHOWN, nearest};
use std::fmt;

/// So many faults come with the nearest valid id.
const MOST_NEAREST: usize = 20;

/// What is wrong, or odd, at one place of a rule set.
///
/// As JSON: `file`, `table`, `row`, `field`, `problem` and `nearest`; text that there is none of is empty, and a
/// `nearest` that there is none of is null.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Fault {
    pub(crate) file: String,
    pub(crate) table: String,
    pub(crate) row: String,
    pub(crate) field: String,
    pub(crate) problem: String,
    pub(crate) nearest: Option<String>,
}

impl Fault {
    pub(crate) fn new(table: &str, row: &str, problem: impl Into<String>) -> Self {
        Self {
            file: String::new(),
            table: table.to_owned(),
            row: row.to_owned(),
            field: String::new(),
            problem: problem.into(),
            nearest: None,
        }
    }

    pub(crate) fn in_field(mut self, field: impl Into<String>) -> Self {
        self.field = field.into();
        self
    }

    pub(crate) fn in_file(mut self, file: &str) -> Self {
        file.clone_into(&mut self.file);
        self
    }

    /// Adds the valid id nearest to the one found, if there are not many faults already: to look for it
    /// takes time, and nobody reads so many.
    pub(crate) fn near<'c>(
        mut self,
        already: usize,
        found: &str,
        valid: impl Iterator<Item = &'c str>,
    ) -> Self {
        if already < MOST_NEAREST {
            self.nearest = nearest(found, valid).map(str::to_owned);
        }
        self
    }

    /// The file; empty for a set that is one document.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The table; empty when the fault is that of the file.
    #[must_use]
    pub fn table(&self) -> &str {
        &self.table
    }

    /// The id of the row; empty when the fault is that of the table.
    #[must_use]
    pub fn row(&self) -> &str {
        &self.row
    }

    /// The field, as a path such as `when[0].fact.name`; empty when the fault is that of the row.
    #[must_use]
    pub fn field(&self) -> &str {
        &self.field
    }

    /// What is wrong, and what is allowed.
    #[must_use]
    pub fn problem(&self) -> &str {
        &self.problem
    }

    /// The nearest valid id, where one may have been meant.
    #[must_use]
    pub fn nearest(&self) -> Option<&str> {
        self.nearest.as_deref()
    }
}

/// An id as a fault shows it: control characters escaped, and cut when it is long.
pub(crate) fn shown(text: &str) -> String {
    let mut start: String = text.chars().take(LONGEST_SHOWN).collect();
    if start.len() < text.len() {
        start.push('…');
    }
    start.escape_debug().to_string()
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut place = Vec::new();
        place.extend((!self.file.is_empty()).then(|| shown(&self.file)));
        place.extend((!self.table.is_empty() && self.table != self.file).then(|| shown(&self.table)));
        place.extend((!self.row.is_empty()).then(|| format!("`{}`", shown(&self.row))));
        place.extend((!self.field.is_empty()).then(|| shown(&self.field)));
        if !place.is_empty() {
            write!(f, "{}: ", place.join(", "))?;
        }
        f.write_str(&self.problem)?;
        match &self.nearest {
            Some(nearest) => write!(f, "; did you mean `{nearest}`?"),
            None => Ok(()),
        }
    }
}

/// A rule set that was refused, with every fault found. As JSON it is the list of them.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, thiserror::Error)]
#[serde(transparent)]
pub struct RulesError {
    faults: Vec<Fault>,
}

impl RulesError {
    pub(crate) const fn new(faults: Vec<Fault>) -> Self {
        Self { faults }
    }

    /// The faults.
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    pub(crate) fn into_faults(self) -> Vec<Fault> {
        self.faults
    }
}

impl fmt::Display for RulesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, fault) in self.faults.iter().enumerate() {
            write!(f, "{}{fault}", if i == 0 { "" } else { "\n" })?;
        }
        Ok(())
    }
}

impl From<Fault> for RulesError {
    fn from(fault: Fault) -> Self {
        Self::new(vec![fault])
    }
}
