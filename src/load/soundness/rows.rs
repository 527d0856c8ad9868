//! Rows say something, lists are short, and the set has an id and a version.

use super::{Checker, LONGEST_ID, PLAIN_ID, is_plain};
use crate::encoding::is_blank;
use crate::outcome::{COUNTED_AS_OLD, NO_SCREENING_DAY};
use crate::tables::Tables;
use crate::tables::fault::{Fault, shown};
use crate::vocabulary::child::OLDEST;

/// So many settings there are at most: each number that refers to one is looked up among them.
const MOST_SETTINGS: usize = 256;

/// So many bank holidays a year has at most, and so many days on which one year differed: each day of a deadline
/// is looked up among them.
const MOST_YEARLY: usize = 50;

const MOST_ONE_OFF: usize = 1_000;

/// An indicator is in so many groups at most.
const MOST_GROUPS: usize = 64;

impl Checker<'_> {
    pub(super) fn rows_say_something(&mut self) {
        let tables = self.tables;
        let manifest = &tables.manifest;
        if is_blank(&manifest.title) {
            self.fault("manifest", "", "`title` is empty");
        }
        self.has_an_identity("", &manifest.id, &manifest.version);
        if let Some(based_on) = &manifest.based_on {
            self.has_an_identity("based_on.", &based_on.id, &based_on.version);
        }
        for setting in manifest.settings.iter().filter(|setting| setting.unit == "years") {
            if !(1..=u16::from(OLDEST)).contains(&setting.value) {
                self.fault(
                    "manifest",
                    &setting.id,
                    format!("{} years; allowed: 1 to {OLDEST}", setting.value),
                );
            }
        }
        for source in &tables.sources {
            if is_blank(&source.title) {
                self.fault("sources", &source.id, "`title` is empty");
            }
        }
        for step in &tables.steps {
            for (field, text) in [("who", &step.who), ("action", &step.action)] {
                if is_blank(text) {
                    self.fault("steps", &step.id, format!("`{field}` is empty"));
                }
            }
        }
        for row in &tables.indicators {
            if let Some(older) = row.older_weight.filter(|older| *older > row.weight) {
                let weight = row.weight;
                let problem = format!("`older_weight` is {older}; allowed: up to its `weight`, {weight}");
                self.fault("indicators", &row.code, problem);
            }
        }
        for id in [COUNTED_AS_OLD, NO_SCREENING_DAY] {
            if tables.findings.iter().any(|row| row.id == id) {
                self.fault("findings", id, "every set has a finding of this id already; allowed: another id");
            }
        }
        let mut before = 0;
        for step in &tables.steps {
            let place = tables.stages.iter().position(|stage| stage.stage == step.stage).unwrap_or(before);
            if place < before {
                self.fault("steps", &step.id, "stands below a step of a later stage");
            }
            before = place;
        }
    }

    /// Lists within a table are bounded as the tables are.
    pub(super) fn lists_are_short(&mut self) {
        let Tables { manifest, calendar, .. } = self.tables;
        for (table, field, rows, most) in [
            ("manifest", "settings", manifest.settings.len(), MOST_SETTINGS),
            ("calendar", "yearly", calendar.yearly.len(), MOST_YEARLY),
            ("calendar", "one_off", calendar.one_off.len(), MOST_ONE_OFF),
        ] {
            if rows > most {
                let problem = format!("{rows} rows; allowed: {most}");
                self.faults.push(Fault::new(table, "", problem).in_field(field));
            }
        }
        for row in self.tables.indicators.iter().filter(|row| row.groups.len() > MOST_GROUPS) {
            let problem = format!("{} groups; allowed: {MOST_GROUPS}", row.groups.len());
            self.faults.push(Fault::new("indicators", &row.code, problem).in_field("groups"));
        }
    }

    /// An id that can be the name of a folder, where sets that extend this one find it; a version that says
    /// what changed.
    pub(super) fn has_an_identity(&mut self, place: &str, id: &str, version: &str) {
        if !is_plain(id) {
            let problem = format!("the id `{}` cannot be used; allowed: {PLAIN_ID}", shown(id));
            self.faults.push(Fault::new("manifest", "", problem).in_field(format!("{place}id")));
        }
        if !is_version(version) {
            let problem = format!(
                "the version `{}` is not a semantic version; allowed: such as `1.4.0`",
                shown(version)
            );
            self.faults.push(Fault::new("manifest", "", problem).in_field(format!("{place}version")));
        }
    }
}

/// Whether a version says by its numbers what changed.
fn is_version(version: &str) -> bool {
    version.len() <= LONGEST_ID && semver::Version::parse(version).is_ok()
}
