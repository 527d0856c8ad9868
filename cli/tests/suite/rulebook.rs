//! The rulebook, made by the example as a process, and read as a page.

mod rows;

use crate::page;
use crate::page::{Page, escaped, saying};
use crate::run::{Call, Folder, cse, of_project};
use crate::support::{cases, extending, read, small};
use cse_screening::rules::tables::RowBasis;
use cse_screening::{Answer, Case, Child, Fact, Force, Indicators, RuleSet};
use serde_json::json;
use sha2::Digest;
use std::fs;
use std::path::Path;

fn run(arguments: &[&str]) -> Call {
    cse("rulebook", arguments, b"")
}

/// The page for these arguments.
pub fn book(arguments: &[&str]) -> Page {
    let done = run(&[arguments, &["-o", "-"]].concat());
    assert_eq!((done.code, &*done.errors), (0, ""), "{arguments:?}");
    Page::new(done.out)
}

/// The built-in set and those of the tests, each with its page.
fn books() -> Vec<(RuleSet, Page)> {
    ["rules/coventry", "tests/local/tiers", "tests/local/weights", "tests/local/extended"]
        .map(of_project)
        .into_iter()
        .map(|set| (RuleSet::from_dir(&set).unwrap(), book(&[&set])))
        .collect()
}

#[test]
fn a_category_has_no_heading_over_nothing_and_a_level_is_quoted() {
    let page = book(&[&of_project("tests/local/weights")]);
    let categories = page::words(&page.between("<section id=\"categories\"", "</section>"));
    assert!(
        !categories.contains("Life chances") && categories.contains("“mild”, by its id mild"),
        "{categories}"
    );
}

#[test]
fn every_row_of_a_set_stands_at_its_place_with_its_words() {
    for (rules, page) in books() {
        let tables = rules.tables();
        let at = |table: &str, id: &str, words: &[&str]| {
            let row = page.row(&format!("{table}-{id}"));
            for words in words {
                let (row, words) = (row.to_lowercase(), escaped(words).to_lowercase());
                assert!(row.contains(&words), "{table}, {id}: {words}\n{row}");
            }
        };
        let cited = |table: &str, id: &str, statements: &[String], basis: &RowBasis| {
            let row = page.row(&format!("{table}-{id}"));
            let last = statements.last().unwrap();
            assert!(row.contains(&format!("href=\"#statements-{last}\"")), "{table}, {id}\n{row}");
            if let RowBasis::Reading(reading) = basis {
                assert!(row.contains(&format!("href=\"#readings-{reading}\"")), "{table}, {id}\n{row}");
            }
        };
        for row in &tables.indicators {
            at("indicators", &row.code, &[&row.code, &row.label, &row.statement]);
        }
        for row in &tables.category_rules {
            let words: Vec<_> = row.when.iter().map(|one| rules.condition_in_words(one)).collect();
            at("category_rules", &row.id, &words.iter().map(String::as_str).collect::<Vec<_>>());
            at("category_rules", &row.id, &[&row.label, &row.id]);
            cited("category_rules", &row.id, &row.statements, &row.basis);
        }
        for row in &tables.steps {
            let words: Vec<_> = row.when.iter().map(|one| rules.condition_in_words(one)).collect();
            at("steps", &row.id, &words.iter().map(String::as_str).collect::<Vec<_>>());
            at("steps", &row.id, &[&row.action, &row.who, &row.id]);
            cited("steps", &row.id, &row.statements, &row.basis);
        }
        for row in &tables.readings {
            at("readings", &row.id, &[&row.words, &row.chosen, &row.over]);
        }
        for row in &tables.statements {
            at("statements", &row.id, &[&row.id, &row.condition, &row.effect]);
        }
        for row in &tables.plan_hosts {
            at("plan_hosts", &row.id, &[&row.label, &row.host]);
            cited("plan_hosts", &row.id, &row.statements, &row.basis);
        }
        for row in &tables.protections {
            at("protections", &row.id, &[&row.label, &rules.category_in_words(Some(row.never_below))]);
        }
        for row in &tables.findings {
            at("findings", &row.id, &[&row.message]);
        }
        for row in &tables.definitions {
            at("definitions", &row.id, &[&row.label]);
        }
        for row in &tables.manifest.settings {
            at("settings", &row.id, &[&row.value.to_string(), &row.unit]);
        }
        for row in &tables.facts {
            at("facts", row.fact.code(), &[&row.label]);
        }
        for row in &tables.scopes {
            assert!(page.has_id(&format!("scopes-{}", row.scope.code())));
        }
        for row in &tables.categories {
            let card = page.between(&format!("id=\"categories-{}\"", row.category.number()), "</article>");
            let support = [&row.assessments, &row.agencies, &row.interventions].into_iter().flatten();
            for words in support.map(|one| &one.label).chain([&row.name, &row.who, &row.need]) {
                assert!(card.contains(&escaped(words)), "{words}\n{card}");
            }
        }
        let manifest = &tables.manifest;
        let source = &rules.tables().sources[0];
        for words in [&manifest.title, &manifest.version, &source.title, &source.edition] {
            assert!(page.between("<header>", "</header>").contains(&escaped(words)), "{words}");
        }
        assert!(page.between("<header>", "</header>").contains(rules.sha256()));
        assert_eq!(page.has_id("alike"), !tables.prompts.is_empty());
        for row in &tables.prompts {
            let alike = page.between("id=\"alike\"", "</table>");
            for code in row.consider.iter().chain([&row.observed]) {
                assert!(alike.contains(&format!("href=\"#indicators-{code}\"")), "{code}");
            }
        }
    }
}

