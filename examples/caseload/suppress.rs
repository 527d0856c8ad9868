//! Small figures are hidden, and others with them, so that none can be reckoned from what is shown.
//!
//! A figure from 1 to one less than the threshold is *few*. What is published is the shown figures, which of
//! the hidden ones are few, and the total. Somebody who also knows these rules must not be left with one
//! value for a hidden figure. So each choice below hangs on what is published, and never on the few
//! themselves:
//!
//! - **Parts of a total.** With two or more few, they protect each other, unless their sum is the smallest or
//!   the largest that it can be. With one, the smallest of the others is withheld too, if the sum of the two
//!   then leaves at least two values for each. Where that does not do, all under twice the threshold are
//!   withheld alike: any two of them could have changed places. Where they are all equal, or the total is under
//!   three times the threshold, only the total is shown; and always when anything is few in a total under twice
//!   the threshold.
//! - **A share of a whole.** It is withheld when all but a few of the whole have it. In a whole that is barely larger
//!   than the threshold, few ones are withheld too.
//! - **Changes.** Whoever knows how many requests and how many stored records there were knows how far "new" and
//!   "gone" are apart. So the two are withheld together, and with them something of what was compared.
//!
//! A test tries every small table and asks what can be reckoned.

/// A figure as it is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Figure {
    /// It is shown.
    Shown(u64),
    /// It is at least 1, and below the threshold.
    Few,
    /// It is hidden so that others cannot be reckoned from it.
    Withheld,
}

/// Below which figures are few. With 1, nothing is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Threshold(u64);

/// The figures of a comparison with stored records.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Compared {
    /// Those that were compared, by what became of them.
    pub(crate) parts: Vec<Figure>,
    /// Those without a stored record.
    pub(crate) new: Figure,
    /// Stored records without a request.
    pub(crate) gone: Figure,
}

impl Threshold {
    /// None for 2: then "few" would always be 1, and hide nothing.
    pub(crate) const fn new(smallest: u64) -> Option<Self> {
        if matches!(smallest, 0 | 2) { None } else { Some(Self(smallest)) }
    }

    pub(crate) const fn smallest(self) -> u64 {
        self.0
    }

    pub(crate) const fn is_few(self, count: u64) -> bool {
        count > 0 && count < self.0
    }

    /// A figure that stands alone.
    pub(crate) const fn alone(self, count: u64) -> Figure {
        if self.is_few(count) { Figure::Few } else { Figure::Shown(count) }
    }

    /// The parts of a total that is known. None when only the total may be shown.
    pub(crate) fn parts(self, counts: &[u64]) -> Option<Vec<Figure>> {
        let few: Vec<u64> = counts.iter().copied().filter(|count| self.is_few(*count)).collect();
        let total: u64 = counts.iter().sum();
        match few.as_slice() {
            [] => Some(counts.iter().map(|count| Figure::Shown(*count)).collect()),
            _ if total < 2 * self.0 => None,
            [one] => self.with_one_more(counts, *one).or_else(|| self.withheld_together(counts, total)),
            several => {
                let (so_many, sum) = (several.len() as u64, several.iter().sum::<u64>());
                if so_many < sum && sum < so_many * (self.0 - 1) {
                    return Some(counts.iter().map(|count| self.alone(*count)).collect());
                }
                self.withheld_together(counts, total)
            }
        }
    }

    /// The one few figure, and the smallest of the others withheld.
    fn with_one_more(self, counts: &[u64], few: u64) -> Option<Vec<Figure>> {
        let (at, next) = self.smallest_shown(counts)?;
        let sum = few + counts.get(at)?;
        // What the few one can be, for all that is published: the withheld one is no larger than the next.
        let lowest = next.map_or(1, |next| (sum + 1).saturating_sub(next).max(1));
        let highest = sum.checked_sub(self.0)?.min(self.0 - 1);
        if sum < 2 * self.0 - 1 || lowest >= highest {
            return None;
        }
        let mut figures: Vec<_> = counts.iter().map(|count| self.alone(*count)).collect();
        *figures.get_mut(at)? = Figure::Withheld;
        Some(figures)
    }

