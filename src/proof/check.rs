//! What holds for every request to a rule set, and the smallest request for what does not.

use crate::compiled::RuleSet;
use crate::compiled::layout::Rule;
use crate::formula::budget::{Allowance, Budget, CutShort};
use crate::formula::model::{Decided, Model};
use crate::formula::solver::{Graph, Lit, Possible, Solved};
use crate::formula::variables::{Space, Variables};
use crate::numbered::{Ix, Numbered};
use crate::proof::decides::never_decide;
use crate::proof::example::ExampleRequest;
use crate::proof::ignored::{Ignored, given};
use crate::proof::more::more_never_lowers;
use crate::proof::report::{Acceptance, DecidedBy, Failure, Property, Report, Verdict};
use crate::proof::warning::{Warning, acknowledge};
use crate::proof::warnings;
use crate::proof::weakened::weakened_steps;
use crate::request::Request;
use crate::tables::condition::Condition;
use crate::tables::fault::Fault;
use crate::tables::{CategoryRule, Protection, RowRef, ScopeRow, TableId, Tables, Waiver, WarningKind};
use crate::vocabulary::category::Category;
use crate::vocabulary::{Force, Scope};
impl RuleSet {
    /// Verifies what must hold of a whole rule set, over all requests and not samples, and warns of what
    /// is odd.
    ///
    /// Each failure comes with the smallest request that shows it. Where a proof would take too long the
    /// verdict is [`Verdict::Undecided`], never a silent yes.
    ///
    /// ```
    /// use cse_screening::RuleSet;
    /// assert!(RuleSet::coventry().check().holds());
    /// ```
    #[must_use]
    pub fn check(&self) -> Report {
        self.check_within(&Budget::new())
    }

    /// As [`RuleSet::check`], within a [`Budget`]: what is not asked any more is undecided, and
    /// [`Report::cut_short`] says so.
    #[must_use]
    pub fn check_within(&self, budget: &Budget) -> Report {
        let allowance = Allowance::of(budget);
        let mut checker = Checker::new(self, &allowance);
        let some_category = checker.some_category();
        let (more_never_lowers, more_by) = match &some_category {
            Some(verdict) => (verdict.clone(), DecidedBy::Search),
            None => more_never_lowers(self, &allowance),
        };
        let properties = vec![
            (Property::MoreNeverLowers, more_never_lowers),
            (Property::ProtectionsHold, checker.protections_hold()),
            (Property::CategoryHasPlan, some_category.clone().unwrap_or_else(|| checker.category_has_plan())),
            (Property::CategoryHasStages, checker.category_has_stages(some_category)),
            (Property::RulesCanFire, checker.rules_can_fire()),
            (Property::NoGap, checker.no_gap()),
        ];
        let mut warnings = warnings::of_rows(self);
        warnings.extend(unverified(self));
        warnings
            .extend(properties.iter().filter_map(|(property, verdict)| nothing_proved(*property, verdict)));
        warnings.extend(checker.never_and_always(&allowance));
        let Checker { rules, ref mut space, ref inputs, ref model, .. } = checker;
        warnings.extend(Ignored { rules, space, inputs, model }.warnings());
        warnings.extend(weakened_steps(self, &allowance));
        warnings.extend(checker.accepted_in_vain);
        let cut_short = allowance.cut_short();
        // Before the set can acknowledge it, as all else that is undecided.
        warnings.extend(cut_short.map(not_all_asked));
        let manifest = &self.tables().manifest;
        acknowledge(manifest, &mut warnings);
        Report {
            rules: self.identity(),
            base: self.base().cloned(),
            gives_up: manifest.waives.clone(),
            given_up_before: manifest.based_on.iter().flat_map(|base| base.waives.iter().cloned()).collect(),
            accepts_no_category: manifest.accepts_no_category.clone(),
            fall_by_calendar: fall_by_calendar(self),
            properties,
            more_by,
            warnings,
            cut_short,
        }
    }

