//! What random requests show of a set that loaded: beside its base, and beside what checking says of it.

use super::naive::{Naive, Reckoned, reckon};
use super::requests::{Asked, Source};
use super::sets::{Loaded, Made};
use super::words::Words;
use cse_screening::rules::proof::{Property, Report, Verdict};
use cse_screening::rules::tables::{Protection, Tables};
use cse_screening::{Answer, Category, Outcome, RuleSet};
use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use serde_json::Value;
use std::collections::BTreeSet;

/// Something that must not be.
pub struct Fault {
    /// What kind, alike for all sets.
    pub kind: &'static str,
    pub what: String,
    /// A request that shows it.
    pub asked: Option<Asked>,
}

/// The kind of fault that all this is about.
pub const LESS: &str = "a protected child is given less";

/// Which questions are asked of a set, since some take longer.
#[derive(Clone, Copy)]
pub struct Ask {
    pub requests: usize,
    pub check: bool,
    pub order: bool,
    pub again: bool,
}

/// Whether a protection speaks of the child, reckoned from the words of its row alone.
fn speaks_of(row: &Protection, asked: &Asked, tables: &Tables) -> bool {
    let naive = Naive::new(asked, tables);
    row.when.iter().all(|part| naive.holds(part))
}

fn observed(asked: &Asked, rules: &RuleSet) -> bool {
    asked
        .indicators
        .iter()
        .any(|(code, answer)| answer.protects() && rules.indicator_with_code(code).is_some())
}

/// Whether a category can be given in the scope of an outcome.
fn gives_categories(outcome: &Outcome<'_>) -> bool {
    let scopes = &outcome.rules().tables().scopes;
    scopes.iter().find(|row| row.scope == outcome.scope()).is_none_or(|row| row.categories)
}

fn said(category: Option<Category>) -> String {
    category.map_or_else(|| "none".to_owned(), |category| category.to_string())
}

/// Everything that is wrong with a set, one of each kind.
pub struct Held<'s> {
    set: &'s Loaded,
    pub faults: Vec<Fault>,
    /// How many protected children were compared.
    pub compared: usize,
    /// How many warnings and failures could have been refuted.
    pub refutable: usize,
}

impl<'s> Held<'s> {
    /// Holds a set against random requests of a seed, or against one that is given.
    pub fn against(set: &'s Loaded, seed: u64, ask: Ask, one: Option<&Asked>) -> Self {
        let mut rng = StdRng::seed_from_u64(seed);
        let mut held = Self { set, faults: Vec::new(), compared: 0, refutable: 0 };
        let words: Vec<_> =
            std::iter::once(set).chain(set.chain()).map(|set| Words::of(set.tables())).collect();
        let changes = match (&set.written, &set.base) {
            (Some(written), Some(_)) => {
                Value::Array(written.edits.iter().map(|edit| edit.value.clone()).collect())
            }
            _ => Value::Null,
        };
        let source = Source::of(&words.iter().collect::<Vec<_>>(), &changes);
        let requests: Vec<_> = match one {
            Some(asked) => vec![asked.clone()],
            None => (0..ask.requests).map(|_| source.random(&mut rng)).collect(),
        };
        held.known_by_name();
        held.verified();
        held.kept(&requests);
        held.reckoned(&requests);
        // Where its base is at hand now, it may well be refused.
        if ask.again && set.written.as_ref().is_some_and(|written| written.made != Made::ByHandUnknown) {
            held.loads_again(&requests);
        }
        if ask.order {
            held.order(&requests, seed);
        }
        if ask.check {
            held.verdicts(&requests, &words[0], seed);
        }
        held
    }

    fn fault(&mut self, kind: &'static str, what: String, asked: Option<&Asked>) {
        if !self.faults.iter().any(|fault| fault.kind == kind) {
            self.faults.push(Fault { kind, what, asked: asked.cloned() });
        }
    }