#[test]
fn every_statement_says_where_it_is_carried_or_why_it_is_not() {
    for (rules, page) in books() {
        for row in &rules.tables().statements {
            let carried = rules.references_to("statements", &row.id);
            let carried: Vec<_> = carried.iter().filter(|one| one.table != "not_modelled").collect();
            let shown = page.row(&format!("statements-{}", row.id));
            for one in &carried {
                let id = if one.table == "case" { "case" } else { &one.row };
                assert!(shown.contains(&format!("href=\"#{}-{id}\"", one.table)), "{one:?}\n{shown}");
            }
            let left_out =
                rules.tables().not_modelled.iter().find(|left_out| left_out.statements.contains(&row.id));
            match left_out {
                Some(left_out) if carried.is_empty() => {
                    assert!(
                        shown.contains(&format!("Not carried. {}", escaped(&left_out.reason))),
                        "{shown}"
                    );
                }
                None if carried.is_empty() => {
                    assert!(shown.contains("it asks for nothing by itself"), "{shown}");
                }
                _ => {}
            }
        }
    }
}

#[test]
fn links_resolve_ids_are_unique_and_nothing_comes_from_elsewhere() {
    let folder = Folder::new("links");
    let other = folder.set("other", &extending(json!({})));
    let changed = book(&["coventry", "--previous", &other]);
    for page in books().into_iter().map(|(_, page)| page).chain([changed]) {
        let ids = page.ids();
        let mut unique = ids.clone();
        unique.sort_unstable();
        unique.dedup();
        assert_eq!(unique.len(), ids.len(), "an id stands twice");
        assert!(page.links().len() > 50);
        for link in page.links() {
            assert!(unique.binary_search(&link).is_ok(), "#{link} leads nowhere");
        }
        for tag in page.skeleton() {
            let name = tag.split(' ').next().unwrap();
            assert!(!["link", "img", "iframe", "object", "base"].contains(&name), "{tag}");
            let has = |what: &str| tag.contains(what);
            assert!(!has(" src=") && !has(" on") && !has(" style=") && !has(" action="), "{tag}");
        }
        assert_eq!(page.text().matches("<script").count(), 1);
        assert!(!page.tags().iter().any(|tag| tag.contains("http:") || tag.contains("https:")));
        assert!(!page.between("<style>", "</style>").contains("url("));
        assert!(!page.between("<style>", "</style>").contains("@import"));
    }
}

