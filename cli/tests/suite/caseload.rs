//! The page of a caseload, made by the example as a process, and read as a page.

mod attack;
mod changes;
mod done;
mod generated;

use crate::page::{Page, words};
use crate::run::{Call, Folder, cse};
use crate::support::with_commas;
use cse_screening::{Answer, Request, RuleSet, Scope};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const NOTHING_ASKED: &str = "No category: no indicator was asked about";
const NOTHING_SEEN: &str =
    "No category: indicators were asked about, and none was recorded as seen or suspected";
const SEEN: &str = "No category: something was seen or suspected, and these rules give no category for it";
const DETERMINED_NONE: &str = "No category: a meeting determined that none is in force";
const OUT_OF_SCOPE: &str = "No category: outside the scope in which these rules give one";

fn run(arguments: &[&str]) -> Call {
    cse("caseload", arguments, b"")
}

#[test]
fn what_was_found_in_a_line_is_told_only_to_who_asks_and_never_on_the_page() {
    let folder = Folder::new("values");
    let lines = folder.file("lines.jsonl", r#"{"child": {"case": "SECRET"}, "screening": {}}"#);
    let [silent, told] =
        [&[][..], &["--show-values"]].map(|more| run(&[&[&*lines, "-o", "-"], more].concat()));
    let last = "0 screened, 1 refused, 0 blank lines\n";
    let without = "requests, line 1: child.case: unknown case; allowed: `open`, `not_open`\n";
    assert_eq!(silent.errors, format!("{without}{last}"));
    let whole = "requests, line 1: child.case: unknown case `SECRET`; allowed: `open`, `not_open`\n";
    assert_eq!(told.errors, format!("{whole}{last}"));
    assert!(!silent.out.contains("SECRET") && !told.out.contains("SECRET"));
}

/// Made-up requests, one a line.
fn generated(count: usize, seed: u64) -> String {
    let done = run(&["generate", "--count", &count.to_string(), "--seed", &seed.to_string(), "-o", "-"]);
    assert_eq!((done.code, &*done.errors), (0, ""));
    done.out
}

/// The page for a file and these arguments, all of whose lines are read.
fn page(arguments: &[&str]) -> Page {
    let done = run(&[arguments, &["-o", "-"]].concat());
    assert!(
        done.code == 0 && done.errors.contains(" screened, 0 refused, "),
        "{arguments:?}: {}",
        done.errors
    );
    assert_eq!(done.errors.lines().count(), 1, "{arguments:?}: {}", done.errors);
    Page::new(done.out)
}

/// Each row of the tables of a section: what it is of, and its figure.
fn figures(page: &Page, section: &str) -> BTreeMap<String, String> {
    let section = page.between(&format!("<section id=\"{section}\""), "</section>");
    let cell = |row: &str, from: &str| {
        let start = row.find(from).unwrap_or_else(|| panic!("{from} is not in {row}"));
        let cell = &row[start..];
        // The code stands for the row, where it has one.
        let cell = &cell[cell.find('>').unwrap() + 1..cell.find("</div></t").unwrap()];
        let code = cell.split("<code>").nth(1).and_then(|code| code.split("</code>").next());
        code.map_or_else(|| words(cell), str::to_owned)
    };
    let rows = section.split("<tr role=\"row\">").skip(1).filter(|row| row.contains("<td"));
    rows.map(|row| (cell(row, "<th "), cell(row, "<td "))).collect()
}

/// The text between these, without tags.
fn said(page: &Page, from: &str, to: &str) -> String {
    words(&page.between(from, to)[from.len()..])
}

fn in_figures<K: ToString>(counts: BTreeMap<K, usize>) -> BTreeMap<String, String> {
    counts.into_iter().map(|(key, count)| (key.to_string(), with_commas(count))).collect()
}

#[test]
fn every_figure_is_that_of_a_plain_recount() {
    let folder = Folder::new("recount");
    let lines = generated(2_000, 7);
    let page = page(&[&folder.file("requests.jsonl", &lines), "--exact", "--as-of", "2025-02-10"]);
    let rules = RuleSet::coventry();
    let requests: Vec<_> = lines.lines().map(|line| Request::from_json(line).unwrap()).collect();
    let outcomes: Vec<_> = requests.iter().map(Request::screen).collect();
    let count = |holds: &dyn Fn(usize) -> bool| (0..outcomes.len()).filter(|at| holds(*at)).count();

    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for (request, outcome) in requests.iter().zip(&outcomes) {
        let place = match (outcome.category().map(|category| category.number()), outcome.scope()) {
            (Some(1), _) => "Category 1: at risk of harm",
            (Some(2), _) => "Category 2: significant risk of harm",
            (Some(_), _) => "Category 3: serious risk of harm",
            (None, Scope::Adult) => OUT_OF_SCOPE,
            (None, _) if request.child().determination().is_some_and(|one| one.category().is_none()) => {
                DETERMINED_NONE
            }
            (None, _) if request.indicators().answers_by_code().next().is_none() => NOTHING_ASKED,
            (None, _) => NOTHING_SEEN,
        };
        *places.entry(place).or_default() += 1;
    }
    // Every indicator of the built-in set gives a category, and the made-up forms ask something.
    [SEEN, NOTHING_ASKED].into_iter().for_each(|place| _ = places.entry(place).or_default());
    assert_eq!(figures(&page, "categories"), in_figures(places));
    assert_eq!(said(&page, "Screenings in all: ", "</p>"), "2,000.");
    assert_eq!(said(&page, "these rules give no category for it: ", "</strong>"), "0");

    let decisive = rules.tables().category_rules.iter().map(|rule| {
        (
            &rule.id,
            count(&|at| outcomes[at].reasons().any(|reason| reason.decisive() && reason.rule() == rule.id)),
        )
    });
    assert_eq!(figures(&page, "rules"), in_figures(decisive.collect()));

    let observed = rules.tables().indicators.iter().map(|row| {
        let answer = |at: usize| requests[at].indicators().answer_to_code(&row.code);
        (&row.code, count(&|at| matches!(answer(at), Some(Answer::Yes | Answer::Suspected))))
    });
    assert_eq!(figures(&page, "indicators"), in_figures(observed.collect()));

    let mut gaps: BTreeMap<&str, usize> = BTreeMap::new();
    for gap in outcomes.iter().flat_map(|outcome| outcome.gaps()) {
        *gaps.entry(gap.question.code()).or_default() += 1;
    }
    assert!(gaps.len() > 20);
    assert_eq!(figures(&page, "gaps"), in_figures(gaps));
    let with_gaps = count(&|at| outcomes[at].gaps().next().is_some());
    assert!(said(&page, "with at least one: ", "</p>").starts_with(&with_commas(with_gaps)));

    let rests = |at: usize, reading: &str| {
        let mut decisive = outcomes[at].reasons().filter(|reason| reason.decisive());
        decisive.any(|reason| reason.reading().is_some_and(|found| reading.is_empty() || found.id == reading))
    };
    let readings: BTreeMap<_, _> = figures(&page, "readings")
        .into_keys()
        .map(|id| {
            let resting = count(&|at| rests(at, &id));
            (id, resting)
        })
        .collect();
    assert_eq!(readings.len(), 11);
    assert_eq!(figures(&page, "readings"), in_figures(readings));
    let resting = count(&|at| rests(at, ""));
    assert!(said(&page, "by at least one decisive rule: ", "</p>").starts_with(&with_commas(resting)));

    let dues: Vec<_> =
        outcomes.iter().flat_map(|outcome| outcome.steps()).filter_map(|step| step.due()).collect();
    let mut days: BTreeMap<String, usize> = BTreeMap::new();
    for day in dues.iter().filter_map(|due| due.date) {
        *days.entry(day.format("%A %-d %B %Y").to_string()).or_default() += 1;
    }
    assert_eq!(figures(&page, "deadlines"), in_figures(days));
    let as_of = "2025-02-10".parse().unwrap();
    let past = dues.iter().filter(|due| due.date.is_some_and(|day| day < as_of)).count();
    let undated = dues.iter().filter(|due| due.date.is_none()).count();
    assert_eq!(said(&page, "<h4>Past: ", "</h4>"), with_commas(past));
    assert_eq!(
        said(&page, "because the day that it counts from is not known: ", "</h4>"),
        with_commas(undated)
    );
}

/// A child of an age, with these indicators.
fn seen(reference: &str, age: u8, indicators: &[&str]) -> String {
    let facts = ["learning_disability", "looked_after", "unaccompanied"].map(|fact| (fact, "no"));
    let mut child = json!({"age": age});
    facts.into_iter().for_each(|(fact, answer)| child[fact] = json!(answer));
    json!({"reference": reference, "child": child, "screening": {"indicators": indicators}}).to_string()
}

fn lines(so_many: &[(usize, u8, &[&str])]) -> String {
    let of = |(at, (count, age, indicators)): (usize, &(usize, u8, &[&str]))| {
        (0..*count).map(|one| seen(&format!("group {at} {one}"), *age, indicators) + "\n").collect::<String>()
    };
    so_many.iter().enumerate().map(of).collect()
}

#[test]
fn nought_is_shown_one_to_seven_reads_under_eight_and_others_are_rounded_to_the_nearest_five() {
    let folder = Folder::new("rounded");
    for (count, shown) in [
        (0, "0"),
        (1, "under 8"),
        (7, "under 8"),
        (8, "10"),
        (10, "10"),
        (12, "10"),
        (13, "15"),
        (17, "15"),
        (18, "20"),
        (1_012, "1,010"),
        (1_013, "1,015"),
    ] {
        let file = folder.file(
            "requests.jsonl",
            lines(&[(40, 15, &[]), (30, 15, &["eating-disorder"]), (count, 15, &["rape"])]),
        );
        let rounded = page(&[&file]);
        assert_eq!(figures(&rounded, "indicators")["rape"], shown, "{count}");
        assert_eq!(figures(&rounded, "categories")["Category 3: serious risk of harm"], shown, "{count}");
        assert!(
            rounded.text().contains("1 to 7 reads “under 8”") && rounded.text().contains("the nearest 5")
        );
        let exact = page(&[&file, "--exact"]);
        assert_eq!(figures(&exact, "indicators")["rape"], with_commas(count), "{count}");
        assert!(exact.text().contains("Every figure is exact.") && !exact.text().contains("under 8"));
    }
}

#[test]
fn a_total_is_added_up_from_what_is_shown() {
    let folder = Folder::new("total");
    let of = |so_many: &[(usize, u8, &[&str])]| {
        said(&page(&[&folder.file("requests.jsonl", lines(so_many))]), "Screenings in all: ", "</p>")
    };
    assert_eq!(of(&[(12, 15, &[]), (12, 15, &["rape"])]), "20.");
    assert_eq!(of(&[(12, 15, &[]), (3, 15, &["rape"])]), "10, and a figure under 8.");
    assert_eq!(of(&[(3, 15, &["rape"])]), "under 8.");
    assert_eq!(of(&[(3, 15, &[]), (3, 15, &["rape"])]), "2 figures under 8.");
}

/// The cells of the row with this code or these words, behind its heading.
fn cells(page: &Page, section: &str, of: &str) -> Vec<String> {
    let section = page.between(&format!("<section id=\"{section}\""), "</section>");
    let row = section.split("<tr role=\"row\">").skip(1).find(|row| words(row).contains(of));
    let row = row.unwrap_or_else(|| panic!("{of}"));
    row.split("<td ").skip(1).map(|cell| words(&cell[cell.find('>').unwrap() + 1..])).collect()
}

#[test]
fn a_share_is_of_all_as_they_are_shown_and_a_small_figure_has_none() {
    let folder = Folder::new("shares");
    let of = |rape, none, more: &[&str]| {
        let file = folder.file("requests.jsonl", lines(&[(rape, 15, &["rape"]), (none, 15, &[])]));
        cells(&page(&[&[&*file][..], more].concat()), "categories", "Category 3").get(1).cloned()
    };
    for (rape, none, share) in [
        (0, 10, "0%"),
        (1, 299, "under 1%"),
        (2, 399, "under 1%"),
        (2, 398, "1%"),
        (1, 1, "50%"),
        (2, 1, "67%"),
        (1, 2, "33%"),
        (5, 0, "100%"),
    ] {
        assert_eq!(of(rape, none, &["--exact"]).as_deref(), Some(share), "{rape} and {none}");
    }
    // 13 reads 15 and 41 reads 40: 15 of 55, and not 13 of 54.
    for (rape, none, share) in [(0, 40, "0%"), (8, 40, "20%"), (13, 41, "27%")] {
        assert_eq!(of(rape, none, &[]).as_deref(), Some(share), "{rape} and {none}");
    }
    // A small figure is not in the sum, and shares of the rest would come to more than there are.
    for rape in [1, 7] {
        assert_eq!(of(rape, 40, &[]), None, "{rape}");
    }
}

#[test]
fn the_last_line_says_no_more_of_how_many_there_are_than_the_page() {
    let folder = Folder::new("last-line");
    for (count, rounded, exact) in [(9, "about 10", "9"), (10, "about 10", "10"), (7, "under 8", "7")] {
        let file = folder.file("requests.jsonl", lines(&[(count, 15, &["poor-self-image"])]));
        for (more, told) in [(&[][..], rounded), (&["--exact"][..], exact)] {
            let done = run(&[&[&*file, "-o", "-"], more].concat());
            let line = format!("{told} screened, 0 refused, 0 blank lines\n");
            assert_eq!((done.code, &*done.errors), (0, &*line));
        }
    }
}

#[test]
fn the_chart_says_how_many_it_draws_and_has_the_gravest_signs_however_few_they_are() {
    let folder = Folder::new("drawn");
    let page = page(&[&folder.file("requests.jsonl", generated(1_000, 7)), "--exact"]);
    let section = page.between("<section id=\"indicators\"", "</section>");
    let counts = figures(&page, "indicators");
    let gravest: Vec<_> = RuleSet::coventry()
        .tables()
        .indicators
        .iter()
        .filter(|row| row.category.is_some_and(|given| given.number() == 3) && counts[&row.code] != "0")
        .collect();
    assert!(gravest.len() > 10);
    let described = section.split("<desc ").skip(1).map(|one| one.split("</desc>").next().unwrap());
    let picture: String = described.collect();
    for row in gravest {
        let label = row.label.replace('"', "&quot;");
        assert!(
            picture.replace('"', "&quot;").to_lowercase().contains(&label.to_lowercase()),
            "{}\n{picture}",
            row.label
        );
    }
    let said = words(&section);
    assert!(
        said.contains("Drawn: the largest, 15 of 56, and") && said.contains("more listed in Category 3"),
        "{said}"
    );
    assert_eq!(counts.len(), 56);
    assert!(section.contains("And listed in Category 3:"));
    assert_eq!(section.matches("<svg ").count(), 2);
}

#[test]
fn the_page_is_marked_as_the_area_says() {
    let folder = Folder::new("marked");
    let requests = folder.file("requests.jsonl", lines(&[(6, 15, &["rape"])]));
    let unmarked = page(&[&requests]);
    assert!(words(&unmarked.between("<header>", "</header>")).starts_with("Official - Sensitive"));
    let area = folder.file("area.json", r#"{"marking": "Restricted } * {"}"#);
    let marked = page(&[&requests, "--area", &area]);
    for (page, marking) in [(&unmarked, "Official - Sensitive"), (&marked, "Restricted } * {")] {
        assert!(words(&page.between("<footer>", "</footer>")).contains(marking));
        let each: String = marking.chars().map(|c| format!("\\{:x} ", u32::from(c))).collect();
        assert!(page.between("<style>", "</style>").contains(&format!("@top-left {{ content: \"{each}\"")));
    }
    let wrong = folder.file("wrong.json", r#"{"mark": "x"}"#);
    let done = run(&[&requests, "--area", &wrong, "-o", "-"]);
    assert_eq!((done.code, &*done.out), (2, ""));
    assert!(done.errors.contains("unknown field `mark`; allowed: `marking`, `ring`"), "{}", done.errors);
}

#[test]
fn no_line_at_all_is_no_success_and_makes_no_page() {
    let folder = Folder::new("none");
    let good = folder.file("requests.jsonl", lines(&[(6, 15, &[])]));
    for text in ["", "\n \n"] {
        let none = folder.file("none.jsonl", text);
        let done = run(&[&none, "-o", "-"]);
        assert_eq!((done.code, &*done.out), (2, ""));
        assert!(done.errors.contains("no requests were read: there is no line"), "{}", done.errors);
        let blank = if text.is_empty() { "0 blank lines" } else { "2 blank lines" };
        assert!(done.errors.ends_with(&format!("\n0 screened, 0 refused, {blank}\n")), "{}", done.errors);
        let done = run(&[&good, "--previous", &none, "-o", "-"]);
        assert_eq!((done.code, &*done.out), (2, ""));
        assert!(done.errors.contains("no stored records were read: there is no line"), "{}", done.errors);
    }
}

#[test]
fn figures_shown_alike_stand_in_the_order_of_the_rules_and_have_bars_alike() {
    let folder = Folder::new("order");
    let page = page(&[&folder.file("requests.jsonl", generated(500, 7))]);
    let section = page.between("<section id=\"indicators\"", "</section>");
    let order: Vec<_> =
        section.split("<code>").skip(1).map(|piece| piece.split('<').next().unwrap()).collect();
    let shown = figures(&page, "indicators");
    let at = |code: &str| RuleSet::coventry().tables().indicators.iter().position(|row| row.code == code);
    let alike = order.chunk_by(|one, other| shown[*one] == shown[*other]);
    assert!(alike.clone().all(|run| run.is_sorted_by_key(|code| at(code))), "{order:?}");
    let runs: Vec<_> = alike.map(|run| &*shown[run[0]]).collect();
    let sizes: Vec<_> = runs.iter().map(|shown| shown.parse().unwrap_or(4)).collect::<Vec<usize>>();
    assert!(sizes.is_sorted_by(|one, other| one > other) && runs.contains(&"under 8"), "{runs:?}");
    // A bar is as long as what is shown. What is small has none.
    let mut widths: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for bar in section.split("<g class=\"bar").skip(1) {
        let said = bar.split("value\"").nth(1).unwrap();
        let said = said.split('>').nth(1).unwrap().split('<').next().unwrap().trim();
        let width = bar
            .split("<rect")
            .nth(1)
            .map_or("", |bar| bar.split("width=\"").nth(1).unwrap().split('"').next().unwrap());
        widths.entry(said).or_default().insert(width);
    }
    assert!(widths.len() > 2 && widths.values().all(|widths| widths.len() == 1), "{widths:?}");
    assert!(widths.iter().all(|(said, widths)| widths.contains("") == (*said == "under 8")), "{widths:?}");
}

#[test]
fn no_reference_stands_on_the_page_unless_asked_for() {
    let folder = Folder::new("references");
    let requests = folder.file("requests.jsonl", generated(400, 3));
    let records = folder.file("records.jsonl", changes::records(&generated(300, 4)));
    let all = [&*requests, "--previous", &records, "--as-of", "2025-02-10"];
    for quiet in [&["--exact"][..], &[]] {
        assert!(!page(&[&all[..], quiet].concat()).text().contains("made-up-"));
    }
    let shown = page(&[&all[..], &["--exact", "--show-references"]].concat());
    assert!(shown.text().contains("made-up-399") && shown.text().contains("References are shown."));
    // Who can count references has the exact figures.
    let done = run(&[&all[..], &["--show-references", "-o", "-"]].concat());
    assert_eq!((done.code, &*done.out), (2, ""));
    assert!(done.errors.contains("--exact"), "{}", done.errors);
}

#[test]
fn hostile_references_stay_words() {
    let folder = Folder::new("hostile");
    let hostile = [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "</style></title><svg onload=alert(1)>",
        "<!-- --><![CDATA[ ]]>&lt;b&gt;&#60;",
        "\u{202e}turned\u{0}\u{1b}[2J\u{200b}",
    ];
    let with = |references: &[&str]| {
        let line = |of: &&str| {
            let mut request: Value = serde_json::from_str(&seen(of, 15, &["rape"])).unwrap();
            request["screening"]["referred_on"] = json!("2025-02-10");
            request.to_string()
        };
        let requests: Vec<_> = references.iter().map(line).collect();
        let file = folder.file("requests.jsonl", requests.join("\n"));
        let records = folder.file("records.jsonl", changes::records(&(seen("old", 15, &[]) + "\n")));
        page(&[&file, "--previous", &records, "--exact", "--show-references"])
    };
    let quiet = with(&["a", "b", "c", "d", "e"]);
    let page = with(&hostile);
    assert_eq!(page.skeleton(), quiet.skeleton());
    assert!(page.text().contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(!page.text().chars().any(|c| matches!(c, '\u{202e}' | '\u{0}' | '\u{1b}' | '\u{200b}')));
}

#[test]
fn bad_lines_are_counted_and_named_and_the_rest_is_shown() {
    let folder = Folder::new("bad");
    let good = lines(&[(6, 15, &["rape"])]);
    let good: Vec<_> = good.lines().collect();
    let too_long = "x".repeat((1 << 20) + 1);
    let bad = [
        good[0],
        "{}",
        "",
        good[1],
        r#"{"child": {"case": "Elm Street"}, "screening": {}}"#,
        good[2],
        &too_long,
        good[3],
        good[4],
        good[5],
        "{",
    ];
    let requests = folder.file("requests.jsonl", [bad.join("\n").as_bytes(), b"\n\xff\n"].concat());
    let records = folder.file(
        "records.jsonl",
        format!("{}no record of Elm Street\n", changes::records(&(seen("a", 15, &[]) + "\n"))),
    );
    let done = run(&[&requests, "--previous", &records, "-o", "-"]);
    assert_eq!(done.code, 1);
    let rounded = Page::new(done.out);
    assert!(rounded.text().contains("Lines refused: <em>under 8</em>."));
    // The number of a line says how many there are at least.
    assert!(!rounded.text().contains("Line 12"));
    let done = run(&[&requests, "--previous", &records, "--exact", "-o", "-"]);
    assert_eq!(done.code, 1);
    let named: Vec<_> = done.errors.lines().map(|line| line.split(": ").next().unwrap()).collect();
    let expected = [
        "stored records, line 2",
        "requests, line 2",
        "requests, line 5",
        "requests, line 7",
        "requests, line 11",
        "requests, line 12",
        "6 screened, 5 refused, 1 blank line",
    ];
    assert_eq!(named, expected);
    assert!(done.errors.contains("requests, line 7: the line is too long; allowed are 1048576 bytes"));
    let page = Page::new(done.out);
    assert!(page.text().contains("Lines refused: 6."));
    assert_eq!(figures(&page, "indicators")["rape"], "6");
    let lines = figures(&page, "lines");
    assert_eq!(lines.into_keys().collect::<Vec<_>>(), ["Line 11", "Line 12", "Line 2", "Line 5", "Line 7"]);
    assert!(!page.text().contains("Elm Street") && !done.errors.contains("Elm Street"));
}

#[test]
fn what_cannot_be_used_is_said_and_ends_with_two() {
    let folder = Folder::new("unusable");
    let good = folder.file("requests.jsonl", lines(&[(6, 15, &[])]));
    for arguments in [
        &["missing.jsonl", "-o", "-"][..],
        &[&*good, "--previous", "missing.jsonl", "-o", "-"],
        &[&*good, "--rules", "missing", "-o", "-"],
        &[&*good, "-o", "missing/page.html"],
        &[&*good, "--as-of", "yesterday", "-o", "-"],
        &[&*good],
        &["generate", "-o", "-"],
    ] {
        let done = run(arguments);
        assert_eq!((done.code, &*done.out), (2, ""), "{arguments:?}");
        assert!(!done.errors.is_empty());
    }
}

#[test]
fn equal_lines_in_any_order_give_an_equal_page() {
    let folder = Folder::new("equal");
    let text = generated(600, 5);
    let mut lines: Vec<_> = text.lines().collect();
    let stored = changes::records(&generated(500, 6));
    let mut records: Vec<_> = stored.lines().collect();
    let mut pages = Vec::new();
    for turn in [0, 0, 211] {
        lines.rotate_left(turn);
        records.rotate_left(turn);
        if turn > 0 {
            lines.reverse();
        }
        let requests = folder.file("requests.jsonl", lines.join("\n"));
        let records = folder.file("records.jsonl", records.join("\n"));
        pages.push(
            page(&[&requests, "--previous", &records, "--exact", "--show-references"]).text().to_owned(),
        );
    }
    assert!(pages[0] == pages[1] && pages[0] == pages[2]);
}

#[test]
fn a_page_has_headings_in_order_tables_with_headers_and_pictures_with_names() {
    let folder = Folder::new("structure");
    let requests = folder.file("requests.jsonl", generated(1_000, 7));
    let records = folder.file("records.jsonl", changes::records(&generated(900, 8)));
    let page = page(&[&requests, "--previous", &records, "--exact", "--show-references"]);
    let headings: Vec<u32> = page
        .tags()
        .into_iter()
        .filter_map(|tag| tag.strip_prefix('h').and_then(|level| level.get(..1)?.parse().ok()))
        .collect();
    assert_eq!(headings.iter().filter(|level| **level == 1).count(), 1);
    assert!(headings.windows(2).all(|pair| pair[1] <= pair[0] + 1), "a level is left out");
    let mut ids = page.ids();
    ids.sort_unstable();
    assert!(ids.windows(2).all(|pair| pair[0] != pair[1]), "an id stands twice");
    for link in page.links() {
        assert!(ids.contains(&link), "#{link} leads nowhere");
    }
    for tag in page.skeleton() {
        let name = tag.split(' ').next().unwrap();
        assert!(!["script", "link", "img", "iframe", "object", "form", "base"].contains(&name), "{tag}");
        assert!(!tag.contains(" src=") && !tag.contains(" on") && !tag.contains(" style="), "{tag}");
    }
    for table in page.text().split("<table ").skip(1) {
        let table = table.split("</table>").next().unwrap();
        assert!(table.contains("<caption>") && table.contains("scope=\"col\""), "{table}");
        assert_eq!(table.matches("scope=\"row\"").count(), table.matches("<tr role=\"row\"").count() - 1);
    }
    let pictures: Vec<_> = page.text().split("<svg ").skip(1).collect();
    assert_eq!(pictures.len(), 7);
    for picture in pictures {
        let picture = picture.split("</svg>").next().unwrap();
        for part in ["role=\"img\"", "aria-labelledby=", "<title ", "<desc ", "class=\"value\""] {
            assert!(picture.contains(part), "{part}\n{picture}");
        }
    }
}
