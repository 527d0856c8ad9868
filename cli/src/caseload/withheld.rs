//! Which parts of a page stay away, because with the others they would give a small figure away.
//!
//! The tables are taken one after another, those that matter most first, and one with which something could be reckoned
//! is left out. What the reader is thought to know of how figures hang together is more than anybody does: whatever holds
//! between whole tables and whole categories of this caseload counts as known.

use super::deadlines::When;
use super::kept::How;
use super::place::Place;
use super::reckon::{At, Reckoning};
use super::shown::{Figure, Showing};
use super::spread::Spread;
use super::stored::{Changes, Stored};
use super::tally::{Counts, Tally};
use cse_screening::RuleSet;
use cse_screening::rules::tables::{CategoryRule, RowBasis};
use std::collections::{BTreeMap, BTreeSet};

/// A part of the page that is shown as a whole or not at all.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    Rules,
    Indicators,
    Gaps,
    WithGaps,
    Readings,
    WithReadings,
    Changes,
    /// The deadlines of a step: past, to come, without a day.
    Step(String),
    /// Which of them were held.
    Kept(String),
    /// Those of them that are so, by day.
    Days(String, When),
}

/// The parts that stay away.
pub(crate) type Withheld = BTreeSet<Part>;

/// The figures of each part, in the order in which they are taken.
struct Page<'t> {
    reckoning: Reckoning,
    tally: &'t Tally<'t>,
    places: BTreeMap<Place, At>,
    /// Figures that may count the same screenings as a deadline.
    counted: Vec<(At, Spread)>,
    parts: Vec<(Part, Vec<(At, u64)>)>,
}

pub(crate) fn withheld(tally: &Tally<'_>, stored: Option<&(Stored, Changes)>, showing: Showing) -> Withheld {
    if showing == Showing::Exact {
        return Withheld::new();
    }
    let mut page = Page {
        reckoning: Reckoning::default(),
        tally,
        places: BTreeMap::new(),
        counted: Vec::new(),
        parts: Vec::new(),
    };
    page.places();
    page.family(Part::Rules, None, &tally.decisive, &tally.in_a_category());
    page.family(Part::Indicators, None, &tally.observed, &tally.with_observed);
    page.family(Part::Gaps, Some(Part::WithGaps), &tally.gaps, &tally.with_gaps);
    page.family(Part::Readings, Some(Part::WithReadings), &tally.readings, &tally.with_readings);
    page.readings(tally.rules());
    if let Some((stored, changes)) = stored {
        page.changes(stored, changes);
    }
    page.steps(showing);
    page.choose(showing)
}

/// The rules that rest on a reading.
pub(crate) fn rules_resting_on<'r>(rules: &'r RuleSet, reading: &str) -> Vec<&'r CategoryRule> {
    let rests = |row: &&CategoryRule| matches!(&row.basis, RowBasis::Reading(id) if id == reading);
    rules.tables().category_rules.iter().filter(rests).collect()
}

