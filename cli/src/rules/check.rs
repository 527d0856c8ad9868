//! Whether a set is fit for use: what holds for every request, and how its cases come out.

use crate::answer::{Answer, Body};
use crate::load::{Failure, identity, is_built_in, load, patience};
use crate::page::{BOLD, PLAIN, URGENT};
use crate::sheet::{Sheet, with};
use crate::words::{capitalised, counted, ended, waives};
use cse_screening::rules::cases::CaseReport;
use cse_screening::rules::condition::Condition;
use cse_screening::rules::proof::{DecidedBy, Failure as Found, Property, Report, Verdict, Warning};
use cse_screening::{RuleSet, RulesError};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Where the words on a property begin.
const HANG: usize = 13;

/// How the cases beside the rules came out.
enum Cases {
    /// There is no folder of that name.
    None,
    Run(CaseReport),
    Refused(RulesError),
}

/// Everything that was found.
struct Checked<'r> {
    rules: &'r RuleSet,
    report: Report,
    cases: Cases,
    deny_warnings: bool,
}

pub(crate) fn check(directory: &Path, deny_warnings: bool, json: bool) -> Result<Answer, Failure> {
    let rules = load(directory)?;
    patience("Checking every request that could be made", json);
    let cases = folder_of_cases(directory).map_or(Cases::None, |folder| match rules.run_cases(folder) {
        Ok(report) => Cases::Run(report),
        Err(error) => Cases::Refused(error),
    });
    let checked = Checked { rules: &rules, report: rules.check(), cases, deny_warnings };
    let body = if json { Body::Json(checked.json()) } else { Body::Text(checked.text()) };
    Ok(Answer { body, well: checked.passes() })
}

fn folder_of_cases(directory: &Path) -> Option<PathBuf> {
    let folder = directory.join("cases");
    (!is_built_in(directory) && folder.is_dir()).then_some(folder)
}

