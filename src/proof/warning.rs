//! One thing that is odd about a set, and whether the set says that it is meant.

use crate::compiled::RuleSet;
use crate::proof::example::ExampleRequest;
use crate::request::Request;
use crate::tables::fault::Fault;
use crate::tables::{Manifest, WarningKind};
use crate::words::listed;
use serde::Serialize;
use std::collections::BTreeSet;
use std::fmt;

/// Something odd about a set, which may be meant.
///
/// As JSON: `kind`, the fields of [`Fault`], `smallest_request` and `acknowledged`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Warning {
    /// Its kind, by which a set acknowledges it.
    pub kind: WarningKind,
    /// Where it is, and what is odd.
    #[serde(flatten)]
    pub fault: Fault,
    /// The smallest request that shows it, where there is one; in JSON `smallest_request`.
    #[serde(rename = "smallest_request")]
    pub request: Option<ExampleRequest>,
    /// Why it is meant, if the set says so.
    pub acknowledged: Option<String>,
}

impl Warning {
    pub(crate) const fn new(kind: WarningKind, fault: Fault) -> Self {
        Self { kind, fault, request: None, acknowledged: None }
    }

    pub(crate) fn shown_by(mut self, rules: &RuleSet, request: Request) -> Self {
        self.request = Some(ExampleRequest::of(rules, request));
        self
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.fault.fmt(f)
    }
}

/// Adds to each warning what the set says of it, and warns of what is acknowledged and is not so.
pub(crate) fn acknowledge(manifest: &Manifest, warnings: &mut Vec<Warning>) {
    let mut in_vain = Vec::new();
    for (at, row) in manifest.acknowledges.iter().enumerate() {
        let meant = |warning: &Warning| {
            warning.kind == row.warning
                && row.row.as_ref().is_none_or(|id| id == warning.fault.row())
                && row.table.as_ref().is_none_or(|table| table == warning.fault.table())
        };
        let tables: BTreeSet<_> =
            warnings.iter().filter(|warning| meant(warning)).map(|warning| warning.fault.table()).collect();
        // Who names a row does not mean another of the same id.
        if row.row.is_some() && tables.len() > 1 {
            let id = row.row.as_deref().unwrap_or_default();
            let tables: Vec<_> = tables.iter().map(|table| format!("`{table}`")).collect();
            let problem = format!(
                "`{}` of `{id}` is acknowledged, and is warned of in {}: name the `table` that is meant",
                row.warning,
                listed(&tables, "and")
            );
            let fault = Fault::new("manifest", "", problem).in_field(format!("acknowledges[{at}]"));
            in_vain.push(Warning::new(WarningKind::AcknowledgedInVain, fault));
            continue;
        }
        let mut is_so = false;
        for warning in warnings.iter_mut().filter(|warning| meant(warning)) {
            is_so = true;
            warning.acknowledged.get_or_insert_with(|| row.reason.clone());
        }
        if !is_so {
            let of = row.row.as_ref().map_or_else(String::new, |id| format!(" of `{id}`"));
            let problem = format!("`{}`{of} is acknowledged, and nothing is warned of", row.warning);
            let fault = Fault::new("manifest", "", problem).in_field(format!("acknowledges[{at}]"));
            in_vain.push(Warning::new(WarningKind::AcknowledgedInVain, fault));
        }
    }
    warnings.extend(in_vain);
}
