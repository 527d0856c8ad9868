//! The tables, in Markdown.

use std::time::SystemTime;

/// The version of a crate in the lock file of this crate.
fn version(name: &str) -> &'static str {
    let lock = include_str!("../Cargo.lock");
    let package =
        lock.split("[[package]]").find(|package| package.contains(&format!("\nname = \"{name}\"\n")));
    let line = package.and_then(|package| package.lines().find_map(|line| line.strip_prefix("version = ")));
    line.expect("a crate of the lock file").trim_matches('"')
}

/// The crate of each engine, by its name in the table.
fn engine(name: &str) -> String {
    match name {
        "by hand" => name.to_owned(),
        _ if name.starts_with("ours") => name.to_owned(),
        "dsntk" => format!("dsntk {}", version("dsntk-model-evaluator")),
        _ => format!("{name} {}", version(name)),
    }
}

/// One line of the table of the decision: nanoseconds for one request, where it was asked.
pub(crate) struct Line {
    pub(crate) name: &'static str,
    pub(crate) native: Option<f64>,
    pub(crate) json: Option<f64>,
}

/// One line of the table of growth: nanoseconds for one request.
pub(crate) struct Grown {
    pub(crate) name: &'static str,
    pub(crate) times: Vec<f64>,
}

/// When and where.
pub(crate) fn heading() -> String {
    format!("Made on {} with {}, {}.", today(), machine(), compiler())
}

fn machine() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{} ({cores} cores)", model.map_or("an unknown processor", |(_, model)| model.trim()))
}

fn compiler() -> &'static str {
    env!("PEERS_RUSTC")
}

/// The date, by the days since 1970.
fn today() -> String {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let days = since.as_secs() / 86_400 + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let (day, month) = (day - (153 * month + 2) / 5 + 1, if month < 10 { month + 3 } else { month - 9 });
    format!("{}-{month:02}-{day:02}", year + era * 400 + u64::from(month < 3))
}

/// The table of the decision.
pub(crate) fn decision(lines: &[Line]) -> String {
    let first = lines.first().expect("by hand comes first");
    let mut table = String::from(
        "| engine | JSON to JSON | times by hand | ready-made input | times by hand |\n|---|---|---|---|---|\n",
    );
    for line in lines {
        let cells = |time: Option<f64>, hand: Option<f64>| match (time, hand) {
            (Some(time), Some(hand)) => format!("{} | {}", written(time), ratio(time, hand)),
            _ => "| ".to_owned(),
        };
        let (json, native) = (cells(line.json, first.json), cells(line.native, first.native));
        table.push_str(&format!("| {} | {json} | {native} |\n", engine(line.name)));
    }
    table
}

/// The table of growth.
pub(crate) fn growth(lines: &[Grown], sizes: &[usize]) -> String {
    let sizes: Vec<String> = sizes.iter().map(|size| format!(" {size} rules |")).collect();
    let mut table =
        format!("| engine |{} 800 beside 8 |\n|---|{}---|\n", sizes.concat(), "---|".repeat(sizes.len()));
    for line in lines {
        let times: Vec<String> = line.times.iter().map(|time| format!(" {} |", written(*time))).collect();
        let (first, last) = (line.times.first(), line.times.last());
        let grown = first.zip(last).map_or(String::new(), |(first, last)| ratio(*last, *first));
        table.push_str(&format!("| {} |{} {grown} |\n", engine(line.name), times.concat()));
    }
    table
}

/// Three digits, in the unit that fits.
fn written(nanos: f64) -> String {
    let (number, unit) = if nanos < 1e3 { (nanos, "ns") } else { (nanos / 1e3, "µs") };
    let decimals = if number < 10.0 { 2 } else { usize::from(number < 100.0) };
    format!("{number:.decimals$} {unit}")
}

fn ratio(time: f64, beside: f64) -> String {
    let ratio = time / beside;
    let decimals = if ratio < 10.0 { 1 } else { 0 };
    format!("{ratio:.decimals$}")
}
