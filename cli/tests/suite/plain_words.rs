//! One thing is one thing, and what is not there is not put in brackets.

use crate::called;
use crate::run::Folder;
use crate::screen::call;
use crate::support::small;
use cse_screening::{Request, RuleSet};
use serde_json::json;

#[test]
fn a_form_of_one_indicator_is_told_of_in_the_singular() {
    let mut document = small();
    document["indicators"].as_array_mut().unwrap().pop();
    document["prompts"] = json!([]);
    document["findings"] = json!([]);
    document["manifest"]["settings"][1]["value"] = json!(1);
    let folder = Folder::new("one");
    let set = folder.set("one", &document);
    let request = r#"{"child": {"age": 15}, "screening": {"indicators": ["first-sign"]}}"#;
    let rules = RuleSet::from_dir(&set).unwrap();
    let summary = call(&["--rules", &set, "-"], request.as_bytes()).out;
    let record = Request::from_json_for(&rules, request).unwrap().screen_by(&rules).to_record();
    let (_, report) = called::forms(&record, &["--rules", &set]);
    for text in [&summary, &report] {
        assert!(text.contains("Asked about 1 of 1 indicator: 1 seen."), "{text}");
        assert!(text.contains("1 working day after the referral"), "{text}");
        assert!(!text.contains("1 working days") && !text.contains("1 indicators"), "{text}");
        // This set gives its categories no other names, and lists no support.
        assert!(!text.contains("lso called") && !text.contains("()"), "{text}");
        assert!(!text.contains("[]"), "{text}");
    }
    assert!(!summary.contains("Assessments") && !summary.contains("SUPPORT LISTED"), "{summary}");
}
