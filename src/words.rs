//! Rows and requests in plain words, made from the tables.

use crate::compiled::RuleSet;
use crate::compiled::derived::window;
use crate::request::Request;
use crate::tables::condition::{
    CategoryChange, ChoiceAsked, Condition, NamedSet, Number, SelectBy, Selection, TimeSpan,
};
use crate::vocabulary::category::Category;
use crate::vocabulary::child::{Answer, Case, Child, Fact};
use crate::vocabulary::dates::day_in_words;
use crate::vocabulary::question::Choice;

/// So many indicators are named one by one; a longer list is counted.
const NAMED: usize = 6;

/// The parts of a list in words: `a, b and c`.
pub(crate) fn listed(parts: &[String], last: &str) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., end] => format!("{} {last} {end}", first.join(", ")),
    }
}

pub(crate) fn quoted_label(label: &str) -> String {
    format!("“{label}”")
}

impl RuleSet {
    /// A list of conditions, of which all must hold, in plain words.
    ///
    /// ```
    /// use cse_screening::RuleSet;
    /// let rules = RuleSet::coventry();
    /// let rule = rules.tables().category_rules.iter().find(|rule| rule.id == "under-13").unwrap();
    /// assert_eq!(rules.in_words(&rule.when), "the child could be under 13 and a concern is recorded");
    /// ```
    #[must_use]
    pub fn in_words(&self, when: &[Condition]) -> String {
        if when.is_empty() {
            return "always".to_owned();
        }
        self.joined(when, "and")
    }

    fn joined(&self, parts: &[Condition], last: &str) -> String {
        let words: Vec<_> = parts
            .iter()
            .map(|part| match part {
                Condition::All(inner) | Condition::Any(inner) if inner.len() > 1 && parts.len() > 1 => {
                    format!("({})", self.condition_in_words(part))
                }
                part => self.condition_in_words(part),
            })
            .collect();
        listed(&words, last)
    }

    /// What these rules call a category, or none: where they have levels of their own, by the name of the level alone. The
    /// name of a level for none is no answer here: beside little that was asked it would read as "not at risk".
    ///
    /// ```
    /// use cse_screening::{Category, RuleSet};
    /// let rules = RuleSet::coventry();
    /// assert_eq!(rules.category_in_words(Some(Category::Two)), "Category 2");
    /// assert_eq!(rules.category_in_words(None), "no category");
    /// ```
    #[must_use]
    pub fn category_in_words(&self, category: Option<Category>) -> String {
        match category {
            // Of a category for which no level stands, the next graver one speaks, as in `category_row`.
            Some(given) => {
                self.level_speaking_of(given).map_or_else(|| given.to_string(), |row| row.label.clone())
            }
            None if self.has_levels() => "no level".to_owned(),
            None => "no category".to_owned(),
        }
    }

    /// Behind the word category: its number, or the name of the level.
    pub(crate) fn short(&self, category: Category) -> String {
        if self.has_levels() { self.category_in_words(Some(category)) } else { category.number().to_string() }
    }

    /// The value of a choice with this number.
    pub(crate) fn value_in_words(&self, choice: Choice, number: u8) -> String {
        // A determination is written as a code, because it may be none.
        let is_category = choice.codes().is_none() || self.has_levels();
        let category =
            Category::from_number(number.into()).filter(|_| is_category && choice.is_of_categories());
        match category {
            Some(category) => self.category_in_words(Some(category)),
            None => choice.value(number).replace('_', " "),
        }
    }

    fn choice_in_words(&self, asked: ChoiceAsked) -> String {
        let (choice, row) = (asked.choice, asked.choice.row());
        if let Some(given) = asked.is_given() {
            return is(given, &format!("a {} is", row.label.trim_start_matches("the ")), "given");
        }
        let values = choice.numbers().filter(|number| asked.has((*number).into()));
        let values: Vec<_> = values.map(|number| self.value_in_words(choice, number)).collect();
        format!("{} {}", row.asked, listed(&values, "or"))
    }

