//! The space of requests, reduced to the inputs that rows read.

use crate::form::Form;
use cse_screening::rules::condition::{Condition, NamedSet, SelectBy, Selection};
use cse_screening::rules::tables::{IndicatorKind, IndicatorRow, Tables};
use cse_screening::{Answer, Case, Category, CompletedBy, Fact, Indicator, LegalStatus, Placement, RuleSet};

/// Sets one value of an input.
type Change = Box<dyn Fn(&mut Form)>;

/// One input and its values, in the order in which they protect: a later one never protects less.
/// `upward` says which of them protect no less than another.
pub struct Input {
    pub name: String,
    pub values: Vec<Change>,
    pub upward: Upward,
}

/// Which values of an input protect no less than another.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Upward {
    /// Each no less than the one before it.
    Each,
    /// Each no less than the first, which is that nothing is said.
    Given,
    /// None: the order means nothing (who completed the tool), or people decided (the determination).
    None,
}

impl Input {
    fn new(name: impl Into<String>, upward: Upward, values: Vec<Change>) -> Self {
        Self { name: name.into(), values, upward }
    }

    /// The places of the next values above this one.
    pub fn above(&self, at: usize) -> std::ops::Range<usize> {
        match (self.upward, at) {
            (Upward::Each, _) => at + 1..self.values.len().min(at + 2),
            (Upward::Given, 0) => 1..self.values.len(),
            _ => 0..0,
        }
    }

    /// All four answers to a fact.
    pub fn fact(fact: Fact) -> Self {
        let values = Answer::ALL.iter().map(|answer| {
            let answer = *answer;
            Box::new(move |form: &mut Form| form.set(fact, answer)) as Change
        });
        Self::new(fact.code(), Upward::Each, values.collect())
    }

    /// An indicator left out, and all four answers to it.
    pub fn indicator(indicator: Indicator) -> Self {
        let answers = [None].into_iter().chain(Answer::ALL.iter().map(|answer| Some(*answer)));
        let values =
            answers.map(|answer| Box::new(move |form: &mut Form| form.answer(indicator, answer)) as Change);
        Self::new(indicator.code(), Upward::Each, values.collect())
    }

    /// One age from each band between the ages that the tables ask about, every range of them, and
    /// the age not known. Not in an order.
    pub fn age() -> Self {
        let one_of_each = ages();
        let mut values: Vec<Change> = vec![Box::new(|form| form.age = None)];
        for (at, lowest) in one_of_each.iter().copied().enumerate() {
            for highest in one_of_each.iter().copied().skip(at) {
                values.push(Box::new(move |form| form.age = Some((lowest, highest))));
            }
        }
        Self::new("age", Upward::None, values)
    }

    /// Exact ages, oldest first: a younger child is never protected less.
    pub fn younger() -> Self {
        let values = ages()
            .into_iter()
            .rev()
            .map(|age| Box::new(move |form: &mut Form| form.age = Some((age, age))) as Change);
        Self::new("a younger age", Upward::Each, values.collect())
    }

    pub fn judgement() -> Self {
        Self::new(
            "professional_judgement",
            Upward::Each,
            optional(Category::ALL, |form, value| form.judgement = value),
        )
    }

    pub fn previous() -> Self {
        Self::new(
            "previous_category",
            Upward::Each,
            optional(Category::ALL, |form, value| form.previous = value),
        )
    }

    /// What a meeting determined: it alone can lower, so it has no order.
    pub fn determination() -> Self {
        let found = [None].into_iter().chain(Category::ALL.iter().map(|level| Some(*level)));
        let found: Vec<_> = found.collect();
        Self::new("determination", Upward::None, optional(&found, |form, value| form.determination = value))
    }

    pub fn case() -> Self {
        Self::new("case", Upward::None, optional(Case::ALL, |form, value| form.case = value))
    }

    pub fn completed_by() -> Self {
        Self::new(
            "completed_by",
            Upward::None,
            optional(CompletedBy::ALL, |form, value| form.completed_by = value),
        )
    }

    pub fn placement() -> Self {
        Self::new("placement", Upward::Given, optional(Placement::ALL, |form, value| form.placement = value))
    }

    pub fn legal_status() -> Self {
        Self::new(
            "legal_status",
            Upward::Given,
            optional(LegalStatus::ALL, |form, value| form.legal_status = value),
        )
    }

