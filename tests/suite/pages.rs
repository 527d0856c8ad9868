//! The pages beside the code: their links lead somewhere, and the glossary knows what the tables say.

use cse_screening::RuleSet;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn page(name: &str) -> String {
    fs::read_to_string(Path::new(ROOT).join(name)).unwrap()
}

#[test]
fn every_link_to_a_file_leads_to_one() {
    let in_docs = fs::read_dir(Path::new(ROOT).join("docs")).unwrap().map(|entry| entry.unwrap().path());
    let pages: Vec<PathBuf> = in_docs
        .chain(
            ["README.md", "BENCHMARKS.md", "CONTRIBUTING.md", "SECURITY.md"]
                .map(|name| Path::new(ROOT).join(name)),
        )
        .collect();
    let mut links = 0;
    for page in &pages {
        let text = fs::read_to_string(page).unwrap();
        let defined = text.lines().filter_map(|line| line.strip_prefix('[')?.split_once("]: "));
        for (name, target) in defined {
            links += 1;
            assert!(page.with_file_name(target).is_file(), "{}: [{name}] leads nowhere", page.display());
        }
        // A link that stands in the text itself would lead nowhere in the crate's documentation.
        assert!(!text.contains(".md)]"), "{}: a link to a page stands in the text", page.display());
        assert!(!text.contains("](docs/") && !text.contains(".md)\n"), "{}", page.display());
        for (at, _) in text.match_indices("][") {
            let name = text[at + 2..].split(']').next().unwrap();
            let definition = format!("\n[{name}]: ");
            assert!(text.contains(&definition), "{}: [{name}] is not defined", page.display());
        }
    }
    assert!(links >= 10, "only {links} links were found");
}

#[test]
fn every_file_that_the_pages_name_is_there() {
    for name in ["docs/guide.md", "docs/checklist.md", "docs/limits.md", "SECURITY.md", "CONTRIBUTING.md"] {
        let text = page(name);
        let named = text.split('`').skip(1).step_by(2);
        let files = named.filter(|code| code.ends_with(".md") || code.starts_with("rules/schema/"));
        for file in files {
            assert!(Path::new(ROOT).join(file).is_file(), "{name} names {file}, which is not there");
        }
    }
}

#[test]
fn the_glossary_has_every_abbreviation_that_the_tables_show() {
    let glossary = page("docs/glossary.md");
    let tables = RuleSet::coventry().tables();
    let support = tables
        .categories
        .iter()
        .flat_map(|row| row.assessments.iter().chain(&row.agencies).chain(&row.interventions));
    let shown = tables
        .steps
        .iter()
        .flat_map(|step| [&step.action, &step.who])
        .chain(tables.indicators.iter().map(|row| &row.label))
        .chain(support.map(|support| &support.label))
        .chain(tables.findings.iter().map(|row| &row.message))
        .chain(tables.readings.iter().flat_map(|row| [&row.words, &row.chosen]));
    let mut abbreviations = BTreeSet::new();
    for text in shown {
        let words = text.split(|letter: char| !letter.is_ascii_alphanumeric());
        abbreviations.extend(
            words.filter(|word| word.len() > 2 && word.chars().all(|letter| letter.is_ascii_uppercase())),
        );
    }
    assert!(abbreviations.contains("MASE") && abbreviations.len() > 8, "{abbreviations:?}");
    for word in abbreviations {
        assert!(glossary.contains(word), "the glossary does not say what {word} is");
    }
}

#[test]
fn limits_speak_of_as_many_readings_as_there_are() {
    let readings = RuleSet::coventry().tables().readings.len();
    assert!(page("docs/limits.md").contains(&format!("we chose: {readings} readings")));
}