    fn number_in_words(&self, number: &Number) -> String {
        self.tables().number(number).map_or_else(|| number.to_string(), |number| number.to_string())
    }

    fn question_in_words(&self, code: &str) -> String {
        self.question(code).map_or_else(|| format!("`{code}`"), |row| row.label.clone())
    }

    fn span_in_words(&self, span: &TimeSpan) -> String {
        window(self.tables(), span).map_or_else(|problem| problem, |window| window.to_string())
    }

    /// One condition in plain words.
    #[must_use]
    pub fn condition_in_words(&self, condition: &Condition) -> String {
        let number = |number| self.number_in_words(number);
        let set = |of, how| self.selection_in_words(of, how);
        match condition {
            Condition::All(parts) => self.joined(parts, "and"),
            Condition::Any(parts) => self.joined(parts, "or"),
            Condition::Not(part) => format!("not ({})", self.condition_in_words(part)),
            Condition::Holds(id) => {
                let row = self.tables().definitions.iter().find(|row| row.id == *id);
                row.map_or_else(|| format!("`{id}` holds"), |row| row.label.clone())
            }
            Condition::AnyObserved(Selection::Named(NamedSet::Any)) => "an indicator is observed".to_owned(),
            Condition::AnyObserved(of) => format!("{} is observed", set(of, "any of")),
            Condition::AllObserved(of) => format!("{} are observed", set(of, "all of")),
            Condition::AnyKnown(of) => format!("{} is known, not only suspected", set(of, "any of")),
            Condition::ObservedAtLeast(count) => {
                let (least, of) = (number(&count.count), set(&count.of, ""));
                format!("{least} or more of {of} are {}", observed(count.known))
            }
            Condition::WeightAtLeast(weight) => {
                let (of, sum) = (set(&weight.of, ""), number(&weight.sum));
                let known = observed(weight.known);
                let more = weight.questions.iter().map(|code| self.question_in_words(code));
                let of: Vec<_> = std::iter::once(of).chain(more).collect();
                let of = listed(&of, "and");
                let sum = format!("the weights of what is {known} of {of} add up to {sum} or more");
                match &weight.within {
                    Some(span) => {
                        let span = self.span_in_words(span);
                        format!("{sum}, what was seen only before the last {span} by its older weight")
                    }
                    None => sum,
                }
            }
            Condition::ObservedWithin(within) => {
                let (span, known) = (self.span_in_words(&within.span()), observed(within.known));
                match &within.count {
                    Some(count) => {
                        let (least, of) = (number(count), set(&within.of, ""));
                        format!("{least} or more of {of} are {known}, and were seen in the last {span}")
                    }
                    None => {
                        let of = set(&within.of, "any of");
                        format!("{of} is {known}, and was seen in the last {span}")
                    }
                }
            }
            Condition::Fact(fact) => {
                format!("{} is answered {}", self.fact_in_words(fact.name), answers(&fact.is))
            }
            Condition::Question(asked) => {
                format!("{} is answered {}", self.question_in_words(&asked.code), answers(&asked.is))
            }
            Condition::NumberAtLeast(asked) => {
                let label = self.question_in_words(&asked.code);
                format!("{label} is or could be {} or more", number(&asked.least))
            }
            Condition::CouldBeUnder(age) => format!("the child could be under {}", number(age)),
            Condition::CertainlyAtLeast(age) => format!("the child is certainly {} or over", number(age)),
            Condition::CouldBeAtLeast(age) => format!("the child could be {} or over", number(age)),
            Condition::OtherRulesGiveAtLeast(category) => {
                let least = self.category_in_words(Some(*category));
                format!("other rules of the tables give {least} or more")
            }
            Condition::Scope(scopes) => {
                format!("the scope is {}", codes(scopes.iter().map(|scope| scope.code())))
            }
            Condition::Category(categories) => {
                let given: Vec<_> = categories.iter().map(|category| self.short(*category)).collect();
                format!("the category is {}", listed(&given, "or"))
            }
            Condition::CategoryAtLeast(category) => {
                format!("the category is {} or more", self.short(*category))
            }
            Condition::Case(case) => is(*case == Case::Open, "the case is", "open"),
            Condition::LevelInForceGiven(given) => is(*given, "a level is", "in force"),
            Condition::LevelInForceAboveIndicated(above) => {
                is(*above, "the level in force is", "above what the tables give")
            }
            Condition::DeterminationBelowIndicated(below) => {
                is(*below, "the determination is", "below what the tables or a judgement give")
            }
            Condition::JudgementBelowIndicated(below) => {
                is(*below, "the professional judgement is", "below what the tables give")
            }
            Condition::CategoryChange(changes) => {
                let words = changes.iter().map(|change| match change {
                    CategoryChange::Raised => "above".to_owned(),
                    CategoryChange::Same => "the same as".to_owned(),
                    CategoryChange::Lowered => "below".to_owned(),
                });
                format!("the category is {} the previous one", listed(&words.collect::<Vec<_>>(), "or"))
            }
            Condition::PossibleAboveCategory(above) => {
                is(*above, "what is not known could", "raise the category")
            }
            Condition::ImpossibleDate(impossible) => is(*impossible, "a date is", "one that cannot be"),
            Condition::RuleFired(id) => {
                let row = self.tables().category_rules.iter().find(|row| row.id == *id);
                format!(
                    "the rule {} fired",
                    row.map_or_else(|| format!("`{id}`"), |row| quoted_label(&row.label))
                )
            }
            Condition::StepApplies(id) => {
                let row = self.tables().steps.iter().find(|row| row.id == *id);
                format!(
                    "the step {} applies",
                    row.map_or_else(|| format!("`{id}`"), |row| quoted_label(&row.action))
                )
            }
            asks_of_a_choice => {
                let asked = asks_of_a_choice.choice_asked();
                asked.map_or_else(|| condition.word().replace('_', " "), |asked| self.choice_in_words(asked))
            }
        }
    }

