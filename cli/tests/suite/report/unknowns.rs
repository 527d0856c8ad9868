//! What is not known, and changes what must be done rather than the category.

use crate::called::forms;
use crate::page;
use crate::support::{flat, read};
use cse_screening::{Fact, RuleSet};
use serde_json::json;

#[test]
fn an_open_answer_that_brings_other_steps_is_named() {
    let request = json!({
        "child": {"age": 15, "looked_after": "yes"},
        "screening": {"indicators": {"rape": "yes"}},
    });
    let record = read(&request).screen().to_record();
    assert!(record.gaps.is_empty());
    let (page, text) = forms(&record, &[]);
    for form in [page::words(page.text()), flat(&text)] {
        let (_, after) = form.split_once("would change the steps, and not the category").unwrap();
        let until = after.to_lowercase().find("what was answered").unwrap();
        let label = RuleSet::coventry().fact_in_words(Fact::PlacedOutOfArea);
        assert!(after[..until].contains(label), "{form}");
    }
}