    /// Two sets that go by one id and version are one.
    fn known_by_name(&mut self) {
        let own = &self.set.rules.tables().manifest;
        for other in self.set.chain() {
            let of = &other.rules.tables().manifest;
            if own.id == of.id && own.version == of.version && self.set.rules.sha256() != other.rules.sha256()
            {
                let what = format!("`{}` {} is known, and is another", of.id, of.version);
                self.fault("goes by the name of another set", what, None);
            }
        }
    }

    /// What is said of the base is so: verified where it was at hand, and no base where it says of none.
    fn verified(&mut self) {
        let said = self.set.rules.base().map(cse_screening::Base::is_verified);
        let is = self.set.is_verified();
        // An unchanged copy of a set goes by its name, and says of its base what that one says.
        if said != is && self.set.written.as_ref().is_some_and(|written| written.made != Made::SameName) {
            self.fault("what is said of its base is not so", format!("{said:?}, and it is {is:?}"), None);
        }
    }

    /// Whoever a base protects and gives at least the floor is given at least the floor, on the form of the
    /// base and on that of the set.
    fn kept(&mut self, requests: &[Asked]) {
        let rules = &self.set.rules;
        for (base, given_up) in self.set.must_keep() {
            let tables = base.rules.tables();
            let rows: Vec<_> =
                tables.protections.iter().filter(|row| !given_up.contains(&&*row.id)).collect();
            for asked in requests {
                let speaking: Vec<_> = rows.iter().filter(|row| speaks_of(row, asked, tables)).collect();
                if speaking.is_empty() {
                    continue;
                }
                for form in [&base.rules, rules] {
                    let asked = asked.on_the_form_of(form);
                    // What the base does not know, it is not asked. What the set does not know, it is given.
                    let before = asked.to(&base.rules).screen_by(&base.rules).category();
                    let now = asked.whole(form).screen_by(rules).category();
                    for row in speaking.iter().filter(|row| before >= Some(row.never_below)) {
                        self.compared += 1;
                        if now < Some(row.never_below) {
                            let what = format!(
                                "protection `{}` of `{}`: {} there, {} here",
                                row.id,
                                tables.manifest.id,
                                said(before),
                                said(now)
                            );
                            self.fault(LESS, what, Some(&asked));
                        }
                    }
                }
            }
        }
    }

    /// Scope, levels and rules are those that are reckoned from the words of the rows.
    fn reckoned(&mut self, requests: &[Asked]) {
        let rules = &self.set.rules;
        for asked in requests {
            let asked = asked.on_the_form_of(rules);
            let request = asked.to(rules);
            let outcome = request.screen_by(rules);
            let found = Reckoned {
                scope: outcome.scope(),
                indicated: outcome.indicated(),
                category: outcome.category(),
                possible: outcome.possible(),
                rules: outcome.reasons().map(|reason| reason.rule().to_owned()).collect(),
            };
            let expected = reckon(&asked, rules.tables());
            if found != expected {
                let what = format!("{found:?}, and by its words {expected:?}");
                self.fault("it decides otherwise than its words say", what, Some(&asked));
                return;
            }
        }
    }

    /// What a set writes of itself is the same set; and the document of its rows decides as it does.
    fn loads_again(&mut self, requests: &[Asked]) {
        let set = self.set;
        let document = set.rules.to_json();
        match set.known().json(&document) {
            Ok(again) if again.sha256() == set.rules.sha256() => {}
            Ok(again) => {
                let what = format!("{} and {}", set.rules.sha256(), again.sha256());
                self.fault("what it writes is another set", what, None);
            }
            Err(error) => self.fault("what it writes does not load", error.to_string(), None),
        }
        if let (Some(written), Some(base)) = (&set.written, &set.base)
            && written.made == Made::Extends
        {
            let whole = super::sets::Written { made: Made::Alone, ..written.clone() };
            match whole.load(base) {
                Ok(whole) => {
                    let differs = self.differs(&whole.rules, requests);
                    let kind = "it decides otherwise than the document of its rows";
                    differs.into_iter().for_each(|(what, asked)| self.fault(kind, what, Some(&asked)));
                }
                Err(error) => {
                    self.fault("the document of its rows does not load", error.to_string(), None);
                }
            }
        }
    }