    /// What a fact says of the child.
    #[must_use]
    pub fn fact_in_words(&self, fact: Fact) -> &str {
        let row = self.tables().facts.iter().find(|row| row.fact == fact);
        row.map_or(fact.code(), |row| row.label.as_str())
    }

    fn selection_in_words(&self, of: &Selection, how: &str) -> String {
        let some = |what: &str| match how {
            "any of" => format!("one of {what}"),
            "all of" => format!("all of {what}"),
            _ => what.to_owned(),
        };
        let label = |code: &String| {
            let row = self.indicator_with_code(code);
            row.map_or_else(|| format!("`{code}`"), |row| quoted_label(&row.label))
        };
        let listed_in = |category| match self.has_levels() {
            true => some(&format!("the indicators listed in {}", self.category_in_words(Some(category)))),
            false => some(&format!("the {category} indicators")),
        };
        match of {
            Selection::Named(NamedSet::Any) => some("the indicators"),
            Selection::Named(NamedSet::Behaviour) => some("the indicators of behaviour"),
            Selection::Named(NamedSet::Circumstance) => some("the circumstances"),
            Selection::Named(NamedSet::Category1) => listed_in(Category::One),
            Selection::Named(NamedSet::Category2) => listed_in(Category::Two),
            Selection::Named(NamedSet::Category3) => listed_in(Category::Three),
            Selection::Codes(codes) if codes.len() <= NAMED => {
                let last = if how == "any of" { "or" } else { "and" };
                listed(&codes.iter().map(label).collect::<Vec<_>>(), last)
            }
            Selection::Codes(codes) => some(&format!("these {} indicators", codes.len())),
            Selection::By(SelectBy::Group(group)) => some(&format!("the group “{group}”")),
            Selection::By(SelectBy::AllBut(codes)) => {
                let but = codes.iter().map(label).collect::<Vec<_>>();
                some(&format!("all indicators but {}", listed(&but, "and")))
            }
            Selection::By(SelectBy::Together(sets)) => {
                let parts: Vec<_> = sets.iter().map(|set| self.selection_in_words(set, "")).collect();
                some(&format!("{} together", listed(&parts, "and")))
            }
        }
    }