    /// The protections that this set does not keep, each with the smallest request that shows it.
    pub(crate) fn broken_protections(&self) -> Verdict {
        if self.tables().protections.is_empty() {
            return no_protections();
        }
        let mut space = Space::of_loading();
        let inputs = Variables::of(&mut space, &[self]);
        let decided = Model::decided(&mut space.graph, &inputs, self);
        own_protections(&mut space, &inputs, self, &decided)
    }

    /// Whom the tool is not made for, and whom no step of force must tells where to turn.
    pub(crate) fn turned_away(&self) -> Verdict {
        let is_outside = |row: &ScopeRow| row.scope == Scope::OutsideThisTool;
        if !self.tables().scopes.iter().any(is_outside) {
            return Verdict::Holds;
        }
        let mut space = Space::of_loading();
        let inputs = Variables::of(&mut space, &[self]);
        let model = Model::new(&mut space.graph, &inputs, self);
        let outside = model.is_outside();
        let steps = self.tables().steps.iter().zip(&model.steps);
        let must: Vec<_> = steps
            .filter_map(|(row, applies)| {
                let must = model.force(&mut space.graph, self, &row.id, Force::Must)?;
                Some(space.graph.and(*applies, must))
            })
            .collect();
        let told = space.graph.any(must);
        let problem = |_: &Request| {
            "nobody outside the tool is left without a step of force `must` that says where to \
                                     turn, and this one is"
                .to_owned()
        };
        let mut verdicts = Verdicts::default();
        verdicts.never(&mut space, &inputs, self, &[outside, !told], Some(("steps", "")), &problem);
        verdicts.verdict()
    }

    /// The protections of a base, as they stand there, that this set does not keep and does not give up
    /// either. They are kept for everybody for whom either set sees a concern: who is in no category here may
    /// have been in one there.
    ///
    /// An indicator that only the base has is not asked about: a request that observes one is refused here, or
    /// counts as the worst, so nobody falls by it.
    pub(crate) fn broken_protections_of(&self, base: &Self) -> Verdict {
        let waives = &self.tables().manifest.waives;
        let kept = |row: &Protection| !waives.iter().any(|waiver: &Waiver| waiver.protection == row.id);
        let mut space = Space::of_loading();
        let inputs = Variables::asking(&mut space, &[self], &[self, base]);
        let [here, there] = [self, base].map(|rules| Model::decided(&mut space.graph, &inputs, rules));
        let rows = base.tables().protections.iter().zip(&there.protected).filter(|(row, _)| kept(row));
        let rows: Vec<_> = rows.map(|(row, protected)| (row, *protected)).collect();
        // Whoever it speaks of there, it speaks of here: or a set that extends this one could go on from less.
        let mut verdicts = Verdicts::default();
        for (row, protected) in &rows {
            let own = self.tables().protections.position_of(|own| own.id == row.id);
            // Of one that is not here nothing speaks.
            let own = own.map_or(Lit::FALSE, |at| *here.protected.get(at));
            let problem = |_: &Request| "the protection no longer speaks of this child".to_owned();
            let properties = [*protected, !own];
            verdicts.never(&mut space, &inputs, self, &properties, Some(("protections", &row.id)), &problem);
        }
        match verdicts.verdict() {
            Verdict::Holds => {
                let concerns = [(self, &here), (base, &there)]
                    .map(|(rules, decided)| concern(&mut space.graph, &inputs, rules, decided));
                let concern = space.graph.any(concerns);
                protections(&mut space, &inputs, self, here.category, concern, &rows)
            }
            narrower => narrower,
        }
    }
}

/// A protection speaks of a child by ages under, by answers closed towards yes and by what is observed. So there always
/// is one of whom it speaks and who is in a scope with categories: only a set without protections has nothing to
/// prove.
fn no_protections() -> Verdict {
    Verdict::NothingToProve("there are no protections".to_owned())
}

