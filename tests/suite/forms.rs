//! The request of a set as a form: `rules::schema::form`.

use crate::local::load;
use cse_screening::rules::schema::form;
use cse_screening::{Answer, Category, Choice, Meeting, Request, RuleSet};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

fn sets() -> Vec<RuleSet> {
    let mut sets: Vec<_> = ["extended", "tiers", "weights"].map(load).into();
    sets.push(RuleSet::coventry().clone());
    sets
}

fn form_of(rules: &RuleSet) -> Value {
    form(rules).read().unwrap()
}

/// The places of the controls, in their order, and the labels of the groups.
fn controls(form: &Value) -> (Vec<String>, Vec<String>) {
    let (mut places, mut labels) = (Vec::new(), Vec::new());
    for group in form["x-uischema"]["elements"].as_array().unwrap() {
        assert_eq!(group["type"], "Group");
        labels.push(group["label"].as_str().unwrap().to_owned());
        let all = group["elements"].as_array().unwrap();
        places
            .extend(all.iter().map(|one| one["scope"].as_str().unwrap().trim_start_matches('#').to_owned()));
    }
    (places, labels)
}

#[test]
fn each_question_of_the_set_stands_once_on_its_form_with_its_label() {
    for rules in sets() {
        let form = form_of(&rules);
        let tables = rules.tables();
        assert_eq!(form["title"], tables.manifest.title.as_str());
        let (places, labels) = controls(&form);
        assert_eq!(places.iter().collect::<BTreeSet<_>>().len(), places.len(), "{places:?}");
        for place in &places {
            let question = form.pointer(place).unwrap_or_else(|| panic!("{place} is no place"));
            assert!(!question["title"].as_str().unwrap().is_empty(), "{place}");
        }
        for meeting in form["$defs"]["Meeting"]["oneOf"].as_array().unwrap() {
            assert!(!meeting["title"].as_str().unwrap().is_empty(), "{meeting}");
        }
        // Every reference leads somewhere.
        let references = form.to_string().matches("$ref").count();
        assert_eq!(form.to_string().matches("#/$defs/Meeting").count(), references);
        // As many as there are, so none is missing.
        let count = |place: &str| form.pointer(place).unwrap()["properties"].as_object().unwrap().len();
        let all = count("/properties/child") + count("/properties/screening") - 1
            + count("/properties/screening/properties/indicators");
        assert_eq!(places.len(), all);
        let of = |start: &str| -> Vec<&str> {
            places.iter().filter_map(|place| place.strip_prefix(start)).collect()
        };
        let codes: Vec<_> = tables.indicators.iter().map(|row| row.code.as_str()).collect();
        let shown = of("/properties/screening/properties/indicators/properties/");
        if tables.indicators.iter().all(|row| row.groups.is_empty()) {
            assert_eq!(shown, codes);
            assert_eq!(labels, ["The child", "Indicators", "The screening"]);
        } else {
            assert_eq!(shown.iter().collect::<BTreeSet<_>>(), codes.iter().collect());
            assert!(labels.len() > 3 || labels[1] != "Indicators", "{labels:?}");
        }
        for row in &tables.indicators {
            let question =
                &form["properties"]["screening"]["properties"]["indicators"]["properties"][&row.code];
            assert_eq!(question["title"], row.label.as_str());
        }
        let facts: Vec<_> = tables.facts.iter().map(|row| row.fact.code()).collect();
        let child = of("/properties/child/properties/");
        let shown: Vec<_> =
            child.into_iter().filter(|code| cse_screening::Fact::from_code(code).is_some()).collect();
        assert_eq!(shown, facts);
        let previous = &form["properties"]["child"]["properties"]["previous_category"]["oneOf"];
        for (at, category) in Category::ALL.iter().enumerate() {
            let name =
                rules.level_of(Some(*category)).map_or(category.to_string(), |level| level.label.clone());
            assert_eq!(previous[at], json!({ "const": category.number(), "title": name }));
        }
    }
}

#[test]
fn whatever_the_form_lets_be_filled_in_the_set_reads_and_nothing_it_does_not_ask() {
    for rules in sets() {
        let form = form_of(&rules);
        let validator = jsonschema::validator_for(&form).unwrap();
        let mut filled = Vec::new();
        for answer in Answer::ALL {
            let indicators = rules.tables().indicators.iter().map(|row| (row.code.clone(), json!(answer)));
            let mut child: Map<_, _> =
                rules.tables().facts.iter().map(|row| (row.fact.code().to_owned(), json!(answer))).collect();
            child.insert("age".to_owned(), json!(15));
            let indicators: Map<_, _> = indicators.collect();
            filled.push(json!({ "child": child, "screening": { "indicators": indicators } }));
        }
        for choice in Choice::ALL {
            for (object, code) in [("child", choice.code()), ("screening", choice.code())] {
                let question = &form["properties"][object]["properties"][code];
                for answer in question["oneOf"].as_array().into_iter().flatten() {
                    let mut request = json!({ "child": {}, "screening": {} });
                    request[object][code] = answer["const"].clone();
                    filled.push(request);
                }
                for answer in question["properties"]["category"]["oneOf"].as_array().into_iter().flatten() {
                    let mut request = json!({ "child": {}, "screening": {} });
                    request[object][code] = json!({ "category": answer["const"], "rationale": "weighed" });
                    if object == "child" {
                        request[object][code]["by"] = json!(Meeting::ALL[0].code());
                        request[object][code]["on"] = json!("2025-02-20");
                    }
                    filled.push(request);
                }
            }
        }
        assert!(filled.len() > 20, "{}", filled.len());
        for request in &filled {
            let faults: Vec<_> = validator.iter_errors(request).map(|error| error.to_string()).collect();
            assert!(faults.is_empty(), "{request}: {faults:?}");
            assert!(Request::from_json_for(&rules, &request.to_string()).is_ok(), "{request}");
        }
        for wrong in [
            json!({ "child": {}, "screening": { "indicators": { "no-such-sign": "yes" } } }),
            json!({ "child": { "looked_aftr": "yes" }, "screening": {} }),
            json!({ "child": { "age": "15" }, "screening": {} }),
            json!({ "child": { "previous_category": 4 }, "screening": {} }),
        ] {
            assert!(!validator.is_valid(&wrong), "{wrong}");
        }
        let asked: BTreeSet<_> = rules.tables().facts.iter().map(|row| row.fact).collect();
        for fact in cse_screening::Fact::ALL.iter().filter(|fact| !asked.contains(*fact)) {
            let request = json!({ "child": { fact.code(): "yes" }, "screening": {} });
            assert!(!validator.is_valid(&request), "{request}");
        }
    }
}
