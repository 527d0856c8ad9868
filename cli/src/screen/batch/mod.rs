//! Many requests: one a line in, one record a line out, in the same order.
//!
//! This thread reads, a pool screens, and one thread writes, all at once. What goes between them is
//! a fixed number of chunks of lines, emptied and filled again. So memory is bounded, however many
//! lines there are and however slowly somebody reads the records.

mod chunk;
mod progress;

use crate::screen::Failure;
use chunk::Chunk;
use cse_screening::RuleSet;
use progress::Progress;
use rayon::{Scope, ThreadPoolBuilder};
use std::io::{self, BufRead, Write};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::{panic, thread};

/// How many chunks there are for each thread that screens: one in hand, the others on their way.
const CHUNKS_FOR_A_THREAD: usize = 4;

/// A chunk that was screened, or why it could not be.
type Screened = (Chunk, io::Result<()>);

/// Screens each line, on as many threads.
pub(crate) fn screen_lines(
    rules: &RuleSet,
    threads: usize,
    lines: impl BufRead,
    out: impl Write + Send,
) -> Result<(), Failure> {
    let pool = ThreadPoolBuilder::new().num_threads(threads).build();
    let pool = pool.map_err(|error| Failure::Broken(format!("no threads can be started: {error}")))?;
    let chunks = threads.saturating_mul(CHUNKS_FOR_A_THREAD);
    let (to_fill, empty) = sync_channel(chunks);
    (0..chunks).try_for_each(|_| to_fill.send(Chunk::default())).map_err(|_| Failure::NobodyReads)?;
    let (in_order, turns) = sync_channel(chunks);
    thread::scope(|scope| {
        let writer = scope.spawn(|| write(out, turns, to_fill));
        let read = pool.in_place_scope(|pool| read(rules, lines, pool, empty, in_order));
        let (requests, refused) = writer.join().unwrap_or_else(|broken| panic::resume_unwind(broken))?;
        read.map_err(|error| Failure::reading(&error))?;
        match (requests, refused) {
            // Nothing written would read as nothing found.
            (0, _) => Err(Failure::Broken("there is no request; allowed: one on each line".to_owned())),
            (_, 0) => Ok(()),
            _ => Err(in_their_places(refused)),
        }
    })
}

/// Fills empty chunks, hands them to the pool, and hands on the order in which they come back.
fn read<'scope>(
    rules: &'scope RuleSet,
    mut lines: impl BufRead,
    pool: &Scope<'scope>,
    empty: Receiver<Chunk>,
    in_order: SyncSender<Receiver<Screened>>,
) -> io::Result<()> {
    let mut number = 0;
    // Nothing comes back when the writer has ended; it says why.
    while let Ok(mut chunk) = empty.recv() {
        let more = chunk.fill(&mut lines, number);
        number += chunk.lines();
        let (screened, turn) = sync_channel(1);
        if in_order.send(turn).is_err() {
            break;
        }
        pool.spawn(move |_| {
            let done = chunk.screen(rules);
            // Nobody waits for it when the writer has ended.
            let _ = screened.send((chunk, done));
        });
        if !more? {
            break;
        }
    }
    Ok(())
}

/// Writes what was screened, each chunk in its turn, and says how many requests there were and how many were refused.
fn write(
    mut out: impl Write,
    turns: Receiver<Receiver<Screened>>,
    to_fill: SyncSender<Chunk>,
) -> Result<(u64, u64), Failure> {
    let mut progress = Progress::start();
    let (mut requests, mut refused) = (0_u64, 0_u64);
    for turn in turns {
        // A thread that panicked sends nothing; the panic goes on where the pool is.
        let Ok((chunk, done)) = turn.recv() else { break };
        requests += chunk.requests();
        refused += chunk.refused();
        let written = done.and_then(|()| out.write_all(chunk.written()));
        written.map_err(|error| ended(&error, refused))?;
        progress.add(&chunk);
        // The reader has ended before the last chunks come back.
        let _ = to_fill.send(chunk);
    }
    out.flush().map_err(|error| ended(&error, refused))?;
    Ok((requests, refused))
}

/// That nobody reads any more is no failure; that lines were refused before is.
fn ended(error: &io::Error, refused: u64) -> Failure {
    match Failure::writing(error) {
        Failure::NobodyReads if refused > 0 => in_their_places(refused),
        failure => failure,
    }
}

fn in_their_places(refused: u64) -> Failure {
    Failure::Refused(match refused {
        1 => "1 line was refused; its error stands in its place".to_owned(),
        _ => format!("{refused} lines were refused; their errors stand in their places"),
    })
}
