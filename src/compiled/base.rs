//! The set that a rule set was made from: what it says, and whether that was verified.

use crate::compiled::RuleSet;
use crate::tables::fault::{Fault, RulesError, shown};
use crate::tables::{BasedOn, Waiver};
use std::fmt;

/// The set that another says it was made from.
///
/// A set that extends another carries its id, version and SHA-256, and so does the one document that
/// [`RuleSet::to_json`] makes of it. Whoever writes such a document can write anything. So it is believed
/// only where the base was at hand when the set was loaded, and every protection of it was proved to be
/// kept, or is given up with a reason.
///
/// ```
/// use cse_screening::RuleSet;
/// let local = RuleSet::from_json(r#"{
///     "extends": {"id": "coventry", "version": "2.0.0"},
///     "manifest": {"id": "elsewhere", "version": "1.0.0", "title": "Screening, elsewhere"}
/// }"#)?;
/// let base = local.base().expect("it has one");
/// assert!(base.is_verified());
/// assert_eq!(base.to_string(), "extends coventry 2.0.0");
/// # Ok::<(), cse_screening::RulesError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Base {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// The SHA-256 of its tables.
    pub sha256: String,
    /// Whether it was at hand, and the set was proved to keep its protections.
    pub verified: bool,
    /// What it was made from itself, where it was at hand and says so.
    pub base: Option<Box<Self>>,
}

impl Base {
    /// A base that is at hand, and that the set was held against.
    pub(crate) fn held_against(rules: &RuleSet) -> Self {
        let base = rules.base().cloned().map(Box::new);
        Self { verified: true, base, ..Self::unverified(&BasedOn::of(rules)) }
    }

    /// A base that is not at hand.
    pub(crate) fn unverified(based_on: &BasedOn) -> Self {
        let BasedOn { id, version, sha256, .. } = based_on.clone();
        Self { id, version, sha256, verified: false, base: None }
    }

    /// Whether all is verified: that the set extends this one, and what this one says that it extends.
    #[must_use]
    pub fn is_verified(&self) -> bool {
        self.verified && self.base.as_ref().is_none_or(|base| base.is_verified())
    }
}

/// As what comes after the name of the set: "extends coventry 2.0.0", or "says that it extends coventry
/// 1.0.0, not verified".
impl fmt::Display for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = format!("{} {}", shown(&self.id), shown(&self.version));
        if !self.verified {
            return write!(f, "says that it extends {named}, not verified");
        }
        write!(f, "extends {named}")?;
        self.base.iter().try_for_each(|base| write!(f, ", which {base}"))
    }
}

/// The beginning of a SHA-256, enough to tell rule sets apart.
pub(crate) fn start_of(sha256: &str) -> String {
    shown(&sha256.chars().take(12).collect::<String>())
}

impl BasedOn {
    /// What a set that extends these rules carries of them.
    pub(crate) fn of(rules: &RuleSet) -> Self {
        let manifest = &rules.tables().manifest;
        let inherited = manifest.based_on.iter().flat_map(|based_on| &based_on.waives);
        Self {
            id: manifest.id.clone(),
            version: manifest.version.clone(),
            sha256: rules.sha256().to_owned(),
            waives: manifest.waives.iter().chain(inherited).cloned().collect(),
        }
    }

    /// That what a document says of its base is what the base is.
    pub(crate) fn agrees_with(&self, base: &RuleSet) -> Result<(), RulesError> {
        let is = Self::of(base);
        let fault = |problem: String, field: &str| {
            Err(Fault::new("manifest", "", problem).in_field(format!("based_on.{field}")).into())
        };
        let named = |id: &str, version: &str| format!("`{}` {}", shown(id), shown(version));
        if (&self.id, &self.version) != (&is.id, &is.version) {
            let problem = format!(
                "says that it extends {}, and the set with that SHA-256 is {}",
                named(&self.id, &self.version),
                named(&is.id, &is.version)
            );
            return fault(problem, "id");
        }
        if self.sha256 != is.sha256 {
            let problem = format!(
                "says that it extends {} with the SHA-256 `{}…`, and the one at hand has `{}…`",
                named(&self.id, &self.version),
                start_of(&self.sha256),
                start_of(&is.sha256)
            );
            return fault(problem, "sha256");
        }
        if self.waives != is.waives {
            let gave_up = |waives: &[Waiver]| match waives {
                [] => "nothing".to_owned(),
                waives => {
                    let ids = waives.iter().map(|waiver| format!("`{}`", shown(&waiver.protection)));
                    ids.collect::<Vec<_>>().join(", ")
                }
            };
            let problem = format!(
                "is not what {} gave up, with its reasons; found: {}; allowed: {}",
                named(&self.id, &self.version),
                gave_up(&self.waives),
                gave_up(&is.waives)
            );
            return fault(problem, "waives");
        }
        Ok(())
    }
}
