//! What linking the library adds to a program.
//!
//! `cargo run --release --manifest-path benches/size/Cargo.toml` builds small programs, stripped, and
//! prints their sizes in KiB as a table in Markdown.

use serde_json::Value;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

/// The programs, and what each does with the library.
const PROGRAMS: [(&str, &str); 5] = [
    ("empty", "nothing: an empty `main`"),
    ("category", "a screening built in Rust, its category printed"),
    ("record", "a request read from JSON, its record written"),
    ("local", "a directory of local rules loaded and checked"),
    ("schemas", "the JSON Schemas written"),
];

fn main() -> Result<(), Box<dyn Error>> {
    let columns = [
        ("3", "-O3, no feature", None),
        ("s", "-Os, no feature", None),
        ("3", "-O3, `local-rules`", Some("local-rules")),
        ("s", "-Os, `local-rules`", Some("local-rules")),
        ("3", "-O3, `schema`", Some("schema")),
        ("s", "-Os, `schema`", Some("schema")),
    ];
    let sizes: Vec<Vec<Option<u64>>> =
        columns.iter().map(|(level, _, feature)| sizes(level, *feature)).collect::<Result<_, _>>()?;
    let heads: Vec<_> = columns.iter().map(|(_, head, _)| *head).collect();
    println!("| what a program uses | {} |", heads.join(" | "));
    println!("|---|{}", "---:|".repeat(heads.len()));
    for (at, (_, uses)) in PROGRAMS.iter().enumerate() {
        let cells: Vec<_> = sizes.iter().map(|column| cell(column, at)).collect();
        println!("| {uses} | {} |", cells.join(" | "));
    }
    println!("\nIn brackets: more than the empty program. {}", rustc()?);
    Ok(())
}

/// The size, and how much more it is than that of the empty program.
fn cell(column: &[Option<u64>], at: usize) -> String {
    let kib = |bytes: u64| bytes.div_ceil(1024);
    match (column.get(at).copied().flatten(), column.first().copied().flatten()) {
        (Some(size), _) if at == 0 => kib(size).to_string(),
        (Some(size), Some(empty)) => format!("{} (+{})", kib(size), kib(size.saturating_sub(empty))),
        _ => "-".to_owned(),
    }
}

/// Builds the programs and gives their sizes in bytes, none for one that needs another feature.
fn sizes(level: &str, feature: Option<&str>) -> Result<Vec<Option<u64>>, Box<dyn Error>> {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--release", "--locked", "--quiet", "--message-format", "json"]);
    cargo.arg("--manifest-path").arg(manifest).env("CARGO_PROFILE_RELEASE_OPT_LEVEL", level);
    cargo.args(feature.iter().flat_map(|feature| ["--features", *feature]));
    let there = |name: &str| match name {
        "schemas" => feature == Some("schema"),
        "local" => feature.is_some(),
        _ => true,
    };
    for (name, _) in PROGRAMS.iter().filter(|(name, _)| there(name)) {
        cargo.args(["--bin", name]);
    }
    let built = cargo.stderr(Stdio::inherit()).output()?;
    if !built.status.success() {
        return Err("the programs are not built".into());
    }
    let messages = built.stdout.split(|byte| *byte == b'\n');
    let messages: Vec<Value> = messages.filter_map(|line| serde_json::from_slice(line).ok()).collect();
    PROGRAMS.iter().map(|(name, _)| Ok(size(&messages, name)?)).collect()
}

fn size(messages: &[Value], name: &str) -> std::io::Result<Option<u64>> {
    let mut own = messages.iter().filter(|message| message["target"]["name"] == name);
    let program = own.find_map(|message| message["executable"].as_str().map(PathBuf::from));
    program.map(|program| fs::metadata(program).map(|file| file.len())).transpose()
}

fn rustc() -> Result<String, Box<dyn Error>> {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let said = Command::new(rustc).arg("--version").output()?;
    Ok(format!("{}, {}.", String::from_utf8(said.stdout)?.trim(), env::consts::ARCH))
}
