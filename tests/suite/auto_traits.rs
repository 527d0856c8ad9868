//! Every public type can be moved to another thread, shared between threads, and kept across a panic that a host
//! catches.

use crate::house::files;
use cse_screening::rules::{Reference, cases, condition, proof, schema, tables};
use cse_screening::*;
use std::collections::BTreeSet;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::path::Path;

/// The buffers of a host, which a panic may leave half filled: all but that.
const fn is_shared<T: Send + Sync + Unpin + RefUnwindSafe>() {}

const fn has_all<T: Send + Sync + Unpin + UnwindSafe + RefUnwindSafe>() {}

/// Compiles only where each of these types has them all; and gives their names.
macro_rules! all {
    ($($($path:ident)::+ $(<$life:lifetime>)?),+ $(,)?) => {{
        $( has_all::<$($path)::+ $(<$life>)?>(); )+
        [$( stringify!($($path)::+) ),+]
    }};
}

fn types() -> BTreeSet<&'static str> {
    let root = all![
        Actor,
        Added,
        AgeError,
        Aged<'static>,
        Answer,
        Base,
        Basis,
        Budget,
        rules::Json,
        rules::NotJson,
        Case,
        Category,
        Change<'static>,
        ChangeSet<'static>,
        Changes<'static>,
        Child,
        Choice,
        ChoiceColumns<'static>,
        Chosen,
        AnswersBuf,
        Asked<'static>,
        OwnAsked<'static>,
        OwnColumns<'static>,
        ColumnRules,
        Columns<'static>,
        ColumnsBuf,
        ColumnsError,
        CompletedBy,
        Counted,
        Determination,
        Difference,
        Due,
        DueUnit,
        EmptyRationale,
        Evidence,
        EvidenceError,
        Fact,
        FactAnswers,
        Fall,
        NumberError,
        NumberGiven,
        Fault,
        FindingRecord,
        Force,
        Format,
        FreeText,
        Gap<'static>,
        GapRecord,
        Given,
        Held,
        Indicator,
        Indicators,
        Joined,
        Judgement,
        LegalStatus,
        LevelsRecord,
        Loader,
        Meeting,
        NextCategory<'static>,
        NextDue<'static>,
        NoCategory,
        NoChange,
        Outcome<'static>,
        Outstanding<'static>,
        OutsideCategories,
        Placement,
        Plan<'static>,
        PlanRecord,
        Prompt<'static>,
        PromptRecord,
        Question<'static>,
        Reason<'static>,
        ReasonRecord,
        Record,
        RecordError,
        RecordErrorKind,
        RecordOrigin,
        Request,
        RequestError,
        RequestErrorKind,
        RuleSet,
        RulesError,
        RulesIdentity,
        Scope,
        Standing,
        Step<'static>,
        StepDone,
        StepRecord,
        SupportRecord,
        UnknownCode,
        UnreadRecord,
        Until,
        VerifyError,
        Views,
        WhyNot<'static>,
        WhyNotError,
        Reference,
        in_force::InForceError,
        in_force::NotInForce,
        in_force::Period,
        in_force::RulesInForce,
        in_force::Verified,
        in_force::Withdrawals,
        in_force::Withdrawn,
        figures::Figure,
        figures::Showing,
        json_calls::CallError,
        json_calls::CallErrorKind,
    ];
    is_shared::<Decisions<'static>>();
    is_shared::<Levels<'static>>();
    let rules = all![
        cases::RuleCase,
        cases::CaseFailure,
        cases::CaseReport,
        cases::DueDays,
        cases::Expect,
        condition::CategoryChange,
        condition::Condition,
        condition::Count,
        condition::Determined,
        condition::FactIs,
        condition::NamedSet,
        condition::Number,
        condition::NumberIs,
        condition::QuestionIs,
        condition::SelectBy,
        condition::Selection,
        condition::TimeSpan,
        condition::Weight,
        condition::Within,
        proof::Acceptance,
        proof::Bump,
        proof::CaseChange,
        proof::Caseload,
        proof::WhatChanges,
        proof::Comparison,
        proof::CutShort,
        proof::DecidedBy,
        proof::Direction,
        proof::ExampleRequest,
        proof::FieldChange,
        proof::Failure,
        proof::KindOfChild,
        proof::LevelsOfChange,
        proof::OutcomeChange,
        proof::Property,
        proof::Reached,
        proof::Report,
        proof::RowChange,
        proof::RowDifference,
        proof::ToldChange,
        proof::Verdict,
        proof::Warning,
    ];
    let tables = all![
        tables::Acknowledgement,
        tables::ActorRow,
        tables::BasedOn,
        tables::Calendar,
        tables::CaseRow,
        tables::CategoryRow,
        tables::CategoryRule,
        tables::CountedFrom,
        tables::DayOfYear,
        tables::Deadline,
        tables::Definition,
        tables::FactRow,
        tables::FindingRow,
        tables::ForceByCategory,
        tables::IndicatorKind,
        tables::IndicatorRow,
        tables::Level,
        tables::LevelFrom,
        tables::LevelRow,
        tables::Manifest,
        tables::NameRow,
        tables::NoCategoryAccepted,
        tables::NotModelled,
        tables::OneOff,
        tables::PlanHost,
        tables::PromptRow,
        tables::Protection,
        tables::QuestionKind,
        tables::QuestionRow,
        tables::Reading,
        tables::RowBasis,
        tables::RowRef<'static>,
        tables::ScopeRow,
        tables::Setting,
        tables::Source,
        tables::StageRow,
        tables::Statement,
        tables::StepForce,
        tables::StepRow,
        tables::Support,
        tables::TableId,
        tables::Tables,
        tables::Term,
        tables::RowRef<'static>,
        tables::TableId,
        tables::Waiver,
        tables::WarningKind,
        tables::YearlyHoliday,
        schema::Word,
    ];
    let names = root.into_iter().chain(rules).chain(tables).chain(["Decisions", "Levels"]);
    names.map(|path| path.rsplit("::").next().unwrap().trim()).collect()
}

