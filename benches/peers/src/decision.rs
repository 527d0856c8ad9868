//! What every engine must say: the category, and which rules fired.

use serde::Serialize;

pub(crate) use crate::support::RULES;

/// What each rule gives at least. The last three give what was judged, determined, and there
/// before.
pub(crate) const GIVES: [u8; 13] = [1, 2, 3, 2, 2, 2, 3, 3, 3, 3, 3, 3, 1];

/// The category (0 is none), and a bit for each rule that fired.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Decision {
    pub(crate) category: u8,
    pub(crate) fired: u16,
}

/// A decision as JSON.
#[derive(Serialize)]
struct Written<'a> {
    category: u8,
    fired: &'a [&'static str],
}

impl Decision {
    /// The greatest of what the rules give that fired, for engines that only say which did.
    pub(crate) fn from_fired(fired: u16, levels: [u8; 3]) -> Self {
        let given = GIVES.into_iter().chain(levels).enumerate();
        let category = given.filter(|(at, _)| fired >> at & 1 == 1).map(|(_, gives)| gives).max();
        Self { category: category.unwrap_or(0), fired }
    }

    /// Writes `{"category":2,"fired":["under-13"]}`.
    pub(crate) fn write_json(self, out: &mut Vec<u8>) {
        let mut names = [""; 16];
        let mut count = 0;
        let mut rest = self.fired;
        while rest != 0 {
            names[count] = RULES[rest.trailing_zeros() as usize];
            rest &= rest - 1;
            count += 1;
        }
        let written = Written { category: self.category, fired: &names[..count] };
        serde_json::to_writer(out, &written).expect("a decision is JSON");
    }

    /// Reads back what an engine wrote.
    pub(crate) fn from_json(text: &[u8]) -> Self {
        let value: serde_json::Value = serde_json::from_slice(text).expect("an engine writes JSON");
        let names = value["fired"].as_array().expect("the rules that fired");
        let fired = names.iter().filter_map(|name| name.as_str()).fold(0, |bits, name| bits | bit(name));
        let category = value["category"].as_u64().or(value["category"].as_f64().map(|number| number as u64));
        Self { category: category.map_or(0, |number| u8::try_from(number).expect("0 to 3")), fired }
    }
}

/// The bit of a rule.
pub(crate) fn bit(rule: &str) -> u16 {
    let at = RULES.iter().position(|name| *name == rule);
    1 << at.unwrap_or_else(|| panic!("no such rule: {rule}"))
}
