//! A day is written one way for people, wherever they read one: 14 January 2026.

use crate::called::{self, forms};
use crate::page;
use crate::rulebook::book;
use crate::run::{Folder, cse, of_project};
use crate::support::{bundled, read, small};
use cse_screening::{Request, RuleSet};
use serde_json::{Value, json};

/// Days written as JSON has them, each with what stands around it.
fn as_in_json(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    let is_day = |at: usize| {
        let form = "dddd-dd-dd".chars().enumerate();
        let mut fits = form.map(|(by, want)| match (want, letters.get(at + by)) {
            ('d', Some(found)) => found.is_ascii_digit(),
            (want, found) => found == Some(&want),
        });
        fits.all(|fits| fits)
    };
    let around = |at: usize| letters[at.saturating_sub(40)..(at + 30).min(letters.len())].iter().collect();
    (0..letters.len()).filter(|at| is_day(*at)).map(around).collect()
}

/// A page without its commands and codes, which are for machines.
fn for_people(page: &str) -> String {
    let mut text = page.to_owned();
    for (from, to) in [("<style>", "</style>"), ("<code", "</code>"), ("<script>", "</script>")] {
        while let Some(at) = text.find(from) {
            let end = at + text[at..].find(to).unwrap() + to.len();
            text.replace_range(at..end, " ");
        }
    }
    page::words(&text)
}

/// A text without the requests that it shows as JSON, to be screened.
fn without_json(text: &str) -> String {
    let mut depth = 0;
    let mut outside = |c: char| {
        let was = depth;
        depth += i32::from(c == '{') - i32::from(c == '}');
        was == 0 && depth == 0
    };
    crate::support::flat(&text.chars().filter(|c| outside(*c)).collect::<String>())
}

fn holds_no_day_of_json(what: &str, text: &str) {
    let found = as_in_json(text);
    assert!(found.is_empty(), "{what}: {found:?}");
}

/// Two sets that differ in nothing but that the second asks when something was seen.
fn timed(folder: &Folder) -> [String; 2] {
    let [mut before, mut after] = [small(), small()];
    for (set, version, when) in [
        (&mut before, "1.0.0", json!({"any_observed": "any"})),
        (&mut after, "2.0.0", json!({"observed_within": {"of": "any", "months": 3}})),
    ] {
        set["manifest"]["version"] = json!(version);
        let rule = json!({"id": "lately", "label": "lately", "at_least": 2, "when": [when],
            "statements": ["S1"], "basis": "toolkit"});
        set["category_rules"].as_array_mut().unwrap().push(rule);
        set["category_rules"][0]["at_least"] = json!(1);
    }
    [folder.set("before", &before), folder.set("after", &after)]
}

#[test]
fn the_search_finds_a_day_where_one_stands() {
    assert_eq!(as_in_json("since 2025-01-06 and 14 January 2026, 2025-1-6, 12025-01-06").len(), 2);
    assert!(as_in_json(&for_people("<p>on <code>2025-01-06</code></p><style>2025-01-06</style>")).is_empty());
    assert_eq!(as_in_json(&for_people("<p>on <b>2025-01-06</b></p>")).len(), 1);
    assert_eq!(without_json("such: {\"on\": {\"x\": 1}} and 2025-01-06"), "such: and 2025-01-06");
}

