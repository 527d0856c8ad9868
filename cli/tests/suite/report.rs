//! The case report, made by the example as a process, and read as a page and as text.

mod area;
mod before;
mod disclosure;
mod done;
mod hostile;
mod looked_at;
mod sheet_one;
mod unknowns;

use crate::called::{call, forms, report};
use crate::page::{self, Page};
use crate::run::{Folder, of_project};
use crate::support::{bundled, flat, random_requests, read, record};
use cse_screening::rules::tables::RowBasis;
use cse_screening::{Basis, Fact, Record, RuleSet};
use serde_json::{Value, json};

/// How many random records are looked at.
const RECORDS: usize = 200;

/// What must stand in both forms: in words, and in which section where that matters.
#[derive(Default)]
struct Said(Vec<(&'static str, String)>);

impl Said {
    fn anywhere(&mut self, words: impl ToString) {
        self.0.push(("", words.to_string()));
    }

    fn within(&mut self, section: &'static str, words: impl ToString) {
        self.0.push((section, words.to_string()));
    }

    /// Everything that a record says, with the words that its rules have for it.
    fn by(record: &Record, rules: Option<&RuleSet>) -> Self {
        let mut said = Self::default();
        said.result(record, rules);
        said.reasons(record, rules);
        said.steps(record, rules);
        said.unknowns(record, rules);
        said.answers(record, rules);
        for words in [&record.rules.id, &record.rules.version, &record.rules.sha256] {
            said.within("The rules, and how to verify the record", words);
        }
        for one in &record.findings {
            said.within("Points to check", &one.message);
            said.within("Points to check", &one.id);
        }
        said
    }

    fn result(&mut self, record: &Record, rules: Option<&RuleSet>) {
        let result = "The result";
        match (record.category, rules) {
            (Some(category), Some(rules)) => match rules.level_of(Some(category)) {
                Some(level) => self.within(result, &level.label),
                None => {
                    self.within(result, format!("{category}: {}", rules.category_row(category).name));
                }
            },
            (Some(category), None) => self.within(result, category),
            (None, _) => self.within(result, "No category: "),
        }
        if record.possible > record.category {
            let possible = record.possible.unwrap();
            let level = rules.and_then(|rules| rules.level_of(Some(possible)));
            let possible = level.map_or_else(|| possible.to_string(), |level| level.label.clone());
            self.within(result, format!("It could be {possible}"));
        }
        let level = record.levels.as_ref().and_then(|levels| levels.category.as_ref());
        if let Some(level) = level.filter(|_| rules.is_none()) {
            self.within(result, level);
        }
        record.reference.iter().for_each(|reference| self.anywhere(reference));
        let judged = "Judgement and calculated level";
        let has_levels = rules.is_some_and(|rules| !rules.tables().levels.is_empty());
        let named = |category: Option<cse_screening::Category>| {
            let level = rules.and_then(|rules| rules.level_of(Some(category?)));
            match (level, category) {
                (Some(level), _) => level.label.clone(),
                (None, Some(category)) => category.to_string(),
                (None, None) if has_levels => "no level".to_owned(),
                (None, None) => "No category".to_owned(),
            }
        };
        self.within(judged, format!("Calculated from the answers alone{}", named(record.indicated)));
        self.within(judged, format!("Recorded{}", named(record.category)));
        if let Some(judgement) = record.request.indicators().judgement() {
            self.within(judged, format!("Professional judgement{}", named(Some(judgement.category()))));
            judgement.rationale().lines().for_each(|line| self.within(judged, line));
        }
    }

    fn reasons(&mut self, record: &Record, rules: Option<&RuleSet>) {
        for reason in &record.reasons {
            self.within("Why", &reason.rule);
            let decides = if reason.decisive { ", and this decides." } else { ". Because of" };
            let level = rules.and_then(|rules| rules.level_of(Some(reason.at_least)));
            let given = level.map_or_else(|| reason.at_least.to_string(), |level| level.label.clone());
            self.within("Why", format!("At least {given}{decides}"));
            for code in reason.because.iter().filter(|code| asked(code)) {
                self.within("Why", label(rules, code));
            }
            if !reason.decisive {
                reason.statements.iter().for_each(|id| self.within("Why", id));
                continue;
            }
            for id in &reason.statements {
                let row =
                    rules.map(|rules| rules.tables().statements.iter().find(|row| row.id == *id).unwrap());
                self.within(
                    "Why",
                    row.map_or_else(|| id.clone(), |row| format!("{id}: {} – {}", row.condition, row.effect)),
                );
            }
            let basis = match reason.basis {
                Basis::Toolkit => "It rests on plain words of ",
                Basis::Reading => "It rests on a reading",
            };
            self.within("Why", basis);
            let row = rules
                .map(|rules| rules.tables().category_rules.iter().find(|row| row.id == reason.rule).unwrap());
            if let Some(RowBasis::Reading(id)) = row.map(|row| &row.basis) {
                let reading = rules.unwrap().reading(id).unwrap();
                let words = [&reading.words, &reading.chosen, &reading.over];
                words.into_iter().for_each(|words| self.within("Why", words));
            }
        }
    }

    fn steps(&mut self, record: &Record, rules: Option<&RuleSet>) {
        let section = "What must happen";
        if let Some(plan) = &record.plan {
            self.within(section, &plan.host);
            self.within(section, &plan.rule);
            plan.statements.iter().for_each(|id| self.within(section, id));
        }
        for step in &record.steps {
            for words in [&step.id, &step.action, &step.who] {
                self.within(section, words);
            }
            for id in &step.statements {
                self.within(section, id);
            }
            if let Some(date) = step.due.as_ref().and_then(|due| due.date) {
                self.within(section, format!("By {}", date.format("%-d %B %Y")));
            }
            if step.due.as_ref().is_some_and(|due| due.date.is_none()) {
                self.within(section, "the referral date is not known");
            }
            let row = rules.map(|rules| rules.tables().steps.iter().find(|row| row.id == step.id).unwrap());
            if let Some(RowBasis::Reading(id)) = row.map(|row| &row.basis) {
                self.within(section, format!("a reading: {id}"));
            }
        }
        let support = &record.support;
        for label in [&support.assessments, &support.agencies, &support.interventions].into_iter().flatten() {
            self.within("Support listed for the category", label);
        }
    }

    fn unknowns(&mut self, record: &Record, rules: Option<&RuleSet>) {
        let section = "What is not known, and what it could change";
        for gap in &record.gaps {
            self.within(section, label(rules, &gap.question));
            self.within(section, gap.would_raise_to);
        }
        for prompt in &record.prompts {
            let (consider, because) = (label(rules, &prompt.consider), label(rules, &prompt.because));
            self.within(section, format!("{consider} (because this was seen: {because})"));
        }
        for one in &record.unread {
            self.anywhere(format!("{}: {}", one.code, one.answer.code().replace('_', " ")));
        }
    }

    fn answers(&mut self, record: &Record, rules: Option<&RuleSet>) {
        let section = "What was answered";
        let request = serde_json::to_value(&record.request).unwrap();
        for (field, value) in request["child"].as_object().unwrap() {
            let label = Fact::from_code(field).map(|_| label(rules, field));
            label.into_iter().for_each(|label| self.within(section, label));
            match value {
                Value::String(text) => self.within(section, written(text)),
                Value::Number(number) => self.within(section, number),
                Value::Array(ages) => self.within(section, format!("between {} and {}", ages[0], ages[1])),
                Value::Object(given) => given.values().for_each(|value| match value {
                    Value::String(text) => text.lines().for_each(|line| self.anywhere(written(line))),
                    value => self.anywhere(value),
                }),
                other => panic!("{other}"),
            }
        }
        for field in ["screened_on", "referred_on", "completed_by"] {
            let value = request["screening"][field].as_str();
            value.into_iter().for_each(|value| self.within(section, written(value)));
        }
        for (code, _) in record.request.indicators().answers_by_code() {
            self.within(section, code);
            self.within(section, label(rules, code));
        }
    }
}

/// As a report writes a code or a day.
fn written(text: &str) -> String {
    let day = text.parse::<cse_screening::chrono::NaiveDate>();
    day.map_or_else(|_| text.replace('_', " "), |day| day.format("%-d %B %Y").to_string())
}

/// Whether it is the code of a fact or an indicator, and not of something else that makes a rule fire.
fn asked(code: &str) -> bool {
    !["age", "previous_category", "professional_judgement", "determination", "placement", "legal_status"]
        .contains(&code)
}

/// What the rules call a question; without them, its code.
fn label(rules: Option<&RuleSet>, code: &str) -> String {
    match (rules, Fact::from_code(code)) {
        (Some(rules), Some(fact)) => rules.fact_in_words(fact).to_owned(),
        (Some(rules), None) => rules.indicator_with_code(code).map_or(code, |row| &row.label).to_owned(),
        (None, Some(_)) => code.replace('_', " "),
        (None, None) => code.to_owned(),
    }
}

/// Letters and numbers only: what a table, a list or a pen stroke puts between words is left out.
fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The same section in both forms.
fn sections(page: &Page, text: &str, heading: &str) -> [String; 2] {
    let capitals = format!("\n{}\n", heading.to_uppercase());
    let from = text.find(&capitals).unwrap_or_else(|| panic!("{heading} is not in the text\n{text}"));
    let rest = &text[from + capitals.len()..];
    let end = rest.find("\n\n").map_or(rest.len(), |_| {
        // A heading stands at the left edge, and nothing else does.
        let heading = rest
            .match_indices('\n')
            .find(|(at, _)| rest[at + 1..].starts_with(|c: char| c != ' ' && c != '\n'));
        heading.map_or(rest.len(), |(at, _)| at)
    });
    let of_page = page.between(&format!("{heading}</h2>"), "</section>");
    [bare(&page::words(&of_page)), bare(&rest[..end])]
}

/// Both forms say all that the record says.
fn say_the_record(record: &Record, rules: &RuleSet, arguments: &[&str]) {
    // Where a parent may be involved, texts are left out by themselves.
    let (page, text) =
        forms(record, &[arguments, &["--with", "words,sources,notes,strengths,reasons"]].concat());
    let rules = (rules.sha256() == record.rules.sha256).then_some(rules);
    let whole = [bare(&page::words(page.text())), bare(&text)];
    let mut cut: Vec<(&str, [String; 2])> = Vec::new();
    for (section, words) in Said::by(record, rules).0 {
        let words_only = bare(&words);
        assert!(!words_only.is_empty(), "{words:?}");
        if !section.is_empty() && !cut.iter().any(|(heading, _)| *heading == section) {
            cut.push((section, sections(&page, &text, section)));
        }
        let found = cut.iter().find(|(heading, _)| *heading == section).map_or(&whole, |(_, found)| found);
        for (form, found) in ["page", "text"].iter().zip(found) {
            assert!(found.contains(&words_only), "the {form} leaves out, in {section:?}: {words:?}\n{text}");
        }
    }
    // Each step has a box of its own.
    assert_eq!(page.text().matches("class=\"box\"").count(), record.steps.len());
    assert_eq!(text.matches("  [ ] ").count(), record.steps.len());
}

#[test]
fn both_forms_say_all_that_the_record_of_each_bundled_request_says() {
    let mut seen = 0;
    for (_, request) in bundled() {
        say_the_record(&read(&request).screen().to_record(), RuleSet::coventry(), &[]);
        seen += 1;
    }
    assert!(seen >= 10);
}

#[test]
fn the_record_that_comes_with_the_project_is_that_of_its_request() {
    let record = std::fs::read_to_string(of_project("examples/records/immediate-danger.json")).unwrap();
    let request = bundled().into_iter().find(|(name, _)| name == "immediate-danger.json").unwrap().1;
    let expected = read(&request).screen().to_record();
    assert_eq!(record, serde_json::to_string_pretty(&expected).unwrap() + "\n");
}

#[test]
fn both_forms_say_all_that_random_records_say() {
    let (mut none, mut findings, mut prompts, mut gaps) = (0, 0, 0, 0);
    for request in random_requests(RECORDS) {
        let record = record(&request);
        none += usize::from(record.category.is_none());
        findings += record.findings.len();
        prompts += record.prompts.len();
        gaps += record.gaps.len();
        say_the_record(&record, RuleSet::coventry(), &[]);
    }
    assert!([none, findings, prompts, gaps].iter().all(|count| *count > 5), "the records are all alike");
}

/// A record of a set with indicators of its own.
fn of_other_rules(set: &str) -> (RuleSet, Record) {
    let rules = RuleSet::from_dir(of_project(set)).unwrap();
    let codes: Vec<_> = rules.tables().indicators.iter().rev().take(3).map(|row| row.code.clone()).collect();
    let request =
        json!({"child": {"age": 12}, "screening": {"referred_on": "2025-03-03", "indicators": codes}});
    let request = cse_screening::Request::from_json_for(&rules, &request.to_string()).unwrap();
    let record = request.screen_by(&rules).to_record();
    (rules, record)
}

#[test]
fn a_record_of_other_rules_is_told_in_full_with_them_and_by_itself_without() {
    for set in ["tests/local/tiers", "tests/local/weights", "tests/local/extended"] {
        let (rules, record) = of_other_rules(set);
        say_the_record(&record, &rules, &["--rules", &of_project(set)]);
        say_the_record(&record, RuleSet::coventry(), &[]);
        let (page, text) = forms(&record, &[]);
        for form in [page::words(page.text()), flat(&text)] {
            let lower = form.to_lowercase();
            assert!(lower.contains("not verified: its rules are not at hand"), "{form}");
            assert!(form.contains(rules.sha256()) && form.contains(RuleSet::coventry().sha256()), "{form}");
            assert!(!lower.contains("its answers give this very record"), "{form}");
        }
    }
}

#[test]
fn answers_that_the_rules_could_not_read_stand_at_the_top() {
    let (rules, _) = of_other_rules("tests/local/extended");
    let own = rules.tables().indicators.last().unwrap().code.clone();
    let request = json!({"child": {"age": 15}, "screening": {"indicators": {own: "suspected"}}});
    let request = cse_screening::Request::from_json_for(&rules, &request.to_string()).unwrap();
    let record = request.screen().to_record();
    assert_eq!(record.unread.len(), 1);
    say_the_record(&record, RuleSet::coventry(), &[]);
    let (page, text) = forms(&record, &[]);
    assert!(page.between("<header>", "</header>").contains("Some answers could not be read"));
    assert!(text.find("SOME ANSWERS").unwrap() < text.find("WHAT MUST BE DONE NOW").unwrap());
    // It was so when it was recorded, so it reproduces.
    assert!(text.contains("The record reproduces."), "{text}");
}

#[test]
fn rules_that_give_no_category_for_what_is_seen_say_so_at_the_top() {
    let set = "tests/local/weights";
    let (_, record) = of_other_rules(set);
    let (page, text) = forms(&record, &["--rules", &of_project(set)]);
    let said = "These rules give no category for some observed signs";
    assert!(page.between("<header>", "</header>").contains(said));
    assert!(text.find(&said.to_uppercase()).unwrap() < text.find("THE RESULT").unwrap(), "{text}");
    assert!(flat(&text).contains("has no level for a sum under 6"), "{text}");
    assert!(flat(&text).contains("(This is accepted wherever an indicator is observed.)"), "{text}");
    let (_, record) = of_other_rules("tests/local/tiers");
    let (page, _) = forms(&record, &["--rules", &of_project("tests/local/tiers")]);
    assert!(!page.text().contains(said));
}

#[test]
fn a_record_that_somebody_changed_says_so_above_all_else_and_fails() {
    let text = bundled().into_iter().find(|(name, _)| name == "immediate-danger.json").unwrap().1;
    let record = read(&text).screen().to_record();
    let mut changed = record.clone();
    changed.category = cse_screening::Category::from_number(1);
    let gone = changed.steps.remove(0);
    changed.steps[0].force = cse_screening::Force::May;
    let json = serde_json::to_string(&changed).unwrap();
    for arguments in [&["--text"][..], &["-o", "-"][..]] {
        let done = call(arguments, json.as_bytes());
        assert_eq!(done.code, 1);
        assert_eq!(done.errors, "the record does not reproduce; the report says so, at its top\n");
        let words = flat(&page::words(&done.out));
        let top = words[..words.to_lowercase().find("child's name").unwrap()].to_lowercase();
        assert!(top.contains("not rely on it"), "{top}");
        let result = "recorded: category 1. its answers lead to category 3 under these rules.";
        assert!(top.contains(result) && !top.contains("recorded is"), "{top}");
        let lower = words.to_lowercase();
        assert!(lower.contains(&format!("do not rely on this result. {result}")), "{lower}");
        let end = &lower[lower.find("where the record differs").unwrap()..];
        for said in [
            "category: recorded is 1; the answers lead to 3".to_owned(),
            format!("steps[{}]: not recorded, and the answers lead to it", gone.id),
            format!("steps[{}].force: recorded is “may”; the answers lead to “must”", changed.steps[0].id),
        ] {
            assert!(end.contains(&said.to_lowercase()), "{said}\n{end}");
        }
    }
    assert!(report(&record, &["--text"]).contains("The record reproduces."));
}

/// Statements speak of an age and of signs. That a judgement by itself is enough is a reading, and must say so.
#[test]
fn a_rule_that_asks_for_something_that_is_a_reading_names_it() {
    let request = json!({
        "child": {"age": 12},
        "screening": {"professional_judgement": {"category": 1, "rationale": "worried"}},
    });
    let record = read(&request).screen().to_record();
    let reason = record.reasons.iter().find(|reason| reason.rule == "under-13").unwrap();
    assert_eq!(reason.basis, Basis::Reading);
    let (page, text) = forms(&record, &[]);
    for form in [page::words(&page.between("Why</h2>", "</section>")), flat(&text)] {
        assert!(
            form.contains("What counts as “a concern is recorded” is a reading, concern-recorded."),
            "{form}"
        );
    }
}

#[test]
fn an_adult_is_not_told_that_nothing_could_change() {
    let request = json!({"child": {"age": 30}, "screening": {"indicators": {"rape": "yes"}}});
    let record = read(&request).screen().to_record();
    assert_eq!(record.category, None);
    let (page, text) = forms(&record, &[]);
    for form in [page::words(page.text()), flat(&text)] {
        assert!(form.contains("This is not the same as no risk."), "{form}");
        assert!(
            !form.contains("would raise the category by itself, if it were yes")
                && !form.contains("No rule fired"),
            "{form}"
        );
    }
}

#[test]
fn equal_records_give_equal_reports() {
    let folder = Folder::new("equal");
    for (_, request) in bundled() {
        let record = read(&request).screen().to_record();
        let (page, text) = forms(&record, &[]);
        assert_eq!(report(&record, &["--text", "--rules", &of_project("rules/coventry")]), text);
        let pretty = serde_json::to_string_pretty(&record).unwrap();
        for (arguments, expected) in [(vec![], page.text()), (vec!["--text"], &*text)] {
            let file = folder.path("report");
            let done = call(&[&arguments[..], &["-o", &file, "--force"]].concat(), pretty.as_bytes());
            assert_eq!((done.code, &*done.out, &*done.errors), (0, "", ""));
            assert_eq!(std::fs::read_to_string(file).unwrap(), expected);
        }
    }
}

#[test]
fn a_page_stands_alone_and_its_links_resolve() {
    let (_, other) = of_other_rules("tests/local/tiers");
    let records = bundled().into_iter().map(|(_, request)| read(&request).screen().to_record());
    for record in records.chain([other]) {
        let (page, text) = forms(&record, &[]);
        let mut ids = page.ids();
        ids.sort_unstable();
        assert!(ids.windows(2).all(|pair| pair[0] != pair[1]), "an id stands twice");
        for link in page.links() {
            assert!(ids.binary_search(&link).is_ok(), "#{link} leads nowhere");
        }
        for tag in page.skeleton() {
            let name = tag.split(' ').next().unwrap();
            assert!(!["script", "link", "img", "iframe", "object", "form", "base"].contains(&name), "{tag}");
            assert!(!tag.contains(" src=") && !tag.contains(" on") && !tag.contains(" style="), "{tag}");
        }
        assert!(!page.text().contains("http:") && !page.text().contains("https:"));
        assert!(!page.text().contains("url(") && !page.text().contains("@import"));
        page.is_nested();
        let levels = page.headings();
        assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1);
        assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "a level is left out: {levels:?}");
        assert!(!text.contains('\u{1b}') && !text.contains('\u{a0}'));
        for line in text.lines() {
            assert!(line.chars().count() <= 96 && line.trim_end() == line, "{line:?}");
        }
    }
}