#[test]
fn a_page_has_one_title_headings_in_order_and_tables_with_headers() {
    for (_, page) in books() {
        let headings = page.headings();
        assert_eq!(headings.iter().filter(|level| **level == 1).count(), 1);
        assert!(headings.windows(2).all(|pair| pair[1] <= pair[0] + 1), "a level is left out");
        for landmark in
            ["<header>", "<nav aria-label=", "<main id=\"main\"", "<footer>", "<html lang=\"en-GB\">"]
        {
            assert_eq!(page.text().matches(landmark).count(), 1, "{landmark}");
        }
        assert!(page.text().contains("<a class=\"skip\" href=\"#main\">"));
        let tables: Vec<_> = page.text().split("<table ").skip(1).collect();
        assert!(tables.len() > 8, "{}", tables.len());
        for table in tables {
            let table = table.split("</table>").next().unwrap();
            assert!(table.contains("<caption>") && table.contains("scope=\"col\""), "{table}");
            let rows = table.matches("<tr role=\"row\"").count() - 1;
            assert_eq!(table.matches("scope=\"row\"").count(), rows, "{table}");
        }
        let pictures = page.text().matches("<svg role=\"img\"").count();
        assert!(pictures >= 4 && page.text().matches("<title id=\"picture").count() == pictures);
        page.is_nested();
    }
}

#[test]
fn equal_rules_give_an_equal_page() {
    let one = book(&[]);
    assert_eq!(one.text(), book(&["coventry"]).text());
    assert_eq!(one.text(), book(&[&of_project("rules/coventry")]).text());
    let folder = Folder::new("equal");
    let file = folder.path("rulebook.html");
    let done = run(&["-o", &file]);
    assert_eq!((done.code, &*done.out, &*done.errors), (0, "", ""));
    assert_eq!(fs::read_to_string(file).unwrap(), one.text());
}

#[test]
fn hostile_words_stay_words() {
    let folder = Folder::new("hostile");
    let plain = folder.set("plain", &saying("plain"));
    let quiet = book(&[&plain, "--previous", "coventry"]);
    let hostile = [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "</style></title><svg onload=alert(1)>",
        "' onmouseover='alert(1)' x='",
        "<!-- --><![CDATA[ ]]>&lt;b&gt;&#60;",
        "javascript:alert(1)",
        "\u{202e}turned\u{0}\u{1b}[2J\u{200b}",
    ];
    for (at, text) in hostile.into_iter().enumerate() {
        let set = folder.set(&format!("hostile-{at}"), &saying(text));
        let done = run(&[&set, "--previous", "coventry", "-o", "-"]);
        assert_eq!((done.code, &*done.errors), (0, ""), "{text:?}");
        let page = Page::new(done.out);
        // The same elements with the same attributes in the same order: no word became one.
        assert_eq!(page.skeleton(), quiet.skeleton(), "{text:?}");
        for what in
            ["title", "reason", "name", "label", "rule", "message", "who", "action", "words", "chosen"]
        {
            assert!(
                quiet.text().to_lowercase().contains(&format!("plain {what}")),
                "{what} is not on the page"
            );
        }
        for what in ["over", "section", "condition", "effect", "source"] {
            assert!(
                quiet.text().to_lowercase().contains(&format!("plain {what}")),
                "{what} is not on the page"
            );
        }
        for steering in ['\u{202e}', '\u{0}', '\u{1b}', '\u{200b}'] {
            assert!(!page.text().contains(steering), "{steering:?}");
        }
    }
}

#[test]
fn what_a_set_accepts_stands_at_the_top_and_what_it_acknowledges_with_the_warnings() {
    let page = book(&[&of_project("tests/local/weights")]);
    let header = page::words(&page.between("<header>", "</header>"));
    assert!(
        header.contains("It gives no category for some observed signs. The partnership's form"),
        "{header}"
    );
    assert!(header.contains("(This is accepted wherever an indicator is observed.)"), "{header}");
    let verified = page::words(&page.between("<section id=\"verified\"", "</section>"));
    assert!(verified.contains("accepted by the set"), "{verified}");
    assert!(verified.contains("Acknowledged by the set: The form gives a sum"), "{verified}");
    assert!(
        !page::words(&book(&["coventry"]).between("<header>", "</header>")).contains("gives no category")
    );
}

