//! By hand: bit masks and a few comparisons.

use crate::decision::Decision;
use crate::form::{Answer, FACTS, Form, Wire, wire};
use crate::growth::{Fired, Growing, Rule};
use crate::peer::Peer;
use crate::support::{Lists, Masks, by_hand};
use cse_screening::{Indicator, Request};
use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use std::fmt;
use std::sync::LazyLock;

pub(crate) struct ByHand {
    lists: Lists,
    inputs: Vec<Masks>,
}

impl ByHand {
    pub(crate) fn new(requests: &[Request]) -> Self {
        let inputs = requests.iter().map(|request| Masks::of(request.child(), request.indicators()));
        Self { lists: Lists::new(), inputs: inputs.collect() }
    }
}

impl Peer for ByHand {
    fn name(&self) -> &'static str {
        "by hand"
    }

    fn native(&mut self, at: usize) -> Decision {
        let (category, fired) = by_hand(&self.inputs[at], &self.lists);
        Decision { category, fired }
    }

    fn json(&mut self, text: &[u8], out: &mut Vec<u8>) {
        let (category, fired) = by_hand(&masks(text), &self.lists);
        Decision { category, fired }.write_json(out);
    }
}

/// Reads a request straight to masks.
fn masks(text: &[u8]) -> Masks {
    let wire: Wire<Observed> = wire(text);
    let child = &wire.child;
    let facts = FACTS.into_iter().zip(child.facts());
    Masks {
        observed: wire.screening.indicators.observed,
        known: wire.screening.indicators.known,
        facts: facts.fold(0, |mask, ((_, fact), protects)| mask | u16::from(protects) << fact as u8),
        lowest_age: wire.lowest_age(),
        no_category: wire.adult(),
        not_looked_after: child.not_looked_after(),
        placement: child.placement(),
        legal_status: child.legal_status(),
        judged: wire.screening.judged(),
        determined: child.determined(),
        previous: child.previous_category,
    }
}

struct Observed {
    observed: u64,
    known: u64,
}

impl<'de> Deserialize<'de> for Observed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Answers;
        impl<'de> Visitor<'de> for Answers {
            type Value = Observed;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("answers by code")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Observed, A::Error> {
                let codes = &*CODES;
                let mut masks = Observed { observed: 0, known: 0 };
                while let Some(code) = map.next_key::<&str>()? {
                    let at = codes.find(code).ok_or_else(|| A::Error::custom("no such indicator"))?;
                    let answer: Answer = map.next_value()?;
                    masks.observed |= u64::from(answer.protects()) << at;
                    masks.known |= u64::from(answer == Answer::Yes) << at;
                }
                Ok(masks)
            }
        }
        deserializer.deserialize_map(Answers)
    }
}

static CODES: LazyLock<Codes> = LazyLock::new(Codes::new);

/// A hash table of the codes without collisions: one look-up and one comparison.
struct Codes {
    factor: u64,
    slots: [u8; 1024],
}

impl Codes {
    fn new() -> Self {
        let mut factor = 0x9E37_79B9_7F4A_7C15_u64;
        loop {
            factor = factor.wrapping_mul(0x2545_F491_4F6C_DD1D) | 1;
            let mut slots = [u8::MAX; 1024];
            let free = Indicator::ALL.iter().all(|one| {
                let slot = &mut slots[Self::slot(factor, one.code())];
                std::mem::replace(slot, *one as u8) == u8::MAX
            });
            if free {
                return Self { factor, slots };
            }
        }
    }

    fn slot(factor: u64, code: &str) -> usize {
        let bytes = code.as_bytes();
        let word = |bytes: &[u8]| bytes.iter().fold(0, |word, byte| word << 8 | u64::from(*byte));
        let first = bytes.first_chunk::<8>().map_or_else(|| word(bytes), |chunk| u64::from_le_bytes(*chunk));
        let last = bytes.last_chunk::<8>().map_or(0, |chunk| u64::from_le_bytes(*chunk));
        let mixed = (first ^ last.rotate_left(23)).wrapping_add(bytes.len() as u64).wrapping_mul(factor);
        usize::try_from(mixed >> 54).expect("ten bits")
    }

    fn find(&self, code: &str) -> Option<u8> {
        let at = self.slots[Self::slot(self.factor, code)];
        let found = Indicator::ALL.get(usize::from(at))?;
        (found.code() == code).then_some(at)
    }
}

/// Many rules by hand: a loop over masks.
pub(crate) struct Growth {
    rules: Vec<(u64, u8, u8)>,
    inputs: Vec<(u64, u8)>,
}

fn mask_of<'a>(codes: impl IntoIterator<Item = &'a str>) -> u64 {
    codes.into_iter().filter_map(Indicator::from_code).fold(0, |mask, one| mask | 1 << one as u8)
}

impl Growth {
    pub(crate) fn prepare(rules: &[Rule], forms: &[Form<'_>]) -> Box<dyn Growing> {
        let rules = rules.iter().map(|rule| (mask_of(rule.codes()), rule.under, rule.gives)).collect();
        let inputs =
            forms.iter().map(|form| (mask_of(form.observed.iter().copied()), form.lowest_age)).collect();
        Box::new(Self { rules, inputs })
    }
}

impl Growing for Growth {
    fn decide(&mut self, at: usize) -> Fired {
        let (observed, age) = self.inputs[at];
        let mut fired = Fired::default();
        for (at, (any_of, under, gives)) in self.rules.iter().enumerate() {
            if observed & any_of != 0 && age < *under {
                fired.add(at, *gives);
            }
        }
        fired
    }
}
