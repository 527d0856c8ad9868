//! The command line, run as a process on the requests that come with it.

use crate::run::{Call, Folder, cse, of_project};
use crate::support::{flat, simple};
use cse_screening::{Category, Force, Question, Record, Request, RuleSet, Step};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

/// How `cse screen` ends, and what it says.
pub fn call(arguments: &[&str], input: &[u8]) -> Call {
    cse("screen", arguments, input)
}

fn requests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join("examples/requests")
}

/// The bundled request with this name.
fn bundled(name: &str) -> Vec<u8> {
    fs::read(requests().join(name)).unwrap()
}

/// Every bundled request with its name, those of the caseload too.
fn all_bundled() -> Vec<(String, Vec<u8>)> {
    let files = fs::read_dir(requests()).unwrap().map(|file| file.unwrap().path());
    let mut all: Vec<_> = files
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(path).unwrap()))
        .collect();
    assert!(all.len() >= 8, "only {} requests are bundled", all.len());
    let caseload = bundled("caseload.jsonl");
    let lines = caseload.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    all.extend(lines.enumerate().map(|(at, line)| (format!("caseload line {}", at + 1), line.to_vec())));
    all
}

fn read(request: &[u8]) -> Request {
    Request::from_slice(request).unwrap()
}

fn summary(request: &[u8]) -> String {
    let Call { code, out, errors } = call(&["-"], request);
    assert_eq!((code, &*errors), (0, ""));
    out
}

fn capitalised(text: &str) -> String {
    let (first, rest) = text.split_at(1);
    first.to_uppercase() + rest
}

#[test]
fn each_bundled_request_has_a_summary_with_its_category_and_its_first_must() {
    for (name, text) in all_bundled() {
        let request = read(&text);
        let outcome = request.screen();
        let summary = flat(&summary(&text));
        match outcome.support() {
            Some(row) => {
                assert!(summary.contains(&format!("{}: {}", row.category, row.name)), "{name}:\n{summary}");
            }
            None => assert!(summary.contains("No category: "), "{name}:\n{summary}"),
        }
        if let Some(must) = outcome.steps().find(|step| step.force() == Force::Must) {
            assert!(summary.contains(&format!("MUST {}: ", capitalised(must.who()))), "{name}:\n{summary}");
        }
    }
}

#[test]
fn a_summary_leaves_nothing_of_the_outcome_out() {
    for (name, text) in all_bundled() {
        let request = read(&text);
        let outcome = request.screen();
        let summary = flat(&summary(&text));
        let tables = outcome.rules().tables();
        let has = |words: &str| assert!(summary.contains(words), "{name} lacks {words:?}:\n{summary}");
        for step in outcome.steps() {
            let force = if step.force() == Force::Must { "MUST" } else { step.force().code() };
            has(&flat(&format!("{force} {}: {} [", capitalised(step.who()), step.action())));
        }
        outcome.reasons().for_each(|reason| {
            has(reason.row().label.split_at(1).1);
            reason.reading().into_iter().for_each(|reading| has(&flat(&reading.chosen)));
        });
        outcome.findings().for_each(|finding| has(finding.message.split_at(1).1));
        outcome.prompts().for_each(|prompt| has(&prompt.consider.label));
        outcome.plan().into_iter().for_each(|plan| has(&capitalised(&plan.row().label)));
        outcome.gaps().for_each(|gap| {
            has(&gap.would_raise_to.to_string());
            has(match gap.question {
                Question::Fact(fact) => &tables.facts.iter().find(|row| row.fact == fact).unwrap().label,
                Question::Indicator(indicator) => &indicator.label,
                _ => panic!("another question"),
            });
        });
        for (indicator, answer) in request.indicators().answers().filter(|_| outcome.category().is_some()) {
            if answer.protects() {
                has(&outcome.rules().indicator_row(indicator).unwrap().label);
            }
        }
        has(&format!("{} ({})", tables.manifest.version, &outcome.rules().sha256()[..12]));
        has("does not replace professional judgement, or the voice of the child");
    }
}

