//! What a form can say and a set does not hear, what became less than in the set that it was made from, and
//! what a set says that it means.

use super::{Shown, are_refused, extending, put, shown, small, with};
use cse_screening::rules::proof::{Property, Report, Verdict, Warning};
use cse_screening::rules::tables::WarningKind;
use cse_screening::{Fact, Loader, RuleSet};
use serde_json::{Value, json};

/// The small set without what it acknowledges of this kind.
fn unacknowledged(kind: &str) -> Value {
    let mut set = small();
    set["manifest"]["acknowledges"].as_array_mut().unwrap().retain(|row| row["warning"] != kind);
    set
}

fn check(set: &Value) -> (RuleSet, Report) {
    let rules = RuleSet::from_json(&set.to_string()).unwrap_or_else(|error| panic!("{error}"));
    let report = rules.check();
    (rules, report)
}

/// The open warnings of a set, each with its kind and its request.
fn warned(set: &Value) -> Vec<String> {
    let (rules, report) = check(set);
    let text = |warning: &Warning| {
        let request =
            warning.request.as_ref().map_or_else(String::new, |one| rules.request_in_words(&one.request));
        format!("{}: {warning}: {request}", warning.kind)
    };
    report.open_warnings().map(text).collect()
}

fn are_warned_of(all: Vec<Shown>) {
    let mut otherwise = String::new();
    for (at, Shown { set, messages }) in all.into_iter().enumerate() {
        let found = warned(&serde_json::from_str(&set).unwrap());
        if !super::says(&found, messages) {
            otherwise.push_str(&format!("\n#{at}: expected {messages:#?}, and it is {found:#?}\n"));
        }
    }
    assert!(otherwise.is_empty(), "{otherwise}");
}

/// Who acknowledges one row has not seen another that has the same id.
#[test]
fn an_acknowledgement_of_a_row_hides_no_row_of_another_table() {
    let row = json!({ "id": "local", "statements": ["N019"], "basis": "toolkit" });
    let with = |fields: Value| {
        let mut row = row.clone();
        row.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        row
    };
    let open = |acknowledged: Value| {
        warned(&extending(json!({
            "manifest": {
                "settings": { "add": [with(json!({ "value": 3, "unit": "days" }))] },
                "acknowledges": [acknowledged],
            },
            "definitions": { "add": [with(json!({ "label": "l", "when": [{ "could_be_under": 13 }] }))] },
        })))
    };
    let of_definition = "unused: definitions, `local`: no row asks for the definition: ";
    let of_setting = "unused: manifest, `local`, settings: no row uses the setting: ";
    let both = open(json!({ "warning": "unused", "row": "local", "reason": "r" }));
    assert_eq!(
        both,
        [
            of_definition,
            of_setting,
            "acknowledged-in-vain: manifest, acknowledges[0]: `unused` of `local` is acknowledged, and is warned of in `definitions` and `manifest`: name the `table` that is meant: "
        ]
    );
    let table =
        |table: &str| open(json!({ "warning": "unused", "row": "local", "table": table, "reason": "r" }));
    assert_eq!(table("definitions"), [of_setting]);
    assert_eq!(table("manifest"), [of_definition]);
    assert_eq!(table("steps").len(), 3);
    assert_eq!(open(json!({ "warning": "unused", "reason": "r" })), [""; 0]);
}