/// A warning of a property that has nothing to prove.
fn nothing_proved(property: Property, verdict: &Verdict) -> Option<Warning> {
    let Verdict::NothingToProve(why) = verdict else { return None };
    let table = if property == Property::ProtectionsHold { "protections" } else { "category_rules" };
    let fault =
        Fault::new(table, "", format!("{why}: that {} says nothing of this set", property.in_words()));
    Some(Warning::new(WarningKind::NothingToProve, fault))
}

/// A warning of a check that ended early.
fn not_all_asked(cut_short: CutShort) -> Warning {
    let why = match cut_short {
        CutShort::Cancelled => "the check was called off",
        CutShort::OutOfWork => "the work that the check may take was spent",
    };
    let fault = Fault::new("", "", format!("undecided: {why}, so there may be more to warn of"));
    Warning::new(WarningKind::Undecided, fault)
}

/// A warning of a base that was not at hand.
fn unverified(rules: &RuleSet) -> Option<Warning> {
    let base = rules.base().filter(|base| !base.is_verified())?;
    let fault = Fault::new("manifest", "", format!("the set {base}")).in_field("based_on");
    Some(Warning::new(WarningKind::NotVerified, fault))
}

/// Collects the verdict on one property.
#[derive(Default)]
pub(crate) struct Verdicts {
    pub(crate) failures: Vec<Failure>,
    pub(crate) undecided: Vec<String>,
    accepted: Vec<Acceptance>,
}

impl Verdicts {
    pub(crate) fn verdict(self) -> Verdict {
        if !self.failures.is_empty() {
            Verdict::Fails(self.failures)
        } else if !self.undecided.is_empty() {
            Verdict::Undecided(first_of(&self.undecided))
        } else if !self.accepted.is_empty() {
            Verdict::Accepted(self.accepted)
        } else {
            Verdict::Holds
        }
    }

    /// Asks for the smallest request with these properties, which no request should have.
    fn never(
        &mut self,
        space: &mut Space,
        inputs: &Variables,
        rules: &RuleSet,
        properties: &[Lit],
        row: Option<(&str, &str)>,
        problem: &dyn Fn(&Request) -> String,
    ) {
        let row = row.map(|(table, row)| (table.to_owned(), row.to_owned()));
        match space.smallest(inputs, properties) {
            Solved::None => {}
            Solved::Found(model) => match inputs.request(&model, rules) {
                Some(request) => {
                    let problem = problem(&request);
                    let requests = vec![ExampleRequest::of(rules, request)];
                    self.failures.push(Failure { row, problem, requests });
                }
                None => self.undecided.push("a request was found that cannot be written".to_owned()),
            },
            Solved::Undecided => self.undecided.push(too_long(row.as_ref())),
        }
    }
}

/// The first few, and how many more there are.
fn first_of(undecided: &[String]) -> String {
    const SHOWN: usize = 5;
    let shown: Vec<_> = undecided.iter().take(SHOWN).map(String::as_str).collect();
    match undecided.len().saturating_sub(SHOWN) {
        0 => shown.join("; "),
        more => format!("{}; and {more} more", shown.join("; ")),
    }
}

pub(crate) fn too_long(row: Option<&(String, String)>) -> String {
    match row {
        Some((table, row)) => format!("{table}, `{row}`: the proof takes too long"),
        None => "the proof takes too long".to_owned(),
    }
}

/// A child for whom a set gives a category, or for whom an indicator of its is observed and it could.
fn concern(graph: &mut Graph, inputs: &Variables, rules: &RuleSet, decided: &Decided) -> Lit {
    let [any, ..] = decided.category;
    let indicators = inputs.indicators.iter().filter(|(code, _)| rules.place_of(code).is_some());
    let observed: Vec<_> = indicators.map(|(_, input)| graph.or(input.suspected, input.yes)).collect();
    let observed = graph.any(observed);
    let observed = graph.and(observed, decided.has_categories);
    graph.or(any, observed)
}

