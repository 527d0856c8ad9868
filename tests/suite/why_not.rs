//! Why a row did not apply, and what would make it: held against the evaluator.

mod brute;
mod random;

use crate::sizes::with_own;
use cse_screening::{
    Answer, Case, Category, Child, Fact, Held, Indicator, Indicators, Joined, Judgement, NoChange, Outcome,
    Request, RuleSet, WhyNotError, screen,
};
use serde_json::{Value, json};
use std::time::Instant;

/// A child of 14 of whom every fact was asked, and the answer was no.
fn fourteen() -> Child {
    Fact::ALL.iter().fold(Child::aged(14).unwrap(), |child, fact| child.fact(*fact, Answer::No))
}

fn one_vulnerability() -> Indicators {
    Indicators::new().observed(Indicator::PoorSelfImage)
}

/// The smallest changes as sentences.
fn sentences(changes: &cse_screening::Changes<'_>) -> Vec<String> {
    changes.sets().iter().map(cse_screening::ChangeSet::in_words).collect()
}

fn changes_for(outcome: &Outcome<'_>, row: &str) -> Vec<String> {
    let changes = outcome.why_not(row).unwrap().changes();
    assert!(!changes.more() && changes.none().is_none(), "{row}");
    sentences(&changes)
}

fn lines(conditions: &[Held]) -> Vec<String> {
    let word = |held: &Held| if held.held() { "yes" } else { "no" };
    conditions.iter().map(|held| format!("{}: {}", held.in_words(), word(held))).collect()
}

#[test]
fn a_child_of_14_with_one_vulnerability_would_come_to_category_2() {
    let (child, tool) = (fourteen(), one_vulnerability());
    let outcome = screen(&child, &tool);
    assert_eq!(outcome.category(), Some(Category::One));
    let next = outcome.next_category().unwrap();
    assert_eq!(next.category(), Category::Two);
    let changes = next.changes();
    assert!(!changes.more());
    assert_eq!(
        sentences(&changes),
        [
            "age: 12 or younger (now 14)",
            "a learning disability: yes or suspected (now no)",
            "unaccompanied: yes or suspected (now no)",
            "known or strongly suspected to be exploited together with other children, or by the same person: yes or suspected (now no)",
            "referred as a section 47 with sexual exploitation as the presenting issue: yes or suspected (now no)",
            "an immediate safeguarding concern: yes or suspected (now no)",
            "the previous category: Category 2 or Category 3 (now not given)",
            "one of 35 indicators (“Gets into vehicles with adults, known or unknown”, “Associates with adults linked to CSE”, “Associates with young people exploited or at risk”, “Disclosed or withdrew a complaint of physical assault, no other evidence so far”, “Reported as involved in CSE at a hotspot”, “Adult \"boyfriend\" or \"girlfriend\"” and 29 more): yes or suspected (now not asked about)",
            "the determination: 2 or 3 (now not given)",
            "the professional judgement: Category 2 or Category 3 (now not given)",
        ]
    );
}

#[test]
fn what_a_rule_missed_is_said_in_the_words_of_the_tables() {
    let (child, tool) = (fourteen(), Indicators::new());
    let outcome = screen(&child, &tool);
    let why_not = outcome.why_not("learning-disability").unwrap();
    assert_eq!((why_not.table(), why_not.id()), ("category_rules", "learning-disability"));
    assert_eq!(why_not.label(), "the child has or may have a learning disability");
    assert_eq!(
        lines(why_not.conditions()),
        [
            "a learning disability is answered yes or suspected: no",
            "a concern is recorded: no",
            "categories are given in this scope: yes",
        ]
    );
    let missing: Vec<_> = why_not.missing().map(Held::in_words).collect();
    assert_eq!(missing.len(), 2);
    // The definition shows its own conditions, each with whether it held.
    let concern = &why_not.conditions()[1];
    assert_eq!(concern.joined(), Joined::All);
    let [any] = concern.parts() else { panic!("{concern:?}") };
    assert_eq!(any.joined(), Joined::Any);
    assert_eq!(
        lines(any.parts()),
        [
            "an indicator is observed: no",
            "a professional judgement is given: no",
            "a level is in force: no",
            "a parent or carer may be involved is answered yes or suspected: no",
        ]
    );
}