    /// The first request that another set decides otherwise.
    fn differs(&self, other: &RuleSet, requests: &[Asked]) -> Option<(String, Asked)> {
        requests.iter().find_map(|asked| {
            let (here, there) = (asked.to(&self.set.rules), asked.to(other));
            let (here, there) = (here.screen_by(&self.set.rules), there.screen_by(other));
            let levels = |outcome: &Outcome<'_>| {
                (outcome.scope(), outcome.indicated(), outcome.category(), outcome.possible())
            };
            let steps = |outcome: &Outcome<'_>| -> BTreeSet<String> {
                outcome.steps().map(|step| step.id().to_owned()).collect()
            };
            let same = levels(&here) == levels(&there) && steps(&here) == steps(&there);
            let what = || format!("{:?}, and {:?}", levels(&here), levels(&there));
            (!same).then(|| (what(), asked.clone()))
        })
    }

    /// The order of the category rules decides no category.
    fn order(&mut self, requests: &[Asked], seed: u64) {
        let mut tables = self.set.tables();
        tables["category_rules"].as_array_mut().unwrap().shuffle(&mut StdRng::seed_from_u64(seed));
        let manifest = tables["manifest"].as_object_mut().unwrap();
        manifest.remove("based_on");
        manifest.insert("id".to_owned(), "in-another-order".into());
        match self.set.known().json(&tables.to_string()) {
            Ok(other) => {
                let differs = self.differs(&other, requests);
                let kind = "the order of the category rules decides";
                differs.into_iter().for_each(|(what, asked)| self.fault(kind, what, Some(&asked)));
            }
            Err(error) => {
                self.fault("in another order it does not load", error.to_string(), None);
            }
        }
    }

    /// What checking says is what random requests show.
    fn verdicts(&mut self, requests: &[Asked], words: &Words, seed: u64) {
        let mut rng = StdRng::seed_from_u64(seed);
        // One request alone is tried with many answers more.
        let mores = if requests.len() == 1 { 200 } else { 1 };
        let rules = &self.set.rules;
        let report = rules.check();
        let holds = |property| *report.verdict(property) == Verdict::Holds;
        if rules.tables().protections.is_empty() && holds(Property::ProtectionsHold) {
            self.fault("proved of no protections at all", String::new(), None);
        }
        let never = cannot(&report);
        let always = warned_of(&report, &["it holds for everybody", "the step applies to everybody"]);
        self.refutable += never.len() + always.len();
        for asked in requests {
            let request = asked.to(rules);
            let outcome = request.screen_by(rules);
            let applied = applied(&outcome);
            if let Some((table, row)) = applied.intersection(&never).next() {
                self.fault("what is said never to be, is", format!("{table}, `{row}`"), Some(asked));
            }
            if let Some((table, row)) = always.difference(&applied).next() {
                self.fault("what is said always to be, is not", format!("{table}, `{row}`"), Some(asked));
            }
            let category = outcome.category();
            let sign = observed(asked, rules) && gives_categories(&outcome);
            if holds(Property::NoGap) && sign && category.is_none() {
                self.fault("no-gap is refuted", String::new(), Some(asked));
            }
            if holds(Property::CategoryHasPlan) && category.is_some() && outcome.plan().is_none() {
                self.fault("category-has-plan is refuted", String::new(), Some(asked));
            }
            if holds(Property::CategoryHasStages) && category.is_some() {
                let mut stages = rules.tables().stages.iter().filter(|stage| stage.in_every_category);
                if !stages.all(|stage| outcome.steps().any(|step| step.stage() == stage.stage)) {
                    self.fault("category-has-stages is refuted", String::new(), Some(asked));
                }
            }
            if holds(Property::ProtectionsHold) {
                for row in &rules.tables().protections {
                    let concern = category.is_some() || sign;
                    if concern && speaks_of(row, asked, rules.tables()) && category < Some(row.never_below) {
                        let what = format!("`{}`: {}", row.id, said(category));
                        self.fault("protections-hold is refuted", what, Some(asked));
                    }
                }
            }
            if !holds(Property::MoreNeverLowers) {
                continue;
            }
            let levels = |asked: &Asked| {
                let request = asked.to(rules);
                let outcome = request.screen_by(rules);
                [outcome.indicated(), outcome.category(), outcome.possible()]
            };
            for more in (0..mores).filter_map(|_| asked.more(words, rules, &mut rng)).collect::<Vec<_>>() {
                let (less, more_levels) = (levels(asked), levels(&more));
                if less.iter().zip(more_levels).any(|(less, more)| more < *less) {
                    let what = format!("{less:?} falls to {more_levels:?} by {}", more.show(rules));
                    self.fault("more-never-lowers is refuted", what, Some(asked));
                }
            }
        }
        self.failures(&report);
    }

    /// Each failure that is shown by requests is one.
    fn failures(&mut self, report: &Report) {
        let rules = &self.set.rules;
        let mut wrong = Vec::new();
        for (property, verdict) in &report.properties {
            let Verdict::Fails(failures) = verdict else { continue };
            for failure in failures.iter().filter(|failure| !failure.requests.is_empty()) {
                self.refutable += 1;
                let outcomes: Vec<_> =
                    failure.requests.iter().map(|one| one.request.screen_by(rules)).collect();
                let category = outcomes[0].category();
                let shown = match property {
                    Property::NoGap => {
                        let mut answers = failure.requests[0].request.indicators().answers_by_code();
                        category.is_none() && answers.any(|(_, answer)| Answer::protects(answer))
                    }
                    Property::CategoryHasPlan => category.is_some() && outcomes[0].plan().is_none(),
                    Property::CategoryHasStages => category.is_some(),
                    Property::MoreNeverLowers => {
                        let levels = |outcome: &Outcome<'_>| {
                            [outcome.indicated(), outcome.category(), outcome.possible()]
                        };
                        let (less, more) = (levels(&outcomes[0]), levels(&outcomes[1]));
                        less.iter().zip(more).any(|(less, more)| more < *less)
                    }
                    _ => true,
                };
                if !shown {
                    wrong.push(format!("{property}: {failure:?}"));
                }
            }
        }
        for what in wrong {
            self.fault("a failure is shown by a request that shows none", what, None);
        }
    }
}

