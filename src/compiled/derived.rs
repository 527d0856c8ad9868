//! What rules ask of answers and is no answer itself: whether an indicator was seen in a time before the screening.
//!
//! Each such question has a place behind those of the indicators, and is tested as they are. It is filled in from
//! the answers when a request is screened.

use crate::compiled::terms::Selections;
use crate::numbered::Ix;
use crate::tables::Tables;
use crate::tables::condition::{Condition, Number, TimeSpan};
use crate::tables::fault::{Fault, RulesError};
use crate::vocabulary::child::Child;
use crate::vocabulary::dates::Window;
use crate::vocabulary::indicator::{Indicator, IndicatorSet, Indicators, MOST_OWN, OwnCodes, Place, Places};
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// What is asked of an indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Asked {
    /// Whether it was ever seen: where older sightings weigh otherwise.
    Ever,
    /// Whether it was seen in this time.
    Within(Window),
}

/// A place that follows from the answer at another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Derived {
    pub(crate) place: Place,
    /// The indicator's.
    pub(crate) base: Place,
    pub(crate) code: String,
    pub(crate) asked: Asked,
}

/// All of a rule set. Most have none.
#[derive(Debug, Default)]
pub(crate) struct DerivedPlaces(Vec<Derived>);

/// The places answered not known, suspected and yes.
pub(crate) type Answered<const N: usize> = [IndicatorSet<N>; 3];

impl DerivedPlaces {
    /// Those that the conditions of the tables ask for.
    pub(crate) fn of(tables: &Tables, codes: &OwnCodes) -> Result<Self, RulesError> {
        let selections = Selections::new(tables, codes);
        let mut asked: BTreeSet<(Place, Asked)> = BTreeSet::new();
        tables.conditions().for_each(|condition| {
            condition.walk(&mut |part| {
                let (Some(span), Some(of)) = (part.time(), part.selection()) else { return };
                // What is wrong with a condition is said where it is compiled.
                let (Ok(window), Ok(of)) = (window(tables, &span), selections.select(of)) else { return };
                asked.extend(of.iter().map(|place| (place, Asked::Within(window))));
                if matches!(part, Condition::WeightAtLeast(_)) {
                    asked.extend(of.iter().map(|place| (place, Asked::Ever)));
                }
            });
        });
        if codes.len() + asked.len() > MOST_OWN {
            let problem = format!(
                "rules ask when {} indicators were seen, each time counted by itself, beside {} own indicators; \
                 allowed: {MOST_OWN} together",
                asked.len(),
                codes.len()
            );
            return Err(Fault::new("category_rules", "", problem).into());
        }
        let code = |place: Place| match Indicator::ALL.get(place.number()) {
            Some(indicator) => indicator.code(),
            None => codes.code(place),
        };
        let all = asked.into_iter().zip(codes.end()..).map(|((base, asked), place)| Derived {
            place: Ix::of(place),
            base,
            code: code(base).to_owned(),
            asked,
        });
        Ok(Self(all.collect()))
    }

    pub(crate) fn iter(&self) -> std::slice::Iter<'_, Derived> {
        self.0.iter()
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The place of this question about an indicator.
    pub(crate) fn place(&self, base: Place, asked: Asked) -> Option<Place> {
        self.0.iter().find(|one| (one.base, one.asked) == (base, asked)).map(|one| one.place)
    }

    /// The same question about several indicators.
    pub(crate) fn places(&self, of: Places, asked: Asked) -> Places {
        let places = of.iter().filter_map(|place| self.place(place, asked));
        places.fold(Places::default(), |all, place| all.with(Places::at(place)))
    }

    /// Every place that follows from another.
    pub(crate) fn all(&self) -> Places {
        self.0.iter().fold(Places::default(), |all, one| all.with(Places::at(one.place)))
    }

    /// An indicator, and all that follows from its answer.
    pub(crate) fn following<const N: usize>(&self, base: Place) -> IndicatorSet<N> {
        let own = self.0.iter().filter(|one| one.base == base);
        own.fold(IndicatorSet::at(base), |all, one| all.with(IndicatorSet::at(one.place)))
    }

    /// Each place as that of the answer that it follows from.
    pub(crate) fn answered(&self, places: Places) -> Places {
        let derived = self.0.iter().filter(|one| places.has(one.place));
        derived.fold(places, |all, one| all.without(Places::at(one.place)).with(Places::at(one.base)))
    }

    /// Fills in what follows from the answers.
    #[inline]
    pub(crate) fn fill<const N: usize>(
        &self,
        child: &Child,
        tool: &Indicators,
        mut answered: Answered<N>,
    ) -> Answered<N> {
        for Derived { place, base, code, asked } in &self.0 {
            let is_past = match asked {
                Asked::Ever => false,
                Asked::Within(window) => is_past(*window, code, child, tool),
            };
            let [not_known, suspected, yes] = &mut answered;
            let one = IndicatorSet::at(*place);
            if not_known.has(*base) {
                *not_known = not_known.with(one);
            } else if suspected.has(*base) && !is_past {
                *suspected = suspected.with(one);
            } else if yes.has(*base) && !is_past {
                *yes = yes.with(one);
            }
        }
        answered
    }
}

/// Whether an indicator was seen only before this time.
pub(crate) fn is_past(window: Window, code: &str, child: &Child, tool: &Indicators) -> bool {
    window.is_past(sightings(code, tool), child.screening_day())
}

/// The days on which an indicator was seen.
pub(crate) fn sightings<'t>(code: &str, tool: &'t Indicators) -> &'t [NaiveDate] {
    tool.evidence_of(code).map_or(&[], |evidence| evidence.sightings())
}

/// The time that a condition asks about.
pub(crate) fn window(tables: &Tables, span: &TimeSpan) -> Result<Window, String> {
    let number =
        |number: &Number| tables.number(number).ok_or_else(|| format!("no setting {number} in the manifest"));
    let window = match (&span.months, &span.weeks) {
        (Some(months), None) => Window::Months(number(months)?),
        (None, Some(weeks)) => Window::Weeks(number(weeks)?),
        (Some(_), Some(_)) => return Err("says both `months` and `weeks`; allowed: one of them".to_owned()),
        (None, None) => return Err("says neither `months` nor `weeks`; allowed: one of them".to_owned()),
    };
    let [months, weeks] = Window::MOST;
    let (count, most) = match window {
        Window::Months(count) => (count, months),
        Window::Weeks(count) => (count, weeks),
    };
    if !(1..=most).contains(&count) {
        return Err(format!("asks about {window}; allowed: 1 to {most}"));
    }
    Ok(window)
}