#[test]
fn what_changed_stands_on_the_page_only_when_it_is_asked_for() {
    let folder = Folder::new("changed");
    let change = json!({"settings": {"change": [{"id": "several-category-1", "value": 4}]}});
    let set = folder.set("set", &extending(json!({"manifest": change})));
    let page = book(&[&set, "--previous", "coventry"]);
    let section = page.between("<section id=\"changed\"", "</section>");
    let words = page::words(&section);
    assert!(words.contains("Less than before. Category down: Category 2 becomes Category 1"), "{words}");
    assert!(words.contains("value was 3, and is 4"), "{words}");
    assert!(words.contains("for example, some kinds of children"), "{words}");
    assert!(words.contains("From coventry version 2.0.0 to elsewhere version 1.0.0"), "{words}");
    assert!(page.text().contains("href=\"#changed\""));
    assert!(!book(&[&set]).has_id("changed"));
    let same = book(&["coventry", "--previous", "coventry"]);
    let section = page::words(&same.between("<section id=\"changed\"", "</section>"));
    assert!(section.contains("Every request has the same scope"), "{section}");
}

/// A lead who knows no Rust has only the page.
#[test]
fn a_lead_finds_why_a_child_of_12_is_category_2_and_who_must_be_told() {
    let page = book(&[]);
    // From the contents, with what it comes to.
    let contents = page.between("<nav ", "</nav>");
    let found = contents.split("<li>").find(|one| one.contains("A child of 12")).unwrap();
    assert!(found.contains("href=\"#followed-2\"") && page::words(found).ends_with("Category 2"), "{found}");
    let article = page.between("id=\"followed-2\"", "</article>");
    let words = page::words(&article);
    for said in [
        "Tell first: Refer to MASH with tool (must); Pass intelligence to police (should); ",
        "Category 2: significant risk of harm.",
        "The child could be under 13: at least Category 2, and this decides",
        "Because of: age 12",
        "Rests on N019, N083",
        "Everything goes into the child in need plan.",
    ] {
        assert!(words.contains(said), "{said}\n{words}");
    }
    let child = Child::aged(12).unwrap().fact(Fact::LookedAfter, Answer::No).case(Case::NotOpen);
    let first = RuleSet::coventry().tables().indicators.first().unwrap();
    let tool = Indicators::new().answer_code(RuleSet::coventry(), &first.code, Answer::Yes).unwrap();
    let outcome = cse_screening::screen(&child, &tool);
    let wanted: Vec<_> = outcome.steps().filter(|step| step.force() != Force::May).collect();
    assert!(wanted.len() > 20);
    for step in wanted {
        let link = format!("href=\"#steps-{}\"", step.id());
        let row = article.split("<tr ").skip(1).find(|row| row.contains(&link));
        let row = row.unwrap_or_else(|| panic!("{}", step.id()));
        assert!(page::words(row).to_lowercase().contains(&step.who().to_lowercase()), "{row}");
        let column = if step.force() == Force::Must { "Must" } else { "Should" };
        let cell = row.split("<td ").find(|cell| cell.contains(&link)).unwrap();
        assert!(cell.contains(&format!("data-label=\"{column}\"")), "{cell}");
        assert!(step.force() != Force::Must || page::words(cell).contains(&step.action()[1..]), "{cell}");
    }
    // And the same from the tables: the rule, what it rests on, and who refers.
    assert!(page::words(page.row("category_rules-under-13")).contains("the child could be under 13"));
    assert!(page::words(page.row("statements-N019")).contains("rule under-13"));
    let referrer = page::words(&page.between("id=\"actor-referrer\"", "id=\"actor-holder\""));
    assert!(
        referrer.contains("Refer to Children's Social Care through the MASH, tool attached"),
        "{referrer}"
    );
}

