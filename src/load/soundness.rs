//! Refuses a set that is not sound, with every fault at once.

use crate::compiled::deadlines::MOST_IN_A_ROW;
use crate::encoding::is_blank;
use crate::outcome::{COUNTED_AS_OLD, NO_SCREENING_DAY};
use crate::request::FIELDS;
use crate::tables::condition::{Condition, Number, SelectBy, Selection};
use crate::tables::fault::{Fault, RulesError, shown};
use crate::tables::{
    CountedFrom, Deadline, FactRow, IndicatorRow, Level, LevelFrom, QuestionKind, RowBasis, ScopeRow,
    Statement, TableId, Tables, Term, YearlyHoliday,
};
use crate::vocabulary::category::Category;
use crate::vocabulary::child::{Answer, Fact, OLDEST};
use crate::vocabulary::indicator::{Indicator, MOST_OWN};
use crate::vocabulary::{DueUnit, Scope};
use crate::words::listed;
use std::collections::{HashMap, HashSet};

/// The age up to which the law calls everybody a child, in years.
const CHILDHOOD_ENDS: u16 = 18;
/// A code or id longer than this is refused, in bytes.
const LONGEST_ID: usize = 100;

/// More than this, some four years, is no deadline.
const fn longest(unit: DueUnit) -> u16 {
    match unit {
        DueUnit::WorkingDays => 1_000,
        DueUnit::Days => 1_461,
        DueUnit::Weeks => 209,
        DueUnit::Months => 48,
    }
}

/// So many settings there are at most: each number that refers to one is looked up among them.
const MOST_SETTINGS: usize = 256;
/// So many bank holidays a year has at most, and so many days on which one year differed: each day of a deadline
/// is looked up among them.
const MOST_YEARLY: usize = 50;
const MOST_ONE_OFF: usize = 1_000;
/// An indicator is in so many groups at most.
const MOST_GROUPS: usize = 64;
/// Bank holidays that move with Easter stand at most so many days from it.
const FARTHEST_FROM_EASTER: i64 = 60;

/// What a rule may give in place of a level.
const WORDS_FOR_LEVELS: [&str; 4] = ["listed", "judged", "determined", "previous"];

/// What the id of a set is made of.
pub(crate) const PLAIN_ID: &str = "1 to 100 letters a to z, digits, - and _";

/// Whether an id can be the name of a folder and of nothing else.
pub(crate) fn is_plain(id: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    (1..=LONGEST_ID).contains(&id.len()) && id.bytes().all(plain)
}

/// Whether a version says by its numbers what changed.
fn is_version(version: &str) -> bool {
    version.len() <= LONGEST_ID && semver::Version::parse(version).is_ok()
}

/// A set has no more questions of its own.
const MOST_QUESTIONS: usize = 64;

/// Collects faults.
struct Checker<'a> {
    tables: &'a Tables,
    /// The rows that a set which extends another took away.
    removed: &'a [(String, String)],
    /// The rows that others refer to by id: there may be hundreds of thousands of references.
    known: HashSet<(TableId, &'a str)>,
    groups: HashSet<&'a str>,
    /// The indicators of the set that is extended.
    theirs: &'a [IndicatorRow],
    faults: Vec<Fault>,
}

/// Checks tables, and that they keep the protections of those they were made from.
pub(crate) fn check(
    tables: &Tables,
    base: Option<&Tables>,
    removed: &[(String, String)],
) -> Result<(), RulesError> {
    let known = tables.rows().map(|row| (row.table, row.id)).collect();
    let groups = tables.indicators.iter().flat_map(|row| &row.groups).map(String::as_str).collect();
    let theirs = base.map_or(&[][..], |base| &base.indicators);
    let mut checker = Checker { tables, removed, known, groups, theirs, faults: Vec::new() };
    checker.lists_are_short();
    if !checker.faults.is_empty() {
        return Err(RulesError::new(checker.faults));
    }
    checker.vocabulary_is_whole();
    checker.ids_are_unique();
    checker.rows_cite_what_exists();
    checker.sources_say_what_they_said(base);
    checker.references_lead_somewhere();
    checker.category_rules_only_raise();
    checker.facts_protect();
    checker.words_stand_where_they_may();
    checker.nobody_loses_a_scope();
    checker.protections_are_kept(base);
    checker.what_is_meant_has_a_reason();
    checker.questions_are_own();
    checker.rows_say_something();
    checker.calendar_is_one();
    if checker.faults.is_empty() { Ok(()) } else { Err(RulesError::new(checker.faults)) }
}