#[test]
fn what_cannot_wait_comes_first_by_whatever_name_its_stage_goes() {
    let folder = Folder::new("renamed-stages");
    for entry in fs::read_dir(of_project("rules/coventry")).unwrap().map(Result::unwrap) {
        if entry.path().extension().is_some_and(|extension| extension == "json") {
            let text = fs::read_to_string(entry.path()).unwrap();
            let text = text.replace(r#""stage": "immediate""#, r#""stage": "danger""#);
            let text = text.replace(r#""stage": "referral""#, r#""stage": "front-door""#);
            let text = text.replace(r#""id": "coventry""#, r#""id": "elsewhere""#);
            folder.file(entry.file_name().to_str().unwrap(), &text);
        }
    }
    let request = of_project("examples/requests/immediate-danger.json");
    let set = folder.0.to_str().unwrap();
    let [renamed, as_it_was] = [&["--rules", set][..], &[]].map(|rules| {
        let done = cse("screen", &[&[&*request], rules].concat(), b"");
        assert_eq!((done.code, &*done.errors), (0, ""));
        let (_, first) = done.out.split_once("NOW: IMMEDIATE SAFETY").unwrap();
        let (first, _) = first.split_once("DEADLINES").unwrap();
        first.to_owned()
    });
    assert!(as_it_was.contains("call the emergency services") && as_it_was.contains("FIRST: REFERRAL"));
    assert_eq!(renamed, as_it_was);
}

#[test]
fn what_must_happen_at_once_stands_before_the_reasons_and_all_other_steps() {
    let text = bundled("immediate-danger.json");
    let summary = summary(&text);
    let request = read(&text);
    let outcome = request.screen();
    let referral = |step: &Step<'_>| step.stage() == "referral";
    let first = outcome.steps().filter(|step| step.stage() == "immediate" || referral(step));
    assert!(outcome.steps().any(|step| referral(&step)));
    assert!(summary.find("NOW: IMMEDIATE SAFETY").unwrap() < summary.find("FIRST: REFERRAL").unwrap());
    let now = summary.find("NOW: IMMEDIATE SAFETY").unwrap();
    let deadlines = summary.find("DEADLINES").unwrap();
    let plan = summary.find("THE ONE PLAN").unwrap();
    let why = summary.find("WHY CATEGORY 3").unwrap();
    assert!(
        now < deadlines
            && deadlines < plan
            && plan < why
            && why < summary.find("THEN, STAGE BY STAGE").unwrap()
    );
    assert_eq!(flat(&summary[now..deadlines]).matches('[').count(), first.count());
    assert!(summary[now..].find("MUST").unwrap() < summary[now..].find("should").unwrap());
}

#[test]
fn who_should_send_a_referral_stands_beside_who_must_receive_it() {
    let text = summary(&bundled("one-vulnerability.json"));
    let (first, _) = text.split_once("THE ONE PLAN").unwrap();
    let (_, first) = first.split_once("FIRST: REFERRAL").unwrap();
    let first = flat(first);
    assert!(first.contains("MUST MASH: receive the referral"), "{first}");
    assert!(first.contains("should Referring professional: send the completed tool"), "{first}");
}

#[test]
fn a_deadline_has_its_date_or_says_why_there_is_none() {
    let dated = summary(&bundled("immediate-danger.json"));
    assert!(dated.contains("By 14 January 2026: 15 working days after the referral."), "{dated}");
    let dateless = summary(simple("no referral").as_bytes());
    assert!(dateless.contains("Due 15 working days after the referral; the referral date is not known."));
}

#[test]
fn a_form_that_asks_nothing_says_that_nothing_was_asked() {
    let summary = summary(&bundled("nothing-asked.json"));
    assert!(summary.contains("No category: nothing was asked."), "{summary}");
    assert!(flat(&summary).contains("it does not say that nothing is wrong"), "{summary}");
    assert!(!summary.contains("no risk"), "{summary}");
}

#[test]
fn a_form_on_which_nothing_was_seen_is_not_called_no_risk() {
    let text = br#"{"child": {"age": 14}, "screening": {"indicators": {"rape": "no", "clipping": "no"}}}"#;
    let summary = flat(&summary(text));
    assert!(summary.contains("Asked about 2 of 56 indicators: 2 answered no."), "{summary}");
    let none = "and none was recorded as seen or suspected. This is not the same as no risk.";
    assert!(summary.contains(none), "{summary}");
    assert_eq!(summary.matches("no risk").count(), 1, "{summary}");
}

#[test]
fn what_is_not_known_is_named_with_what_it_could_lead_to() {
    let text = bundled("many-unknowns.json");
    let request = read(&text);
    let outcome = request.screen();
    assert!(outcome.possible() > outcome.category());
    let summary = flat(&summary(&text));
    assert!(summary.contains("It could be Category 3"), "{summary}");
    assert!(summary.contains("Not known: looked after by a local authority; unaccompanied;"), "{summary}");
}

#[test]
fn an_adult_gets_no_category_and_the_steps_for_adults() {
    let text = bundled("adult-at-thirty.json");
    let summary = summary(&text);
    let why = "No category: outside the scope in which these rules give one. This is not the same as no risk. \
               Steps follow all the same.";
    assert!(flat(&summary).contains(why), "{summary}");
    assert!(summary.contains("adult safeguarding"), "{summary}");
    assert!(!summary.contains("WHY") && !summary.contains("THE ONE PLAN"), "{summary}");
}

#[test]
fn a_summary_that_goes_to_no_terminal_is_plain_text_of_bearable_width() {
    for (name, text) in all_bundled() {
        let summary = summary(&text);
        assert!(!summary.contains('\u{1b}'), "{name}");
        assert!(!summary.contains('\u{a0}'), "{name}");
        for line in summary.lines() {
            assert!(line.chars().count() <= 96 && line.trim_end() == line, "{name}: {line:?}");
        }
    }
}

#[test]
fn a_reference_cannot_steer_a_terminal() {
    let summary = summary(simple(r"before\u001b[2J\u202eafter").as_bytes());
    let reference = summary.lines().find(|line| line.contains("Your reference")).unwrap();
    assert!(reference.contains("before") && reference.contains("after"), "{reference}");
    assert!(!summary.contains(['\u{1b}', '\u{202e}']), "{reference}");
}

#[test]
fn the_record_is_that_of_the_library_to_the_byte() {
    for (name, text) in all_bundled() {
        let printed = call(&["--json", "-"], &text);
        let record = read(&text).screen().to_record();
        assert_eq!(printed.out, serde_json::to_string_pretty(&record).unwrap() + "\n", "{name}");
        assert_eq!((printed.code, &*printed.errors), (0, ""), "{name}");
    }
}

#[test]
fn a_file_is_read_like_standard_input() {
    let file = requests().join("one-vulnerability.json");
    let from_file = call(&[file.to_str().unwrap()], b"");
    assert_eq!(from_file.out, summary(&bundled("one-vulnerability.json")));
    assert_eq!(from_file.code, 0);
}

#[test]
fn a_caseload_gives_one_record_a_line_in_the_same_order() {
    let caseload = bundled("caseload.jsonl");
    let records = call(&["--jsonl"], &caseload);
    assert_eq!((records.code, &*records.errors), (0, "12 screened, 0 refused, 0 blank lines\n"));
    let lines = caseload.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let expected: Vec<_> = lines.map(|line| read(line).screen().to_record()).collect();
    let found: Vec<Record> = records.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(found.len(), 12);
    assert!(found == expected);
    let categories: Vec<_> = found.iter().map(|record| record.category.map(Category::number)).collect();
    assert!([Some(1), Some(2), Some(3), None].iter().all(|category| categories.contains(category)));
}

#[test]
fn a_line_that_cannot_be_read_has_its_error_in_its_place() {
    let mut lines: Vec<u8> = Vec::new();
    lines.extend(simple("first").bytes());
    lines.extend(b"\n\n  \t\r\nnot a request\n");
    lines.extend(b"{\"child\": {\"age\": 15}, \"screening\": {}, \"reference\": \"\xff\xfe\"}\n");
    lines.extend(br#"{"child": {"age": 15}, "screening": {"indicators": ["cliping"]}}"#);
    lines.extend(b"\r\n");
    lines.extend(simple("last, with no line end").bytes());

    let Call { code, out, errors } = call(&["--jsonl"], &lines);
    assert_eq!(code, 1);
    let refused = "3 lines were refused; their errors stand in their places\n";
    assert_eq!(errors, format!("{refused}2 screened, 3 refused, 2 blank lines\n"));
    let out: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(out.len(), 5);
    assert_eq!(out[0]["reference"], "first");
    assert_eq!(out[4]["reference"], "last, with no line end");
    for (refused, number) in out[1..4].iter().zip([4, 5, 6]) {
        assert_eq!(refused["line"], number);
        assert_eq!(refused.as_object().unwrap().len(), 2);
        assert!(!refused["error"].as_str().unwrap().contains("line 1"), "{refused}");
    }
    assert!(out[3]["error"].as_str().unwrap().starts_with("screening.indicators"), "{}", out[3]);
    assert!(out[3]["error"].as_str().unwrap().contains("did you mean `clipping`?"), "{}", out[3]);
}

#[test]
fn nothing_of_a_child_reaches_standard_error() {
    let bad = [
        r#"{"reference":"SECRET","child":{"age":-1},"screening":{}}"#,
        r#"{"child":{"age":15},"screening":{"professional_judgement":{"rationale":"SECRET"}}}"#,
        r#"{"child":{"age":15},"screening":{"professional_judgement":{"category":9,"rationale":"SECRET"}}}"#,
        r#"{"child":{"age":15},"screening":{},"reference":"SECRET""#,
        r#"{"child":{"date_of_birth":"SECRET"},"screening":{}}"#,
        r#"{"child":{"case":"SECRET"},"screening":{}}"#,
        r#"{"child":{"SECRET":"yes"},"screening":{}}"#,
        r#"{"child":{},"screening":{"indicators":["SECRET"]}}"#,
        r#"{"child":{},"screening":{"indicators":{"rape":"SECRET"}}}"#,
    ];
    for form in
        ["[\"rape\",\"rape\"]", "{\"rape\":null}", "[\"rapee\"]", "{\"rape\":\"yess\"}", "{\"rape\":1}"]
    {
        let request = format!("{{\"child\":{{}},\"screening\":{{\"indicators\":{form}}}}}");
        let errors = call(&["-"], request.as_bytes()).errors;
        assert!(
            errors.starts_with("refused: screening.indicators: ") && !errors.contains("rape"),
            "{errors}"
        );
    }
    let lines = call(&["--jsonl"], bad.join("\n").as_bytes());
    assert_eq!(lines.code, 1);
    assert_eq!(lines.out.lines().count(), bad.len());
    assert!(!lines.errors.contains("SECRET"), "{}", lines.errors);
    for request in bad {
        let one = call(&["-"], request.as_bytes());
        assert_eq!((one.code, &*one.out), (1, ""), "{request}");
        assert!(one.errors.starts_with("refused: ") && !one.errors.contains("SECRET"), "{}", one.errors);
    }
    // Unless somebody asks for it.
    let values = call(&["--show-values", "-"], bad[5].as_bytes()).errors;
    assert_eq!(values, "refused: child.case: unknown case `SECRET`; allowed: `open`, `not_open`\n");
    let place = call(&["-"], bad[0].as_bytes()).errors;
    assert!(place.contains("child.age") && place.contains("0 to 120"), "{place}");
}

#[test]
fn a_wrong_call_and_a_file_that_is_not_there_exit_with_2() {
    let missing = requests().join("no-such-request.json");
    let folder = requests();
    let wrong: [&[&str]; 10] = [
        &[],
        &["--rules"],
        &["--rules", folder.to_str().unwrap()],
        &["--no-such-option"],
        &["--jsonl", "no-such-file.jsonl"],
        &["--columns", "no-such-map.json"],
        &["--numbered", "-"],
        &["--jsonl", "--json"],
        &[missing.to_str().unwrap()],
        &[folder.to_str().unwrap()],
    ];
    for arguments in wrong {
        let Call { code, out, errors } = call(arguments, b"");
        assert_eq!((code, &*out), (2, ""), "{arguments:?}: {errors}");
        assert!(!errors.is_empty() && !errors.contains("panicked"), "{arguments:?}: {errors}");
    }
}

/// The third line of a summary, after its title and its result, is what nobody answered.
#[test]
fn what_nobody_answered_and_the_rules_took_for_a_no_follows_the_result() {
    let text = summary(simple("ours").as_bytes());
    let lines: Vec<_> = text.lines().collect();
    let result = lines.iter().position(|line| *line == "RESULT").unwrap();
    assert!(lines[result + 1].trim_start().starts_with("Category "), "{text}");
    let said = flat(&lines[result + 2..].join(" "));
    let events =
        RuleSet::coventry().tables().facts.iter().filter(|row| row.left_out == cse_screening::Answer::No);
    let labels: Vec<_> = events.map(|row| &*row.label).collect();
    assert!(said.starts_with(&format!("Not answered, and taken for a no: {}.", labels.join("; "))), "{text}");
}

#[test]
fn where_nothing_was_seen_what_was_not_asked_comes_first() {
    let text = r#"{"child": {"age": 14}, "screening": {"indicators":
        {"rape": "no", "clipping": "no", "late-home-or-missing": "no"}}}"#;
    let said = flat(&summary(text.as_bytes()));
    let (_, result) = said.split_once("RESULT ").unwrap();
    let leads = "53 of 56 indicators were not asked about. That is no answer, and not a no. No category: ";
    assert!(result.starts_with(leads), "{said}");
    // With one seen, the category leads.
    let seen = text.replace(r#""rape": "no""#, r#""rape": "suspected""#);
    let said = flat(&summary(seen.as_bytes()));
    assert!(said.split_once("RESULT ").unwrap().1.starts_with("Category 3: "), "{said}");
}

#[test]
fn a_higher_category_names_what_would_do_it_and_a_judgement_its_reason() {
    let text = br#"{"child": {"age": 15}, "screening": {"indicators": {"late-home-or-missing": "yes", "rape": "not_known"},
        "professional_judgement": {"category": 2, "rationale": "afraid to\ngo home"}}}"#;
    let said = flat(&summary(text));
    let label = &RuleSet::coventry().indicator_with_code("rape").unwrap().label;
    let (_, could) = said.split_once("It could be Category 3, if this were so: ").unwrap();
    assert!(
        could[..could.find("See what is not known").unwrap()].contains(&format!("{label} (not known)")),
        "{said}"
    );
    let judged = "Judged by the professional: Category 2. The reason given: “afraid to go home”";
    assert!(said.contains(judged), "{said}");
}

#[test]
fn help_is_short() {
    let help = call(&["--help"], b"");
    assert_eq!(help.code, 0);
    assert!(help.out.lines().count() < 38 && help.out.contains("--jsonl"), "{}", help.out);
}

/// A directory of rules that is there as long as this is.
struct Rules(PathBuf);

impl Rules {
    fn written(name: &str, files: &[(&str, &Value)]) -> Self {
        let folder = std::env::temp_dir().join(format!("cse-screening-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        for (file, content) in files {
            fs::write(folder.join(file), content.to_string()).unwrap();
        }
        Self(folder)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for Rules {
    fn drop(&mut self) {
        // Leaving it behind is no failure of the test.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn local_manifest() -> Value {
    json!({
        "extends": {"id": "coventry", "version": "2.0.0"},
        "manifest": {
            "id": "x", "version": "1.0.0", "title": "X",
            "settings": {"change": [{"id": "several-category-1", "value": 2}]}
        }
    })
}

/// Two files: one indicator of its own, levels with names of its own, and another name for a service.
fn local_rules(name: &str) -> Rules {
    let local = json!({
        "names": {"change": [{"id": "social-care", "name": "the front door"}]},
        "sources": { "add": [{ "id": "local-list", "title": "The local list", "publisher": "An invented area", "edition": "1" }] },
        "statements": {"add": [{
            "id": "L001", "section": "Local list", "kind": "indicator", "condition": "",
            "effect": "the area looks out for this", "force": "information", "source": "local-list"
        }]},
        "indicators": {"add": [{
            "code": "own-sign", "category": 2, "label": "a sign of the area's own", "kind": "behaviour",
            "statement": "L001"
        }]},
        "levels": {"add": [
            {"id": "green", "label": "Green"},
            {"id": "yellow", "label": "Yellow", "category": 1},
            {"id": "amber", "label": "Amber", "category": 2},
            {"id": "red", "label": "Red", "category": 3}
        ]}
    });
    Rules::written(name, &[("manifest.json", &local_manifest()), ("local.json", &local)])
}

#[test]
fn rules_of_a_directory_screen_in_place_of_the_built_in_ones() {
    let rules = Rules::written("setting", &[("rules.json", &local_manifest())]);
    let two =
        br#"{"child": {"age": 15}, "screening": {"indicators": ["poor-self-image", "eating-disorder"]}}"#;
    assert!(summary(two).contains("Category 1: "));
    let Call { code, out, errors } = call(&["--rules", rules.path(), "-"], two);
    assert_eq!((code, &*errors), (0, ""));
    assert!(out.contains("Category 2: "), "{out}");
    assert!(flat(&out).contains("made from coventry 2.0.0 ("), "{out}");
    // Without levels of its own, no level is shown.
    assert!(!out.contains("Called here"), "{out}");

    let loaded = RuleSet::from_dir(&rules.0).unwrap();
    let record = read(two).screen_by(&loaded).to_record();
    let printed = call(&["--json", "--rules", rules.path(), "-"], two);
    assert_eq!(printed.out, serde_json::to_string_pretty(&record).unwrap() + "\n");
    // The bundled rules, from their files, are the built-in ones.
    let built_in = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join("rules/coventry");
    let by_files = call(&["--json", "--rules", built_in.to_str().unwrap(), "-"], two);
    assert_eq!(by_files.out, call(&["--json", "-"], two).out);
}

#[test]
fn own_indicators_and_levels_of_a_directory_are_read_and_shown() {
    let rules = local_rules("own");
    let request = br#"{"child": {"age": 15}, "screening": {"indicators": {
        "poor-self-image": "yes", "own-sign": "suspected", "rape": "not_known"}}}"#;
    let Call { code, out, errors } = call(&["--rules", rules.path(), "-"], request);
    assert_eq!((code, &*errors), (0, ""));
    let out = flat(&out);
    for words in [
        "RESULT Amber ",
        "Asked about 3 of 57 indicators: 1 seen, 1 suspected, 1 not known.",
        "a sign of the area's own (suspected) [local-list L001]",
        "That the case is not open to the front door",
    ] {
        assert!(out.contains(words), "{words:?} is not in {out}");
    }
    assert!(!out.contains("Category 2") && !out.contains("Called here"), "{out}");
    assert!(!out.contains("cannot read") && !out.contains("Children's Social Care"), "{out}");

    let second = simple("second");
    let one_line = request.map(|byte| if byte == b'\n' { b' ' } else { byte });
    let lines = [&one_line[..], second.as_bytes()];
    let records = call(&["--jsonl", "--rules", rules.path()], &lines.join(&b'\n'));
    assert_eq!((records.code, &*records.errors), (0, "2 screened, 0 refused, 0 blank lines\n"));
    let loaded = RuleSet::from_dir(&rules.0).unwrap();
    let found: Vec<_> =
        records.out.lines().map(|line| Record::from_json_for(&loaded, line).unwrap()).collect();
    assert_eq!(
        found.iter().map(|record| record.levels.as_ref()?.category.as_deref()).collect::<Vec<_>>(),
        [Some("amber"), Some("red")]
    );
    assert!(found.iter().all(|record| record.verify(&loaded).is_ok()));

    // The built-in rules do not know the code, and a misspelt one has its nearest.
    let unknown = call(&["-"], request);
    assert_eq!((unknown.code, &*unknown.out), (1, ""));
    let misspelt = br#"{"child": {}, "screening": {"indicators": ["own-sing"]}}"#;
    let refused = call(&["--jsonl", "--rules", rules.path()], misspelt);
    assert_eq!(refused.code, 1);
    assert!(refused.out.contains("did you mean `own-sign`?"), "{}", refused.out);
    let refused = call(&["--rules", rules.path(), "-"], misspelt);
    assert_eq!((refused.code, &*refused.out), (1, ""));
    assert!(!refused.errors.contains("own-sing"), "{}", refused.errors);
}

#[test]
fn rules_that_are_refused_are_told_with_every_fault_and_nothing_is_screened() {
    let mut faulty = local_manifest();
    faulty["manifest"]["settings"]["change"][0]["id"] = json!("several-category-2");
    let other = json!({"steps": {"remove": ["no-such-step"]}});
    let rules = Rules::written("faulty", &[("manifest.json", &faulty), ("steps.json", &other)]);
    for arguments in [&["--rules", rules.path(), "-"][..], &["--rules", rules.path(), "--jsonl"]] {
        let Call { code, out, errors } = call(arguments, simple("ours").as_bytes());
        assert_eq!((code, &*out), (2, ""), "{errors}");
        assert!(errors.starts_with("the rules are refused:\n"), "{errors}");
        assert_eq!(errors.lines().count(), 3, "{errors}");
        assert!(errors.contains("did you mean `several-category-1`?"), "{errors}");
        assert!(errors.contains("steps.json, steps, `no-such-step`"), "{errors}");
    }
    let missing = call(&["--rules", "no-such-directory", "-"], simple("ours").as_bytes());
    assert_eq!((missing.code, &*missing.out), (2, ""));
    assert!(missing.errors.contains("no-such-directory: cannot be read: "), "{}", missing.errors);
}

#[test]
fn an_answer_to_a_question_of_the_sets_own_is_an_answer_about_the_child() {
    let rules = of_project("tests/local/tiers");
    for (child, answered) in [
        (json!({"age": 15}), false),
        (json!({"age": 15, "sibling_exploited": "no"}), true),
        (json!({"age": 15, "missing_episodes_in_90_days": 0}), true),
    ] {
        let request = json!({"child": child, "screening": {}}).to_string();
        let text = call(&["--rules", &rules, "-"], request.as_bytes());
        let text = flat(&text.out);
        assert_eq!(!text.contains("no question about the child has an answer"), answered, "{text}");
        assert_eq!(!text.contains("nothing was asked"), answered, "{text}");
    }
}
