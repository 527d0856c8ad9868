//! Protections are kept, and what is given up has a reason.

use super::Checker;
use super::scopes::is_about_the_child;
use crate::encoding::is_blank;
use crate::tables::Tables;
use crate::tables::condition::Condition;
use crate::tables::fault::{Fault, shown};

impl Checker<'_> {
    /// Whoever a protection speaks of, the conditions say by age, facts and what is observed, and no set gives one
    /// up without a reason.
    pub(super) fn protections_are_kept(&mut self, base: Option<&Tables>) {
        let tables = self.tables;
        for row in &tables.protections {
            let upward = Condition::lowering_part(&row.when, false).is_none();
            let wrong = |part: &Condition| !is_about_the_child(part) && part.selection().is_none();
            let about_child = row.when.iter().all(|part| !part.any(&wrong));
            if !upward || !about_child {
                let problem = "a protection may ask only for ages under, for answers of yes or suspected, and for what is observed";
                self.faults.push(Fault::new("protections", &row.id, problem).in_field("when"));
            }
        }
        for row in base.map_or(&[][..], |base| &base.stages) {
            let ours = tables.stages.iter().find(|ours| ours.stage == row.stage);
            // Where the stage is gone, its steps are, and a comparison tells each.
            if row.at_once && ours.is_some_and(|ours| !ours.at_once) {
                let problem =
                    "takes away that what stands in the stage cannot wait; the set that it extends says so";
                self.faults.push(Fault::new("stages", &row.stage, problem).in_field("at_once"));
            }
            if row.in_every_category && !ours.is_some_and(|ours| ours.in_every_category) {
                let problem = "takes away that every category leads to a step of the stage; the set that it extends \
                               says so";
                self.faults.push(Fault::new("stages", &row.stage, problem).in_field("in_every_category"));
            }
        }
        let waives = &tables.manifest.waives;
        let theirs = base.map_or(&[][..], |base| &base.protections);
        for (at, waiver) in waives.iter().enumerate() {
            let place = |field: &str| format!("waives[{at}].{field}");
            if is_blank(&waiver.reason) {
                let problem =
                    format!("gives up the protection `{}` without a reason", shown(&waiver.protection));
                self.faults.push(Fault::new("manifest", "", problem).in_field(place("reason")));
            }
            if base.is_some() && !theirs.iter().any(|row| row.id == waiver.protection) {
                let problem = format!("there is no protection `{}` to give up", shown(&waiver.protection));
                let fault = Fault::new("manifest", "", problem).in_field(place("protection"));
                let already = self.faults.len();
                self.faults.push(fault.near(already, &waiver.protection, theirs.iter().map(|row| &*row.id)));
            }
        }
        for row in theirs.iter().filter(|row| !waives.iter().any(|waiver| waiver.protection == row.id)) {
            let problem = match tables.protections.iter().find(|ours| ours.id == row.id) {
                None => {
                    "takes away a protection of the set that it extends; say so in `waives`, with the reason"
                }
                Some(ours) if ours.never_below < row.never_below => {
                    "lowers a protection of the set that it extends; say so in `waives`, with the reason"
                }
                Some(_) => continue,
            };
            self.fault("protections", &row.id, problem);
        }
    }

    /// What a set acknowledges or accepts has a reason, and speaks of indicators that there are.
    pub(super) fn what_is_meant_has_a_reason(&mut self) {
        let manifest = &self.tables.manifest;
        let accepted: Vec<_> = manifest.accepts_no_category.iter().map(|row| &row.reason).collect();
        let acknowledged: Vec<_> = manifest.acknowledges.iter().map(|row| &row.reason).collect();
        for (list, reasons) in [("accepts_no_category", accepted), ("acknowledges", acknowledged)] {
            for (at, _) in reasons.iter().enumerate().filter(|(_, reason)| is_blank(reason)) {
                let fault = Fault::new("manifest", "", "the reason is empty");
                self.faults.push(fault.in_field(format!("{list}[{at}].reason")));
            }
        }
        for (at, row) in manifest.accepts_no_category.iter().enumerate() {
            let place = format!("accepts_no_category[{at}].of");
            self.selection_exists(("manifest", "", &place), &row.of);
        }
    }
}
