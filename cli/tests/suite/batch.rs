//! Many requests at once: one a line, on any number of threads.

use crate::run::{Call, Folder, started};
use crate::screen::call;
use crate::support::{simple, with_commas};
use cse_screening::{Record, Request};
use serde_json::Value;
use std::io::{BufRead, BufReader, Write};

/// The longest line that is read.
const LONGEST: usize = 1 << 20;

/// More lines than go together from hand to hand, many times over.
const MANY: usize = 2_000;

fn screened(lines: &[u8]) -> Call {
    let one = call(&["--jsonl", "--threads", "1"], lines);
    for threads in ["2", "5"] {
        let several = call(&["--jsonl", "--threads", threads], lines);
        assert!(several.out == one.out && several.code == one.code && several.errors == one.errors);
    }
    let all = call(&["--jsonl"], lines);
    assert!(all.out == one.out && all.code == one.code && all.errors == one.errors);
    one
}

fn values(call: &Call) -> Vec<Value> {
    call.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A request made as long as this with white space.
fn as_long_as(bytes: usize, reference: &str) -> String {
    let request = simple(reference);
    format!("{{{}{}", " ".repeat(bytes - request.len()), &request[1..])
}

#[test]
fn many_lines_come_out_in_the_order_in_which_they_came_whatever_the_number_of_threads() {
    let lines: Vec<String> = (0..MANY).map(|at| simple(&format!("request {at}"))).collect();
    let call = screened(lines.join("\n").as_bytes());
    assert_eq!((call.code, &*call.errors), (0, "2,000 screened, 0 refused, 0 blank lines\n"));
    let expected: Vec<String> = lines
        .iter()
        .map(|line| serde_json::to_string(&Request::from_json(line).unwrap().screen().to_record()).unwrap())
        .collect();
    assert!(call.out == expected.join("\n") + "\n");
}

#[test]
fn errors_among_many_lines_name_the_line_they_stand_for() {
    // Every seventh line is blank, every fifth of the others is refused, and one of them is not UTF-8.
    let line = |at: usize| match at {
        _ if at.is_multiple_of(7) => b" \t".to_vec(),
        1_000 => b"{\"reference\": \"\xff\"}".to_vec(),
        _ if at.is_multiple_of(5) => b"{}".to_vec(),
        _ => simple(&format!("line {at}")).into_bytes(),
    };
    let lines: Vec<_> = (1..=MANY).map(line).collect();
    let call = screened(&lines.join(&b'\n'));
    let expected: Vec<usize> = (1..=MANY).filter(|at| !at.is_multiple_of(7)).collect();
    let refused = expected.iter().filter(|at| at.is_multiple_of(5)).count();
    assert_eq!(call.code, 1);
    let blank = MANY - expected.len();
    let last = format!(
        "{} screened, {refused} refused, {blank} blank lines\n",
        with_commas(expected.len() - refused)
    );
    assert_eq!(
        call.errors,
        format!("{refused} lines were refused; their errors stand in their places\n{last}")
    );
    let found = values(&call);
    assert_eq!(found.len(), expected.len());
    for (value, at) in found.iter().zip(expected) {
        if at.is_multiple_of(5) {
            assert_eq!(value["line"], at);
        } else {
            assert_eq!(value["reference"], format!("line {at}"));
        }
    }
}

#[test]
fn a_line_of_the_greatest_length_is_screened_and_a_longer_one_refused_in_its_place() {
    let lines = [
        simple("first"),
        as_long_as(LONGEST, "longest"),
        as_long_as(LONGEST + 1, "too long"),
        simple("between"),
        // Long beyond what is read at once, and the last, without its end.
        "x".repeat(3 * LONGEST),
    ];
    let call = screened(lines.join("\n").as_bytes());
    assert_eq!(call.code, 1);
    let refused = "2 lines were refused; their errors stand in their places\n";
    assert_eq!(call.errors, format!("{refused}3 screened, 2 refused, 0 blank lines\n"));
    let found = values(&call);
    assert_eq!(found.len(), 5);
    for (at, reference) in [(0, "first"), (1, "longest"), (3, "between")] {
        assert_eq!(found[at]["reference"], reference);
    }
    for (at, line) in [(2, 3), (4, 5)] {
        assert_eq!(found[at]["line"], line);
        assert_eq!(found[at]["error"], "the line is too long; allowed are 1048576 bytes");
    }
}

#[test]
fn a_last_line_needs_no_end_whatever_its_length() {
    for request in [simple("short"), as_long_as(LONGEST, "longest")] {
        let without = screened(request.as_bytes());
        let with = screened((request + "\n").as_bytes());
        assert_eq!((without.code, &*without.errors), (0, "1 screened, 0 refused, 0 blank lines\n"));
        assert!(without.out == with.out && without.out.lines().count() == 1);
    }
}

#[test]
fn no_lines_and_blank_lines_give_nothing_and_are_no_success() {
    let blank = "\n".repeat(MANY) + " \r\n\t";
    for (nothing, last) in [("", "0 blank lines"), ("\n", "1 blank line"), (&blank, "2,002 blank lines")] {
        let Call { code, out, errors } = screened(nothing.as_bytes());
        assert_eq!((code, &*out), (2, ""));
        assert!(errors.contains("there is no request"), "{errors}");
        assert!(errors.ends_with(&format!("\n0 screened, 0 refused, {last}\n")), "{errors}");
    }
}

#[test]
fn threads_are_at_least_one_and_for_lines_alone() {
    for wrong in
        [&["--jsonl", "--threads", "0"][..], &["--jsonl", "--threads", "257"], &["--threads", "2", "-"]]
    {
        let Call { code, out, .. } = call(wrong, b"");
        assert_eq!((code, &*out), (2, ""), "{wrong:?}");
    }
}

/// Reads one line and goes away, while far more wait than the pipes between the two can hold.
fn one_line_is_enough(first: &str) -> (String, i32, String) {
    let mut process = started("screen", &["--jsonl"]);
    let mut to = process.stdin.take().unwrap();
    let mut from = BufReader::new(process.stdout.take().unwrap());
    let lines = std::iter::once(first.to_owned()).chain((0..MANY).map(|_| simple("one of many")));
    let mut line = String::new();
    std::thread::scope(|scope| {
        scope.spawn(move || lines.into_iter().try_for_each(|line| writeln!(to, "{line}")));
        from.read_line(&mut line).unwrap();
        drop(from);
    });
    let done = process.wait_with_output().unwrap();
    (line, done.status.code().unwrap(), String::from_utf8(done.stderr).unwrap())
}

#[test]
fn a_reader_who_has_had_enough_is_no_failure() {
    let (line, code, errors) = one_line_is_enough(&simple("first"));
    assert!(serde_json::from_str::<Record>(&line).is_ok());
    assert!(code == 0 && errors.ends_with(" screened, 0 refused, 0 blank lines\n"), "{errors}");
    assert_eq!(errors.lines().count(), 1, "{errors}");
}

#[test]
fn a_line_refused_before_the_reader_had_enough_is_still_told() {
    let (line, code, errors) = one_line_is_enough("{}");
    assert_eq!(serde_json::from_str::<Value>(&line).unwrap()["line"], 1);
    let refused = "1 line was refused; its error stands in its place\n";
    assert!(code == 1 && errors.starts_with(refused), "{errors}");
    assert!(errors.ends_with(" screened, 1 refused, 0 blank lines\n"), "{errors}");
}

#[test]
fn a_file_of_lines_is_read_as_standard_input_is_and_records_stand_beside_their_numbers_where_asked() {
    let folder = Folder::new("numbered");
    let text = [&simple("first"), "", "{}", " ", &simple("last")].join("\n");
    let file = folder.file("requests.jsonl", &text);
    let plain = call(&["--jsonl", &file], b"");
    let piped = call(&["--jsonl"], text.as_bytes());
    assert!(plain.out == piped.out && plain.errors == piped.errors && plain.code == 1);
    assert!(plain.errors.ends_with("\n2 screened, 1 refused, 2 blank lines\n"), "{}", plain.errors);
    let records: Vec<_> = plain.out.lines().collect();
    let numbered = call(&["--jsonl", "--numbered", &file], b"").out;
    let numbered: Vec<_> = numbered.lines().collect();
    assert_eq!(numbered[0], format!("{{\"line\":1,\"record\":{}}}", records[0]));
    assert_eq!((numbered[1], &values(&plain)[1]["line"]), (records[1], &Value::from(3)));
    assert_eq!(numbered[2], format!("{{\"line\":5,\"record\":{}}}", records[2]));
    assert_eq!(call(&["--jsonl", "--numbered=false", &file], b"").out, plain.out);
}