#[test]
fn a_step_for_a_looked_after_child_needs_both_the_fact_and_the_concern() {
    let (child, tool) = (fourteen(), Indicators::new());
    let outcome = screen(&child, &tool);
    let step = outcome.why_not("looked-after-joint-visit").unwrap();
    let changes = step.changes();
    assert!(changes.sets().iter().all(|set| set.answers_changed() == 2));
    let looked_after = "looked after by a local authority: yes or suspected (now no); and ";
    let of_looked_after = sentences(&changes).iter().filter(|set| set.starts_with(looked_after)).count();
    assert!(of_looked_after > 2, "{changes:?}");
}

#[test]
fn a_plan_needs_that_no_row_above_it_holds() {
    let child = fourteen().fact(Fact::LookedAfter, Answer::Yes).case(Case::Open);
    let tool = one_vulnerability();
    let outcome = screen(&child, &tool);
    let why_not = outcome.why_not("open-case").unwrap();
    assert_eq!(
        lines(why_not.conditions()),
        ["the category is 1 or 2: yes", "the case is open: yes", "no row above it in the table holds: no",]
    );
    assert_eq!(
        changes_for(&outcome, "open-case"),
        ["looked after by a local authority: not known or no (now yes)"]
    );
}

#[test]
fn a_judgement_must_be_above_what_the_tables_give() {
    let tool = one_vulnerability().judged(Judgement::new(Category::One, "no more than that").unwrap());
    let child = fourteen();
    let outcome = screen(&child, &tool);
    let why_not = outcome.why_not("professional-judgement").unwrap();
    assert_eq!(
        lines(why_not.conditions()),
        [
            "a professional judgement is given: yes",
            "categories are given in this scope: yes",
            "the category judged is above what the tables give: no",
        ]
    );
    let first = why_not.changes().sets()[0].requests().next().unwrap();
    // Another way would be an observation less; what was written about the judgement stays.
    assert_eq!(first.indicators().judgement().unwrap().rationale(), "no more than that");
}

#[test]
fn a_scope_and_a_definition_can_be_asked_about_too() {
    let child = Child::aged(30).unwrap();
    let tool = one_vulnerability();
    let outcome = screen(&child, &tool);
    assert_eq!(changes_for(&outcome, "scopes/child"), ["age: 17 or younger (now 30)"]);
    // A vulnerability is behaviour here; a circumstance in its place is two answers away.
    let changes = changes_for(&outcome, "status-only");
    assert_eq!(changes.len(), 1);
    assert!(changes[0].starts_with("“"), "{changes:?}");
    assert!(changes[0].contains("not known or no (now yes); and one of "), "{changes:?}");
}

#[test]
fn where_there_is_nothing_higher_there_is_no_next_category() {
    let (child, tool) = (fourteen(), Indicators::new().observed(Indicator::Rape));
    assert!(screen(&child, &tool).next_category().is_none());
    let (adult, tool) = (Child::aged(40).unwrap().fact(Fact::CareLeaver, Answer::No), one_vulnerability());
    assert!(screen(&adult, &tool).next_category().is_none());
}

#[test]
fn an_id_that_no_row_has_gets_the_nearest_and_one_that_several_have_gets_them_all() {
    let (child, tool) = (fourteen(), one_vulnerability());
    let outcome = screen(&child, &tool);
    let unknown = outcome.why_not("mase-meetin").unwrap_err();
    assert_eq!(
        unknown.full_text(),
        "no category rule, plan host, step, finding, definition or scope of the rules has the id `mase-meetin`; did you mean `mase-meeting`?"
    );
    assert!(
        matches!(unknown, WhyNotError::Unknown { nearest: Some(nearest), .. } if nearest == "mase-meeting")
    );
    assert!(matches!(
        outcome.conditions_of("nothing-like-it-at-all").unwrap_err(),
        WhyNotError::Unknown { nearest: None, .. }
    ));
    assert_eq!(
        outcome.why_not("looked-after").unwrap_err().full_text(),
        "several rows have the id `looked-after`; allowed: `definitions/looked-after`, `category_rules/looked-after`, `plan_hosts/looked-after`"
    );
    assert_eq!(outcome.why_not("plan_hosts/looked-after").unwrap().table(), "plan_hosts");
    assert_eq!(
        outcome.why_not("listed-indicator").unwrap_err().full_text(),
        "`category_rules/listed-indicator` did apply"
    );
}