impl Checked<'_> {
    fn passes(&self) -> bool {
        let cases = match &self.cases {
            Cases::None => true,
            Cases::Run(report) => report.failures.is_empty(),
            Cases::Refused(_) => false,
        };
        self.report.holds() && cases && (!self.deny_warnings || self.report.open_warnings().next().is_none())
    }

    fn text(&self) -> String {
        let mut sheet = Sheet::default();
        sheet.heading("Rules");
        sheet.paragraph(&identity(self.rules));
        if let Some(base) = self.rules.base().filter(|base| !base.is_verified()) {
            sheet.strong(URGENT, &format!("It {base}: it was not held against that set."));
        }
        let manifest = &self.rules.tables().manifest;
        for waiver in &manifest.waives {
            let [waives, stands] = waives(self.rules, &waiver.protection);
            let given_up = format!("{waives} `{}`: {}{stands}", waiver.protection, ended(&waiver.reason));
            sheet.strong(URGENT, &given_up);
        }
        for waiver in manifest.based_on.iter().flat_map(|based_on| &based_on.waives) {
            let given_up = format!(
                "What it was made from waived the protection `{}`: {}",
                waiver.protection, waiver.reason
            );
            sheet.strong(URGENT, &given_up);
        }
        for accepted in &manifest.accepts_no_category {
            sheet.strong(
                URGENT,
                &format!(
                    "It gives no category for some observed signs: {} (This is accepted wherever {}.)",
                    accepted.reason,
                    self.rules.condition_in_words(&Condition::AnyObserved(accepted.of.clone()))
                ),
            );
        }
        sheet.heading("What holds for every child");
        for (property, verdict) in &self.report.properties {
            self.property(&mut sheet, *property, verdict);
        }
        if !self.report.fall_by_calendar.is_empty() {
            let rules = self.report.fall_by_calendar.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>();
            sheet.strong(
                URGENT,
                &format!(
                    "By the calendar alone a level can fall, with no answer changed: these rules ask when something \
                     was seen: {}. What is proved above is proved of requests whose times are held.",
                    rules.join(", ")
                ),
            );
        }
        sheet.heading("Warnings");
        if self.report.warnings.is_empty() {
            sheet.paragraph("None.");
        }
        self.report.open_warnings().for_each(|warning| self.warning(&mut sheet, warning));
        let (acknowledged, open): (Vec<_>, Vec<_>) =
            self.report.warnings.iter().partition(|warning| warning.acknowledged.is_some());
        if !acknowledged.is_empty() {
            if open.is_empty() {
                sheet.paragraph("None but those that the set acknowledges.");
            }
            sheet.subheading("Acknowledged by the set");
        }
        acknowledged.into_iter().for_each(|warning| self.warning(&mut sheet, warning));
        sheet.heading("Cases");
        match &self.cases {
            Cases::None => sheet.paragraph("There is no folder cases beside the rules, so none were run."),
            Cases::Run(report) => self.cases(&mut sheet, report),
            Cases::Refused(error) => {
                sheet.strong(URGENT, "The cases cannot be run:");
                error.faults().iter().for_each(|fault| sheet.entry(&fault.to_string()));
            }
        }
        sheet.gap();
        let (style, word) = if self.passes() { (BOLD, "Passed") } else { (URGENT, "Failed") };
        sheet.strong(style, &format!("{word}: {}.", self.summary()));
        sheet.into_text()
    }

    fn property(&self, sheet: &mut Sheet, property: Property, verdict: &Verdict) {
        let words = capitalised(property.in_words());
        match verdict {
            Verdict::Holds => {
                let how = self.report.decided_by(property).map_or("", DecidedBy::in_words);
                sheet.labelled(PLAIN, "holds", HANG, &format!("{words}: proved {how}."));
            }
            Verdict::NothingToProve(why) => {
                let text = format!("{words}: {why}, so this says nothing.");
                sheet.labelled(URGENT, "NOTHING", HANG, &text);
            }
            Verdict::Accepted(accepted) => {
                sheet.labelled(
                    URGENT,
                    "ACCEPTED",
                    HANG,
                    &format!("{words}. That does not hold, and the set accepts it:"),
                );
                for one in accepted {
                    sheet.entry(&format!("accepted by the set: {}", one.reason));
                    sheet.example("For example", &one.request);
                }
            }
            Verdict::Fails(failures) => {
                sheet.labelled(URGENT, "FAILS", HANG, &format!("{words}. That does not hold:"));
                failures.iter().for_each(|failure| self.failure(sheet, failure));
            }
            Verdict::Undecided(why) => {
                let text = format!("{words}: nobody knows. {}. This is not a yes.", capitalised(why));
                sheet.labelled(URGENT, "UNDECIDED", HANG, &text);
            }
        }
    }

    fn warning(&self, sheet: &mut Sheet, warning: &Warning) {
        sheet.entry(&format!("{warning} [{}]", warning.kind));
        if let Some(reason) = &warning.acknowledged {
            sheet.more(&format!("Acknowledged: {reason}"));
        }
        if let Some(request) = &warning.request {
            sheet.example("The smallest request", request);
        }
    }

    fn failure(&self, sheet: &mut Sheet, failure: &Found) {
        let place = match &failure.row {
            Some((table, row)) => format!("{table}, `{row}`: "),
            None => String::new(),
        };
        sheet.entry(&format!("{place}{}.", failure.problem));
        let leads: &[&str] = match failure.requests.len() {
            2 => &["The first", "The second"],
            _ => &["The smallest request"],
        };
        for (lead, request) in leads.iter().zip(&failure.requests) {
            sheet.example(lead, request);
        }
    }

    fn cases(&self, sheet: &mut Sheet, report: &CaseReport) {
        let run = counted(report.run, "case was run", "cases were run");
        if report.run == 0 {
            sheet.paragraph("No case was run: the set has none.");
        } else if report.failures.is_empty() {
            sheet.paragraph(&format!("{run}, and all came out as expected."));
        } else {
            sheet.strong(URGENT, &format!("{run}, and {} came out otherwise:", report.failures.len()));
        }
        for failure in &report.failures {
            sheet.entry(&format!("{}, “{}”:", failure.file, failure.name));
            failure.differences.iter().for_each(|difference| sheet.more(&format!("{difference}.")));
        }
        self.not_reached(sheet, ["rule", "rules"], &report.rules_not_reached, |rules, id| {
            rules.tables().category_rules.iter().any(|row| row.id == id)
        });
        self.not_reached(sheet, ["step", "steps"], &report.steps_not_reached, |rules, id| {
            rules.tables().steps.iter().any(|row| row.id == id)
        });
    }

    /// What no case reaches. Of a set that extends the built-in one, its own rows by name; there are too
    /// many of the others for a case each, and tests of their own reach them.
    fn not_reached(
        &self,
        sheet: &mut Sheet,
        [one, several]: [&str; 2],
        ids: &[String],
        has: fn(&RuleSet, &str) -> bool,
    ) {
        let coventry = RuleSet::coventry();
        let extends = self.rules.base().is_some_and(|base| base.verified && base.sha256 == coventry.sha256());
        let (own, others): (Vec<_>, Vec<_>) =
            ids.iter().map(String::as_str).partition(|id| !extends || !has(coventry, id));
        if !own.is_empty() {
            let these = if own.len() == 1 { format!("this {one}") } else { format!("these {several}") };
            sheet.paragraph(&format!("No case reaches {these}: {}.", own.join(", ")));
        }
        if !others.is_empty() {
            let lead = if own.is_empty() { "No case reaches" } else { "Nor" };
            let others = counted(others.len(), one, several);
            sheet.paragraph(&format!("{lead} {others} of the set that it extends; --json lists them."));
        }
    }

    fn summary(&self) -> String {
        let properties = &self.report.properties;
        let hold = properties.iter().filter(|(_, verdict)| *verdict == Verdict::Holds).count();
        let accepted =
            properties.iter().filter(|(_, verdict)| matches!(verdict, Verdict::Accepted(_))).count();
        let accepted = match accepted {
            0 => String::new(),
            some => format!(", {some} with what the set accepts"),
        };
        let warnings = self.report.open_warnings().count();
        let denied = match warnings {
            1 if self.deny_warnings => ", which is denied",
            2.. if self.deny_warnings => ", which are denied",
            _ => "",
        };
        let cases = match &self.cases {
            Cases::None => "no cases".to_owned(),
            Cases::Refused(_) => "the cases are refused".to_owned(),
            Cases::Run(report) => {
                let run = counted(report.run, "case", "cases");
                match report.failures.len() {
                    0 => format!("{run}, all as expected"),
                    failed => format!("{run}, {failed} not as expected"),
                }
            }
        };
        let acknowledged = match self.report.warnings.len().saturating_sub(warnings) {
            0 => String::new(),
            some => format!(" and {some} acknowledged"),
        };
        let warnings = counted(warnings, "warning", "warnings");
        let nothing = properties.iter().filter(|(_, verdict)| matches!(verdict, Verdict::NothingToProve(_)));
        let nothing = match nothing.count() {
            0 => String::new(),
            nothing => format!(", {nothing} with nothing to prove"),
        };
        let holds = if hold == 1 { "holds" } else { "hold" };
        format!(
            "{hold} of {} properties {holds}{accepted}{nothing}; {warnings}{acknowledged}{denied}; {cases}",
            properties.len()
        )
    }

    /// The report of the library, how the cases came out, and whether all of it passes.
    fn json(&self) -> Value {
        let cases = match &self.cases {
            Cases::None => Value::Null,
            Cases::Run(report) => json!(report),
            Cases::Refused(error) => json!({"refused": error}),
        };
        with(&self.report, [("passed", json!(self.passes())), ("cases", cases)])
    }
}