/// The names that the sources declare: as types, and as rows of the macros that declare tables and records.
fn declared() -> BTreeSet<String> {
    let (mut names, mut paths) = (BTreeSet::new(), Vec::new());
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut paths);
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap();
        let of_macro = path.ends_with("tables/mod.rs") || path.ends_with("record/mod.rs");
        for line in text.lines() {
            let line = line.trim();
            let name =
                ["pub struct ", "pub enum "].iter().find_map(|word| line.strip_prefix(word)).or_else(|| {
                    let name = line.strip_suffix(" {").filter(|_| of_macro)?;
                    // Of a row of the tables, what it has of every row stands behind its name.
                    let name = name.split(" [").next()?;
                    name.chars()
                        .all(char::is_alphanumeric)
                        .then_some(name)
                        .filter(|name| name.starts_with(char::is_uppercase))
                });
            let name = name.map(|name| name.split(|c: char| !c.is_alphanumeric()).next().unwrap());
            names.extend(name.filter(|name| !["", "Self"].contains(name)).map(str::to_owned));
        }
    }
    names
}

#[test]
fn every_public_type_can_be_shared_between_threads_and_kept_across_a_panic() {
    let (types, declared) = (types(), declared());
    let declared: BTreeSet<_> = declared.iter().map(String::as_str).collect();
    assert!(declared.len() > 100, "{declared:?}");
    assert_eq!(types, declared);
}

#[test]
fn a_rule_set_is_a_handle_that_each_thread_may_own() {
    let rules = RuleSet::coventry().clone();
    let threads: Vec<_> = (11..19)
        .map(|age| {
            let rules = rules.clone();
            std::thread::spawn(move || {
                let child = Child::aged(age).unwrap();
                let tool = Indicators::new().observed(Indicator::PoorSelfImage);
                rules.screen(&child, &tool).category()
            })
        })
        .collect();
    let found: Vec<_> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
    assert_eq!(found.first(), Some(&Some(Category::Two)));
    // A clone shares the tables, and does not copy them.
    assert!(std::ptr::eq(rules.tables(), RuleSet::coventry().tables()));
    assert!(std::ptr::eq(rules.sha256(), RuleSet::coventry().sha256()));
}