impl Page<'_> {
    fn places(&mut self) {
        for place in Place::all(self.tally.rules()) {
            let at = self.reckoning.unknown();
            let count = self.tally.place(place);
            let showing = Showing::Rounded;
            let figure = showing.figure(count);
            self.reckoning.show(at, showing.bounds(figure), figure == Figure::Few);
            self.places.insert(place, at);
        }
    }

    fn place(&self, place: Place) -> Option<At> {
        self.places.get(&place).copied()
    }

    /// A figure, and what can be known of it beside the categories: it holds of all of some, and of none of others.
    fn counted(&mut self, spread: &Spread) -> At {
        let at = self.reckoning.unknown();
        let whole = spread.places().filter(|(place, count)| *count == self.tally.place(*place));
        let whole: Vec<_> = whole.filter_map(|(place, _)| self.place(place)).collect();
        let touched: Vec<_> = spread.places().filter_map(|(place, _)| self.place(place)).collect();
        self.reckoning.at_most(&whole, &[at]);
        self.reckoning.at_most(&[at], &touched);
        at
    }

    /// Things that may hold together, and how many screenings have at least one.
    fn family(&mut self, part: Part, any_part: Option<Part>, counts: &Counts, any: &Spread) {
        let any_at = self.counted(any);
        let members: Vec<(At, &Spread)> =
            counts.values().map(|spread| (self.counted(spread), spread)).collect();
        let all: Vec<At> = members.iter().map(|(at, _)| *at).collect();
        all.iter().for_each(|at| self.reckoning.at_most(&[*at], &[any_at]));
        self.reckoning.at_most(&[any_at], &all);
        if members.iter().map(|(_, spread)| spread.total()).sum::<u64>() == any.total() {
            self.reckoning.at_most(&all, &[any_at]);
        }
        // The same within a category, where everybody has at least one.
        for (place, _) in any.places().filter(|(place, count)| *count == self.tally.place(*place)) {
            let Some(whole) = self.place(place) else { continue };
            let here: Vec<_> = members.iter().filter(|(_, spread)| spread.at(place) > 0).collect();
            let at: Vec<_> = here.iter().map(|(at, _)| *at).collect();
            self.reckoning.at_most(&[whole], &at);
            let nowhere_else = here.iter().all(|(_, spread)| spread.total() == spread.at(place));
            if nowhere_else && here.iter().map(|(_, spread)| spread.total()).sum::<u64>() == any.at(place) {
                self.reckoning.at_most(&at, &[whole]);
            }
        }
        let figures = members.iter().map(|(at, spread)| (*at, spread.total())).collect();
        self.counted.push((any_at, any.clone()));
        self.counted.extend(members.iter().map(|(at, spread)| (*at, (*spread).clone())));
        self.parts.push((part, figures));
        self.parts.extend(any_part.map(|part| (part, vec![(any_at, any.total())])));
    }

    /// A reading counts whom at least one of its rules gives the category.
    fn readings(&mut self, rules: &RuleSet) {
        let places = |part: &Part| self.parts.iter().find(|(found, _)| found == part).map(|(_, at)| at);
        let (Some(of_rules), Some(of_readings)) = (places(&Part::Rules), places(&Part::Readings)) else {
            return;
        };
        let at_rule: BTreeMap<_, _> = self.tally.decisive.keys().zip(of_rules).collect();
        let at_reading: Vec<_> = self.tally.readings.keys().zip(of_readings).collect();
        for (reading, (at, _)) in at_reading {
            let resting = rules_resting_on(rules, reading);
            let resting: Vec<At> =
                resting.iter().filter_map(|row| at_rule.get(&row.id).map(|found| found.0)).collect();
            resting.iter().for_each(|rule| self.reckoning.at_most(&[*rule], &[*at]));
            self.reckoning.at_most(&[*at], &resting);
        }
    }

    /// Every screening is one of those compared, new, or set aside; and so is every record, or gone.
    fn changes(&mut self, stored: &Stored, changes: &Changes) {
        let mut figures = Vec::new();
        let mut put = |reckoning: &mut Reckoning, count| {
            let at = reckoning.unknown();
            figures.push((at, count));
            at
        };
        let reckoning = &mut self.reckoning;
        let compared: Vec<At> = changes.compared.iter().map(|count| put(reckoning, *count)).collect();
        let new = put(reckoning, changes.new);
        let gone = put(reckoning, changes.gone);
        let unverified = put(reckoning, changes.unverified);
        let repeated = put(reckoning, changes.repeated);
        let without = put(reckoning, changes.without_reference);
        let records = put(reckoning, stored.records);
        let records_without = put(reckoning, stored.records_without_reference);
        let records_unverified = put(reckoning, stored.unverified);
        let others = put(reckoning, stored.of_other_rules);
        let screenings = [&*compared, &[new, unverified, repeated, without]].concat();
        let all: Vec<At> = self.places.values().copied().collect();
        self.reckoning.equal(&screenings, &all);
        let known = [&*compared, &[gone, unverified, records_without]].concat();
        let count: u64 = changes.compared.iter().sum::<u64>()
            + changes.gone
            + changes.unverified
            + stored.records_without_reference;
        self.reckoning.at_most(&known, &[records]);
        if count == stored.records {
            self.reckoning.at_most(&[records], &known);
        }
        self.reckoning.at_most(&[unverified], &[records_unverified]);
        self.reckoning.at_most(&[records_unverified, others], &[records]);
        self.parts.push((Part::Changes, figures));
    }

    fn steps(&mut self, showing: Showing) {
        let deadlines = &self.tally.deadlines;
        let mut days = Vec::new();
        for step in deadlines.steps() {
            let all = deadlines.all_of(step);
            let total = self.counted(&all);
            for (other, spread) in &self.counted {
                if *spread == all {
                    self.reckoning.equal(&[*other], &[total]);
                } else if let Some(both) = self.together(spread, &all) {
                    self.reckoning.equal(&[*other, total], &both);
                }
            }
            let mut figures = Vec::new();
            for when in When::ALL {
                let spread = deadlines.sum(step, when);
                let at = self.counted(&spread);
                figures.push((at, spread.total()));
                let by_day: Vec<_> = deadlines
                    .days_of(step, when)
                    .map(|(_, spread)| (self.counted(spread), spread.total()))
                    .collect();
                if when != When::Undated {
                    let parts: Vec<At> = by_day.iter().map(|(at, _)| *at).collect();
                    self.reckoning.equal(&parts, &[at]);
                    // Days of a small figure say more of each child than of a caseload.
                    if showing.figure(spread.total()) != Figure::Few {
                        days.push((Part::Days(step.to_owned(), when), by_day));
                    }
                }
            }
            let parts: Vec<At> = figures.iter().map(|(at, _)| *at).collect();
            self.reckoning.equal(&parts, &[total]);
            self.counted.push((total, all));
            self.parts.push((Part::Step(step.to_owned()), figures));
            self.kept(step, &parts);
        }
        self.parts.append(&mut days);
    }

    /// Which deadlines of a step were held. Those that have a day are past or to come: `parts` begins with these.
    fn kept(&mut self, step: &str, parts: &[At]) {
        let (Some(kept), [past, dated, ..]) = (&self.tally.deadlines.kept, parts) else { return };
        let figures: Vec<_> = How::ALL
            .into_iter()
            .map(|how| {
                let spread = kept.of(step, how);
                (self.counted(&spread), spread.total())
            })
            .collect();
        let of: Vec<At> = figures.iter().map(|(at, _)| *at).collect();
        self.reckoning.equal(&of, &[*past, *dated]);
        // And with the categories at once: the narrowing takes each relation by itself.
        let deadlines = &self.tally.deadlines;
        let all = [When::Past, When::Dated].map(|when| deadlines.sum(step, when));
        let all = all.iter().fold(Spread::default(), Spread::with);
        let sum = self.counted(&all);
        self.reckoning.equal(&of, &[sum]);
        self.reckoning.equal(&[*past, *dated], &[sum]);
        let at = |how: How| How::ALL.iter().zip(&of).find(|(one, _)| **one == how).map(|(_, at)| *at);
        // What comes again is told by another time than the first.
        if !self.repeats(step) {
            let over: Vec<At> = [How::Late, How::Missed].into_iter().filter_map(at).collect();
            let open: Vec<At> = [How::Open].into_iter().filter_map(at).collect();
            self.reckoning.at_most(&over, &[*past]);
            self.reckoning.at_most(&open, &[*dated]);
        }
        self.parts.push((Part::Kept(step.to_owned()), figures));
    }

    fn repeats(&self, step: &str) -> bool {
        let tables = self.tally.rules().tables();
        let row = tables.steps.iter().find(|row| row.id == step);
        let term = row.and_then(|row| row.deadline.as_ref()).and_then(|deadline| tables.term(deadline));
        term.is_none_or(|term| term.repeats)
    }

    /// The categories that two spreads part between them, if they do.
    fn together(&self, one: &Spread, other: &Spread) -> Option<Vec<At>> {
        let both = one.clone().with(other);
        let whole = both.places().all(|(place, count)| count == self.tally.place(place));
        whole.then(|| both.places().filter_map(|(place, _)| self.place(place)).collect())
    }

    /// Takes each part with which nothing is given away.
    fn choose(mut self, showing: Showing) -> Withheld {
        let mut withheld = Withheld::new();
        for (part, figures) in std::mem::take(&mut self.parts) {
            let shown: Vec<_> = figures.iter().map(|(at, count)| (*at, showing.figure(*count))).collect();
            for (at, figure) in &shown {
                self.reckoning.show(*at, showing.bounds(*figure), *figure == Figure::Few);
            }
            if self.reckoning.gives_away() {
                figures.iter().for_each(|(at, _)| self.reckoning.hide(*at));
                withheld.insert(part);
            }
        }
        withheld
    }
}