/// A row, by table and id.
type Row = (String, String);

/// The rows of which a report warns with one of these problems.
fn warned_of(report: &Report, problems: &[&str]) -> BTreeSet<Row> {
    let row = |warning: String| {
        let (at, problem) = warning.split_once("`: ")?;
        let (table, row) = at.split_once(", `")?;
        let meant = problems.iter().any(|one| problem.starts_with(one));
        meant.then(|| (table.to_owned(), row.to_owned()))
    };
    report.warnings.iter().filter_map(|warning| row(warning.to_string())).collect()
}

/// What a report says can never be.
fn cannot(report: &Report) -> BTreeSet<Row> {
    let failed = match report.verdict(Property::RulesCanFire) {
        Verdict::Fails(failures) => &failures[..],
        _ => &[],
    };
    let mut rows = warned_of(
        report,
        &[
            "the definition can never hold",
            "the plan can never host",
            "no outcome can reach the step",
            "nothing can be found",
        ],
    );
    rows.extend(failed.iter().filter_map(|failure| failure.row.clone()));
    rows
}

/// Every row that applied.
fn applied(outcome: &Outcome<'_>) -> BTreeSet<Row> {
    let row = |table: &str, id: &str| (table.to_owned(), id.to_owned());
    let rules = outcome.reasons().map(|reason| row("category_rules", reason.rule()));
    let steps = outcome.steps().map(|step| row("steps", step.id()));
    let plan = outcome.plan().map(|plan| row("plan_hosts", &plan.row().id));
    let findings = outcome.findings().map(|finding| row("findings", &finding.id));
    let definitions = outcome.definitions().map(|definition| row("definitions", &definition.id));
    rules.chain(steps).chain(plan).chain(findings).chain(definitions).collect()
}