    /// All figures under twice the threshold withheld alike, unless they are equal: then changing places would
    /// hide nothing.
    fn withheld_together(self, counts: &[u64], total: u64) -> Option<Vec<Figure>> {
        let small = |count: u64| count > 0 && count < 2 * self.0;
        let mut hidden = counts.iter().copied().filter(|count| small(*count));
        let first = hidden.next()?;
        let differ = hidden.any(|other| other != first);
        let figure = |count: &u64| if small(*count) { Figure::Withheld } else { Figure::Shown(*count) };
        (differ && total >= 3 * self.0).then(|| counts.iter().map(figure).collect())
    }

    /// The place of the smallest figure that is neither few nor nothing, and the one after it in size.
    fn smallest_shown(self, counts: &[u64]) -> Option<(usize, Option<u64>)> {
        let mut shown: Vec<_> = (0..).zip(counts).filter(|(_, count)| **count >= self.0).collect();
        shown.sort_by_key(|(at, count)| (**count, *at));
        let (at, _) = shown.first()?;
        Some((*at, shown.get(1).map(|(_, count)| **count)))
    }

    /// How many of a whole have something. `wholes` are those it is known to be a part of, and `parts` those known
    /// to be a part of it.
    pub(crate) fn share(self, count: u64, wholes: &[u64], parts: &[u64]) -> Figure {
        // In so small a whole, "withheld" could only mean one number, if it were not said of the few too.
        let narrow = |whole: u64| whole < self.0 + 2 && count < whole;
        if count > 0 && self.0 > 1 && wholes.iter().any(|whole| narrow(*whole)) {
            return Figure::Withheld;
        }
        let alone = self.alone(count);
        let mut rest = wholes.iter().map(|whole| whole.saturating_sub(count));
        let mut more = parts.iter().map(|part| count.saturating_sub(*part));
        let reckoned = rest.any(|rest| self.is_few(rest)) || more.any(|more| self.is_few(more));
        if reckoned && count > 0 && alone != Figure::Few { Figure::Withheld } else { alone }
    }

    /// What became of those compared, those new and those gone. None when nothing of it may be shown.
    pub(crate) fn changes(self, compared: &[u64], new: u64, gone: u64) -> Option<Compared> {
        let mut counts = compared.to_vec();
        counts.push(new);
        let total: u64 = compared.iter().sum();
        if counts.iter().chain([&gone]).any(|count| self.is_few(*count)) && total + new.min(gone) < 2 * self.0
        {
            return None;
        }
        if !self.is_few(new) && !self.is_few(gone) {
            let mut parts = self.parts(&counts)?;
            let new = parts.pop().filter(|new| *new != Figure::Withheld)?;
            return Some(Compared { parts, new, gone: Figure::Shown(gone) });
        }
        let mut parts: Vec<_> = compared.iter().map(|count| self.alone(*count)).collect();
        let few = compared.iter().filter(|count| self.is_few(**count));
        let (mut hidden, so_many) = few.fold((0, 0), |(sum, so_many), count| (sum + count, so_many + 1));
        let mut range = (so_many, so_many * (self.0 - 1));
        if so_many == 0 {
            let (at, next) = self.smallest_shown(compared)?;
            hidden = compared.get(at).copied()?;
            range = (self.0, next.map_or(u64::MAX, |next| next.saturating_sub(1)));
            *parts.get_mut(at)? = Figure::Withheld;
        }
        let sum = hidden + new;
        let possible = self
            .new_ones(new, gone)
            .filter(|new| sum.checked_sub(*new).is_some_and(|rest| rest >= range.0 && rest <= range.1));
        (possible.count() >= 2).then_some(Compared { parts, new: Figure::Withheld, gone: Figure::Withheld })
    }

    /// What "new" can be when it or "gone" is few, and how far they are apart is known.
    fn new_ones(self, new: u64, gone: u64) -> impl Iterator<Item = u64> {
        let apart = (new.saturating_sub(gone), gone.saturating_sub(new));
        let by_new = (1..self.0).filter(move |new| *new + apart.1 >= apart.0);
        let by_gone = (1..self.0).filter_map(move |gone| (gone + apart.0).checked_sub(apart.1));
        let by_gone = by_gone.filter(move |new| !self.is_few(*new));
        by_new.chain(by_gone)
    }
}
