//! What rules ask of answers and is no answer itself: whether an indicator was seen in a time before the screening.
//!
//! Each such question has a place behind those of the indicators, and is tested as they are. It is filled in from
//! the answers when a request is screened.

use crate::compiled::selections::Selections;
use crate::numbered::Ix;
use crate::tables::Tables;
use crate::tables::condition::{Condition, Number, TimeSpan};
use crate::tables::fault::{Fault, RulesError};
use crate::vocabulary::child::{Answer, Child};
use crate::vocabulary::dates::Window;
use crate::vocabulary::indicator::{Indicator, IndicatorSet, Indicators, MOST_OWN, OwnCodes, Place, Places};
use crate::vocabulary::number::NumberGiven;
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// What is asked of an indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Asked {
    /// Whether it was ever seen: where older sightings weigh otherwise.
    Ever,
    /// Whether it was seen in this time.
    Within(Window),
    /// Of a question: whether it is answered other than no.
    NotRuledOut,
    /// Of a number: whether it could be at least this.
    Reaches(u16),
}

/// A place that follows from the answer at another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Derived {
    pub(crate) place: Place,
    /// The indicator's, or the question's.
    pub(crate) base: Place,
    pub(crate) code: String,
    pub(crate) asked: Asked,
}

/// All of a rule set. Most have none.
#[derive(Debug, Default)]
pub(crate) struct DerivedPlaces {
    all: Vec<Derived>,
    /// The questions that are not known where they are left out.
    not_known: Places,
}

/// The places answered no, not known, suspected and yes.
pub(crate) type Answered<const N: usize> = [IndicatorSet<N>; 4];

impl DerivedPlaces {
    /// Those that the conditions of the tables ask for.
    pub(crate) fn of(tables: &Tables, codes: &OwnCodes) -> Result<Self, RulesError> {
        let selections = Selections::new(tables, codes);
        let mut asked: BTreeSet<(Place, Asked)> = BTreeSet::new();
        tables.conditions().for_each(|condition| {
            condition.walk(&mut |part| {
                match part {
                    Condition::Question(question) if !is_observed_alone(&question.is) => {
                        asked.extend(codes.place(&question.code).map(|place| (place, Asked::NotRuledOut)));
                    }
                    Condition::NumberAtLeast(number) => {
                        let least = tables.number(&number.least);
                        let place = codes.place(&number.code);
                        asked.extend(place.zip(least).map(|(place, least)| (place, Asked::Reaches(least))));
                    }
                    _ => {}
                }
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
                "rules ask when {} indicators were seen, each time counted by itself, beside {} own indicators and \
                 questions; allowed: {MOST_OWN} together",
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
        let not_known = tables.questions.iter().filter(|row| row.is_not_known_when_left_out());
        let not_known = not_known.filter_map(|row| codes.place(&row.code));
        let not_known = not_known.fold(Places::default(), |all, place| all.with(Places::at(place)));
        Ok(Self { all: all.collect(), not_known })
    }

    pub(crate) fn iter(&self) -> std::slice::Iter<'_, Derived> {
        self.all.iter()
    }

    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }

    /// The place of this question about an indicator.
    pub(crate) fn place(&self, base: Place, asked: Asked) -> Option<Place> {
        self.all.iter().find(|one| (one.base, one.asked) == (base, asked)).map(|one| one.place)
    }

    /// The same question about several indicators.
    pub(crate) fn places(&self, of: Places, asked: Asked) -> Places {
        let places = of.iter().filter_map(|place| self.place(place, asked));
        places.fold(Places::default(), |all, place| all.with(Places::at(place)))
    }

    /// Every place that follows from another.
    pub(crate) fn all(&self) -> Places {
        self.all.iter().fold(Places::default(), |all, one| all.with(Places::at(one.place)))
    }

    /// An indicator, and all that follows from its answer.
    pub(crate) fn following<const N: usize>(&self, base: Place) -> IndicatorSet<N> {
        let own = self.all.iter().filter(|one| one.base == base);
        own.fold(IndicatorSet::at(base), |all, one| all.with(IndicatorSet::at(one.place)))
    }

    /// The place of the answer that one follows from: mostly its own.
    pub(crate) fn answered_at(&self, place: Place) -> Place {
        self.all.iter().find(|one| one.place == place).map_or(place, |one| one.base)
    }

    /// Each place as that of the answer that it follows from.
    pub(crate) fn answered(&self, places: Places) -> Places {
        let derived = self.all.iter().filter(|one| places.has(one.place));
        derived.fold(places, |all, one| all.without(Places::at(one.place)).with(Places::at(one.base)))
    }

    /// Whether there is anything to fill in.
    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty() && self.not_known.is_empty()
    }

    /// Whether there are places that follow from others.
    pub(crate) fn follow(&self) -> bool {
        !self.all.is_empty()
    }

    /// The questions that are not known where they are left out.
    pub(crate) const fn not_known(&self) -> Places {
        self.not_known
    }

    /// Fills in what follows from the answers.
    #[inline]
    pub(crate) fn fill<const N: usize>(
        &self,
        child: &Child,
        tool: &Indicators,
        answered: Answered<N>,
    ) -> Answered<N> {
        if self.is_empty() {
            return answered;
        }
        let asked = answered.into_iter().fold(IndicatorSet::default(), IndicatorSet::with);
        let [no, mut not_known, mut suspected, mut yes] = answered;
        not_known = not_known.with(self.not_known.resized().without(asked));
        for Derived { place, base, code, asked } in &self.all {
            let one = IndicatorSet::at(*place);
            let answer = if let Asked::Reaches(least) = asked {
                match number(code, tool) {
                    Some(given) => match given.range() {
                        Some((lowest, _)) if lowest >= *least => Answer::Yes,
                        Some((_, highest)) if highest >= *least => Answer::Suspected,
                        Some(_) => Answer::No,
                        None => {
                            not_known = not_known.with(IndicatorSet::at(*base));
                            Answer::NotKnown
                        }
                    },
                    None => Answer::No,
                }
            } else {
                let given =
                    [(not_known, Answer::NotKnown), (suspected, Answer::Suspected), (yes, Answer::Yes)];
                let given = given.into_iter().find(|(set, _)| set.has(*base));
                match (asked, given.map_or(Answer::No, |(_, answer)| answer)) {
                    (Asked::NotRuledOut, Answer::No) => Answer::No,
                    (Asked::NotRuledOut, _) => Answer::Yes,
                    (Asked::Within(window), answer) if answer.protects() => {
                        if is_past(*window, code, child, tool) { Answer::No } else { answer }
                    }
                    (_, answer) => answer,
                }
            };
            match answer {
                Answer::No => {}
                Answer::NotKnown => not_known = not_known.with(one),
                Answer::Suspected => suspected = suspected.with(one),
                Answer::Yes => yes = yes.with(one),
            }
        }
        [no, not_known, suspected, yes]
    }
}

/// The number given to a question.
fn number(code: &str, tool: &Indicators) -> Option<NumberGiven> {
    tool.beside.as_ref()?.numbers.get(code).copied()
}

/// Whether yes and suspected are asked for, or yes alone: what an answer tells without more.
pub(crate) fn is_observed_alone(answers: &[Answer]) -> bool {
    !answers.contains(&Answer::No) && !answers.contains(&Answer::NotKnown)
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
