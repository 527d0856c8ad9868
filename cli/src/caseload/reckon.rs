//! What somebody can reckon from all that is shown, who also knows how the tables of a page hang together.
//!
//! A figure that is shown is known to lie between two numbers, and one that is not shown between nought and anything.
//! A relation says that some figures add up to no more than some others. From these each figure is narrowed until
//! nothing changes. A small figure that only one number is left for was given away.

/// A figure, by its place in the reckoning.
pub(crate) type At = usize;

/// More than any figure.
const ANYTHING: i64 = 1 << 40;

#[derive(Default)]
pub(crate) struct Reckoning {
    bounds: Vec<(i64, i64)>,
    small: Vec<bool>,
    relations: Vec<(Vec<At>, Vec<At>)>,
}

impl Reckoning {
    /// A figure that is not shown.
    pub(crate) fn unknown(&mut self) -> At {
        self.bounds.push((0, ANYTHING));
        self.small.push(false);
        self.bounds.len() - 1
    }

    /// Says between which numbers it lies, and whether it is one that must not become known.
    pub(crate) fn show(&mut self, at: At, (least, most): (u64, u64), small: bool) {
        let number = |number: u64| i64::try_from(number).unwrap_or(ANYTHING).min(ANYTHING);
        if let (Some(bounds), Some(is_small)) = (self.bounds.get_mut(at), self.small.get_mut(at)) {
            *bounds = (number(least), number(most));
            *is_small = small;
        }
    }

    /// It is not shown after all.
    pub(crate) fn hide(&mut self, at: At) {
        self.show(at, (0, u64::MAX), false);
    }

    /// These add up to no more than those.
    pub(crate) fn at_most(&mut self, these: &[At], those: &[At]) {
        self.relations.push((these.to_vec(), those.to_vec()));
    }

    /// These add up to what those do.
    pub(crate) fn equal(&mut self, these: &[At], those: &[At]) {
        self.at_most(these, those);
        self.at_most(those, these);
    }

    /// Whether for some small figure only one number is left.
    pub(crate) fn gives_away(&self) -> bool {
        let mut bounds = self.bounds.clone();
        let mut any = true;
        while any {
            any = false;
            for relation in &self.relations {
                any |= narrowed(&mut bounds, relation);
            }
        }
        bounds.iter().zip(&self.small).any(|((least, most), small)| *small && least >= most)
    }
}

/// Narrows the figures of one relation, and says whether any was.
fn narrowed(bounds: &mut [(i64, i64)], (these, those): &(Vec<At>, Vec<At>)) -> bool {
    let of = |bounds: &[(i64, i64)], at: At| bounds.get(at).copied().unwrap_or((0, ANYTHING));
    let least: i64 = these.iter().map(|at| of(bounds, *at).0).sum();
    let most: i64 = those.iter().map(|at| of(bounds, *at).1).sum();
    let mut any = false;
    for at in these {
        let (low, high) = of(bounds, *at);
        let can = most - (least - low);
        if let Some(bounds) = bounds.get_mut(*at).filter(|_| can < high && can >= low) {
            bounds.1 = can;
            any = true;
        }
    }
    for at in those {
        let (low, high) = of(bounds, *at);
        let must = least - (most - high);
        if let Some(bounds) = bounds.get_mut(*at).filter(|_| must > low && must <= high) {
            bounds.0 = must;
            any = true;
        }
    }
    any
}