#[test]
fn reports_and_summaries_of_all_example_requests_write_no_day_as_json_has_it() {
    let folder = Folder::new("days");
    let requests = bundled();
    let mut dated = 0;
    for (name, request) in &requests {
        let record = read(request).screen().to_record();
        let text = serde_json::to_string(&record).unwrap();
        let old = folder.file("old.json", &text);
        let step = record.steps.first().map_or_else(String::new, |step| {
            json!({"step": step.id, "on": "2025-03-01", "by": "chair", "result": "held"}).to_string()
        });
        let done = folder.file("done.jsonl", step);
        let all = [
            "--before",
            &old,
            "--as-of",
            "2025-04-01",
            "--done",
            &done,
            "--with",
            "words,sources,notes,strengths,reasons",
        ];
        let (page, text) = forms(&record, &all);
        holds_no_day_of_json(name, &for_people(page.text()));
        holds_no_day_of_json(name, &text);
        assert!(text.contains("OUTSTANDING ON 1 APRIL 2025"), "{text}");
        let summary = cse("screen", &["-"], request.to_string().as_bytes());
        holds_no_day_of_json(name, &summary.out);
        dated += usize::from(!as_in_json(&request.to_string()).is_empty());
        // A record whose day was changed says both days.
        let mut changed = serde_json::to_value(&record).unwrap();
        let due =
            |steps: &Value| steps.as_array().unwrap().iter().position(|step| !step["due"]["date"].is_null());
        if let Some(at) = due(&changed["steps"]) {
            changed["steps"][at]["due"]["date"] = json!("2031-02-03");
            for form in [&["--text"][..], &["-o", "-"]] {
                let done = called::call(form, changed.to_string().as_bytes());
                assert!(done.code == 1 && done.out.contains("3 February 2031"), "{}", done.out);
                let text = if form == ["--text"] { done.out } else { for_people(&done.out) };
                holds_no_day_of_json(name, &text);
            }
        }
    }
    assert!(dated >= 5, "{dated} of {}", requests.len());
}

#[test]
fn rulebooks_caseloads_and_comparisons_write_no_day_as_json_has_it() {
    let folder = Folder::new("days-of-sets");
    let [before, after] = timed(&folder);
    let mut ages = 0;
    for set in ["rules/coventry", "tests/local/tiers", "tests/local/weights", "tests/local/extended"] {
        holds_no_day_of_json(set, &for_people(book(&[&of_project(set)]).text()));
    }
    let extended = of_project("tests/local/extended");
    for (old, new) in [("coventry", &*extended), (&before, &after)] {
        let changed = for_people(book(&[new, "--previous", old]).text());
        holds_no_day_of_json(new, &changed);
        let compared = cse("rules", &["compare", old, new, "--long"], b"");
        let compared = without_json(&compared.out);
        holds_no_day_of_json(new, &compared);
        ages += [changed, compared].iter().filter(|text| text.contains("evidence has aged: since ")).count();
    }
    assert_eq!(ages, 2, "no child falls because evidence has aged");

    let requests: String = bundled().iter().map(|(_, request)| format!("{request}\n")).collect();
    let records = cse("screen", &["--jsonl"], requests.as_bytes()).out;
    let (requests, records) =
        (folder.file("requests.jsonl", requests), folder.file("records.jsonl", records));
    let shown = ["--as-of", "2025-02-10", "--previous", &records, "--exact", "--show-references", "-o", "-"];
    let page = cse("caseload", &[&[&*requests][..], &shown].concat(), b"").out;
    assert!(page.contains("10 February 2025"));
    holds_no_day_of_json("caseload", &for_people(&page));
}

#[test]
fn what_counts_as_old_is_said_with_its_day_in_words() {
    let folder = Folder::new("days-of-old");
    let [_, set] = timed(&folder);
    let request = json!({"child": {"age": 15}, "screening": {"screened_on": "2025-06-01",
        "indicators": {"first-sign": {"answer": "yes", "seen_on": "2025-01-02"}}}});
    let rules = RuleSet::from_dir(&set).unwrap();
    let request = Request::from_json_for(&rules, &request.to_string()).unwrap();
    let (page, text) = forms(&request.screen_by(&rules).to_record(), &["--rules", &set]);
    let summary =
        cse("screen", &["--rules", &set, "-"], serde_json::to_string(&request).unwrap().as_bytes()).out;
    for form in [for_people(page.text()), text, summary] {
        assert!(form.contains("2 January 2025"), "{form}");
        holds_no_day_of_json("old", &form);
    }
}