#[test]
fn what_no_rule_hears_is_warned_of_with_the_child_whom_it_fails() {
    let removed = |rules: &[&str]| extending(json!({ "category_rules": { "remove": rules } }));
    let left_out =
        |fact: &str| extending(json!({ "facts": { "change": [{ "fact": fact, "left_out": "no" }] } }));
    are_warned_of(vec![
        shown(
            removed(&["professional-judgement"]),
            &[
                "judgement-ignored: category_rules: a professional judgement does not raise the category: this child is given Category 2: age not known; judged Category 3",
            ],
        ),
        shown(
            {
                let mut set = removed(&["previous-category"]);
                set["steps"] = json!({ "remove": ["review-before-stepping-down"] });
                set["findings"] = json!({ "remove": ["held-at-previous"] });
                set
            },
            &[
                "unused: readings, `previous-category`: no row rests on the reading: ",
                "unused: readings, `review-before-stepping-down`: no row rests on the reading: ",
                "previous-ignored: category_rules: a child falls below the previous category, and nobody lowered it: this child is given Category 2: age not known; previously Category 3",
            ],
        ),
        shown(
            {
                let mut set = removed(&["section-47", "immediate-concern", "exploited-with-others"]);
                // Such children were given a category, and the youngest were protected.
                let waives = ["under-13", "learning-disability"];
                let waives = waives.map(|id| json!({ "protection": id, "reason": "for the test" }));
                set["manifest"]["waives"] = json!(waives);
                set
            },
            &[
                "unused: readings, `exploited-with-others`: no row rests on the reading: ",
                "unused: readings, `immediate-concern`: no row rests on the reading: ",
                "fact-ignored: facts, `exploited_with_others`: a yes never raises the category, though it can under the built-in rules: this child is given no category: age not known; known or strongly suspected to be exploited together with other children, or by the same person: yes",
                "fact-ignored: facts, `section_47`: a yes never raises the category, though it can under the built-in rules: this child is given no category: age not known; referred as a section 47 with sexual exploitation as the presenting issue: yes",
                "fact-ignored: facts, `immediate_concern`: a yes never raises the category, though it can under the built-in rules: this child is given no category: age not known; an immediate safeguarding concern: yes",
            ],
        ),
        shown(
            left_out("looked_after"),
            &[
                "default-hides: facts, `looked_after`, left_out: left out, it is taken for a no, and what is possible hides what a yes would give: this child is given Category 2: age not known; […]",
                // Nor does a placement in another area say any more that the child is looked after.
                "step-weakened: steps, `cse-risk-assessment`: the step does not apply to this child, and under `coventry` it must be taken: age […]",
                "step-weakened: steps, `safety-plan`: the step does not apply to this child, and under `coventry` it must be taken: age […]",
                "step-weakened: steps, `looked-after-inform-managers`: the step does not apply to this child, and under `coventry` it must be taken: age […]",
                "step-weakened: steps, `looked-after-joint-visit`: the step does not apply to this child, and under `coventry` it must be taken: age […]",
                "step-weakened: steps, `looked-after-social-worker-stays`: the step does not apply to this child, and under `coventry` it must be taken: age […]",
                "step-weakened: steps, `looked-after-care-plan`: the step does not apply to this child, and under `coventry` it must be taken: age […]",
                "step-weakened: steps, `looked-after-restrict-only-with-orders`: the step does not apply to this child, and under `coventry` it must be taken: age […]",
                "step-weakened: steps, `looked-after-contact`: the step does not apply to this child, and under `coventry` it must be taken: age […]",
                "step-weakened: steps, `looked-after-support-carers`: the step does not apply to this child, and under `coventry` it must be taken: age […]",
                "step-weakened: steps, `consider-informing-parents`: the step does not apply to this child, and under `coventry` it must be taken: age […]",
                "step-weakened: steps, `keep-assessment-on-file`: the step does not apply to this child, and under `coventry` it must be taken: age […]",
                "step-weakened: steps, `record-on-police-systems`: the step does not apply to this child, and under `coventry` it must be taken: age […]",
            ],
        ),
        shown(
            extending(
                json!({ "facts": { "change": [{ "fact": "section_47", "asked_by": "additional_needs" }] } }),
            ),
            &[
                "default-hides: facts, `section_47`, asked_by: what is possible hides what a yes would give, which another fact does not ask for: this child is given […]",
            ],
        ),
        shown(
            unacknowledged("judgement-ignored"),
            &[
                "judgement-ignored: category_rules: a professional judgement does not raise the category: this child is given no level: age not known; judged Category […]",
            ],
        ),
        shown(
            unacknowledged("previous-ignored"),
            &[
                "previous-ignored: category_rules: a child falls below the previous category, and nobody lowered it: this child is given no level: age not known; previously some",
            ],
        ),
        shown(
            with("/scopes/1/when", json!([{ "certainly_at_least": 21 }])),
            &[
                "no-scope: scopes: somebody is in no scope, and is taken for a child: this child is given no level: age 18",
            ],
        ),
        shown(
            {
                let mut set = unacknowledged("fact-ignored");
                for fact in Fact::ALL {
                    let row =
                        json!({ "warning": "fact-ignored", "row": fact.code(), "reason": "one by one" });
                    let facts = warned(&set);
                    if facts.iter().any(|warning| warning.contains(&format!("`{fact}`"))) {
                        put(&mut set, "/manifest/acknowledges/-", row);
                    }
                }
                let question = json!({ "code": "pocket_money", "label": "more pocket money", "asks": "answer", "statements": ["S1"] });
                put(&mut set, "/questions", json!([question]));
                set
            },
            &[
                "fact-ignored: questions, `pocket_money`: no row asks for the question, so no answer to it changes anything: ",
            ],
        ),
        // Of all facts that the form asks, this set has a row for one. What a placement in another area could add,
        // `looked_after` asks.
        shown(
            {
                let mut set = unacknowledged("fact-ignored");
                let facts = [
                    "additional_needs",
                    "looked_after",
                    "care_leaver",
                    "unaccompanied",
                    "needs_care_and_support",
                    "unable_to_protect_self",
                    "exploited_with_others",
                    "section_47",
                    "parent_may_be_involved",
                ];
                for fact in facts {
                    let row = json!({ "warning": "fact-ignored", "row": fact, "reason": "one by one" });
                    put(&mut set, "/manifest/acknowledges/-", row);
                }
                set
            },
            &[
                "fact-ignored: facts, `learning_disability`: a yes never raises the category, though it can under the built-in rules: this child is given no level: age not known; a learning disability: yes",
                "fact-ignored: facts, `immediate_concern`: no row asks for the fact, so a yes changes nothing: this child is given no level: age not known; immediate_concern: yes",
            ],
        ),
    ]);
}

