//! What many requests cost, one a line: the processor time of each thread of `cse screen --jsonl`, beside the same
//! work with nothing around it, and the peak of memory.
//!
//! `cargo bench --bench jsonl`. It builds `cse`, gives it each mix over and over in a file, and throws the records away.
//! With `-- --test` it gives 1,000 lines.
#![allow(
    missing_docs,
    clippy::cast_precision_loss,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a benchmark"
)]

mod support;

use cpu_time::ThreadTime;
use cse_screening::Request;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::hint::black_box;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use support::Mix;

/// So many requests of each mix; of the full one a tenth.
const REQUESTS: usize = 400_000;
/// With so many threads that screen.
const THREADS: [usize; 4] = [1, 2, 4, 8];

fn main() {
    let test = std::env::args().any(|argument| argument == "--test");
    let program = built(test);
    println!(
        "Processor time of each request, in ns; a second and the peak of memory are of the whole process.\n"
    );
    println!(
        "| mix | requests | threads | nothing around it | screening | reader | writer | beside the work | a second | \
         peak of memory, KiB |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
    );
    for mix in Mix::ALL {
        let count = match (test, mix) {
            (true, _) => 1_000,
            (_, Mix::Full) => REQUESTS / 10,
            _ => REQUESTS,
        };
        let lines = lines(mix);
        let file = file_of(&lines, count);
        for threads in THREADS {
            // Before and after, because a busy machine is not as quick in every minute.
            let before = work(&lines, threads);
            let run = screened(&program, threads, &file);
            let work = (before + work(&lines, threads)) / 2.0;
            let each = |time: f64| time * 1e9 / count as f64;
            let (screening, reader, writer) = (each(run.screening), each(run.reader), each(run.writer));
            let beside = (screening + reader + writer) / work;
            let memory = run.memory.map_or_else(|| "not known".to_owned(), |memory| memory.to_string());
            println!(
                "| {} | {count} | {threads} | {work:.0} | {screening:.0} | {reader:.0} | {writer:.0} | {beside:.2} | {:.0} \
                 | {memory} |",
                mix.name(),
                count as f64 / run.seconds,
            );
        }
        fs::remove_file(file).expect("it was written here");
    }
}

/// Each line to its record, with nothing around it, by as many threads at once as the command is given, of the cores that
/// there are: cores that share their units are slower side by side, whoever asks them. Nanoseconds of a thread for one.
fn work(lines: &[Vec<u8>], threads: usize) -> f64 {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let threads = threads.min(cores);
    let all: Vec<f64> = thread::scope(|scope| {
        let started: Vec<_> = (0..threads).map(|_| scope.spawn(|| work_of_one(lines))).collect();
        started.into_iter().map(|thread| thread.join().expect("the work ends well")).collect()
    });
    all.iter().sum::<f64>() / threads as f64
}

fn work_of_one(lines: &[Vec<u8>]) -> f64 {
    let mut record = Vec::new();
    let mut all = || {
        for line in lines {
            let request = Request::from_slice(black_box(line)).expect("a valid request");
            record.clear();
            request.screen().write_json(&mut record);
            black_box(&record);
        }
    };
    all();
    let start = ThreadTime::now();
    (0..4).for_each(|_| all());
    start.elapsed().as_secs_f64() * 1e9 / (4 * lines.len()) as f64
}

/// The command, built as it would be used; for a test, as the tests have built it.
fn built(test: bool) -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    let cargo = Command::new(env!("CARGO"))
        .args(["build", "--locked", "--quiet", "--package", "cse-screening-cli", "--message-format", "json"])
        .args(["--profile", if test { "dev" } else { "release" }])
        .arg("--manifest-path")
        .arg(manifest)
        .stderr(Stdio::inherit())
        .output()
        .expect("cargo runs");
    assert!(cargo.status.success(), "the command is not built");
    let messages = cargo.stdout.split(|byte| *byte == b'\n');
    let messages = messages.filter_map(|line| serde_json::from_slice::<Value>(line).ok());
    let mut programs = messages.filter(|message| message["target"]["name"] == "cse");
    let program = programs.find_map(|message| message["executable"].as_str().map(PathBuf::from));
    program.expect("cargo names the program")
}

/// A mix, each request a line.
fn lines(mix: Mix) -> Vec<Vec<u8>> {
    let mut lines = support::texts(&mix.requests());
    lines.iter_mut().for_each(|line| line.push(b'\n'));
    lines
}

/// A file of so many lines. A pipe would want a processor of its own.
fn file_of(lines: &[Vec<u8>], count: usize) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("caseload.jsonl");
    let mut file = BufWriter::new(File::create(&path).expect("a file can be written here"));
    lines.iter().cycle().take(count).try_for_each(|line| file.write_all(line)).expect("it has room");
    file.flush().expect("it has room");
    path
}

/// What a run took: seconds from start to end, processor seconds of its threads, and the peak of memory in KiB.
#[derive(Default)]
struct Run {
    seconds: f64,
    reader: f64,
    writer: f64,
    screening: f64,
    memory: Option<u64>,
}

fn screened(program: &Path, threads: usize, file: &Path) -> Run {
    let start = Instant::now();
    let mut process = Command::new(program)
        .args(["screen", "--jsonl", "--threads", &threads.to_string()])
        .stdin(File::open(file).expect("it was written"))
        .stdout(Stdio::null())
        .spawn()
        .expect("the command starts");
    let mut run = watched_until_the_end(&mut process);
    run.seconds = start.elapsed().as_secs_f64();
    run
}

/// Asks again and again, because nothing is known of a process that has ended, nor of a thread.
fn watched_until_the_end(process: &mut Child) -> Run {
    let folder = PathBuf::from(format!("/proc/{}", process.id()));
    let mut times: BTreeMap<u32, f64> = BTreeMap::new();
    let mut memory = None;
    loop {
        if let Some(ended) = process.try_wait().expect("it can be waited for") {
            assert!(ended.success(), "it ended with {ended}");
            break;
        }
        let status = fs::read_to_string(folder.join("status")).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        memory = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok()).or(memory);
        for thread in fs::read_dir(folder.join("task")).into_iter().flatten().flatten() {
            let id = thread.file_name().to_str().and_then(|id| id.parse().ok());
            let time = fs::read_to_string(thread.path().join("schedstat")).ok();
            // The first number: nanoseconds on a processor.
            let time = time.and_then(|time| time.split(' ').next()?.parse::<f64>().ok());
            id.zip(time).map(|(id, time)| times.insert(id, time / 1e9));
        }
        thread::sleep(Duration::from_millis(5));
    }
    // The first thread reads, those of the pool are started next, and the last one writes.
    let of = |id: Option<&u32>| id.and_then(|id| times.get(id)).copied().unwrap_or_default();
    let (reader, writer) = (of(times.keys().next()), of(times.keys().last()));
    Run { reader, writer, screening: times.values().sum::<f64>() - reader - writer, memory, ..Run::default() }
}