#[test]
fn the_matrix_has_every_step_that_any_case_brings_about_in_its_category_and_under_who_acts() {
    let page = book(&[]);
    let mut asked = 0;
    for case in cases() {
        let request = read(&case["request"]);
        let outcome = request.screen();
        let number = outcome.category().map_or(0, |category| usize::from(category.number()));
        for step in outcome.steps() {
            let column = if number == 0 { "No category".to_owned() } else { format!("Category {number}") };
            let row = page.row(&format!("steps-{}", step.id()));
            let cell = row.split("<td ").find(|cell| cell.contains(&format!("data-label=\"{column}\"")));
            let cell = cell.unwrap_or_else(|| panic!("{} in {column}", step.id()));
            assert!(cell.contains(&format!("class=\"force {}\"", step.force().code())), "{row}");
            assert!(row.contains(&format!("data-actor=\"{}\"", step.actor().code())), "{row}");
            asked += 1;
        }
    }
    assert!(asked > 10_000, "{asked}");
}

#[test]
fn a_refused_set_and_a_wrong_call_write_no_page() {
    let folder = Folder::new("wrong");
    let file = folder.path("page.html");
    let refused = folder.set("refused", &extending(json!({"steps": {"remove": ["no-such-step"]}})));
    let missing = folder.path("missing");
    for (arguments, code) in [
        (vec![&*refused, "-o", &*file], 1),
        (vec!["coventry", "--previous", &*refused, "-o", &*file], 1),
        (vec![&*missing, "-o", &*file], 2),
        (vec!["coventry"], 2),
        (vec!["-o", &*missing, "--previous", &*missing], 2),
    ] {
        let done = run(&arguments);
        let errors = &done.errors;
        assert_eq!(done.code, code, "{arguments:?}: {errors}");
        assert!(!errors.is_empty() && !errors.contains("panicked") && done.out.is_empty(), "{errors}");
        assert!(!Path::new(&file).exists() && !Path::new(&missing).exists());
    }
}

#[test]
fn a_failing_set_says_so_at_the_top_of_its_page_and_does_not_end_well() {
    let folder = Folder::new("failing");
    // The second sign gives no category.
    let mut set = small();
    set["levels"][0] = json!({ "id": "one", "label": "one", "category": 1 });
    set["definitions"][0]["when"] = json!([{ "any_observed": ["first-sign"] }]);
    set["protections"] = json!([]);
    let set = folder.set("failing", &set);
    let done = run(&[&set, "-o", "-"]);
    assert_eq!(done.code, 1, "{}", done.errors);
    assert!(done.errors.contains("the set fails"), "{}", done.errors);
    let page = Page::new(done.out);
    let top = page::words(&page.between("<header>", "</header>"));
    assert!(top.contains("This set fails. Do not use it."), "{top}");
    assert!(page.between("<header>", "</header>").contains("href=\"#verified\""));
    assert!(page.between("<section id=\"verified\"", "</section>").contains("does not hold"));

    assert!(!page::words(&book(&[]).between("<header>", "</header>")).contains("This set fails"));
}

