//! What every engine is asked to do.

use crate::decision::Decision;
use std::hint::black_box;

/// An engine with the rules prepared, and an input ready made for each request.
pub(crate) trait Peer {
    /// Its name in the table.
    fn name(&self) -> &'static str;

    /// Decides on the ready-made input of a request.
    fn native(&mut self, at: usize) -> Decision;

    /// Decides on the JSON of a request, and appends the JSON of the decision.
    fn json(&mut self, text: &[u8], out: &mut Vec<u8>);

    /// Reads its answer back.
    fn read(&self, answer: &[u8]) -> Decision {
        Decision::from_json(answer)
    }

    /// Whether it says which rules fired.
    fn says_rules(&self) -> bool {
        true
    }

    /// Whether it is timed on ready-made input, and on JSON.
    fn does(&self) -> (bool, bool) {
        (true, true)
    }

    /// Decides on each ready-made input once.
    fn native_round(&mut self, requests: usize) {
        for at in 0..requests {
            black_box(self.native(black_box(at)));
        }
    }

    /// Decides on each text once.
    fn json_round(&mut self, texts: &[Vec<u8>]) {
        let mut out = Vec::with_capacity(1 << 16);
        for text in texts {
            out.clear();
            self.json(black_box(text), &mut out);
            black_box(&out);
        }
    }
}