    /// Ways to come to each category and to none, for rows that ask for a category.
    pub fn way_to_a_category() -> Self {
        let answer = |indicator: Indicator, answer: Answer| {
            Box::new(move |form: &mut Form| form.answer(indicator, Some(answer))) as Change
        };
        let fact = |fact: Fact| Box::new(move |form: &mut Form| form.set(fact, Answer::Yes)) as Change;
        let judged = |category| Box::new(move |form: &mut Form| form.judgement = Some(category)) as Change;
        let before = |category| Box::new(move |form: &mut Form| form.previous = Some(category)) as Change;
        let determined =
            |category| Box::new(move |form: &mut Form| form.determination = Some(category)) as Change;
        let mut values: Vec<Change> = vec![Box::new(|_| {})];
        for indicator in [
            Indicator::PoorSelfImage,
            Indicator::UnsureOfSexualOrientation,
            Indicator::ConcealedInjuries,
            Indicator::GangAssociationOrRules,
            Indicator::Rape,
        ] {
            values.push(answer(indicator, Answer::NotKnown));
            values.push(answer(indicator, Answer::Suspected));
            values.push(answer(indicator, Answer::Yes));
        }
        values.push(Box::new(|form| {
            for indicator in [Indicator::PoorSelfImage, Indicator::EatingDisorder, Indicator::RepeatOffending]
            {
                form.answer(indicator, Some(Answer::Yes));
            }
        }));
        values.extend([Fact::Section47, Fact::ImmediateConcern, Fact::ExploitedWithOthers].map(fact));
        values.extend(Category::ALL.iter().map(|category| judged(*category)));
        values.extend(Category::ALL.iter().map(|category| before(*category)));
        values.extend([None, Some(Category::One), Some(Category::Three)].map(determined));
        Self::new("the way to a category", Upward::None, values)
    }

    /// What says that a child is looked after, one thing at a time.
    pub fn looked_after_by() -> Self {
        let fact =
            |fact: Fact, answer: Answer| Box::new(move |form: &mut Form| form.set(fact, answer)) as Change;
        let mut values: Vec<Change> = vec![Box::new(|_| {})];
        values.extend(Answer::ALL.iter().map(|answer| fact(Fact::LookedAfter, *answer)));
        values.push(fact(Fact::PlacedOutOfArea, Answer::Suspected));
        for placement in Placement::ALL {
            values.push(Box::new(move |form| form.placement = Some(*placement)));
        }
        for status in LegalStatus::ALL {
            values.push(Box::new(move |form| form.legal_status = Some(*status)));
        }
        // Said and denied at once.
        values.push(Box::new(|form| {
            form.set(Fact::LookedAfter, Answer::No);
            form.set(Fact::PlacedOutOfArea, Answer::Yes);
        }));
        values.push(Box::new(|form| {
            form.set(Fact::LookedAfter, Answer::No);
            form.placement = Some(Placement::Residential);
        }));
        Self::new("what says that the child is looked after", Upward::None, values)
    }

    /// What is observed, for each class of it.
    pub fn observed() -> Self {
        let one = |indicator, answer| {
            Box::new(move |form: &mut Form| form.answer(indicator, Some(answer))) as Change
        };
        let mut values: Vec<Change> = vec![Box::new(|_| {}), one(Indicator::PoorSelfImage, Answer::NotKnown)];
        for (indicator, answer) in [
            (Indicator::UnsureOfSexualOrientation, Answer::Yes),
            (Indicator::PoorSelfImage, Answer::Suspected),
            (Indicator::ConcealedInjuries, Answer::Yes),
            (Indicator::GangAssociationOrRules, Answer::Suspected),
            (Indicator::GangAssociationOrRules, Answer::Yes),
            (Indicator::Rape, Answer::Yes),
        ] {
            values.push(one(indicator, answer));
        }
        values.push(Box::new(|form| {
            for indicator in [Indicator::PoorSelfImage, Indicator::EatingDisorder, Indicator::RepeatOffending]
            {
                form.answer(indicator, Some(Answer::Yes));
            }
        }));
        Self::new("what is observed", Upward::None, values)
    }

