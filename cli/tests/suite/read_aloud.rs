//! Summaries read aloud, as a social worker at two in the morning would: what comes first, what must be done, by whom,
//! and that nothing reads as reassurance.

use crate::run::cse;
use crate::support::flat;
use serde_json::{Value, json};

fn summary(request: &Value) -> String {
    let called = cse("screen", &["-"], request.to_string().as_bytes());
    assert_eq!((called.code, &*called.errors), (0, ""));
    flat(&called.out)
}

/// Each of these, in this order.
fn says(summary: &str, words: &[&str]) {
    let mut rest = summary;
    for wanted in words {
        let at = rest.find(wanted).unwrap_or_else(|| panic!("{wanted:?} does not follow in {summary}"));
        rest = &rest[at + wanted.len()..];
    }
}

fn says_nothing_of(summary: &str, words: &[&str]) {
    for word in words {
        assert!(!summary.contains(word), "{word:?} is in {summary}");
    }
}

/// A refugee is no suspect, and no victim of what nobody saw.
#[test]
fn a_looked_after_twelve_year_old_refugee_with_nothing_else_recorded() {
    let said = summary(&json!({
        "child": {"age": 12, "looked_after": "yes"},
        "screening": {"indicators": ["migrant-refugee-or-asylum-seeker"]},
    }));
    says(
        &said,
        &[
            "Category 2: significant risk of harm",
            "Age 12: screened as a child",
            "Of the indicators only circumstances are recorded, and no judgement or event, which keeps some steps away",
            "THE ONE PLAN The care plan",
            "WHY CATEGORY 2 - The child could be under 13: age 12; Migrant, refugee or asylum seeker",
            "see that the child has been spoken to alone",
            "of a circumstance alone they are not told",
            "only then is the level put on the police systems",
            "That the case is open to Children's Social Care",
        ],
    );
    says_nothing_of(
        &said,
        &[
            "also called",
            "as an intelligence report",
            "treat the child first as a victim",
            "one-to-one work",
            "safety plan]",
            "joint visit with",
            "looked after, as understood",
            "abduction",
            "NOW: IMMEDIATE",
        ],
    );
}

fn held_in_category_3(screened_on: &str) -> Value {
    json!({
        "child": {
            "date_of_birth": "2007-03-11", "case": "open", "looked_after": "no",
            "previous_category": 3, "previous_category_on": "2024-11-08",
        },
        "screening": {
            "screened_on": screened_on, "referred_on": screened_on,
            "indicators": ["getting-into-adults-vehicles", "late-home-or-missing"],
        },
    })
}

#[test]
fn a_seventeen_year_old_in_category_3_on_the_day_before_the_birthday_and_on_it() {
    let held = [
        "Category 3: serious risk of harm",
        "The answers alone give Category 2; Category 3 is recorded, for the reason below.",
        "The category is held at the previous one, because no meeting has brought it down",
        "REVIEW: IMMEDIATE SAFETY The level is held from before",
        "unless it is under way, or was completed and nothing is new. MUST",
        "WHY CATEGORY 3 - The previous category holds until a meeting brings it down: it was Category 3",
    ];
    let before = summary(&held_in_category_3("2025-03-10"));
    says(&before, &held);
    says(&before, &["Age 17, and 18 from 11 March 2025: screened as a child"]);
    says(
        &before,
        &[
            "child protection investigation under section 47",
            "serve abduction warning notices",
            "Moving to adulthood",
            "draw the attention of adult services to the young person's needs for safety, before the 18th birthday",
        ],
    );

    let on_it = summary(&held_in_category_3("2025-03-11"));
    says(&on_it, &held);
    says(&on_it, &["Age 18, and 19 from 11 March 2026: screened as a young adult"]);
    says(
        &on_it,
        &["THE ONE PLAN The adult care and support plan", "Moving to adulthood", "notify adult safeguarding"],
    );
    // What the law knows for children only.
    says_nothing_of(
        &on_it,
        &["under section 47", "abduction warning notices where", "child protection plan"],
    );
}

