//! `cse codes`: what it lists is what may be written, and nothing that may be written is missing.

use crate::run::{Folder, cse, of_project};
use crate::support::{flat, random_requests, read};
use cse_screening::rules::tables::QuestionKind;
use cse_screening::{
    Answer, Case, Child, CompletedBy, Fact, Indicator, LegalStatus, Placement, Request, RuleSet,
};
use serde_json::{Value, json};

fn codes_of(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|row| row["code"].as_str().unwrap()).collect()
}

fn field<'c>(codes: &'c Value, name: &str) -> &'c Value {
    let fields = codes["fields"].as_array().unwrap();
    fields.iter().find(|field| field["field"] == name).unwrap_or_else(|| panic!("{name} is not listed"))
}

#[test]
fn every_code_of_the_vocabulary_is_listed_with_what_it_means() {
    let codes = cse("codes", &["--json"], b"").json();
    let same = |found: &Value, all: Vec<&str>| {
        let (mut found, mut all) = (codes_of(found), all);
        found.sort_unstable();
        all.sort_unstable();
        assert_eq!(found, all);
    };
    same(&codes["answers"], Answer::ALL.iter().map(|one| one.code()).collect());
    same(&codes["facts"], Fact::ALL.iter().map(|one| one.code()).collect());
    same(&codes["indicators"], Indicator::ALL.iter().map(|one| one.code()).collect());
    same(&field(&codes, "child.case")["codes"], Case::ALL.iter().map(|one| one.code()).collect());
    same(&field(&codes, "child.placement")["codes"], Placement::ALL.iter().map(|one| one.code()).collect());
    same(
        &field(&codes, "child.legal_status")["codes"],
        LegalStatus::ALL.iter().map(|one| one.code()).collect(),
    );
    let by = &field(&codes, "screening.completed_by")["codes"];
    same(by, CompletedBy::ALL.iter().map(|one| one.code()).collect());
    for field in codes["fields"].as_array().unwrap() {
        assert_ne!(field["about"], "", "{field}");
    }
    for row in codes["indicators"].as_array().unwrap() {
        let own =
            RuleSet::coventry().tables().indicators.iter().find(|own| row["code"] == *own.code).unwrap();
        assert_eq!((&row["label"], &row["category"]), (&json!(own.label), &json!(own.category)));
    }
}

/// A field that the reader knows is named in what it says of one that it does not know.
#[test]
fn every_field_that_the_reader_allows_is_listed() {
    let codes = cse("codes", &["--json"], b"").json();
    for object in ["child", "screening"] {
        let mut request = json!({"child": {}, "screening": {}});
        request[object]["nobody_has_this"] = json!(1);
        let refused = Request::from_json(&request.to_string()).unwrap_err();
        let allowed = refused.allowed();
        assert!(!allowed.is_empty(), "{refused}");
        let fields = codes["fields"].as_array().unwrap().iter().map(|field| field["field"].as_str().unwrap());
        let mut listed: Vec<_> = fields
            .filter_map(|field| field.strip_prefix(object)?.strip_prefix('.'))
            .map(|field| field.split('.').next().unwrap())
            .collect();
        if object == "child" {
            listed.extend(codes_of(&codes["facts"]));
        }
        for name in allowed {
            assert!(listed.contains(&&**name), "{object}.{name} is not listed");
        }
    }
}

#[test]
fn a_request_of_what_is_listed_is_read_and_screened() {
    for request in random_requests(500) {
        let _ = read(&request).screen().to_record();
    }
    // The ages are as it says.
    let codes = cse("codes", &["--json"], b"").json();
    let oldest = field(&codes, "child.age")["about"].as_str().unwrap().split_once("0 to ").unwrap().1;
    let oldest: u8 = oldest.trim_end_matches('.').parse().unwrap();
    assert!(Child::aged(oldest).is_ok() && Child::aged(oldest + 1).is_err());
}

#[test]
fn a_local_set_lists_its_own_indicators_and_a_person_reads_the_same() {
    let set = of_project("tests/local/extended");
    let text = cse("codes", &["--rules", &set], b"").flat();
    let rules = RuleSet::from_dir(&set).unwrap();
    for row in &rules.tables().indicators {
        assert!(text.contains(&flat(&format!("{} {}", row.code, row.label))), "{}: {text}", row.code);
    }
    for fact in Fact::ALL {
        assert!(text.contains(fact.code()), "{fact}: {text}");
    }
    let built_in = cse("codes", &[], b"").out;
    assert_eq!(cse("codes", &["--json"], b"").json()["questions"], json!([]));
    assert!(!built_in.contains("second-phone") && !built_in.contains("OF THIS SET'S OWN"));
}

#[test]
fn a_local_set_lists_its_own_questions_and_what_they_take() {
    let set = of_project("tests/local/tiers");
    let text = cse("codes", &["--rules", &set], b"").flat();
    let listed = cse("codes", &["--rules", &set, "--json"], b"").json();
    let rules = RuleSet::from_dir(&set).unwrap();
    let questions = &rules.tables().questions;
    assert!(!questions.is_empty());
    assert_eq!(codes_of(&listed["questions"]), questions.iter().map(|row| &*row.code).collect::<Vec<_>>());
    for (row, listed) in questions.iter().zip(listed["questions"].as_array().unwrap()) {
        assert_eq!((&listed["label"], &listed["asks"]), (&json!(row.label), &json!(row.asks)));
        let (left_out, how) = match row.asks {
            QuestionKind::Number => (json!(null), "A number."),
            _ => (json!("not_known"), "An answer. Left out: not_known."),
        };
        assert_eq!(listed["left_out"], left_out, "{}", row.code);
        let (_, said) = text.split_once(&format!(" {} ", row.code)).unwrap();
        assert!(said.contains(how), "{}: {said}", row.code);
        assert!(
            text.contains(&row.code) && text.contains(row.label.get(1..).unwrap()),
            "{}: {text}",
            row.code
        );
    }
}

#[test]
fn a_set_that_is_refused_lists_nothing() {
    let folder = Folder::new("codes");
    let set = folder.set("broken", &json!({"manifest": {"id": "broken"}}));
    let refused = cse("codes", &["--rules", &set], b"");
    assert_eq!(refused.code, 1);
    assert!(refused.out.contains("REFUSED") && !refused.out.contains("INDICATORS"), "{}", refused.out);
    assert_eq!(cse("codes", &["--rules", "nowhere"], b"").code, 2);
}