    /// What else makes a concern: an event, a judgement, a level of before, a determination, and both.
    pub fn said_by_people() -> Self {
        let mut values: Vec<Change> = vec![Box::new(|_| {})];
        for event in
            [Fact::Section47, Fact::ImmediateConcern, Fact::ExploitedWithOthers, Fact::ParentMayBeInvolved]
        {
            values.push(Box::new(move |form| form.set(event, Answer::Suspected)));
        }
        for judged in [Category::One, Category::Three] {
            values.push(Box::new(move |form| form.judgement = Some(judged)));
        }
        for level in Category::ALL {
            values.push(Box::new(move |form| form.previous = Some(*level)));
            values.push(Box::new(move |form| form.determination = Some(Some(*level))));
        }
        values.push(Box::new(|form| form.determination = Some(None)));
        for found in [None, Some(Category::One)] {
            values.push(Box::new(move |form| {
                form.previous = Some(Category::Three);
                form.determination = Some(found);
            }));
        }
        Self::new("what people said", Upward::None, values)
    }
}

fn optional<T: Copy + 'static>(all: &[T], set: fn(&mut Form, Option<T>)) -> Vec<Change> {
    let values = [None].into_iter().chain(all.iter().map(|value| Some(*value)));
    values.map(|value| Box::new(move |form: &mut Form| set(form, value)) as Change).collect()
}

/// One age from each band between the ages that the tables ask about, youngest first.
pub fn ages() -> Vec<u8> {
    let settings = &RuleSet::coventry().tables().manifest.settings;
    let mut asked: Vec<u8> = settings
        .iter()
        .filter(|setting| setting.unit == "years")
        .map(|setting| u8::try_from(setting.value).unwrap())
        .collect();
    asked.push(0);
    asked.sort_unstable();
    asked.dedup();
    asked
}

/// Visits every combination of values, each as the places of its values in the inputs.
pub fn every_combination(base: &Form, inputs: &[Input], mut visit: impl FnMut(&[usize], &Form)) {
    let mut at = vec![0; inputs.len()];
    loop {
        visit(&at, &form_at(base, inputs, &at));
        let Some(next) = (0..inputs.len()).rev().find(|input| at[*input] + 1 < inputs[*input].values.len())
        else {
            return;
        };
        at[next] += 1;
        at[next + 1..].fill(0);
    }
}

pub fn form_at(base: &Form, inputs: &[Input], at: &[usize]) -> Form {
    let mut form = base.clone();
    for (input, at) in inputs.iter().zip(at) {
        (input.values[*at])(&mut form);
    }
    form
}

/// What a list of conditions reads, looked up in the tables.
#[derive(Default)]
pub struct Reads {
    pub age: bool,
    pub facts: Vec<Fact>,
    pub judgement: bool,
    pub previous: bool,
    pub determination: bool,
    pub case: bool,
    pub completed_by: bool,
    pub placement: bool,
    pub legal_status: bool,
    pub scope: bool,
    /// The sets of indicators it looks into, with the number it asks for.
    pub selections: Vec<(Vec<Indicator>, usize)>,
    /// The sets whose weights it adds up, the lightest first, with how many of these reach what it asks.
    pub weights: Vec<(Vec<Indicator>, usize)>,
}

impl Reads {
    pub fn of(tables: &Tables, when: &[Condition]) -> Self {
        let mut reads = Self::default();
        when.iter().for_each(|condition| reads.add(tables, condition));
        reads.facts.sort_unstable();
        reads.facts.dedup();
        reads
    }