/// In a category in which nothing must be done at once, too: there it stands alone.
#[test]
fn a_level_held_from_before_reads_as_a_review_in_every_category() {
    let sixteen = |previous: u8, sign: &str| {
        summary(&json!({
            "child": {"age": 16, "case": "open", "previous_category": previous, "previous_category_on": "2025-11-03"},
            "screening": {"screened_on": "2026-01-14", "indicators": [sign]},
        }))
    };
    let review = "The level is held from before: what is recorded now gives less. So this reads as a \
        review: nothing recorded says that it is a new emergency.";
    says(&sixteen(2, "poor-self-image"), &[&format!("REVIEW {review}"), "FIRST: REFERRAL"]);
    says(&sixteen(3, "poor-self-image"), &[&format!("REVIEW: IMMEDIATE SAFETY {review}")]);
    // What is recorded now gives as much, or more.
    says_nothing_of(&sixteen(1, "poor-self-image"), &[review]);
    says_nothing_of(&sixteen(2, "rape"), &[review]);
}

#[test]
fn a_thirteen_year_old_whose_parent_may_be_involved() {
    let said =
        summary(&json!({"child": {"age": 13, "parent_may_be_involved": "suspected"}, "screening": {}}));
    says(
        &said,
        &[
            "Category 1: at risk of harm",
            "It could be Category 2",
            "No indicator was asked about. A form that asks nothing says nothing about risk",
            "POINTS TO CHECK - A parent or carer may be involved, and no indicator, judgement, level in force or other event is recorded; ask what led to it",
            "NOW: IMMEDIATE SAFETY MUST",
            "take safeguarding advice before any contact with parents or carers",
            "decide and record whether, when, how and by whom the parents are told; until then nobody tells them",
            "WHY CATEGORY 1 - A parent or carer may be involved: suspected",
            "see that the child has been spoken to alone",
        ],
    );
    // What would tell the parents, or have them help.
    says_nothing_of(&said, &["also called", "offer parents advice", "ask parents to keep a log", "no risk."]);
}

#[test]
fn a_meeting_that_determined_none_stands_beside_a_form_that_asked_nothing() {
    let said = summary(&json!({
        "child": {
            "age": 15, "previous_category": 2, "previous_category_on": "2024-11-08",
            "determination": {"category": "none", "on": "2025-02-20", "by": "mase_meeting", "rationale": "told by Ann"},
        },
        "screening": {},
    }));
    says(
        &said,
        &[
            "No category: a meeting determined that none is in force. This is not the same as no risk. Steps follow all the same.",
            "A MASE meeting on 20 February 2025 determined that no category is in force; Category 2 was recorded before, on 8 November 2024.",
            "No indicator was asked about. A form that asks nothing says nothing about risk",
        ],
    );
    says_nothing_of(&said, &["no question about the child has an answer", "Ann"]);
}

#[test]
fn a_determination_is_said_where_it_decides_and_where_it_does_not() {
    let request = |category: Value, indicators: Value| {
        json!({
            "child": {"age": 15, "determination": {
                "category": category, "on": "2025-02-20", "by": "child_protection_conference", "rationale": "told by Ann",
            }},
            "screening": {"indicators": indicators},
        })
    };
    let decides = summary(&request(json!(3), json!([])));
    says(
        &decides,
        &[
            "Category 3: serious risk of harm",
            "A child protection conference on 20 February 2025 determined Category 3.",
            "WHY CATEGORY 3 - A meeting determined a category above what tables and judgement give: a child protection \
             conference on 20 February 2025 determined Category 3",
        ],
    );
    let below = summary(&request(json!(1), json!(["rape"])));
    says(
        &below,
        &["Category 3: ", "A child protection conference on 20 February 2025 determined Category 1."],
    );
    assert!(!decides.contains("Ann") && !below.contains("Ann"));
}