/// Whether a set keeps protections, each with of whom it speaks, wherever there is a concern.
fn protections(
    space: &mut Space,
    inputs: &Variables,
    rules: &RuleSet,
    category: [Lit; 3],
    concern: Lit,
    rows: &[(&Protection, Lit)],
) -> Verdict {
    let mut verdicts = Verdicts::default();
    for (row, protected) in rows {
        let floor = *row.never_below.of_each(&category);
        let problem = |request: &Request| {
            format!("this child {}, and may never be below {}", given(rules, request), row.never_below)
        };
        let properties = [*protected, concern, !floor];
        verdicts.never(space, inputs, rules, &properties, Some(("protections", &row.id)), &problem);
    }
    verdicts.verdict()
}

/// Whether a set keeps its own protections.
fn own_protections(space: &mut Space, inputs: &Variables, rules: &RuleSet, decided: &Decided) -> Verdict {
    let concern = concern(&mut space.graph, inputs, rules, decided);
    let rows = rules.tables().protections.iter().zip(decided.protected.iter().copied());
    protections(space, inputs, rules, decided.category, concern, &rows.collect::<Vec<_>>())
}

struct Checker<'r> {
    rules: &'r RuleSet,
    space: Space,
    inputs: Variables,
    model: Model,
    /// Of what the set accepts, what never happens.
    accepted_in_vain: Vec<Warning>,
}

impl<'r> Checker<'r> {
    fn new(rules: &'r RuleSet, allowance: &Allowance) -> Self {
        let mut space = Space::within(allowance);
        let inputs = Variables::of(&mut space, &[rules]);
        let model = Model::new(&mut space.graph, &inputs, rules);
        Self { rules, space, inputs, model, accepted_in_vain: Vec::new() }
    }

    /// A verdict, if no request is ever given a category, or nobody knows.
    fn some_category(&mut self) -> Option<Verdict> {
        let [any, ..] = self.model.category;
        match self.space.solve(&[any]) {
            Solved::Found(_) => None,
            Solved::None => Some(Verdict::NothingToProve("no request is ever given a category".to_owned())),
            Solved::Undecided => {
                let mut verdicts = Verdicts::default();
                verdicts.undecided.push(too_long(None));
                Some(verdicts.verdict())
            }
        }
    }

    fn protections_hold(&mut self) -> Verdict {
        if self.rules.tables().protections.is_empty() {
            return no_protections();
        }
        let Self { rules, space, inputs, model, .. } = self;
        let decided = Decided {
            category: model.category,
            has_categories: model.has_categories,
            protected: model.protected.clone(),
        };
        own_protections(space, inputs, rules, &decided)
    }

    fn category_has_plan(&mut self) -> Verdict {
        let Self { rules, space, inputs, model, .. } = self;
        let mut verdicts = Verdicts::default();
        let [any, ..] = model.category;
        let plan = space.graph.any(model.plan.iter().copied());
        let problem = |request: &Request| format!("this child {}, and has no plan", given(rules, request));
        verdicts.never(space, inputs, rules, &[any, !plan], None, &problem);
        verdicts.verdict()
    }

    fn category_has_stages(&mut self, some_category: Option<Verdict>) -> Verdict {
        let Self { rules, space, inputs, model, .. } = self;
        let mut verdicts = Verdicts::default();
        let [any, ..] = model.category;
        let tables = rules.tables();
        if !tables.stages.iter().any(|stage| stage.in_every_category) {
            let problem =
                "no stage is marked `in_every_category`: nothing says that a category leads to a referral";
            verdicts.failures.push(Failure { row: None, problem: problem.to_owned(), requests: Vec::new() });
        }
        for stage in tables.stages.iter().filter(|stage| stage.in_every_category) {
            let steps = tables.steps.iter().zip(&model.steps);
            let of_stage: Vec<_> =
                steps.filter(|(step, _)| step.stage == stage.stage).map(|(_, lit)| *lit).collect();
            let some = space.graph.any(of_stage);
            let problem = |request: &Request| {
                format!(
                    "this child {}, and has no step of the stage “{}”",
                    given(rules, request),
                    stage.label
                )
            };
            let row = Some(("stages", &*stage.stage));
            verdicts.never(space, inputs, rules, &[any, !some], row, &problem);
        }
        match verdicts.verdict() {
            Verdict::Holds => some_category.unwrap_or(Verdict::Holds),
            other => other,
        }
    }