#[test]
fn nobody_is_named_and_no_form_says_that_there_is_no_risk() {
    for (_, request) in bundled() {
        let (page, text) = forms(&read(&request).screen().to_record(), &[]);
        for form in [page::words(page.text()), flat(&text)] {
            for blank in ["Child's name", "Printed by", "Printed on"] {
                assert_eq!(form.matches(blank).count(), 1, "{form}");
            }
            assert!(form.contains("“No indicators recorded” is not “no risk”"), "{form}");
            let denied = ["is not “no risk”", "not the same as no risk"];
            let denials: usize = denied.iter().map(|words| form.matches(words).count()).sum();
            assert_eq!(form.to_lowercase().matches("no risk").count(), denials, "{form}");
        }
    }
}

#[test]
fn a_report_says_that_an_edited_answer_reproduces_too_and_shows_the_sha256() {
    let request = json!({"reference": "ours", "child": {"age": 12},
        "screening": {"referred_on": "2025-03-03", "indicators": ["rape"]}});
    let record = record(&request);
    let (page, text) = forms(&record, &[]);
    for form in [page::words(page.text()), flat(&text)] {
        let lower = form.to_lowercase();
        let (_, after) = lower.split_once("the record reproduces").unwrap();
        let sentence = "if somebody changed an answer and screened again, that record reproduces too";
        assert!(after.find(sentence).is_some_and(|at| at < 200), "{form}");
        assert!(form.contains("To verify is not to sign.") && form.contains(&record.sha256()), "{form}");
    }
}