#[test]
fn an_indicator_that_rules_overlook_is_warned_of() {
    let third = |groups: Value| {
        let mut set = with(
            "/indicators/-",
            json!({ "code": "third-sign", "label": "A third sign", "kind": "behaviour", "groups": groups, "statement": "S1" }),
        );
        let group = json!([{ "any_observed": { "group": "signs" } }]);
        put(&mut set, "/category_rules/0/when", group);
        put(&mut set, "/protections", json!([]));
        let nothing = json!({ "warning": "nothing-to-prove", "reason": "for the test" });
        put(&mut set, "/manifest/acknowledges/-", nothing);
        put(
            &mut set,
            "/manifest/accepts_no_category",
            json!([{ "of": ["third-sign"], "reason": "for the test" }]),
        );
        set
    };
    let by_code = || {
        let mut set = third(json!(["signs"]));
        put(&mut set, "/category_rules/0/when", json!([{ "any_observed": ["first-sign", "second-sign"] }]));
        put(
            &mut set,
            "/category_rules/1/when",
            json!([{ "could_be_under": "young-age" }, { "holds": "seen" }]),
        );
        set
    };
    are_warned_of(vec![
        // One letter is missing, so the rule for the group does not count it.
        shown(
            third(json!(["sign"])),
            &[
                "group-misspelt: indicators, `third-sign`, groups: no row asks for the group `sign`, but for one much like it: this child is given no level; did you mean `signs`?: age 13; observed: “A third sign”",
            ],
        ),
        shown(
            by_code(),
            &[
                "out-of-reach: indicators, `third-sign`: the indicator counts only where any indicator does, though `first-sign` of the group `signs` counts by itself: this child is given no level: age 13; observed: “A third sign”",
            ],
        ),
    ]);
}

/// Each step of the built-in set, one after the other: less force, no row, a narrower condition.
#[test]
fn a_must_that_becomes_less_than_in_the_set_it_was_made_from_is_warned_of() {
    let steps = &RuleSet::coventry().tables().steps;
    let all: Vec<_> = steps.iter().map(|step| json!({ "id": step.id, "force": "may" })).collect();
    let (_, report) = check(&extending(json!({ "steps": { "change": all } })));
    let weakened: Vec<_> =
        report.open_warnings().map(|warning| (warning.kind, warning.fault.row())).collect();
    let musts = steps.iter().filter(|step| {
        let force = serde_json::to_value(&step.force).unwrap();
        force == "must" || force["must_in_categories"].as_array().is_some_and(|some| !some.is_empty())
    });
    let musts: Vec<_> = musts.map(|step| (WarningKind::StepWeakened, &*step.id)).collect();
    assert!(musts.len() > 20, "{musts:?}");
    assert_eq!(weakened, musts);

    are_warned_of(vec![
        shown(
            extending(json!({ "steps": { "change": [{ "id": "mase-meeting", "force": "should" }] } })),
            &[
                "step-weakened: steps, `mase-meeting`: the step should be taken for this child, and under `coventry` it must be taken: age not known; […]",
            ],
        ),
        shown(
            extending(json!({ "steps": { "remove": ["protect-immediately"] } })),
            &[
                "unused: readings, `protect-immediately`: no row rests on the reading: ",
                "step-weakened: steps, `protect-immediately`: the step is gone, and under `coventry` it must be taken: age not known; an immediate safeguarding concern: yes",
            ],
        ),
        shown(
            extending(
                json!({ "steps": { "change": [{ "id": "protect-immediately", "when": [{ "fact": { "name": "immediate_concern", "is": ["yes"] } }, { "category": [3] }, { "any_known": "any" }] }] } }),
            ),
            &[
                "step-weakened: steps, `protect-immediately`: the step does not apply to this child, and under `coventry` it must be taken: age not known; an immediate safeguarding concern: yes",
            ],
        ),
        // A must that comes later by name and not by force.
        shown(
            extending(json!({ "steps": { "change": [{ "id": "mase-meeting", "who": "somebody else" }] } })),
            &[],
        ),
    ]);
}