    fn rules_can_fire(&mut self) -> Verdict {
        if self.rules.tables().category_rules.is_empty() {
            return Verdict::NothingToProve("there are no category rules".to_owned());
        }
        let mut verdicts = Verdicts::default();
        for (at, row) in self.rules.tables().category_rules.numbered() {
            let fires = self.fires(at);
            match self.space.can_be(fires) {
                Possible::Yes => {}
                Possible::No => verdicts.failures.push(Failure {
                    row: Some(("category_rules".to_owned(), row.id.clone())),
                    problem: "no request makes the rule fire".to_owned(),
                    requests: Vec::new(),
                }),
                Possible::Undecided => {
                    verdicts.undecided.push(too_long(Some(&("category_rules".to_owned(), row.id.clone()))));
                }
            }
        }
        verdicts.verdict()
    }

    /// Whether the category rule at this place fires, at any of its levels.
    fn fires(&mut self, row: Ix<CategoryRule>) -> Lit {
        self.model.fires(&mut self.space.graph, self.rules, row)
    }

    /// Whatever the set calls it: an indicator that is observed and gives no category is a gap, unless the set
    /// says that it is meant.
    fn no_gap(&mut self) -> Verdict {
        let Self { rules, space, inputs, model, accepted_in_vain } = self;
        let mut verdicts = Verdicts::default();
        let [any, ..] = model.category;
        let accepts = &rules.tables().manifest.accepts_no_category;
        let accepting = |code: &str| {
            let row = rules.indicator_with_code(code)?;
            accepts.iter().position(|accepted| accepted.of.has(row))
        };
        let accepted: Vec<_> = inputs.indicators.iter().map(|(code, _)| accepting(code)).collect();
        for (at, row) in accepts.iter().enumerate() {
            let of = inputs.indicators.iter().zip(&accepted).filter(|(_, by)| **by == Some(at));
            let observed: Vec<_> =
                of.map(|((_, input), _)| space.graph.or(input.suspected, input.yes)).collect();
            let observed = space.graph.any(observed);
            match space.smallest(inputs, &[observed, model.has_categories, !any]) {
                Solved::Found(found) => match inputs.request(&found, rules) {
                    Some(request) => {
                        let request = ExampleRequest::of(rules, request);
                        verdicts.accepted.push(Acceptance { reason: row.reason.clone(), request });
                    }
                    None => verdicts.undecided.push("a request was found that cannot be written".to_owned()),
                },
                Solved::None => {
                    let problem = "accepts that these give no category, and each of them gives one";
                    let field = format!("accepts_no_category[{at}]");
                    let fault = Fault::new("manifest", "", problem).in_field(field);
                    accepted_in_vain.push(Warning::new(WarningKind::AcknowledgedInVain, fault));
                }
                Solved::Undecided => verdicts.undecided.push(too_long(None)),
            }
        }
        let others = inputs.indicators.iter().zip(&accepted).filter(|(_, by)| by.is_none());
        for ((code, input), _) in others {
            let problem = |request: &Request| {
                format!("an indicator is observed, and the child {}", given(rules, request))
            };
            let observed = space.graph.or(input.suspected, input.yes);
            let properties = [observed, model.has_categories, !any];
            verdicts.never(space, inputs, rules, &properties, Some(("indicators", code)), &problem);
        }
        verdicts.verdict()
    }

