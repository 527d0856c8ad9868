//! What a search found, put together for a reader: alternatives that differ in one place become one.

use crate::compiled::RuleSet;
use crate::outcome::Question;
use crate::vocabulary::child::OLDEST;
use crate::why_not::change::{Change, Given};
use crate::why_not::search::Search;
use std::collections::BTreeMap;

/// A change, its questions by their numbers in the order of a request.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    of: Vec<usize>,
    count: usize,
    from: Given,
    to: Vec<Given>,
    is_indicator: bool,
}

type Entries = Vec<Entry>;

/// Two entries as one, beside the same rest, where they go together.
type Together = dyn Fn(&Entry, &Entry, &[Entry]) -> Option<Entry>;

/// The sets of a search as changes, alike ones together, in the order of a request.
pub(super) fn merged<'a>(
    rules: &'a RuleSet,
    search: &Search<'a>,
    sets: &[Vec<usize>],
) -> Vec<Vec<Change<'a>>> {
    let numbers = Numbers::of(rules, search);
    let mut all: Vec<Entries> = sets.iter().map(|set| numbers.entries(search, set)).collect();
    all = until_steady(all, &with_more_answers);
    all = until_steady(all, &with_more_indicators);
    for entry in all.iter_mut().flatten() {
        tidy(entry);
    }
    all.sort();
    let change = |Entry { of, count, from, to, .. }: Entry| Change {
        rules,
        of: of.iter().filter_map(|number| numbers.asked.get(number).copied()).collect(),
        count,
        from,
        to,
    };
    all.into_iter().map(|entries| entries.into_iter().map(change).collect()).collect()
}

/// The questions of a search by number.
struct Numbers<'a> {
    asked: BTreeMap<usize, Question<'a>>,
    /// For each group, the numbers of its questions.
    groups: Vec<Vec<usize>>,
}

impl<'a> Numbers<'a> {
    fn of(rules: &RuleSet, search: &Search<'a>) -> Self {
        let rows = &rules.tables().indicators;
        let places: BTreeMap<&str, usize> =
            rows.iter().enumerate().map(|(at, row)| (&*row.code, at)).collect();
        let questions = search.candidates.groups.len();
        let mut numbers = Self { asked: BTreeMap::new(), groups: Vec::new() };
        for (at, group) in search.candidates.groups.iter().enumerate() {
            let number = |asked: &Question<'_>| match asked {
                Question::Indicator(row) => questions + places.get(&*row.code).copied().unwrap_or(0),
                Question::Choice(choice) if choice.row().with_reasons => questions + rows.len() + at,
                _ => at,
            };
            let of: Vec<_> = group.of.iter().map(number).collect();
            numbers.asked.extend(of.iter().copied().zip(group.of.iter().copied()));
            numbers.groups.push(of);
        }
        numbers
    }

    fn entries(&self, search: &Search<'_>, set: &[usize]) -> Entries {
        let entry = |alike: &[usize]| {
            let one = search.candidates.changes.get(*alike.first()?)?;
            let group = search.candidates.groups.get(one.group)?;
            let of = self.groups.get(one.group)?.clone();
            Some(Entry {
                of,
                count: alike.len(),
                from: group.from,
                to: one.to.clone(),
                is_indicator: group.place.is_some(),
            })
        };
        let mut entries: Entries = set.chunk_by(|one, next| one == next).filter_map(entry).collect();
        entries.sort();
        entries
    }
}

/// Puts two sets together that differ in one entry, as long as there are any.
fn until_steady(mut all: Vec<Entries>, together: &Together) -> Vec<Entries> {
    loop {
        let before = all.len();
        all = once(all, together);
        if all.len() == before {
            return all;
        }
    }
}

fn once(all: Vec<Entries>, together: &Together) -> Vec<Entries> {
    // For what remains without one entry, the sets that have it, and that entry.
    let mut by_rest: BTreeMap<Entries, Vec<(usize, Entry)>> = BTreeMap::new();
    for (at, entries) in all.iter().enumerate() {
        for (without, entry) in entries.iter().enumerate() {
            let others = entries.iter().enumerate().filter(|(at, _)| *at != without);
            let rest: Entries = others.map(|(_, entry)| entry.clone()).collect();
            by_rest.entry(rest).or_default().push((at, entry.clone()));
        }
    }
    let mut all: Vec<Option<Entries>> = all.into_iter().map(Some).collect();
    let mut made = Vec::new();
    for (rest, mut having) in by_rest {
        having.retain(|(at, _)| all.get(*at).is_some_and(Option::is_some));
        // Each entry takes in what goes together with it.
        let mut taken: Vec<(Vec<usize>, Entry)> = Vec::new();
        for (at, entry) in having {
            let into = taken.iter_mut().find_map(|(places, known)| {
                let both = together(known, &entry, &rest)?;
                Some((places, known, both))
            });
            match into {
                Some((places, known, both)) => {
                    places.push(at);
                    *known = both;
                }
                None => taken.push((vec![at], entry)),
            }
        }
        for (places, entry) in taken.into_iter().filter(|(places, _)| places.len() > 1) {
            for place in places {
                if let Some(slot) = all.get_mut(place) {
                    *slot = None;
                }
            }
            let mut entries = rest.clone();
            entries.push(entry);
            entries.sort();
            made.push(entries);
        }
    }
    all.into_iter().flatten().chain(made).collect()
}

/// The same question with the answers of both.
fn with_more_answers(one: &Entry, other: &Entry, _: &[Entry]) -> Option<Entry> {
    let alike = one.of == other.of && one.from == other.from && one.count == 1 && other.count == 1;
    alike.then(|| {
        let to = one.to.iter().chain(other.to.iter().filter(|to| !one.to.contains(to)));
        Entry { to: to.copied().collect(), ..one.clone() }
    })
}

/// One of the indicators of both, to the same answers.
fn with_more_indicators(one: &Entry, other: &Entry, rest: &[Entry]) -> Option<Entry> {
    let single = |entry: &Entry| entry.is_indicator && entry.count == 1;
    let apart =
        |entry: &Entry| !rest.iter().any(|rest| rest.of.iter().any(|number| entry.of.contains(number)));
    let alike = one.from == other.from && one.to == other.to;
    if !alike || ![one, other].into_iter().all(|entry| single(entry) && apart(entry)) {
        return None;
    }
    let mut of: Vec<_> = one.of.iter().chain(&other.of).copied().collect();
    of.sort_unstable();
    of.dedup();
    Some(Entry { of, ..one.clone() })
}

/// The answers in order, without those that are named only where nothing else will do.
fn tidy(Entry { from, to, .. }: &mut Entry) {
    let is_plain = |given: &Given| !matches!(given, Given::Nothing | Given::YearsBetween(..));
    if to.iter().any(is_plain) {
        to.retain(is_plain);
    } else if to.iter().any(|given| *given != Given::Nothing) {
        to.retain(|given| *given != Given::Nothing);
    }
    let (lowest, highest) = match *from {
        Given::Years(years) => (years, years),
        Given::YearsBetween(lowest, highest) => (lowest, highest),
        _ => (0, OLDEST),
    };
    // Of an age that is not known, the nearest is that next to the ages that would not do.
    let from_below = to.contains(&Given::Years(0));
    to.sort_by_key(|given| match given {
        Given::Years(years) if (lowest, highest) == (0, OLDEST) && from_below => (OLDEST - years, *given),
        Given::Years(years) => (lowest.saturating_sub(*years).max(years.saturating_sub(highest)), *given),
        Given::Answer(answer) => (u8::MAX - *answer as u8, *given),
        other => (0, *other),
    });
}
