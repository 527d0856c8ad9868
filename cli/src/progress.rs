//! How far many requests have come, for whoever waits at a terminal, and what was done with them in the end.

use cse_screening::figures::with_commas;
use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressFinish, ProgressStyle};
use std::io::{self, IsTerminal};

/// So many lines go by before the bar is told of them.
const SOME: u64 = 64;

/// A bar on standard error. There is none unless that is a terminal.
pub(crate) struct Progress {
    bar: ProgressBar,
    lines: u64,
    /// Lines and bytes that the bar was not told of yet.
    untold: (u64, u64),
}

impl Progress {
    /// `length` is how many bytes there are to read, where that is known. `lines_go_out` where each line is answered on
    /// standard output: if that is a terminal too, the answers show how far it has come.
    pub(crate) fn start(length: Option<u64>, lines_go_out: bool) -> Self {
        let shown = io::stderr().is_terminal() && !(lines_go_out && io::stdout().is_terminal());
        let target = if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let template = match length {
            Some(_) => "{percent:>3}% {wide_bar} {bytes_per_sec}, {msg}, {eta} to go",
            None => "{spinner} {bytes}, {bytes_per_sec}, {msg}",
        };
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        // It is cleared however it ends, so that a message after it stands on a line of its own.
        let bar = ProgressBar::with_draw_target(length, target)
            .with_style(style)
            .with_finish(ProgressFinish::AndClear);
        Self { bar, lines: 0, untold: (0, 0) }
    }

    /// Adds what was done.
    pub(crate) fn add(&mut self, lines: u64, bytes: u64) {
        if self.bar.is_hidden() {
            return;
        }
        self.lines += lines;
        self.untold = (self.untold.0 + lines, self.untold.1 + bytes);
        if self.untold.0 < SOME {
            return;
        }
        let milliseconds = self.bar.elapsed().as_millis().max(1);
        let a_second = u128::from(self.lines) * 1_000 / milliseconds;
        let a_second = HumanCount(u64::try_from(a_second).unwrap_or(u64::MAX));
        self.bar.set_message(format!("lines: {}, {a_second} a second", HumanCount(self.lines)));
        self.bar.inc(self.untold.1);
        self.untold = (0, 0);
    }

    /// Says something on a line of its own, above the bar.
    pub(crate) fn above(&self, say: impl FnOnce()) {
        self.bar.suspend(say);
    }
}

/// What was done, counted.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Done {
    pub(crate) screened: u64,
    pub(crate) refused: u64,
    pub(crate) blank: u64,
}

impl Done {
    /// In one line, by what a request stands in: a line or a row.
    pub(crate) fn told(self, unit: &str) -> String {
        self.told_as(unit, &with_commas(self.screened))
    }

    /// The same, where how many were screened is told otherwise than exactly.
    pub(crate) fn told_as(self, unit: &str, screened: &str) -> String {
        let blank = match self.blank {
            1 => format!("1 blank {unit}"),
            blank => format!("{} blank {unit}s", with_commas(blank)),
        };
        format!("{screened} screened, {} refused, {blank}", with_commas(self.refused))
    }
}

/// How many bytes there are to read, where standard input is a file.
#[cfg(unix)]
pub(crate) fn length_of_input() -> Option<u64> {
    use std::os::fd::AsFd;
    let input = std::fs::File::from(io::stdin().as_fd().try_clone_to_owned().ok()?);
    let input = input.metadata().ok()?;
    input.is_file().then_some(input.len())
}

#[cfg(not(unix))]
pub(crate) fn length_of_input() -> Option<u64> {
    None
}
