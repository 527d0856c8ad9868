//! One thing that is odd about a set, and whether the set says that it is meant.

use crate::request::Request;
use crate::tables::fault::Fault;
use crate::tables::{Manifest, WarningKind};
use crate::words::listed;
use std::collections::BTreeSet;
use std::fmt;

/// Something odd about a set, which may be meant.
#[derive(Clone, PartialEq, Eq)]
pub struct Warning {
    /// Its kind, by which a set acknowledges it.
    pub kind: WarningKind,
    /// Where it is, and what is odd.
    pub fault: Fault,
    /// The smallest request that shows it, ready to run, where there is one.
    pub request: Option<Request>,
    /// Why it is meant, if the set says so.
    pub acknowledged: Option<String>,
}

impl Warning {
    pub(crate) const fn new(kind: WarningKind, fault: Fault) -> Self {
        Self { kind, fault, request: None, acknowledged: None }
    }

    pub(crate) fn shown_by(mut self, request: Request) -> Self {
        self.request = Some(request);
        self
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.fault.fmt(f)
    }
}

/// Shows the request too: it is made up, and nobody's data.
impl fmt::Debug for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let request = self.request.as_ref().map(|request| serde_json::to_string(request).unwrap_or_default());
        f.debug_struct("Warning")
            .field("kind", &self.kind)
            .field("fault", &self.fault.to_string())
            .field("request", &request)
            .field("acknowledged", &self.acknowledged)
            .finish()
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