/// A set between two may have acknowledged it; whoever extends that one has not.
#[test]
fn what_a_set_accepts_or_acknowledges_is_not_inherited() {
    let made_from = |base: &str, id: &str, manifest: Value| {
        let mut set = json!({
            "extends": { "id": base, "version": if base == "coventry" { "2.0.0" } else { "1.0.0" } },
            "manifest": { "id": id, "version": "1.0.0", "title": id }
        });
        set["manifest"].as_object_mut().unwrap().extend(manifest.as_object().unwrap().clone());
        set
    };
    let reason = "the board, May 2024";
    let weakened = json!([{ "warning": "step-weakened", "row": "mase-meeting", "reason": reason }]);
    let mut between = made_from("coventry", "between", json!({ "acknowledges": weakened }));
    between["steps"] = json!({ "change": [{ "id": "mase-meeting", "force": "should" }] });
    let between = RuleSet::from_json(&between.to_string()).unwrap();
    let report = between.check();
    assert_eq!(report.open_warnings().count(), 0, "{report:?}");
    assert_eq!(report.warnings[0].acknowledged.as_deref(), Some(reason));
    let above = made_from("between", "above", json!({})).to_string();
    let above = Loader::new().base(&between).json(&above).unwrap();
    let report = above.check();
    let open: Vec<_> = report.open_warnings().map(|warning| (warning.kind, warning.fault.row())).collect();
    assert_eq!(open, [(WarningKind::StepWeakened, "mase-meeting")]);

    let weights = crate::local::load("weights");
    let above = made_from("weights", "above", json!({})).to_string();
    let report = Loader::new().base(&weights).json(&above).unwrap().check();
    assert!(matches!(report.verdict(Property::NoGap), Verdict::Fails(_)), "{report:?}");
    assert!(report.open_warnings().any(|warning| warning.kind == WarningKind::JudgementIgnored));
}

#[test]
fn a_name_for_no_category_hides_no_gap_and_what_is_accepted_is_not_called_proved() {
    // There is a level that stands for none.
    let mut set = with("/definitions/0/when", json!([{ "any_observed": ["first-sign"] }]));
    put(&mut set, "/protections", json!([]));
    assert_eq!(set["levels"][0], json!({ "id": "nothing", "label": "nothing" }));
    let (_, report) = check(&set);
    let Verdict::Fails(failures) = report.verdict(Property::NoGap) else { panic!("{report:?}") };
    assert_eq!(failures[0].row, Some(("indicators".to_owned(), "second-sign".to_owned())));
    assert!(!report.holds());

    let accepts = |of: Value| json!([{ "of": of, "reason": "no sign stands alone" }]);
    for of in [
        json!("any"),
        json!(["second-sign"]),
        json!({ "group": "signs" }),
        json!({ "all_but": ["first-sign"] }),
    ] {
        put(&mut set, "/manifest/accepts_no_category", accepts(of.clone()));
        let (rules, report) = check(&set);
        let Verdict::Accepted(accepted) = report.verdict(Property::NoGap) else { panic!("{of}: {report:?}") };
        assert_eq!(accepted.len(), 1);
        assert_eq!(accepted[0].reason, "no sign stands alone");
        let outcome = accepted[0].request.request.screen_by(&rules);
        assert_eq!(outcome.category(), None);
        assert!(
            accepted[0].request.request.indicators().answers_by_code().any(|(_, answer)| answer.protects())
        );
        assert!(report.holds(), "{of}");
    }
    // Another sign is not accepted with it.
    put(&mut set, "/manifest/accepts_no_category", accepts(json!(["first-sign"])));
    let (_, report) = check(&set);
    assert!(matches!(report.verdict(Property::NoGap), Verdict::Fails(_)), "{report:?}");
    // Protections are not given up by it.
    put(&mut set, "/manifest/accepts_no_category", accepts(json!("any")));
    put(&mut set, "/protections", small()["protections"].clone());
    assert!(RuleSet::from_json(&set.to_string()).is_err());
}