    /// What can never decide, apply or be found, and what always applies.
    fn never_and_always(&mut self, allowance: &Allowance) -> Vec<Warning> {
        let tables = self.rules.tables();
        let mut warnings = Vec::new();
        for (row, decided) in never_decide(self.rules, allowance) {
            let fires = self.fires(row);
            // One that can never fire is told of as a property that does not hold.
            if self.space.can_be(fires) == Possible::No {
                continue;
            }
            let (kind, problem) = if decided {
                let problem = "the rule can never decide: others always give as much where it fires";
                (WarningKind::NeverDecides, problem)
            } else {
                (WarningKind::Undecided, "undecided: whether the rule ever decides takes too long to say")
            };
            let fault = Fault::new("category_rules", &tables.category_rules.at(row).id, problem);
            warnings.push(Warning::new(kind, fault));
        }
        // What is proved is proved of requests that can be read, and no date of theirs is impossible.
        let asked = |row: &RowRef<'_>| !row.asks_of_dates();
        // Of category rules more was said above.
        for table in TableId::ALL.iter().filter(|table| table.applies() && **table != TableId::CategoryRules)
        {
            let holding = self.model.of(&mut self.space.graph, self.rules, *table);
            for (row, holds) in tables.rows_of(*table).zip(holding).filter(|(row, _)| asked(row)) {
                let (can, cannot) = (self.space.can_be(holds), self.space.can_be(!holds));
                let (kind, problem) = if [can, cannot].contains(&Possible::Undecided) {
                    let problem =
                        "undecided: whether it can ever hold, or always does, takes too long to say";
                    (WarningKind::Undecided, problem)
                } else if can == Possible::No {
                    let problem = match table {
                        TableId::Definitions => "the definition can never hold",
                        TableId::PlanHosts => "the plan can never host: the rows above it take every case",
                        TableId::Steps => "no outcome can reach the step",
                        _ => "nothing can be found",
                    };
                    (WarningKind::NeverHolds, problem)
                } else if !table.first_decides() && cannot == Possible::No {
                    let problem = match table {
                        TableId::Steps => "the step applies to everybody: it says nothing of one child",
                        _ => "it holds for everybody",
                    };
                    (WarningKind::AlwaysHolds, problem)
                } else {
                    continue;
                };
                warnings.push(Warning::new(kind, Fault::new(table.code(), row.id, problem)));
            }
        }
        warnings
    }
}

/// The category rules that ask when something was seen: themselves, by a definition, or by building on one that does.
pub(crate) fn fall_by_calendar(rules: &RuleSet) -> Vec<String> {
    let tables = rules.tables();
    let mut falling: Vec<_> = tables.category_rules.iter().map(|row| asks_when(tables, &row.when)).collect();
    // Who asks others for less goes first.
    for asked in Category::ALL {
        let is_falling = |(_, rule): (_, &Rule)| falling.get(rule.row.number()) == Some(&true);
        if rules.layout.giving(*asked).any(is_falling) {
            let builds_on = Condition::OtherRulesGiveAtLeast(*asked);
            let rows = falling.iter_mut().zip(&tables.category_rules);
            rows.for_each(|(falling, row)| *falling |= row.when.contains(&builds_on));
        }
    }
    let rows = tables.category_rules.iter().zip(falling);
    rows.filter(|(_, falling)| *falling).map(|(row, _)| row.id.clone()).collect()
}

fn asks_when(tables: &Tables, conditions: &[Condition]) -> bool {
    let by_definition = |id: &str| tables.definitions.iter().find(|row| row.id == id);
    let asks = |part: &Condition| match part {
        Condition::Holds(id) => by_definition(id).is_some_and(|row| asks_when(tables, &row.when)),
        part => part.time().is_some(),
    };
    conditions.iter().any(|part| part.any(&asks))
}