#[test]
fn colours_can_be_told_from_their_ground() {
    let page = book(&[]);
    let style = page.between("<style>", "</style>");
    let colour = |name: &str| {
        let hex = style.split(&format!("--{name}: #")).nth(1).unwrap().split(';').next().unwrap();
        let hex =
            if hex.len() == 3 { hex.chars().flat_map(|one| [one, one]).collect() } else { hex.to_owned() };
        let part = |at: usize| {
            let part = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(0) + 0.7152 * part(2) + 0.0722 * part(4)
    };
    let mut pairs =
        vec![("ink", "paper"), ("quiet", "paper"), ("quiet", "shade"), ("link", "paper"), ("ink", "shade")];
    pairs.extend([
        ("c0", "c0-tint"),
        ("c1", "c1-tint"),
        ("c2", "c2-tint"),
        ("c3", "c3-tint"),
        ("ink", "c3-tint"),
    ]);
    pairs.extend([("c0", "paper"), ("c1", "paper"), ("c2", "paper"), ("c3", "paper")]);
    for (ink, ground) in pairs {
        let (one, other) = (colour(ink), colour(ground));
        let ratio = (one.max(other) + 0.05) / (one.min(other) + 0.05);
        assert!(ratio >= 4.5, "{ink} on {ground}: {ratio:.2}");
    }
}

#[test]
fn a_rule_that_asks_for_a_question_of_the_sets_own_has_a_child_for_whom_it_decides() {
    let page = book(&[&of_project("tests/local/tiers")]);
    for rule in ["sibling", "missing-often", "missing-very-often"] {
        let row = page::words(page.row(&format!("category_rules-{rule}")));
        assert!(row.contains("Age 1") && !row.contains("no example"), "{row}");
    }
}

#[test]
fn what_an_indicator_weighs_when_it_is_old_stands_beside_its_weight() {
    let set = of_project("tests/local/weights");
    let (rules, page) = (RuleSet::from_dir(&set).unwrap(), book(&[&set]));
    let older: Vec<_> = rules.tables().indicators.iter().filter(|row| row.older_weight.is_some()).collect();
    assert!(!older.is_empty());
    for row in older {
        let words = format!("weight {}, {} when it is old", row.weight, row.older_weight.unwrap());
        assert!(page::words(page.row(&format!("indicators-{}", row.code))).contains(&words), "{words}");
        let explained = cse("rules", &["explain", &set, &row.code], b"").flat();
        assert!(
            explained.contains(&format!("and {} when it is old", row.older_weight.unwrap())),
            "{explained}"
        );
    }
}

#[test]
fn the_contents_name_every_chapter_and_part_with_the_number_that_its_heading_has() {
    let other = of_project("tests/local/extended");
    for page in [book(&[]), book(&[&other, "--previous", "coventry"])] {
        let contents = page.between("<nav ", "</nav>");
        let listed: Vec<_> = contents.split("href=\"#").skip(1).collect();
        assert!(listed.len() > 30, "{contents}");
        for one in &listed {
            let (id, rest) = one.split_once("\">").unwrap();
            let heading = rest.split("</a>").next().unwrap();
            assert!(heading.starts_with(|c: char| c.is_ascii_digit()), "{heading}");
            let at = &page.text()[page.text().find(&format!(" id=\"{id}\"")).unwrap()..];
            let shown = at.split("</h").next().unwrap().rsplit('>').next().unwrap();
            assert_eq!(shown, heading);
        }
        let parts = page.text().matches("<div class=\"part\"").count();
        let chapters = page.text().matches("<section ").count();
        assert_eq!(listed.len(), parts + chapters);
    }
}

#[test]
fn page_one_says_what_is_proved_what_changed_in_three_lines_and_what_is_to_be_approved() {
    let page = book(&[&of_project("tests/local/extended"), "--previous", "coventry"]);
    let header = page.between("<header>", "</header>");
    let words = page::words(&header);
    let rules = RuleSet::from_dir(of_project("tests/local/extended")).unwrap();
    let readings = format!("{} readings", rules.tables().readings.len());
    let order = [
        "Version 1.",
        "Proved or not:Of 6 properties: 6 proved",
        "What changed since coventry version",
        &readings,
        "SHA-256",
    ];
    let order = order.map(|said| words.find(said).unwrap_or_else(|| panic!("{said}\n{words}")));
    assert!(order.is_sorted(), "{order:?}\n{words}");
    let changed = header.split("What changed since").nth(1).unwrap();
    let lines: Vec<_> =
        changed.split("</ul>").next().unwrap().split("<li>").skip(1).map(page::words).collect();
    assert_eq!(lines.len(), 3, "{lines:?}");
    let compared = RuleSet::coventry().compare(&rules);
    for table in ["indicators", "steps"] {
        let count = compared.rows.iter().filter(|row| row.table == table).count();
        assert!(lines[0].contains(&format!("{count} of {table}")), "{}", lines[0]);
    }
    // The rows that were changed come before whom it concerns.
    let section = page.between("<section id=\"changed\"", "</section>");
    let at = |id: &str| section.find(&format!("id=\"{id}\"")).unwrap();
    assert!(at("changed-rows") < at("changed-outcomes"));
}

#[test]
fn that_a_category_falls_stands_on_page_one() {
    let folder = Folder::new("falls");
    let said = |value: u16| {
        let change = json!({"settings": {"change": [{"id": "several-category-1", "value": value}]}});
        let set = folder.set(&format!("to-{value}"), &extending(json!({"manifest": change})));
        page::words(&book(&[&set, "--previous", "coventry"]).between("<header>", "</header>"))
    };
    let [sooner, later] = [said(2), said(4)];
    assert!(
        sooner.contains("On the same day nobody’s category falls")
            && sooner.contains("Somebody’s rises, in 3 ways."),
        "{sooner}"
    );
    assert!(later.contains("Somebody’s category falls, in 3 ways. None was found to rise."), "{later}");
    for words in [sooner, later] {
        assert!(words.contains("Rows that differ: 1 of settings."), "{words}");
    }
}

#[test]
fn statements_are_folded_each_under_its_section_and_no_column_says_the_same_of_every_row() {
    let page = book(&[]);
    let statements = page.between("<section id=\"statements\"", "</section>");
    let sections: std::collections::BTreeSet<_> =
        RuleSet::coventry().tables().statements.iter().map(|row| &row.section).collect();
    assert_eq!(statements.matches("<details><summary>").count(), sections.len());
    assert_eq!(statements.matches("</details>").count(), sections.len());
    // A deadline stands beside the steps that have one, and nothing in its place beside the others.
    for row in &RuleSet::coventry().tables().steps {
        let said = page::words(page.row(&format!("steps-{}", row.id)));
        let deadlines =
            said.matches("ithin 15 working days of the referral, whose day is not counted").count();
        assert_eq!(deadlines, usize::from(row.deadline.is_some()), "{said}");
        assert_eq!(said.matches("whose day is not counted").count(), deadlines, "{said}");
    }
    for table in page.text().split("<table ").skip(1) {
        let table = table.split("</table>").next().unwrap();
        let rows: Vec<Vec<_>> = table
            .split("<tr ")
            .skip(2)
            .map(|row| row.split("<td ").skip(1).map(page::words).collect())
            .collect();
        let lanes = table.contains("Category 1</th>");
        if rows.len() > 12 && !lanes {
            for column in 0..rows[0].len() {
                assert!(rows.iter().any(|row| row[column] != rows[0][column]), "{}", rows[0][column]);
            }
        }
    }
}

#[test]
fn the_one_script_is_let_run_by_its_hash_and_nothing_is_missing_without_it() {
    let page = book(&[]);
    let script = page.between("<script>", "</script>");
    let script = &script["<script>".len()..];
    let hash = in_base_64(&sha2::Sha256::digest(script));
    assert!(page.text().contains(&format!("script-src 'sha256-{hash}'")), "{hash}");
    assert!(!page.text().contains("script-src 'unsafe-inline'"));
    // What needs it is not shown without it; it looks nothing up elsewhere and keeps nothing.
    assert!(
        page.text().contains("<form id=\"filter\" role=\"search\" aria-label=\"Filter the rows\" hidden")
    );
    for word in ["fetch", "http", "localStorage", "innerHTML", "eval", "cookie"] {
        assert!(!script.contains(word), "{word}");
    }
    let form = page.between("<form id=\"filter\"", "</form>");
    assert!(form.contains("<label for=\"filter-word\">") && form.contains("<label for=\"filter-actor\">"));
    assert!(form.contains("role=\"status\" aria-live=\"polite\""));
    let rules = RuleSet::coventry();
    for step in &rules.tables().steps {
        assert!(form.contains(&format!("<option value=\"{}\">", step.actor.code())), "{}", step.id);
    }
}

fn in_base_64(bytes: &[u8]) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let all = (0..3).fold(0_u32, |all, at| all << 8 | u32::from(three.get(at).copied().unwrap_or(0)));
        for at in 0..4 {
            let letter = LETTERS[(all >> (18 - 6 * at)) as usize & 63];
            text.push(if at > three.len() { '=' } else { letter.into() });
        }
    }
    text
}
