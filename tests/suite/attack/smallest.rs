//! A fault with as little of the set and of the request as shows it.

use super::faults::{Ask, Fault, Held};
use super::requests::Asked;
use super::sets::{Loaded, Written};

/// The seed, the fault, the smallest set that has it, and the smallest request.
pub fn shown(seed: u64, set: &Loaded, fault: &Fault, ask: Ask) -> String {
    let (Some(written), Some(base)) = (&set.written, &set.base) else { return fault.what.clone() };
    let again = |written: &Written, asked: Option<&Asked>| -> Option<(Loaded, Fault)> {
        let set = written.clone().load(base).ok()?;
        let held = Held::against(&set, seed, ask, asked);
        let same = held.faults.into_iter().find(|other| other.kind == fault.kind)?;
        Some((set, same))
    };
    let mut written = written.clone();
    let mut at = 0;
    while at < written.edits.len() {
        let mut less = written.clone();
        less.edits.remove(at);
        if again(&less, None).is_some() {
            written = less;
        } else {
            at += 1;
        }
    }
    let Some((mut set, mut fault)) = again(&written, None) else {
        return format!("seed {seed}: {}: {}\n{}", fault.kind, fault.what, set.show());
    };
    while let Some(asked) = &fault.asked {
        let less = asked.with_less();
        let Some(smaller) = less.iter().find_map(|less| again(&written, Some(less))) else { break };
        (set, fault) = smaller;
    }
    let request = fault.asked.as_ref().map(|asked| asked.show(&set.rules));
    format!(
        "seed {seed}: {}: {}\n{}\nrequest: {}",
        fault.kind,
        fault.what,
        set.show(),
        request.unwrap_or_default()
    )
}