#[test]
fn a_category_without_support_is_not_said_to_be_none() {
    let small = std::fs::read_to_string(of_project("tests/small.json")).unwrap();
    let rules = RuleSet::from_json(&small).unwrap();
    let folder = Folder::new("no-support");
    let set = folder.set("small", &serde_json::from_str(&small).unwrap());
    for signs in [json!(["first-sign"]), json!([])] {
        let request = json!({"child": {"age": 15}, "screening": {"indicators": signs}}).to_string();
        let request = cse_screening::Request::from_json_for(&rules, &request).unwrap();
        let outcome = request.screen_by(&rules);
        assert_eq!(outcome.category().is_some(), signs != json!([]));
        let (page, text) = forms(&outcome.to_record(), &["--rules", &set]);
        // Where nothing is listed there is no list, and nothing is said of a category that is not there.
        for form in [page::words(page.text()), flat(&text)] {
            assert!(
                !form.contains("Support listed") && !form.contains("where there is no category"),
                "{form}"
            );
        }
    }
    // Where something is, there is.
    let (page, text) =
        forms(&record(&json!({"child": {"age": 15}, "screening": {"indicators": ["rape"]}})), &[]);
    for form in [page::words(page.text()), flat(&text)] {
        assert!(form.to_lowercase().contains("support listed for the category"), "{form}");
    }
}
