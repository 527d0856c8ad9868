//! Many requests: one a line or a row in, one record a line out, in the same order.
//!
//! This thread reads, a pool screens, and one thread writes, all at once. What goes between them is
//! a fixed number of chunks of lines, emptied and filled again. So memory is bounded, however many
//! lines there are and however slowly somebody reads the records.

mod chunk;

use crate::progress::{Done, Progress};
use crate::screen::Failure;
use crate::screen::input::Input;
use crate::screen::sheet::Sheet;
use crate::words::counted;
use chunk::Chunk;
use cse_screening::RuleSet;
use rayon::{Scope, ThreadPoolBuilder};
use std::io::{self, BufRead, Write};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::{panic, thread};

/// How many chunks there are for each thread that screens: one in hand, the others on their way.
const CHUNKS_FOR_A_THREAD: usize = 4;

/// A chunk that was screened, or why it could not be.
type Screened = (Chunk, io::Result<()>);

/// How many requests are read, and how their records are written.
#[derive(Clone, Copy)]
pub(in crate::screen) struct Batch<'s> {
    /// Each row of a sheet is a request; without one, each line.
    pub(in crate::screen) sheet: Option<&'s Sheet>,
    /// Each record stands beside the number of its line or row.
    pub(in crate::screen) numbered: bool,
    pub(in crate::screen) threads: usize,
    /// How many lines were read before.
    pub(in crate::screen) before: u64,
}

impl Batch<'_> {
    /// What a request stands in.
    pub(in crate::screen) fn unit(&self) -> &'static str {
        if self.sheet.is_some() { "row" } else { "line" }
    }

    /// Screens each line, on as many threads. What was done is said however it ends.
    pub(in crate::screen) fn screen(
        self,
        rules: &RuleSet,
        input: Input,
        out: impl Write + Send,
    ) -> (Done, Result<(), Failure>) {
        let pool = match ThreadPoolBuilder::new().num_threads(self.threads).build() {
            Ok(pool) => pool,
            Err(error) => {
                let failure = Failure::Broken(format!("no threads can be started: {error}"));
                return (Done::default(), Err(failure));
            }
        };
        let chunks = self.threads.saturating_mul(CHUNKS_FOR_A_THREAD);
        let (to_fill, empty) = sync_channel(chunks);
        // There is room for each, so none is lost.
        (0..chunks).for_each(|_| drop(to_fill.send(Chunk::default())));
        let (in_order, turns) = sync_channel(chunks);
        let Input { name, from, length, .. } = input;
        let (done, written, read) = thread::scope(|scope| {
            let writer = scope.spawn(|| write(out, length, turns, to_fill));
            let read = pool.in_place_scope(|pool| self.read(rules, from, pool, empty, in_order));
            let (done, written) = writer.join().unwrap_or_else(|broken| panic::resume_unwind(broken));
            (done, written, read)
        });
        (done, self.ended(&name, done, written, read))
    }

    fn ended(
        self,
        name: &str,
        done: Done,
        written: io::Result<()>,
        read: io::Result<()>,
    ) -> Result<(), Failure> {
        let unit = self.unit();
        let refused = usize::try_from(done.refused).unwrap_or(usize::MAX);
        let in_their_places = || {
            let were = counted(refused, &format!("{unit} was"), &format!("{unit}s were"));
            let whose = if refused == 1 {
                "its error stands in its place"
            } else {
                "their errors stand in their places"
            };
            Failure::Refused(format!("{were} refused; {whose}"))
        };
        match (written.map_err(|error| Failure::writing(&error)), read) {
            // That nobody reads any more is no failure; that lines were refused before is.
            (Err(Failure::NobodyReads), _) if refused > 0 => Err(in_their_places()),
            (Err(failure), _) => Err(failure),
            (Ok(()), Err(error)) => Err(Failure::Broken(format!("{name} cannot be read: {error}"))),
            // Nothing written would read as nothing found.
            (Ok(()), Ok(())) if done.screened + done.refused == 0 => {
                Err(Failure::Broken(format!("{name}: there is no request; allowed: one on each {unit}")))
            }
            (Ok(()), Ok(())) if refused > 0 => Err(in_their_places()),
            (Ok(()), Ok(())) => Ok(()),
        }
    }

    /// Fills empty chunks, hands them to the pool, and hands on the order in which they come back.
    fn read<'scope>(
        self,
        rules: &'scope RuleSet,
        mut lines: impl BufRead,
        pool: &Scope<'scope>,
        empty: Receiver<Chunk>,
        in_order: SyncSender<Receiver<Screened>>,
    ) -> io::Result<()>
    where
        Self: 'scope,
    {
        let mut number = self.before;
        // Nothing comes back when the writer has ended; it says why.
        while let Ok(mut chunk) = empty.recv() {
            let more = chunk.fill(&mut lines, &self, number);
            number += chunk.lines();
            let (screened, turn) = sync_channel(1);
            if in_order.send(turn).is_err() {
                break;
            }
            pool.spawn(move |_| {
                let done = chunk.screen(rules, &self);
                // Nobody waits for it when the writer has ended.
                let _ = screened.send((chunk, done));
            });
            if !more? {
                break;
            }
        }
        Ok(())
    }
}

/// Writes what was screened, each chunk in its turn, and says what was done.
fn write(
    mut out: impl Write,
    length: Option<u64>,
    turns: Receiver<Receiver<Screened>>,
    to_fill: SyncSender<Chunk>,
) -> (Done, io::Result<()>) {
    let mut progress = Progress::start(length, true);
    let mut all = Done::default();
    for turn in turns {
        // A thread that panicked sends nothing; the panic goes on where the pool is.
        let Ok((chunk, screened)) = turn.recv() else { break };
        let Done { screened: some, refused, blank } = chunk.done();
        all.screened += some;
        all.refused += refused;
        all.blank += blank;
        let written = screened.and_then(|()| out.write_all(chunk.written()));
        if written.is_err() {
            return (all, written);
        }
        progress.add(chunk.lines(), chunk.bytes_read());
        // The reader has ended before the last chunks come back.
        let _ = to_fill.send(chunk);
    }
    (all, out.flush())
}
