//! What the sections of the page are made from.

use crate::figures::Counted;
use crate::lines::Refused;
use crate::stored::{Changes, Stored};
use crate::suppress::{Figure, Threshold};
use crate::tally::{Place, Tally};
use cse_screening::{Category, RuleSet};

pub(crate) struct View<'r> {
    pub(crate) rules: &'r RuleSet,
    pub(crate) threshold: Threshold,
    pub(crate) show_references: bool,
    pub(crate) tally: Tally<'r>,
    pub(crate) refused: Refused,
    /// What became of stored records, where some were given.
    pub(crate) stored: Option<(Stored, Changes)>,
    /// The stored records that were refused.
    pub(crate) refused_records: Refused,
}

impl View<'_> {
    /// How the outcomes are parted, as far as it may be shown.
    pub(crate) fn places(&self) -> Option<Vec<Figure>> {
        self.threshold.parts(&Place::ALL.map(|place| self.tally.place(place)))
    }

    pub(crate) fn place(&self, place: Place) -> Figure {
        let at = Place::ALL.iter().position(|one| *one == place);
        let figure = self.places().and_then(|places| places.get(at?).copied());
        figure.unwrap_or(Figure::Withheld)
    }

    /// The numbers that a reader can know and that others are a part of: all outcomes, and those with a category
    /// where that can be reckoned.
    pub(crate) fn wholes(&self) -> Vec<u64> {
        let without = [self.place(Place::NoCategory), self.place(Place::Adult)];
        match without {
            [Figure::Shown(none), Figure::Shown(adult)] => {
                vec![self.tally.requests, self.tally.requests - none - adult]
            }
            _ => vec![self.tally.requests],
        }
    }

    /// How many outcomes have something, which may hold of several things at once.
    pub(crate) fn share(&self, count: u64) -> Figure {
        self.threshold.share(count, &self.wholes(), &[])
    }

    /// The same, of something that is known to come in one category alone. Where the category is hidden, so is
    /// this: it would say how many there are at least.
    pub(crate) fn share_within(&self, category: Category, count: u64) -> Figure {
        let mut wholes = self.wholes();
        match self.place(Place::In(category)) {
            Figure::Shown(whole) => wholes.push(whole),
            Figure::Few | Figure::Withheld if count > 0 => return Figure::Withheld,
            Figure::Few | Figure::Withheld => {}
        }
        self.threshold.share(count, &wholes, &[])
    }

    /// How many outcomes have at least one of these.
    pub(crate) fn share_of_any(&self, count: u64, of: &[Counted]) -> Figure {
        let shown = of.iter().filter_map(|one| match one.figure {
            Figure::Shown(part) if part > 0 => Some(part),
            _ => None,
        });
        self.threshold.share(count, &self.wholes(), &shown.collect::<Vec<_>>())
    }

    /// Whether there are too few to say anything but that.
    pub(crate) fn is_too_small(&self) -> bool {
        self.threshold.is_few(self.tally.requests)
    }
}