    fn add(&mut self, tables: &Tables, condition: &Condition) {
        match condition {
            Condition::All(parts) | Condition::Any(parts) => {
                parts.iter().for_each(|part| self.add(tables, part))
            }
            Condition::Not(part) => self.add(tables, part),
            Condition::Holds(id) => {
                let definition = tables.definitions.iter().find(|definition| definition.id == *id).unwrap();
                definition.when.iter().for_each(|part| self.add(tables, part));
            }
            Condition::StepApplies(id) => {
                let step = tables.steps.iter().find(|step| step.id == *id).unwrap();
                step.when.iter().for_each(|part| self.add(tables, part));
            }
            Condition::AnyObserved(of) | Condition::AnyKnown(of) => {
                self.selections.push((members(tables, of), 1))
            }
            Condition::AllObserved(of) => {
                let of = members(tables, of);
                self.selections.push((of.clone(), of.len()));
            }
            Condition::ObservedAtLeast(count) => {
                let at_least = tables.number(&count.count).unwrap();
                self.selections.push((members(tables, &count.of), usize::from(at_least)));
            }
            Condition::WeightAtLeast(weight) => {
                let weight_of = |indicator: &Indicator| {
                    tables.indicators.iter().find(|row| row.code == indicator.code()).unwrap().weight
                };
                let mut of = members(tables, &weight.of);
                of.retain(|indicator| weight_of(indicator) > 0);
                of.sort_by_key(weight_of);
                let (mut missing, mut enough) = (tables.number(&weight.sum).unwrap(), 0);
                for indicator in &of {
                    enough += usize::from(missing > 0);
                    missing = missing.saturating_sub(weight_of(indicator));
                }
                self.weights.push((of, enough));
            }
            Condition::Fact(fact) => self.facts.push(fact.name),
            Condition::CouldBeUnder(_) | Condition::CertainlyAtLeast(_) | Condition::CouldBeAtLeast(_) => {
                self.age = true
            }
            Condition::ImpossibleDate(_) => {}
            Condition::JudgementGiven(_) | Condition::JudgementBelowIndicated(_) => self.judgement = true,
            Condition::PreviousCategoryGiven(_) => self.previous = true,
            Condition::Determination(_) => self.determination = true,
            Condition::LevelInForceGiven(_)
            | Condition::LevelInForceAboveIndicated(_)
            | Condition::CategoryChange(_) => {
                self.previous = true;
                self.determination = true;
            }
            Condition::DeterminationBelowIndicated(_) => {
                self.judgement = true;
                self.determination = true;
            }
            Condition::RuleFired(id) => {
                let rule = tables.category_rules.iter().find(|rule| rule.id == *id).unwrap();
                rule.when.iter().for_each(|part| self.add(tables, part));
            }
            Condition::Scope(_) => self.scope = true,
            Condition::Case(_) | Condition::CaseGiven(_) => self.case = true,
            Condition::CompletedBy(_) => self.completed_by = true,
            Condition::Placement(_) => self.placement = true,
            Condition::LegalStatus(_) => self.legal_status = true,
            // Read through the ways to a category.
            Condition::OtherRulesGiveAtLeast(_)
            | Condition::Category(_)
            | Condition::CategoryAtLeast(_)
            | Condition::PossibleAboveCategory(_) => {}
            other => panic!("another condition: {other:?}"),
        }
    }

    /// The inputs read, without the age and the indicators.
    pub fn inputs(&self) -> Vec<Input> {
        let mut inputs: Vec<Input> = self.facts.iter().map(|fact| Input::fact(*fact)).collect();
        let mut add = |read: bool, input: fn() -> Input| inputs.extend(read.then(input));
        add(self.judgement, Input::judgement);
        add(self.previous, Input::previous);
        add(self.determination, Input::determination);
        add(self.case, Input::case);
        add(self.completed_by, Input::completed_by);
        add(self.placement, Input::placement);
        add(self.legal_status, Input::legal_status);
        inputs
    }

    /// As many members of each set as it asks for: the classes of its counts.
    pub fn representatives(&self) -> Vec<Indicator> {
        let mut chosen: Vec<Indicator> = Vec::new();
        for (of, at_least) in self.selections.iter().chain(&self.weights) {
            let already = chosen.iter().filter(|indicator| of.contains(indicator)).count();
            let free = of.iter().filter(|indicator| !chosen.contains(indicator)).copied().collect::<Vec<_>>();
            chosen.extend(free.into_iter().take(at_least.saturating_sub(already)));
        }
        chosen
    }
}

pub fn members(tables: &Tables, of: &Selection) -> Vec<Indicator> {
    let row =
        |indicator: &Indicator| tables.indicators.iter().find(|row| row.code == indicator.code()).unwrap();
    Indicator::ALL.iter().copied().filter(|indicator| is_member(row(indicator), of)).collect()
}

pub fn is_member(row: &IndicatorRow, of: &Selection) -> bool {
    match of {
        Selection::Codes(codes) => codes.contains(&row.code),
        Selection::By(SelectBy::AllBut(codes)) => !codes.contains(&row.code),
        Selection::By(SelectBy::Group(group)) => row.groups.contains(group),
        Selection::By(SelectBy::Together(sets)) => sets.iter().any(|of| is_member(row, of)),
        Selection::Named(NamedSet::Any) => true,
        Selection::Named(NamedSet::Behaviour) => row.kind == IndicatorKind::Behaviour,
        Selection::Named(NamedSet::Circumstance) => row.kind == IndicatorKind::Circumstance,
        Selection::Named(NamedSet::Category1) => row.category == Some(Category::One),
        Selection::Named(NamedSet::Category2) => row.category == Some(Category::Two),
        Selection::Named(NamedSet::Category3) => row.category == Some(Category::Three),
        other => panic!("another selection: {other:?}"),
    }
}