impl Checker<'_> {
    fn fault(&mut self, table: &'static str, row: &str, problem: impl Into<String>) {
        self.faults.push(Fault::new(table, row, problem));
    }

    /// Refuses a reference to a row that does not exist.
    fn row_exists(&mut self, at: (&str, &str, &str), table: TableId, id: &str) {
        if self.known.contains(&(table, id)) {
            return;
        }
        let (of, row, field) = at;
        let what = table.row_in_words();
        let was_removed = self.removed.iter().any(|(list, removed)| list == table.code() && removed == id);
        let is_number = id.bytes().all(|byte| byte.is_ascii_digit());
        let problem = if was_removed {
            format!(
                "refers to the {what} `{}`, which this set removes; keep that row, or change or remove this one too",
                shown(id)
            )
        } else if is_number && matches!(table, TableId::Levels | TableId::Settings) {
            format!(
                "\"{id}\" in quotation marks is the id of a {what}, and there is none; allowed: the number {id}"
            )
        } else if table == TableId::Levels {
            let words = WORDS_FOR_LEVELS.join("`, `");
            format!(
                "refers to the level `{}`, which does not exist; allowed: `1`, `2`, `3`, `{words}`, or the id of a level",
                shown(id)
            )
        } else if is_one_of_a_count(id) {
            let table = table.within().code();
            format!(
                "refers to the {what} `{id}`, which does not exist; add it in `{table}`, or name one that is there"
            )
        } else {
            format!("refers to the {what} `{}`, which does not exist", shown(id))
        };
        let words: &[&str] = if table == TableId::Levels { &WORDS_FOR_LEVELS } else { &[] };
        let valid = self.tables.rows_of(table).map(|row| row.id).chain(words.iter().copied());
        let fault = Fault::new(of, row, problem).in_field(field);
        let already = self.faults.len();
        // Of ids that count, each is near to another, and none is a slip for it.
        let fault = if is_one_of_a_count(id) { fault } else { fault.near(already, id, valid) };
        self.faults.push(fault);
    }

    /// Each category has exactly one row and each indicator and fact at most one, and whoever is
    /// screened has a scope.
    fn vocabulary_is_whole(&mut self) {
        let tables = self.tables;
        let mut seen = HashSet::new();
        for row in &tables.indicators {
            if !seen.insert(&*row.code) {
                self.fault("indicators", &row.code, "the code stands twice");
            }
            let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
            if row.code.is_empty() || row.code.len() > LONGEST_ID || !row.code.bytes().all(plain) {
                let problem = format!(
                    "an indicator code is made of small letters, digits and hyphens, at most {LONGEST_ID} of them"
                );
                self.fault("indicators", &row.code, problem);
            }
        }
        if tables.indicators.is_empty() {
            self.fault("indicators", "", "no row: nothing could be observed");
        }
        let own = seen.iter().filter(|code| Indicator::from_code(code).is_none()).count();
        if own > MOST_OWN {
            self.fault("indicators", "", format!("{own} indicators of its own; allowed: {MOST_OWN}"));
        }
        for fact in Fact::ALL {
            let rows = tables.facts.iter().filter(|row| row.fact == *fact).count();
            if rows > 1 {
                self.fault("facts", fact.code(), format!("{rows} rows; allowed: 1"));
            }
        }
        for category in Category::ALL {
            let rows = tables.categories.iter().filter(|row| row.category == *category).count();
            // A set with levels of its own may have fewer than three; the gravest stands for 3.
            let levels = || tables.levels.iter().filter_map(|level| level.category);
            let left_out =
                levels().count() > 0 && levels().all(|one| one != *category) && *category != Category::Three;
            if rows != 1 && !(left_out && rows == 0) {
                self.fault("categories", category.digit(), format!("{rows} rows; allowed: 1"));
            }
            if rows == 0 {
                self.gives_no(*category);
            }
        }
        if tables.scopes.is_empty() {
            self.fault("scopes", "", "no row: nobody would be screened");
        }
        let mut stood_for = HashSet::new();
        for level in &tables.levels {
            if !stood_for.insert(level.category) {
                self.fault("levels", &level.id, "another level stands for the same category");
            }
            if WORDS_FOR_LEVELS.contains(&&*level.id) {
                self.fault("levels", &level.id, "the word has a meaning of its own as a level");
            }
        }
    }

    /// Nothing gives, lists or protects by a category that the set does not have.
    fn gives_no(&mut self, category: Category) {
        let tables = self.tables;
        let rules = tables.category_rules.iter().filter(|rule| rule.at_least == Level::Fixed(category));
        let rules = rules.map(|rule| ("category_rules", &*rule.id, "at_least"));
        let listed = tables.indicators.iter().filter(|row| row.category == Some(category));
        let listed = listed.map(|row| ("indicators", &*row.code, "category"));
        let protections = tables.protections.iter().filter(|row| row.never_below == category);
        let protections = protections.map(|row| ("protections", &*row.id, "never_below"));
        for (table, row, field) in rules.chain(listed).chain(protections) {
            let problem = format!("found {}, and no row of `categories` has it", category.number());
            self.faults.push(Fault::new(table, row, problem).in_field(field));
        }
    }

    fn ids_are_unique(&mut self) {
        // Their ids are words of the vocabulary, codes or days, which are looked at for themselves.
        let elsewhere = |table: &TableId| {
            use TableId::{Categories, Facts, Indicators, OneOff, Scopes};
            matches!(table, Categories | Facts | Indicators | OneOff | Scopes)
        };
        for table in TableId::ALL.iter().filter(|table| table.key().is_some() && !elsewhere(table)) {
            let mut seen = HashSet::new();
            for id in self.tables.rows_of(*table).map(|row| row.id) {
                if !seen.insert(id) {
                    self.fault(table.within().code(), id, "the id stands twice");
                }
                if is_blank(id) || id.len() > LONGEST_ID {
                    self.fault(table.within().code(), id, format!("an id has 1 to {LONGEST_ID} bytes"));
                }
            }
        }
    }

    /// What a set writes itself is not put into the mouth of a source that it takes over.
    fn sources_say_what_they_said(&mut self, base: Option<&Tables>) {
        let Some(base) = base else { return };
        let tables = self.tables;
        for row in &tables.sources {
            if base.sources.iter().any(|theirs| theirs.id == row.id && theirs != row) {
                let problem =
                    "is another document in the set that it extends; add a source with an id of its own";
                self.fault("sources", &row.id, problem);
            }
        }
        let theirs: HashMap<&str, &Statement> = base.statements.iter().map(|row| (&*row.id, row)).collect();
        for row in tables.statements.iter() {
            let theirs = theirs.get(&*row.id).filter(|theirs| theirs.source == row.source);
            if theirs.is_some_and(|theirs| *theirs != row) {
                let problem = format!(
                    "does not say what it says in the set that it extends, and names the same source `{}`; name one \
                     of this set's own, or add a statement",
                    shown(&row.source)
                );
                self.fault("statements", &row.id, problem);
            }
        }
    }

    fn rows_cite_what_exists(&mut self) {
        let tables = self.tables;
        for row in tables.rows_of(TableId::Statements) {
            self.row_exists(("statements", row.id, "source"), TableId::Sources, row.source);
        }
        for row in tables.citing_rows() {
            let table = row.table.within().code();
            if row.statements.is_empty() {
                self.fault(table, row.id, "cites no statement");
            }
            for statement in row.statements {
                self.row_exists((table, row.id, "statements"), TableId::Statements, statement);
            }
            if let Some(RowBasis::Reading(reading)) = row.basis {
                self.row_exists((table, row.id, "basis"), TableId::Readings, reading);
            }
        }
        let cited: HashMap<_, _> = tables
            .citing_rows()
            .flat_map(|row| row.statements.iter().map(move |statement| (&**statement, row)))
            .collect();
        for statement in tables.not_modelled.iter().flat_map(|row| &row.statements) {
            self.row_exists(("not_modelled", statement, "statements"), TableId::Statements, statement);
            if let Some(row) = cited.get(&**statement) {
                let problem = format!(
                    "is said not to be modelled, and {}, `{}` cites it; allowed: one of the two",
                    row.table.code(),
                    shown(row.id)
                );
                self.fault("not_modelled", statement, problem);
            }
        }
        for reading in &tables.readings {
            for (field, text) in [("words", &reading.words), ("chosen", &reading.chosen)] {
                if is_blank(text) {
                    self.fault("readings", &reading.id, format!("`{field}` is empty"));
                }
            }
        }
    }

    fn references_lead_somewhere(&mut self) {
        let tables = self.tables;
        for step in &tables.steps {
            self.row_exists(("steps", &step.id, "stage"), TableId::Stages, &step.stage);
            if let Some(deadline) = &step.deadline {
                self.deadline_has_a_length(&step.id, deadline);
            }
        }
        self.deadlines_count_from_a_day();
        for rule in &tables.category_rules {
            if let Level::Named(id) = &rule.at_least {
                let at = ("category_rules", &*rule.id, "at_least");
                self.row_exists(at, TableId::Levels, id);
                let mut of_none = tables.levels.iter().filter(|level| level.category.is_none());
                if of_none.any(|level| level.id == *id) {
                    let problem = "the level stands for no category, which a rule cannot give";
                    self.faults.push(Fault::new(at.0, at.1, problem).in_field(at.2));
                }
            }
        }
        for prompt in &tables.prompts {
            for code in prompt.consider.iter().chain([&prompt.observed]) {
                self.row_exists(("prompts", &prompt.observed, "consider"), TableId::Indicators, code);
            }
        }
        self.conditions_refer_to_what_exists();
        // A step may look at another only if that one looks at none, so no chain can close on itself.
        let looks_at_a_step = |part: &Condition| matches!(part, Condition::StepApplies(_));
        let looks_at_steps = |when: &[Condition]| when.iter().any(|part| part.any(&looks_at_a_step));
        for row in tables.asking_rows() {
            let mut chained = Vec::new();
            row.when.iter().for_each(|part| {
                part.walk(&mut |part| {
                    if let Condition::StepApplies(other) = part {
                        chained.extend(
                            tables.steps.iter().find(|step| step.id == *other && looks_at_steps(&step.when)),
                        );
                    }
                });
            });
            for step in chained {
                self.fault(
                    row.table.code(),
                    row.id,
                    format!("asks whether step `{}` applies, which itself asks that of another", step.id),
                );
            }
        }
    }

    fn deadline_has_a_length(&mut self, step: &str, deadline: &Deadline) {
        let (longest, unit) = (longest(deadline.unit), deadline.unit.code().replace('_', " "));
        for (field, number) in deadline.numbers() {
            self.number_exists(("steps", step, field), number);
            if let Some(count) = self.tables.number(number).filter(|count| *count > longest) {
                let problem = format!("{count} {unit}; allowed: at most {longest}");
                self.faults.push(Fault::new("steps", step, problem).in_field(field));
            }
        }
        let Some(Term { after, until: Some(until), .. }) = self.tables.term(deadline) else { return };
        if until <= after {
            let problem =
                format!("found {until}, and the range begins with {after} {unit}; allowed: more than that");
            self.faults.push(Fault::new("steps", step, problem).in_field("deadline.until"));
        }
    }

    /// A deadline counts from a day that the request says, or from a step that has a deadline, in no circle.
    fn deadlines_count_from_a_day(&mut self) {
        let tables = self.tables;
        let mut counts_from: HashMap<&str, &str> = HashMap::new();
        for step in &tables.steps {
            let Some(deadline) = &step.deadline else { continue };
            let from = deadline.from.code();
            let other = tables.steps.iter().find(|other| other.id == from);
            let has_none = other.is_some_and(|other| other.deadline.is_none());
            let problem = match deadline.from.step() {
                None if other.is_some() && !has_none => format!(
                    "`{from}` is the day of the {from}, and the id of a step with a deadline; give that step another id"
                ),
                Some(_) if has_none => {
                    format!("counts from the step `{}`, which has no deadline", shown(from))
                }
                Some(_) if other.is_none() => {
                    let problem = format!(
                        "counts from `{}`, which is no step; allowed: `{}`, or the id of a step with a deadline",
                        shown(from),
                        CountedFrom::WORDS.join("`, `")
                    );
                    let with_one = tables.steps.iter().filter(|step| step.deadline.is_some());
                    let valid = CountedFrom::WORDS.into_iter().chain(with_one.map(|step| &*step.id));
                    let fault = Fault::new("steps", &step.id, problem).in_field("deadline.from");
                    let already = self.faults.len();
                    self.faults.push(fault.near(already, from, valid));
                    continue;
                }
                Some(_) => {
                    counts_from.insert(&step.id, from);
                    continue;
                }
                None => continue,
            };
            self.faults.push(Fault::new("steps", &step.id, problem).in_field("deadline.from"));
        }
        for step in &tables.steps {
            let mut row = vec![&*step.id];
            while let Some(next) = row.last().and_then(|last| counts_from.get(last)) {
                row.push(next);
                // A circle that this one only leads to is told of where it is.
                if *next == step.id || row.len() > MOST_IN_A_ROW + 1 {
                    break;
                }
            }
            let shown: Vec<_> = row.iter().map(|id| format!("`{}`", shown(id))).collect();
            let problem = if row.len() > 1 && row.last() == row.first() {
                format!("the deadlines count in a circle: {}", shown.join(" from "))
            } else if row.len() > MOST_IN_A_ROW + 1 {
                format!(
                    "counts over more than {MOST_IN_A_ROW} steps: {}; allowed: {MOST_IN_A_ROW}",
                    shown.join(" from ")
                )
            } else {
                continue;
            };
            self.faults.push(Fault::new("steps", &step.id, problem).in_field("deadline.from"));
        }
    }

    fn number_exists(&mut self, at: (&str, &str, &str), number: &Number) {
        if let Number::Setting(id) = number {
            self.row_exists(at, TableId::Settings, id);
        }
    }

    fn selection_exists(&mut self, at: (&str, &str, &str), selection: &Selection) {
        let (table, row, place) = at;
        let (codes, groups) = selection.names();
        codes.into_iter().for_each(|code| self.row_exists(at, TableId::Indicators, code));
        let is_named = matches!(selection, Selection::Named(_));
        if is_named && !self.tables.indicators.iter().any(|row| selection.has(row)) {
            let name = serde_json::to_string(selection).unwrap_or_default();
            let problem = format!("no indicator is in the set {name}{}", self.gone_from(selection));
            self.faults.push(Fault::new(table, row, problem).in_field(place));
        }
        for group in groups {
            if !self.groups.contains(group) {
                let of_group = Selection::By(SelectBy::Group(group.to_owned()));
                let gone = self.gone_from(&of_group);
                let problem = format!("no indicator is in the group `{}`{gone}", shown(group));
                let fault = Fault::new(table, row, problem).in_field(place);
                let already = self.faults.len();
                let known = self.groups.iter().copied();
                self.faults.push(fault.near(already, group, known));
            }
        }
    }

    fn question_exists(&mut self, at: (&str, &str, &str), code: &str, asks: QuestionKind) {
        self.row_exists(at, TableId::Questions, code);
        let row = self.tables.questions.iter().find(|row| row.code == code);
        if row.is_some_and(|row| row.asks != asks) {
            let (how, word) = match asks {
                QuestionKind::Answer => ("a number", "number_at_least"),
                QuestionKind::Number => ("yes, suspected, no or not known", "question"),
            };
            let problem = format!("asks for `{code}`, which is answered with {how}; allowed: `{word}`");
            self.faults.push(Fault::new(at.0, at.1, problem).in_field(at.2));
        }
    }

    /// Questions of the set's own: names that no request has otherwise, and answers that protect nobody unasked.
    fn questions_are_own(&mut self) {
        let tables = self.tables;
        if tables.questions.len() > MOST_QUESTIONS {
            let problem = format!("{} questions; allowed: {MOST_QUESTIONS}", tables.questions.len());
            self.fault("questions", "", problem);
        }
        for row in &tables.questions {
            let code = &row.code;
            let is_shaped =
                code.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
            if !is_shaped || code.is_empty() {
                self.fault(
                    "questions",
                    code,
                    "the code has other characters; allowed: `a` to `z`, `0` to `9` and `_`",
                );
            }
            let is_field = FIELDS.iter().any(|fields| fields.contains(&&**code));
            let is_taken = is_field || tables.indicators.iter().any(|row| row.code == *code);
            if is_taken || Indicator::from_code(code).is_some() {
                let problem = "requests have a field or an indicator of that name; allowed: another code";
                self.fault("questions", code, problem);
            }
            if is_blank(&row.label) {
                self.fault("questions", code, "`label` is empty");
            }
            match (row.asks, row.left_out) {
                (QuestionKind::Number, Some(_)) => {
                    let problem = "a number that is left out counts for nothing; allowed: no `left_out`";
                    self.fault("questions", code, problem);
                }
                (QuestionKind::Answer, Some(answer)) if answer.protects() => {
                    let problem =
                        format!("is taken for `{answer}` when left out; allowed: `no`, `not_known`");
                    self.fault("questions", code, problem);
                }
                _ => {}
            }
            if row.asks == QuestionKind::Number && row.weight != 0 {
                self.fault(
                    "questions",
                    code,
                    "a number has no `weight`; allowed: none, and `number_at_least` in rules",
                );
            }
        }
    }

    /// Which indicators of the set that is extended were in a set of them, and are no more; and how to mend that.
    fn gone_from(&self, selection: &Selection) -> String {
        const SHOWN: usize = 5;
        let gone: Vec<_> = self.theirs.iter().filter(|row| selection.has(row)).collect();
        if gone.is_empty() {
            return String::new();
        }
        let mut named: Vec<_> =
            gone.iter().take(SHOWN).map(|row| format!("`{}`", shown(&row.code))).collect();
        if gone.len() > SHOWN {
            named.push(format!("{} more", gone.len() - SHOWN));
        }
        format!(
            ": this set takes away {}; keep one, put another in, or change or remove this row too",
            listed(&named, "and")
        )
    }

    fn conditions_refer_to_what_exists(&mut self) {
        let tables = self.tables;
        for row in tables.asking_rows() {
            for (index, condition) in row.when.iter().enumerate() {
                let start = format!("when[{index}]");
                condition.walk_with_place(&start, &mut |part, place| {
                    let at = (row.table.code(), row.id, place);
                    for number in part.numbers() {
                        self.number_exists(at, number);
                    }
                    if let Some(selection) = part.selection() {
                        self.selection_exists(at, selection);
                    }
                    for (code, asks) in part.questions() {
                        self.question_exists(at, code, asks);
                    }
                    if let Some((table, id)) = part.refers_to() {
                        self.row_exists(at, table, id);
                    }
                    match part {
                        Condition::Fact(fact) if !tables.facts.iter().any(|row| row.fact == fact.name) => {
                            let problem =
                                format!("asks for the fact `{}`, which has no row in `facts`", fact.name);
                            self.faults.push(Fault::new(at.0, at.1, problem).in_field(place));
                        }
                        _ => {}
                    }
                });
            }
        }
    }

    /// Whoever a protection speaks of, the conditions say by age, facts and what is observed, and no set gives one
    /// up without a reason.
    fn protections_are_kept(&mut self, base: Option<&Tables>) {
        let tables = self.tables;
        for row in &tables.protections {
            let upward = Condition::lowering_part(&row.when, false).is_none();
            let wrong = |part: &Condition| !is_about_the_child(part) && part.selection().is_none();
            let about_child = row.when.iter().all(|part| !part.any(&wrong));
            if !upward || !about_child {
                let problem = "a protection may ask only for ages under, for answers of yes or suspected, and for what is observed";
                self.faults.push(Fault::new("protections", &row.id, problem).in_field("when"));
            }
        }
        let marked = base.map_or(&[][..], |base| &base.stages).iter().filter(|row| row.in_every_category);
        for row in marked {
            let ours = tables.stages.iter().find(|ours| ours.stage == row.stage);
            if !ours.is_some_and(|ours| ours.in_every_category) {
                let problem = "takes away that every category leads to a step of the stage; the set that it extends \
                               says so";
                self.faults.push(Fault::new("stages", &row.stage, problem).in_field("in_every_category"));
            }
        }
        let waives = &tables.manifest.waives;
        let theirs = base.map_or(&[][..], |base| &base.protections);
        for (at, waiver) in waives.iter().enumerate() {
            let place = |field: &str| format!("waives[{at}].{field}");
            if is_blank(&waiver.reason) {
                let problem =
                    format!("gives up the protection `{}` without a reason", shown(&waiver.protection));
                self.faults.push(Fault::new("manifest", "", problem).in_field(place("reason")));
            }
            if base.is_some() && !theirs.iter().any(|row| row.id == waiver.protection) {
                let problem = format!("there is no protection `{}` to give up", shown(&waiver.protection));
                let fault = Fault::new("manifest", "", problem).in_field(place("protection"));
                let already = self.faults.len();
                self.faults.push(fault.near(already, &waiver.protection, theirs.iter().map(|row| &*row.id)));
            }
        }
        for row in theirs.iter().filter(|row| !waives.iter().any(|waiver| waiver.protection == row.id)) {
            let problem = match tables.protections.iter().find(|ours| ours.id == row.id) {
                None => {
                    "takes away a protection of the set that it extends; say so in `waives`, with the reason"
                }
                Some(ours) if ours.never_below < row.never_below => {
                    "lowers a protection of the set that it extends; say so in `waives`, with the reason"
                }
                Some(_) => continue,
            };
            self.fault("protections", &row.id, problem);
        }
    }

    /// What a set acknowledges or accepts has a reason, and speaks of indicators that there are.
    fn what_is_meant_has_a_reason(&mut self) {
        let manifest = &self.tables.manifest;
        let accepted: Vec<_> = manifest.accepts_no_category.iter().map(|row| &row.reason).collect();
        let acknowledged: Vec<_> = manifest.acknowledges.iter().map(|row| &row.reason).collect();
        for (list, reasons) in [("accepts_no_category", accepted), ("acknowledges", acknowledged)] {
            for (at, _) in reasons.iter().enumerate().filter(|(_, reason)| is_blank(reason)) {
                let fault = Fault::new("manifest", "", "the reason is empty");
                self.faults.push(fault.in_field(format!("{list}[{at}].reason")));
            }
        }
        for (at, row) in manifest.accepts_no_category.iter().enumerate() {
            let place = format!("accepts_no_category[{at}].of");
            self.selection_exists(("manifest", "", &place), &row.of);
        }
    }

    fn category_rules_only_raise(&mut self) {
        let tables = self.tables;
        for rule in &tables.category_rules {
            let mut whens: Vec<(String, &[Condition])> = vec![(String::new(), &rule.when)];
            rule.when.iter().for_each(|part| {
                part.walk(&mut |part| {
                    if let Condition::Holds(id) = part {
                        let definitions = tables.definitions.iter().filter(|definition| definition.id == *id);
                        whens.extend(definitions.map(|d| (format!(" (in definition `{id}`)"), &*d.when)));
                    }
                });
            });
            let builds_on = |part: &Condition| matches!(part, Condition::OtherRulesGiveAtLeast(_));
            if rule.when.iter().filter(|part| builds_on(part)).count() > 1 {
                self.fault("category_rules", &rule.id, "asks twice what other rules give; allowed: once");
            }
            let gives_previous = rule.at_least == Level::From(LevelFrom::Previous);
            for (place, when) in whens {
                // A definition is that of any rule.
                if let Some(part) = Condition::lowering_part(when, gives_previous && place.is_empty()) {
                    self.fault(
                        "category_rules",
                        &rule.id,
                        format!(
                            "could lower a category: it asks for {part}{place}; allowed: what is observed, answers of yes or suspected, ages under"
                        ),
                    );
                }
            }
        }
    }

    /// What one fact could add, another asks for, which is raised itself. And nothing left out is taken for a yes.
    fn facts_protect(&mut self) {
        let tables = self.tables;
        for row in &tables.facts {
            if let Some(by) = row.asked_by {
                let is_raised = |other: &FactRow| other.fact == by && other.asked_by.is_none();
                if !tables.facts.iter().any(is_raised) {
                    let problem =
                        format!("is asked by `{by}`; allowed: a fact with a row, which no other asks");
                    self.faults.push(Fault::new("facts", row.fact.code(), problem).in_field("asked_by"));
                }
            }
            if row.left_out.protects() {
                self.fault(
                    "facts",
                    row.fact.code(),
                    format!("is taken for `{}` when left out; allowed: `no`, `not_known`", row.left_out),
                );
            }
        }
    }

    /// More answers never take somebody out of a scope that gives a category, an answer nearer to yes
    /// may bring somebody in, and no child is in a scope that gives no category.
    fn nobody_loses_a_scope(&mut self) {
        let tables = self.tables;
        let mut without = None;
        for (at, row) in tables.scopes.iter().enumerate() {
            let scope = row.scope.code();
            if tables.scopes.iter().take(at).any(|other| other.scope == row.scope) {
                self.fault("scopes", scope, "the scope stands twice");
            }
            if row.scope == Scope::OutsideThisTool {
                self.outside_only_certainly(row);
                without = Some(scope);
            } else if row.categories {
                if let Some(earlier) = without {
                    let problem = format!("stands below `{earlier}`, in which no category is given");
                    self.fault("scopes", scope, problem);
                }
                let wrong = |part: &Condition| !is_about_the_child(part);
                if row.when.iter().any(|part| part.any(&wrong)) {
                    self.fault("scopes", scope, "a scope may ask for ages and facts only");
                }
                // An answer nearer to yes keeps in a scope whoever is in it, and a suspected yes protects like one.
                let wrong = |part: &Condition| match part {
                    Condition::Fact(fact) => {
                        let asks = |least: Answer| {
                            Answer::ALL.iter().all(|answer| fact.is.contains(answer) == (*answer >= least))
                        };
                        !asks(Answer::NotKnown) && !asks(Answer::Suspected)
                    }
                    _ => false,
                };
                if row.when.iter().any(|part| part.any(&wrong)) {
                    let problem = "a scope may ask of a fact only that it is not ruled out (every answer but `no`), \
                                   or that it is `yes` or `suspected`";
                    self.fault("scopes", scope, problem);
                }
            } else {
                without = Some(scope);
                let ages: Option<Vec<_>> = row
                    .when
                    .iter()
                    .map(|part| match part {
                        Condition::CertainlyAtLeast(age) => tables.number(age),
                        _ => None,
                    })
                    .collect();
                if ages.is_none_or(|ages| ages.iter().max() < Some(&CHILDHOOD_ENDS)) {
                    let problem = format!(
                        "a scope without categories may ask only for `certainly_at_least` {CHILDHOOD_ENDS} or more"
                    );
                    self.fault("scopes", scope, problem);
                }
            }
        }
        let wrong = |part: &Condition| !is_about_the_child(part);
        if tables.case.open_when_left_out.iter().any(|part| part.any(&wrong)) {
            self.fault("case", "case", "the case may ask for ages and facts only");
        }
    }

    /// Nobody who could be of the tool's age is turned away.
    fn outside_only_certainly(&mut self, row: &ScopeRow) {
        fn certain(part: &Condition) -> bool {
            match part {
                Condition::CertainlyAtLeast(_) => true,
                Condition::Not(part) => matches!(**part, Condition::CouldBeAtLeast(_)),
                Condition::All(parts) | Condition::Any(parts) => parts.iter().all(certain),
                _ => false,
            }
        }
        let scope = row.scope.code();
        if row.categories {
            self.fault(
                "scopes",
                scope,
                "no category is given outside the tool; allowed: `\"categories\": false`",
            );
        }
        if !row.when.iter().all(certain) || row.when.is_empty() {
            let problem = "whoever could be of the tool's age is in it: the scope may ask only for \
                           `certainly_at_least`, and for `not` `could_be_at_least`";
            self.fault("scopes", scope, problem);
        }
    }

    /// What only some tables may ask, and what definitions may not.
    fn words_stand_where_they_may(&mut self) {
        let tables = self.tables;
        for row in tables.asking_rows() {
            let (table, id) = (row.table.code(), row.id);
            let asks = |asked: fn(&Condition) -> bool| row.when.iter().any(|part| part.any(&asked));
            if row.table != TableId::CategoryRules
                && asks(|part| matches!(part, Condition::OtherRulesGiveAtLeast(_)))
            {
                self.fault(table, id, "asks what other rules give; only category rules may");
            }
            // Nobody is protected less because of a slip of the pen.
            if row.table != TableId::Findings && asks(|part| matches!(part, Condition::ImpossibleDate(_))) {
                self.fault(table, id, "asks whether a date cannot be; only findings may");
            }
            if row.table == TableId::Definitions && asks(|part| matches!(part, Condition::Holds(_))) {
                self.fault(table, id, "refers to a definition; a definition may not");
            }
        }
    }

    fn rows_say_something(&mut self) {
        let tables = self.tables;
        let manifest = &tables.manifest;
        if is_blank(&manifest.title) {
            self.fault("manifest", "", "`title` is empty");
        }
        self.has_an_identity("", &manifest.id, &manifest.version);
        if let Some(based_on) = &manifest.based_on {
            self.has_an_identity("based_on.", &based_on.id, &based_on.version);
        }
        for setting in manifest.settings.iter().filter(|setting| setting.unit == "years") {
            if !(1..=u16::from(OLDEST)).contains(&setting.value) {
                self.fault(
                    "manifest",
                    &setting.id,
                    format!("{} years; allowed: 1 to {OLDEST}", setting.value),
                );
            }
        }
        for source in &tables.sources {
            if is_blank(&source.title) {
                self.fault("sources", &source.id, "`title` is empty");
            }
        }
        for step in &tables.steps {
            for (field, text) in [("who", &step.who), ("action", &step.action)] {
                if is_blank(text) {
                    self.fault("steps", &step.id, format!("`{field}` is empty"));
                }
            }
        }
        for row in &tables.indicators {
            if let Some(older) = row.older_weight.filter(|older| *older > row.weight) {
                let weight = row.weight;
                let problem = format!("`older_weight` is {older}; allowed: up to its `weight`, {weight}");
                self.fault("indicators", &row.code, problem);
            }
        }
        for id in [COUNTED_AS_OLD, NO_SCREENING_DAY] {
            if tables.findings.iter().any(|row| row.id == id) {
                self.fault("findings", id, "every set has a finding of this id already; allowed: another id");
            }
        }
        let mut before = 0;
        for step in &tables.steps {
            let place = tables.stages.iter().position(|stage| stage.stage == step.stage).unwrap_or(before);
            if place < before {
                self.fault("steps", &step.id, "stands below a step of a later stage");
            }
            before = place;
        }
    }

    /// Lists within a table are bounded as the tables are.
    fn lists_are_short(&mut self) {
        let Tables { manifest, calendar, .. } = self.tables;
        for (table, field, rows, most) in [
            ("manifest", "settings", manifest.settings.len(), MOST_SETTINGS),
            ("calendar", "yearly", calendar.yearly.len(), MOST_YEARLY),
            ("calendar", "one_off", calendar.one_off.len(), MOST_ONE_OFF),
        ] {
            if rows > most {
                let problem = format!("{rows} rows; allowed: {most}");
                self.faults.push(Fault::new(table, "", problem).in_field(field));
            }
        }
        for row in self.tables.indicators.iter().filter(|row| row.groups.len() > MOST_GROUPS) {
            let problem = format!("{} groups; allowed: {MOST_GROUPS}", row.groups.len());
            self.faults.push(Fault::new("indicators", &row.code, problem).in_field("groups"));
        }
    }

    /// An id that can be the name of a folder, where sets that extend this one find it; a version that says
    /// what changed.
    fn has_an_identity(&mut self, place: &str, id: &str, version: &str) {
        if !is_plain(id) {
            let problem = format!("the id `{}` cannot be used; allowed: {PLAIN_ID}", shown(id));
            self.faults.push(Fault::new("manifest", "", problem).in_field(format!("{place}id")));
        }
        if !is_version(version) {
            let problem = format!(
                "the version `{}` is not a semantic version; allowed: such as `1.4.0`",
                shown(version)
            );
            self.faults.push(Fault::new("manifest", "", problem).in_field(format!("{place}version")));
        }
    }

    fn calendar_is_one(&mut self) {
        let calendar = &self.tables.calendar;
        let mut days: Vec<_> = calendar.one_off.iter().map(|change| change.date).collect();
        days.sort_unstable();
        let twice: Vec<_> = days
            .windows(2)
            .filter_map(|pair| (pair.first() == pair.last()).then(|| pair.first().copied()).flatten())
            .collect();
        for day in twice {
            self.fault("calendar", &day.to_string(), "the day stands twice");
        }
        for (at, holiday) in calendar.yearly.iter().enumerate() {
            let problem = match holiday {
                YearlyHoliday::Fixed(on) => {
                    let every_year = chrono::NaiveDate::from_ymd_opt(2023, on.month, on.day).is_some();
                    (!every_year).then(|| {
                        format!(
                            "found day {} of month {}; allowed: a day that every year has",
                            on.day, on.month
                        )
                    })
                }
                YearlyHoliday::AfterEaster(days) => {
                    let near = -FARTHEST_FROM_EASTER..=FARTHEST_FROM_EASTER;
                    (!near.contains(days)).then(|| {
                        format!("found {days} days after Easter; allowed: {} to {}", near.start(), near.end())
                    })
                }
                YearlyHoliday::FirstMondayOf(month) | YearlyHoliday::LastMondayOf(month) => {
                    (!(1..=12).contains(month)).then(|| format!("found month {month}; allowed: 1 to 12"))
                }
            };
            if let Some(problem) = problem {
                self.faults.push(Fault::new("calendar", "", problem).in_field(format!("yearly[{at}]")));
            }
        }
    }
}

/// Whether an id is made of a letter or a few and a number, as `N019`.
fn is_one_of_a_count(id: &str) -> bool {
    let number = id.trim_start_matches(|letter: char| letter.is_ascii_alphabetic());
    let letters = id.len() - number.len();
    letters <= 3 && (1..=9).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a condition asks for nothing but who the child is: ages and facts.
const fn is_about_the_child(part: &Condition) -> bool {
    matches!(
        part,
        Condition::All(_)
            | Condition::Any(_)
            | Condition::Fact(_)
            | Condition::CouldBeUnder(_)
            | Condition::CertainlyAtLeast(_)
            | Condition::CouldBeAtLeast(_)
    )
}
