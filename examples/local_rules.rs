//! An area's own rules, loaded, proved and screened by: `cargo run --example local_rules`.
#![allow(clippy::print_stdout, reason = "an example shows what it gets")]

use cse_screening::{Request, RuleSet};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    // The built-in rules, with two numbers changed. `RuleSet::from_dir` reads the same from a folder.
    let rules = r#"{
        "extends": {"id": "coventry", "version": "2.0.0"},
        "manifest": {
            "id": "elsewhere", "version": "1.0.0", "title": "Elsewhere",
            "settings": {"change": [
                {"id": "several-category-1", "value": 2},
                {"id": "mase-deadline", "value": 10}
            ]}
        }
    }"#;
    let rules = RuleSet::from_json(rules)?;

    // Once, when the rules change and not for each child: what holds for every request there could be.
    let report = rules.check();
    for (property, verdict) in &report.properties {
        println!("{property}: {verdict:?}");
    }
    assert!(report.holds());

    let request =
        r#"{"child": {"age": 15}, "screening": {"indicators": ["poor-self-image", "eating-disorder"]}}"#;
    let request = Request::from_json_for(&rules, request)?;
    println!("here {:?}, elsewhere {:?}", request.screen().category(), request.screen_by(&rules).category());
    Ok(())
}