fn extending(changes: &Value) -> RuleSet {
    let mut set = json!({
        "extends": { "id": "coventry", "version": "2.0.0" },
        "manifest": { "id": "elsewhere", "version": "1.0.0", "title": "Elsewhere" },
    });
    set.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    RuleSet::from_json(&set.to_string()).unwrap_or_else(|error| panic!("{error}"))
}

fn step(id: &str, when: &Value) -> Value {
    json!({ "steps": { "add": [{
        "id": id, "stage": "referral", "when": when, "actor": "holder", "who": "somebody", "action": "do something",
        "force": "may", "statements": ["N001"], "basis": "toolkit",
    }] } })
}

#[test]
fn a_step_that_no_request_reaches_says_never() {
    let rules = extending(&step("odd", &json!([{"holds": "status-only"}, {"judgement_given": true}])));
    let (child, tool) = (fourteen(), one_vulnerability());
    let changes = rules.screen(&child, &tool).why_not("odd").unwrap().changes();
    assert_eq!((changes.sets().len(), changes.none()), (0, Some(NoChange::Never)));
}

#[test]
fn a_step_that_takes_many_answers_is_not_found_within_the_limit() {
    let when = json!([{"observed_at_least": {"count": 20, "of": "any"}}]);
    let rules = extending(&step("far", &when));
    let (child, tool) = (fourteen(), one_vulnerability());
    let changes = rules.screen(&child, &tool).why_not("far").unwrap().changes();
    assert_eq!((changes.sets().len(), changes.none()), (0, Some(NoChange::NotFoundWithin(12))));
    assert_eq!(changes.none().unwrap().to_string(), "not found with up to 12 answers changed");
}

#[test]
fn an_answer_that_the_rules_cannot_read_stands() {
    let own = with_own(3);
    let tool = Indicators::new().answer_code(&own, "own-0", Answer::Yes).unwrap();
    let child = fourteen();
    let outcome = screen(&child, &tool);
    assert_eq!(outcome.category(), Some(Category::Three));
    let changes = outcome.why_not("category-2").unwrap().changes();
    assert_eq!((changes.sets().len(), changes.none()), (0, Some(NoChange::Unread)));
}

#[test]
fn a_set_of_968_own_indicators_is_answered() {
    let rules = with_own(968);
    let (child, tool) = (fourteen(), one_vulnerability());
    let outcome = rules.screen(&child, &tool);
    let start = Instant::now();
    assert_eq!(
        changes_for(&outcome, "both-0"),
        ["“own sign 0” and “own sign 1”: yes or suspected (now not asked about)"]
    );
    let next = outcome.next_category().unwrap().changes();
    assert!(next.sets().iter().all(|set| set.answers_changed() == 1));
    assert!(next.sets().iter().any(|set| set.changes()[0].of().len() > 600));
    let joint = outcome.why_not("looked-after-joint-visit").unwrap().changes();
    assert!(joint.none().is_none());
    let empty = Indicators::new();
    let nothing = rules.screen(&child, &empty);
    assert!(nothing.why_not("looked-after-joint-visit").unwrap().changes().none().is_none());
    crate::support::report(&format!("why not, 968 own indicators: four questions in {:?}", start.elapsed()));
}

#[test]
fn a_request_keeps_its_reference_and_its_birthday_stays_unless_the_age_is_changed() {
    let json = r#"{
        "reference": "case 7",
        "child": { "date_of_birth": "2011-02-01", "learning_disability": "no" },
        "screening": { "screened_on": "2025-03-01", "referred_on": "2025-03-03", "indicators": ["poor-self-image"] }
    }"#;
    let request = Request::from_json(json).unwrap();
    let outcome = request.screen();
    let why_not = outcome.why_not("learning-disability").unwrap();
    let supposed = why_not.changes().sets()[0].requests().next().unwrap();
    let expected = json.replace(r#""learning_disability": "no""#, r#""learning_disability": "yes""#);
    assert!(supposed == Request::from_json(&expected).unwrap());
}

#[test]
fn what_may_be_logged_says_nothing_of_the_child() {
    let (child, tool) = (fourteen(), one_vulnerability());
    let outcome = screen(&child, &tool);
    let why_not = outcome.why_not("under-13").unwrap();
    let debug = format!("{why_not:?} {:?} {:?}", why_not.changes(), outcome.next_category().unwrap());
    assert_eq!(debug, "WhyNot { .. } Changes { .. } NextCategory { .. }");
}
