//! The same for many rules: how the time grows from 8 to 800 of them.
//!
//! Each rule is of one kind: any of three indicators observed, and the child could be under some age.

use crate::form::Form;
use cse_screening::Indicator;
use std::hint::black_box;

/// How many rules there are.
pub(crate) const SIZES: [usize; 3] = [8, 80, 800];

/// How many requests are decided.
pub(crate) const REQUESTS: usize = 200;

/// One rule.
pub(crate) struct Rule {
    /// It holds if one of these is observed,
    pub(crate) any_of: [Indicator; 3],
    /// and the child could be under this age.
    pub(crate) under: u8,
    /// It gives at least this category.
    pub(crate) gives: u8,
}

/// The rules, the same in every run.
pub(crate) fn rules(count: usize) -> Vec<Rule> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut below = |bound: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state >> 33).expect("31 bits") % bound
    };
    let rule = |at: usize| {
        // Three that differ: one of each third, as good as any.
        let third = Indicator::ALL.len() / 3;
        let any_of = [0, 1, 2].map(|part| Indicator::ALL[part * third + below(third)]);
        Rule { any_of, under: [12, 14, 16, 18][below(4)], gives: u8::try_from(at % 2).expect("0 or 1") + 2 }
    };
    (0..count).map(rule).collect()
}

/// The category, and a bit for each rule that fired.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(crate) struct Fired {
    pub(crate) category: u8,
    bits: [u64; 13],
}

impl Fired {
    pub(crate) fn add(&mut self, rule: usize, gives: u8) {
        self.bits[rule / 64] |= 1 << (rule % 64);
        self.category = self.category.max(gives);
    }
}

/// An engine with the rules prepared, and an input ready made for each request.
pub(crate) trait Growing {
    /// Decides on the ready-made input of a request.
    fn decide(&mut self, at: usize) -> Fired;

    /// Decides on each input once.
    fn round(&mut self) {
        for at in 0..REQUESTS {
            black_box(self.decide(black_box(at)));
        }
    }
}

/// Prepares an engine for rules and requests.
pub(crate) type Prepare = fn(&[Rule], &[Form<'_>]) -> Box<dyn Growing>;

impl Rule {
    /// The codes.
    pub(crate) fn codes(&self) -> [&'static str; 3] {
        self.any_of.map(Indicator::code)
    }
}
