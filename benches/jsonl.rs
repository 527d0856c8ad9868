//! What a million requests cost, one a line, on one thread and on all: time, and the peak of memory.
//!
//! `cargo bench --bench jsonl`. It builds `cse screen`, gives it the mixed set over and over in a file,
//! and throws the records away. With `-- --test` it gives 1,000 lines.
#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a benchmark"
)]

mod support;

use cse_screening::Request;
use serde_json::Value;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

fn main() {
    let test = std::env::args().any(|argument| argument == "--test");
    let counts: &[usize] = if test { &[1_000] } else { &[100_000, 1_000_000] };
    let processors = thread::available_parallelism().map_or(1, usize::from);
    let (program, lines) = (built(), lines());
    println!("| requests | threads | seconds | requests a second | peak of memory, KiB |");
    println!("|---:|---:|---:|---:|---:|");
    for count in counts {
        let file = file_of(&lines, *count);
        let seconds = [1, processors].map(|threads| {
            let (seconds, memory) = screened(&program, threads, &file);
            let a_second = *count as f64 / seconds;
            let memory = memory.map_or_else(|| "not known".to_owned(), |memory| memory.to_string());
            println!("| {count} | {threads} | {seconds:.2} | {a_second:.0} | {memory} |");
            seconds
        });
        fs::remove_file(file).expect("it was written here");
        let [one, all] = seconds;
        println!("{count} requests: {processors} threads are {:.2} times as fast as one\n", one / all);
    }
}

/// The command, built as it would be used.
fn built() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    let cargo = Command::new(env!("CARGO"))
        .args([
            "build",
            "--release",
            "--locked",
            "--quiet",
            "--package",
            "cse-screening-cli",
            "--message-format",
            "json",
        ])
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

/// The mixed set, each request a line.
fn lines() -> Vec<Vec<u8>> {
    let requests = support::requests()
        .into_iter()
        .map(|(child, tool)| Request::new(child, tool).expect("its dates can be"));
    let lines = requests.map(|request| {
        let mut line = serde_json::to_vec(&request).expect("a request is JSON");
        line.push(b'\n');
        line
    });
    lines.collect()
}

/// A file of so many lines. A pipe would want a processor of its own.
fn file_of(lines: &[Vec<u8>], count: usize) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("caseload.jsonl");
    let mut file = BufWriter::new(File::create(&path).expect("a file can be written here"));
    lines.iter().cycle().take(count).try_for_each(|line| file.write_all(line)).expect("it has room");
    file.flush().expect("it has room");
    path
}

/// Screens a file; gives the seconds from start to end, and the peak of memory in KiB.
fn screened(program: &Path, threads: usize, file: &Path) -> (f64, Option<u64>) {
    let start = Instant::now();
    let mut process = Command::new(program)
        .args(["screen", "--jsonl", "--threads", &threads.to_string()])
        .stdin(File::open(file).expect("it was written"))
        .stdout(Stdio::null())
        .spawn()
        .expect("the command starts");
    let memory = peak_until_the_end(&mut process);
    (start.elapsed().as_secs_f64(), memory)
}

/// Asks again and again, because nothing is known of a process that has ended.
fn peak_until_the_end(process: &mut Child) -> Option<u64> {
    let file = format!("/proc/{}/status", process.id());
    let mut peak = None;
    loop {
        if let Some(ended) = process.try_wait().expect("it can be waited for") {
            assert!(ended.success(), "it ended with {ended}");
            return peak;
        }
        let status = fs::read_to_string(&file).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        peak = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok()).or(peak);
        thread::sleep(Duration::from_millis(5));
    }
}
