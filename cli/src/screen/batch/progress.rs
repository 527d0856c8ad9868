//! How far it has come, for whoever waits at a terminal.

use super::chunk::Chunk;
use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressFinish, ProgressStyle};
use std::io::{self, IsTerminal};

/// A bar on standard error. There is none unless that is a terminal, and none when the records go to a
/// terminal too: they show themselves how far it has come.
pub(super) struct Progress {
    bar: ProgressBar,
    lines: u64,
}

impl Progress {
    pub(super) fn start() -> Self {
        let shown = io::stderr().is_terminal() && !io::stdout().is_terminal();
        let target = if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let length = length();
        let template = match length {
            Some(_) => "{percent:>3}% {wide_bar} {bytes_per_sec}, {msg}, {eta} to go",
            None => "{spinner} {bytes}, {bytes_per_sec}, {msg}",
        };
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        // It is cleared however it ends, so that a message after it stands on a line of its own.
        let bar = ProgressBar::with_draw_target(length, target)
            .with_style(style)
            .with_finish(ProgressFinish::AndClear);
        Self { bar, lines: 0 }
    }

    /// Adds what was written.
    pub(super) fn add(&mut self, chunk: &Chunk) {
        if self.bar.is_hidden() {
            return;
        }
        self.lines += chunk.lines();
        let milliseconds = self.bar.elapsed().as_millis().max(1);
        let a_second = u128::from(self.lines) * 1_000 / milliseconds;
        let a_second = HumanCount(u64::try_from(a_second).unwrap_or(u64::MAX));
        self.bar.set_message(format!("lines: {}, {a_second} a second", HumanCount(self.lines)));
        self.bar.inc(chunk.bytes_read());
    }
}

/// How many bytes there are to read, where standard input is a file.
#[cfg(unix)]
fn length() -> Option<u64> {
    use std::os::fd::AsFd;
    let input = std::fs::File::from(io::stdin().as_fd().try_clone_to_owned().ok()?);
    let input = input.metadata().ok()?;
    input.is_file().then_some(input.len())
}

#[cfg(not(unix))]
fn length() -> Option<u64> {
    None
}
