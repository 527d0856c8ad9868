//! Documents that are written to cost much: each is refused or loads with bounded work, in little memory. The work
//! is counted and not timed, so that the tests say the same on every machine; the times are printed.

use super::{extending, put, rule, small, with, with_rule};
use allocation_counter::measure;
use cse_screening::RuleSet;
use cse_screening::rules::proof::{Property, Verdict};
use serde_json::{Value, json};
use std::time::Instant;

/// More bytes at once than any of these takes.
const MOST_BYTES: u64 = 200 << 20;
/// More allocations than any of these makes.
const MOST_ALLOCATIONS: u64 = 10_000_000;

/// Loads the document, within the limits. What is refused, with what it says first; how many faults.
fn load(what: &str, document: &str) -> Result<RuleSet, (String, usize)> {
    let mut loaded = None;
    let start = Instant::now();
    let allocated = measure(|| loaded = Some(RuleSet::from_json(document)));
    let (took, most, count) = (start.elapsed(), allocated.bytes_max, allocated.count_total);
    let mib = most >> 20;
    crate::support::report(&format!(
        "hostile document, {what}: {took:?}, {mib} MiB at once, {count} allocations"
    ));
    assert!(most < MOST_BYTES, "{what}: {most} bytes");
    assert!(count < MOST_ALLOCATIONS, "{what}: {count} allocations");
    loaded.unwrap().map_err(|error| (error.faults()[0].to_string(), error.faults().len()))
}

fn refused(what: &str, document: &str, first: &str, faults: usize) {
    let (problem, found) = load(what, document).err().unwrap_or_else(|| panic!("{what}: it loads"));
    assert!(problem.contains(first), "{what}: {problem}");
    assert_eq!(found, faults, "{what}: {problem}");
}

