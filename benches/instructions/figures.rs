//! The figures that are kept, and how others compare with them.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::process::Command;
use std::{fs, io};

/// Where they are kept.
const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/instructions/figures.json");

/// By so many parts of a hundred a count may grow.
const TOLERANCE: u64 = 5;

/// The instructions of each way, and what they were counted with.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Figures {
    note: String,
    rustc: String,
    valgrind: String,
    processor: String,
    instructions: BTreeMap<String, u64>,
}

impl Figures {
    /// Those that were counted just now.
    pub(crate) fn counted(instructions: BTreeMap<String, u64>) -> Self {
        Self {
            note:
                "Instructions for 1,000 requests of a mix, of *full* for 100; at the first call: for that call. They \
                   depend on the compiler and on the C library, which is told to copy as on any processor of its \
                   kind. Written by: cargo bench --bench instructions -- --rewrite"
                    .to_owned(),
            rustc: version("rustc"),
            valgrind: version("valgrind"),
            processor: processor(),
            instructions,
        }
    }

    /// Those that are kept.
    pub(crate) fn kept() -> io::Result<Self> {
        Ok(serde_json::from_slice(&fs::read(FILE)?)?)
    }

    /// Keeps these from now on.
    pub(crate) fn keep(&self) -> io::Result<()> {
        fs::write(FILE, serde_json::to_string_pretty(self)? + "\n")
    }

    /// Compares these with the kept ones: a line for each, and whether none has grown too much.
    pub(crate) fn compare(&self, kept: &Self) -> (String, bool) {
        let mut lines = String::new();
        let mut sound = true;
        let names: std::collections::BTreeSet<_> =
            self.instructions.keys().chain(kept.instructions.keys()).collect();
        for name in names {
            let (line, passes) = match (self.instructions.get(name), kept.instructions.get(name)) {
                (Some(now), Some(then)) => compared(*now, *then),
                (Some(now), None) => (format!("{now}, and no figure is kept: rewrite"), false),
                (None, _) => ("kept, and not counted: rewrite".to_owned(), false),
            };
            lines.push_str(&format!("{name:<32}{line}\n"));
            sound &= passes;
        }
        for (what, now, then) in [
            ("compiler", &self.rustc, &kept.rustc),
            ("valgrind", &self.valgrind, &kept.valgrind),
            ("processor", &self.processor, &kept.processor),
        ] {
            if now != then {
                lines.push_str(&format!("note: another {what}: {now}; the figures are from {then}\n"));
            }
        }
        (lines, sound)
    }
}

/// One figure, and whether it has not grown too much. One that shrank as much asks for a fresh figure:
/// else the next growth back would go unseen.
fn compared(now: u64, then: u64) -> (String, bool) {
    let grown = now.saturating_mul(100) > then.saturating_mul(100 + TOLERANCE);
    let shrunk = now.saturating_mul(100) < then.saturating_mul(100 - TOLERANCE);
    let verdict = match (grown, shrunk) {
        (true, _) => "FAILS: grown too much",
        (_, true) => "hint: shrunk; keep the fresh figure: cargo bench --bench instructions -- --rewrite",
        _ => "passes",
    };
    let tenths = (i128::from(now) - i128::from(then)) * 1_000 / i128::from(then.max(1));
    let (sign, tenths) = (if tenths < 0 { '-' } else { '+' }, tenths.unsigned_abs());
    (format!("{now:>12}  {then:>12} kept  {sign}{}.{} %  {verdict}", tenths / 10, tenths % 10), !grown)
}

fn version(tool: &str) -> String {
    let said = Command::new(tool).arg("--version").output();
    said.map_or_else(
        |_| "not known".to_owned(),
        |said| String::from_utf8_lossy(&said.stdout).trim().to_owned(),
    )
}

/// The processor by its name, where the system tells it.
fn processor() -> String {
    let all = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = all.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    format!("{}, {}", std::env::consts::ARCH, name.map_or("not known", |(_, name)| name))
}