    /// A request in plain words.
    #[must_use]
    pub fn request_in_words(&self, request: &Request) -> String {
        let child = request.child();
        let mut parts = Vec::new();
        let (lowest, highest) = child.age_range();
        parts.push(match (lowest, highest) {
            range if range == Child::of_unknown_age().age_range() => "age not known".to_owned(),
            _ if lowest == highest => format!("age {lowest}"),
            _ => format!("age between {lowest} and {highest}"),
        });
        for fact in Fact::ALL {
            if let Some(answer) = child.answer_to(*fact) {
                parts.push(format!("{}: {}", self.fact_in_words(*fact), answer_in_words(answer)));
            }
        }
        for (code, answer) in request.indicators().answers_to_questions() {
            parts.push(format!("{}: {}", self.question_in_words(code), answer_in_words(answer)));
        }
        for (code, given) in request.indicators().numbers_given() {
            let number = match given.range() {
                Some((lowest, highest)) if lowest == highest => lowest.to_string(),
                Some((lowest, highest)) => format!("between {lowest} and {highest}"),
                None => answer_in_words(Answer::NotKnown).to_owned(),
            };
            parts.push(format!("{}: {number}", self.question_in_words(code)));
        }
        let chosen = |with_reasons: bool| {
            let choices = Choice::ALL.iter().filter(move |choice| choice.row().with_reasons == with_reasons);
            choices.filter_map(|choice| match choice.given(child, request.indicators()) {
                0 => None,
                number => Some(format!("{}{}", choice.row().said, self.value_in_words(*choice, number))),
            })
        };
        parts.extend(chosen(false));
        for (code, answer) in request.indicators().answers_by_code() {
            let label = self.indicator_with_code(code).map_or(code, |row| row.label.as_str());
            let seen = request.indicators().evidence_of(code).and_then(|one| one.sightings().iter().max());
            let seen = seen.map_or_else(String::new, |day| format!(", last seen on {}", day_in_words(*day)));
            parts.push(match answer {
                Answer::Yes => format!("observed: {}{seen}", quoted_label(label)),
                answer => format!("{}: {}{seen}", answer_in_words(answer), quoted_label(label)),
            });
        }
        let dated = request.indicators().beside.as_ref().is_some_and(|beside| !beside.evidence.is_empty());
        if let Some(day) = child.screening_day().filter(|_| dated) {
            parts.push(format!("screened on {}", day_in_words(day)));
        }
        parts.extend(chosen(true));
        parts.join("; ")
    }
}

fn observed(known: bool) -> &'static str {
    if known { "known (answered yes, not only suspected)" } else { "observed" }
}

fn is(holds: bool, subject: &str, predicate: &str) -> String {
    format!("{subject} {}{predicate}", if holds { "" } else { "not " })
}

pub(crate) fn answer_in_words(answer: Answer) -> &'static str {
    match answer {
        Answer::NotKnown => "not known",
        answer => answer.code(),
    }
}

fn answers(answers: &[Answer]) -> String {
    let mut sorted = answers.to_vec();
    sorted.sort_unstable_by(|one, other| other.cmp(one));
    listed(&sorted.into_iter().map(|answer| answer_in_words(answer).to_owned()).collect::<Vec<_>>(), "or")
}

fn codes<'c>(codes: impl Iterator<Item = &'c str>) -> String {
    listed(&codes.map(|code| code.replace('_', " ")).collect::<Vec<_>>(), "or")
}