#[test]
fn what_is_meant_has_a_reason_and_happens() {
    let acknowledges = |row: Value| with("/manifest/acknowledges/-", row);
    let accepts = |row: Value| with("/manifest/accepts_no_category", json!([row]));
    are_warned_of(vec![
        shown(
            acknowledges(json!({ "warning": "no-scope", "reason": "for the test" })),
            &[
                "acknowledged-in-vain: manifest, acknowledges[5]: `no-scope` is acknowledged, and nothing is warned of: ",
            ],
        ),
        shown(
            acknowledges(json!({ "warning": "unused", "row": "young-age", "reason": "r" })),
            &[
                "acknowledged-in-vain: manifest, acknowledges[5]: `unused` of `young-age` is acknowledged, and nothing is warned of: ",
            ],
        ),
        shown(
            accepts(json!({ "of": "any", "reason": "for the test" })),
            &[
                "acknowledged-in-vain: manifest, accepts_no_category[0]: accepts that these give no category, and each of them gives one: ",
            ],
        ),
    ]);
    are_refused(vec![
        shown(
            acknowledges(json!({ "warning": "no-scope", "reason": " " })),
            &["manifest, acknowledges[5].reason: the reason is empty"],
        ),
        shown(
            acknowledges(json!({ "warning": "no-skope", "reason": "r" })),
            &["manifest, acknowledges[5].warning: unknown kind of warning `no-skope`; allowed: […]"],
        ),
        // Nor is what nobody can see.
        shown(
            acknowledges(json!({ "warning": "no-scope", "reason": "\u{200b}\u{ad} \u{2800}" })),
            &["manifest, acknowledges[5].reason: the reason is empty"],
        ),
        shown(
            accepts(json!({ "of": "any", "reason": "" })),
            &["manifest, accepts_no_category[0].reason: the reason is empty"],
        ),
        shown(
            accepts(json!({ "of": ["frist-sign"], "reason": "r" })),
            &[
                "manifest, accepts_no_category[0].of: refers to the indicator `frist-sign`, which does not exist; did you mean `first-sign`?",
            ],
        ),
        shown(
            accepts(json!({ "of": { "group": "sings" }, "reason": "r" })),
            &[
                "manifest, accepts_no_category[0].of: no indicator is in the group `sings`; did you mean `signs`?",
            ],
        ),
    ]);
}

#[test]
fn a_determination_that_no_rule_hears_is_warned_of() {
    let set = extending(json!({ "category_rules": { "remove": ["determination"] } }));
    let report = RuleSet::from_json(&set.to_string()).unwrap().check();
    let warned: Vec<_> = report.open_warnings().map(ToString::to_string).collect();
    let heard = "category_rules: a determination does not raise the category: ";
    assert!(warned.iter().any(|warning| warning.contains(heard)), "{warned:#?}");
}

/// Sheet one of a report, and the summary, begin with what a set marks.
#[test]
fn a_set_that_marks_no_must_as_one_that_cannot_wait_is_warned_of() {
    let set = |at: &str, force: Value, stage: usize| {
        let mut set = unacknowledged("nothing-at-once");
        put(&mut set, &format!("/stages/{stage}/at_once"), json!(true));
        put(&mut set, at, force);
        set
    };
    let said = "nothing-at-once: stages, at_once: no step that must be taken stands in a stage marked `at_once`, so in an \
                emergency nothing comes before all else: ";
    let by_category = |must_in: Value| json!({ "otherwise": "should", "must_in_categories": must_in });
    for (set, is_warned) in [
        (unacknowledged("nothing-at-once"), true),
        // The must stands in the first stage, and the second is marked.
        (set("/steps/0/force", json!("must"), 1), true),
        (set("/steps/0/force", json!("must"), 0), false),
        (set("/steps/1/force", json!("must"), 1), false),
        (set("/steps/1/force", by_category(json!([3])), 1), false),
        (set("/steps/0/force", json!("should"), 1), false),
    ] {
        let found: Vec<_> =
            warned(&set).into_iter().filter(|one| one.starts_with("nothing-at-once")).collect();
        assert_eq!(found, if is_warned { vec![said] } else { vec![] }, "{}", set["steps"]);
    }
    let built_in = RuleSet::coventry().check();
    assert!(built_in.warnings.iter().all(|one| one.kind != WarningKind::NothingAtOnce));
}