#[test]
fn nesting_is_refused_at_the_depth_of_a_parser() {
    refused(
        "4 MiB of lists in lists",
        &"[".repeat(4 << 20),
        "brackets stand too deep in one another; allowed: 127 of them",
        1,
    );
    refused(
        "4 MiB of objects in objects",
        &r#"{"a":"#.repeat((4 << 20) / 5),
        "braces stand too deep in one another; allowed: 40 of them",
        1,
    );
    for depth in [1_000, 100_000] {
        let deep =
            format!("{}{}{}", r#"{"all":["#.repeat(depth), r#"{"any_observed":"any"}"#, "]}".repeat(depth));
        let document = with_rule(json!(["here"])).to_string().replace(r#""here""#, &deep);
        refused(
            &format!("conditions {depth} deep"),
            &document,
            "braces stand too deep in one another; allowed: 40 of them",
            1,
        );
    }
    let deep = (0..36).fold(json!({ "any_observed": "any" }), |inner, _| json!({ "not": inner }));
    refused("conditions 36 deep", &with_rule(json!([deep])).to_string(), "could lower", 1);
    let finding = with(
        "/findings/0/when/0",
        (0..36).fold(json!({ "any_observed": "any" }), |inner, _| json!({ "not": inner })),
    );
    refused("conditions 36 deep in a finding", &finding.to_string(), "nested deeper than 32", 1);
}

#[test]
fn many_conditions_in_one_are_refused_by_the_ways_to_hold() {
    let one = json!({ "any_observed": ["first-sign"] });
    let many = json!([{ "any": vec![one.clone(); 100_000] }]);
    refused("100,000 conditions in one `any`", &with_rule(many).to_string(), "more than 64 ways to hold", 1);
    // Each doubles the ways.
    let either = json!({ "any": [{ "any_observed": ["first-sign"] }, { "any_observed": ["second-sign"] }] });
    refused(
        "30 conditions of two ways",
        &with_rule(json!(vec![either; 30])).to_string(),
        "more than 64 ways to hold",
        1,
    );
    let list = vec!["first-sign"; 200_000];
    assert!(
        load("a list of 200,000 codes", &with_rule(json!([{ "any_observed": list }])).to_string()).is_ok()
    );
    let nested = (0..30).fold(json!(["first-sign"]), |inner, _| json!({ "together": [inner, "any"] }));
    assert!(load("sets in sets", &with_rule(json!([{ "any_observed": nested }])).to_string()).is_ok());
    assert!(
        load("100,000 conditions that all hold", &with_rule(json!(vec![one; 100_000])).to_string()).is_ok()
    );
}

#[test]
fn as_many_rows_as_there_may_be_load() {
    let mut set = small();
    let name = |at: usize| json!({ "id": format!("name-{at}"), "name": "n" });
    put(&mut set, "/names", (0..4_096).map(name).collect());
    put(&mut set, "/steps/0/who", json!("{name-4095}"));
    let statement = |at: usize| json!({ "id": format!("S{at}"), "section": "s", "kind": "background", "condition": "c", "effect": "e", "force": "info", "source": "doc" });
    put(&mut set, "/statements", (1..=4_096).map(statement).collect());
    assert!(load("4,096 names and statements", &set.to_string()).is_ok());
}

#[test]
fn as_many_indicators_rules_and_steps_as_there_may_be_load() {
    let mut set = small();
    let group = |at: usize| format!("group-{}", at % 30);
    for at in 0..960 {
        let row = json!({ "code": format!("own-{at}"), "category": 1, "label": format!("{at}"), "kind": "behaviour", "weight": 65_535, "groups": [group(at)], "statement": "S1" });
        put(&mut set, "/indicators/-", row);
    }
    for at in 0..200 {
        let weight = json!({ "weight_at_least": { "sum": 60_000 + at, "of": { "group": group(at) } } });
        let rule = json!({ "id": format!("rule-{at}"), "label": "l", "at_least": 2, "when": [weight], "statements": ["S1"], "basis": "toolkit" });
        put(&mut set, "/category_rules/-", rule);
    }
    assert!(load("960 indicators and 200 sums of great weights", &set.to_string()).is_ok());

    // Weights that share nothing: their sums are too many to look at, and what is not proved is refused.
    for at in 0..962 {
        put(&mut set, &format!("/indicators/{at}/weight"), json!(7_919 * at % 30_011 + 1));
    }
    refused(
        "the same with weights that share nothing",
        &set.to_string(),
        "protections, `young`: the proof takes too long",
        1,
    );
    // Without protections it loads, and a check says what it could not say.
    put(&mut set, "/protections", json!([]));
    let report = load("and without protections", &set.to_string()).unwrap().check();
    let undecided = |property: &Property| matches!(report.verdict(*property), Verdict::Undecided(_));
    assert!(Property::ALL.iter().filter(|property| undecided(property)).count() > 3, "{report:?}");
    let warned = |problem: &str| report.warnings.iter().any(|warning| warning.fault.problem() == problem);
    assert!(warned("undecided: whether the rule ever decides takes too long to say"));
    assert!(warned(
        "undecided, for it takes too long to say: a professional judgement does not raise the category"
    ));
    assert!(warned("undecided: whether it can ever hold, or always does, takes too long to say"));
    for at in 0..962 {
        put(&mut set, &format!("/indicators/{at}/weight"), json!(at % 50 + 1));
    }
    set["category_rules"].as_array_mut().unwrap().truncate(62);
    for at in 0..60 {
        put(&mut set, &format!("/category_rules/{}/when/0/weight_at_least/sum", at + 2), json!(200 + at));
    }
    assert!(load("60 sums of small weights", &set.to_string()).is_ok());
}

#[test]
fn thousands_of_faults_are_all_reported_soon() {
    // Long ids that are like one another, each to be compared with all that there are.
    let long = |at: usize| format!("{at:05}-{}", "a-long-id-of-a-statement-".repeat(2));
    let mut set = small();
    let statement = |at: usize| json!({ "id": long(at), "section": "s", "kind": "background", "condition": "c", "effect": "e", "force": "info", "source": "doc" });
    put(&mut set, "/statements", (0..4_096).map(statement).collect());
    let unknown: Vec<_> = (0..5_000).map(|at| format!("{}x", long(at))).collect();
    put(&mut set, "/steps/0/statements", json!(unknown));
    let (_, faults) = load("5,000 references to nothing", &set.to_string()).unwrap_err();
    assert!(faults >= 5_000, "{faults}");

    let mut set = small();
    let step = |at: usize| json!({ "id": format!("step-{at}"), "wohm": 1 });
    put(&mut set, "/steps", (0..4_000).map(step).collect());
    let (_, faults) = load("4,000 rows without their fields", &set.to_string()).unwrap_err();
    assert!(faults >= 28_000, "{faults}");

    let mut set = small();
    put(&mut set, "/steps/0/who", json!("{no-name}".repeat(100_000)));
    let (_, faults) = load("100,000 names that do not exist", &set.to_string()).unwrap_err();
    assert_eq!(faults, 100_000);
}

#[test]
fn repeated_ids_and_references_are_found_soon() {
    let mut set = small();
    let row = set["steps"][1].clone();
    put(&mut set, "/steps", Value::Array(vec![row; 4_096]));
    let (problem, _) = load("one step 4,096 times", &set.to_string()).unwrap_err();
    assert_eq!(problem, "steps, `talk`: the id stands twice");

    let add = vec![json!({ "id": "x" }); 4_096];
    let set = extending(
        json!({ "steps": { "add": add, "remove": vec!["x"; 4_096], "change": vec![json!({ "id": "y" }); 4_096] } }),
    );
    load("4,096 operations of each kind", &set.to_string()).unwrap_err();
    let add: Vec<_> = (0..40_000).map(|at| json!({ "id": format!("x{at}"), "name": "n" })).collect();
    load("40,000 rows added", &extending(json!({ "names": { "add": add } })).to_string()).unwrap_err();
}

/// The small set with so many protections, of which each is for everybody under an age.
fn with_protections(count: usize, under: impl Fn(usize) -> u16) -> Value {
    let protection = |at: usize| {
        json!({ "id": format!("p{at}"), "label": "l", "never_below": 3, "when": [{ "could_be_under": under(at) }],
                "statements": ["S1"], "basis": "toolkit" })
    };
    let mut set = small();
    put(&mut set, "/protections", (0..count).map(protection).collect());
    for at in 0..960 {
        let row = json!({ "code": format!("own-{at}"), "label": format!("{at}"), "kind": "behaviour", "weight": at % 50 + 1,
                          "groups": [format!("group-{}", at % 30)], "statement": "S1" });
        put(&mut set, "/indicators/-", row);
    }
    set
}

/// To find the smallest request for one that fails is work. After as much as a set may take, the others are not
/// looked at: it is refused as it is.
#[test]
fn thousands_of_protections_that_fail_end_with_the_work_that_a_set_may_take() {
    let shown = "this child is given some, and may never be below Category 3";
    let (problem, faults) =
        load("4,096 protections that fail", &with_protections(4_096, |_| 18).to_string()).unwrap_err();
    assert!(problem.starts_with("protections, `p0`: ") && problem.contains(shown), "{problem}");
    assert!((20..=4_096).contains(&faults), "{faults}");
    assert!(load("4,096 protections that hold", &with_protections(4_096, |_| 13).to_string()).is_ok());
    // That one of them fails is found, wherever it stands.
    let last = with_protections(4_096, |at| if at == 4_095 { 18 } else { 13 });
    refused("4,096 protections, of which the last fails", &last.to_string(), "protections, `p4095`: ", 1);

    let mut set = with_protections(300, |_| 18);
    for at in 0..60 {
        let weight = json!({ "weight_at_least": { "sum": 200 + at, "of": { "group": format!("group-{}", at % 30) } } });
        put(&mut set, "/category_rules/-", rule(&format!("sum-{at}"), json!([weight])));
    }
    let (problem, faults) = load("300 protections that fail beside 60 sums", &set.to_string()).unwrap_err();
    assert!(problem.contains("this child is given some") && faults < 300, "{faults}: {problem}");

    // What is not decided is said of the first few.
    for at in 0..960 {
        put(&mut set, &format!("/indicators/{}/weight", at + 2), json!(7_919 * at % 30_011 + 1));
    }
    for at in 0..60 {
        put(&mut set, &format!("/category_rules/{}/when/0/weight_at_least/sum", at + 2), json!(60_000 + at));
    }
    let what = "300 protections beside sums that share nothing";
    let (problem, _) = load(what, &set.to_string()).unwrap_err();
    assert!(problem.contains("protections, `p4`: the proof takes too long"), "{problem}");
    assert!(problem.ends_with("the proof takes too long; and 295 more"), "{problem}");

    let own = |at: usize| json!({ "code": format!("own-{at}"), "category": 1, "label": "l", "kind": "behaviour", "statement": "N097" });
    let protection = |at: usize| {
        json!({ "id": format!("p{at}"), "label": "l", "never_below": 3, "when": [{ "could_be_under": 18 }],
                "statements": ["N097"], "basis": "toolkit" })
    };
    let local = extending(json!({
        "indicators": { "add": (0..960).map(own).collect::<Vec<_>>() },
        "protections": { "add": (0..4_000).map(protection).collect::<Vec<_>>() }
    }));
    let (_, faults) = load("4,000 protections added that fail", &local.to_string()).unwrap_err();
    assert!((20..=4_000).contains(&faults), "{faults}");
}

#[test]
fn names_that_wait_for_names_are_filled_in_soon() {
    let named = |name: &dyn Fn(usize) -> String| {
        let rows = (0..4_096).map(|at| json!({ "id": format!("n{at}"), "name": name(at) })).collect();
        let mut set = with("/names", rows);
        put(&mut set, "/steps/0/who", json!("{n4095}"));
        set.to_string()
    };
    let chain = |at: usize| if at == 0 { "x".to_owned() } else { format!("{{n{}}}", at - 1) };
    assert!(load("4,096 names in a chain", &named(&chain)).is_ok());
    let circle = |at: usize| format!("{{n{}}}", (at + 1) % 4_096);
    refused("4,096 names in a circle", &named(&circle), "the name refers to itself", 1);
    let dense = |at: usize| (0..120).map(|other| format!("{{n{}}}", (at * 7 + other * 31) % 4_096)).collect();
    load("4,096 names of which each refers to 120 others", &named(&dense)).unwrap_err();
    let mut set = small();
    put(&mut set, "/names/0/name", json!("{team}".repeat(600_000)));
    refused("a name that refers to itself 600,000 times", &set.to_string(), "the name refers to itself", 1);
    assert!(load("4 MB of braces", &with("/steps/0/who", json!("{".repeat(4_000_000))).to_string()).is_ok());
}

#[test]
fn hundreds_of_thousands_of_references_are_looked_up_soon() {
    let mut set = with_protections(0, |_| 13);
    put(&mut set, "/prompts/0/consider", json!(vec!["own-959"; 350_000]));
    assert!(load("350,000 indicators to consider", &set.to_string()).is_ok());
    let mut set = with_protections(0, |_| 13);
    put(&mut set, "/definitions/0/when", json!([{ "any_observed": vec!["own-959"; 350_000] }]));
    assert!(load("350,000 indicators asked for", &set.to_string()).is_ok());
    for of in [json!("any"), json!({ "group": "group-29" })] {
        let mut set = with_protections(0, |_| 13);
        put(&mut set, "/definitions/0/when", json!(vec![json!({ "any_observed": of }); 80_000]));
        assert!(load(&format!("80,000 conditions on {of}"), &set.to_string()).is_ok());
    }
    let nested = (0..30).fold(json!(vec!["first-sign"; 200_000]), |inner, _| json!({ "together": [inner] }));
    let set = with("/findings/0/when", json!([{ "any_observed": nested }]));
    assert!(load("a long list in sets in sets", &set.to_string()).is_ok());
}
