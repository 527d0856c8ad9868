//! Random requests, most of them of children whom a protection speaks of.

use super::words::{Words, texts};
use crate::form::with_levels;
use chrono::{Days, NaiveDate};
use cse_screening::rules::tables::QuestionKind;
use cse_screening::{
    Answer, Case, Category, Child, CompletedBy, Evidence, Fact, Indicator, Indicators, Judgement,
    LegalStatus, NumberGiven, Placement, Request, RuleSet,
};
use rand::Rng;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The day of every screening.
pub const LAST_DAY: NaiveDate = NaiveDate::from_ymd_opt(2025, 8, 31).unwrap();

/// All that a request says, easy to change.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Asked {
    pub age: Option<(u8, u8)>,
    pub facts: BTreeMap<Fact, Answer>,
    pub placement: Option<Placement>,
    pub legal_status: Option<LegalStatus>,
    pub case: Option<Case>,
    pub previous: Option<Category>,
    pub determination: Option<Option<Category>>,
    pub completed_by: Option<CompletedBy>,
    pub indicators: BTreeMap<String, Answer>,
    /// So many days before the screening some of them were seen, once or more often.
    pub seen_before: BTreeMap<String, Vec<u64>>,
    /// The answers to questions of the sets' own, and the numbers.
    pub own: BTreeMap<String, Answer>,
    pub numbers: BTreeMap<String, NumberGiven>,
    pub judgement: Option<Category>,
}

/// Whether a set asks this question, and in this way.
fn asks(rules: &RuleSet, code: &str, how: QuestionKind) -> bool {
    rules.question(code).is_some_and(|row| row.asks == how)
}

impl Asked {
    /// The request, with the indicators that these rules have.
    pub fn to(&self, rules: &RuleSet) -> Request {
        let mut child = match self.age {
            None => Child::of_unknown_age(),
            Some((lowest, highest)) => Child::aged_between(lowest, highest).unwrap(),
        };
        for (fact, answer) in &self.facts {
            child = child.fact(*fact, *answer);
        }
        child = self.placement.into_iter().fold(child, Child::placement);
        child = self.legal_status.into_iter().fold(child, Child::legal_status);
        child = self.case.into_iter().fold(child, Child::case);
        child = with_levels(child, self.previous, self.determination).screened_on(LAST_DAY).unwrap();
        let mut tool = Indicators::new();
        for (code, answer) in
            self.indicators.iter().filter(|(code, _)| rules.indicator_with_code(code).is_some())
        {
            tool = match self.seen_before.get(code) {
                Some(days) => {
                    let days = days.iter().map(|days| LAST_DAY - Days::new(*days));
                    let evidence = days.fold(Evidence::new(), Evidence::seen_on);
                    tool.answer_code_with(rules, code, *answer, evidence).unwrap()
                }
                None => tool.answer_code(rules, code, *answer).unwrap(),
            };
        }
        for (code, answer) in self.own.iter().filter(|(code, _)| asks(rules, code, QuestionKind::Answer)) {
            tool = tool.answer_code(rules, code, *answer).unwrap();
        }
        for (code, given) in self.numbers.iter().filter(|(code, _)| asks(rules, code, QuestionKind::Number)) {
            tool = tool.number(rules, code, *given).unwrap();
        }
        tool = self.completed_by.into_iter().fold(tool, Indicators::completed_by);
        let judgement = self.judgement.map(|category| Judgement::new(category, "as seen").unwrap());
        Request::new(child, judgement.into_iter().fold(tool, Indicators::judged)).unwrap()
    }

    /// The same, with the indicators of the vocabulary that these rules do not have, too.
    pub fn whole(&self, rules: &RuleSet) -> Request {
        let request = self.to(rules);
        let mut tool = request.indicators().clone();
        for (code, answer) in &self.indicators {
            if let Some(indicator) = Indicator::from_code(code) {
                tool = tool.answer(indicator, *answer);
            }
        }
        Request::new(request.child().clone(), tool).unwrap()
    }

    /// The request as JSON, with every answer, whichever set has the code.
    pub fn show(&self, rules: &RuleSet) -> String {
        let mut request = serde_json::to_value(self.to(rules)).unwrap();
        for (code, answer) in &self.indicators {
            request["screening"]["indicators"][code] = answer.code().into();
        }
        request.to_string()
    }

    /// The same on the form of these rules, which asks for their indicators alone.
    pub fn on_the_form_of(&self, rules: &RuleSet) -> Self {
        let mut asked = self.clone();
        asked.indicators.retain(|code, _| rules.indicator_with_code(code).is_some());
        asked.own.retain(|code, _| asks(rules, code, QuestionKind::Answer));
        asked.numbers.retain(|code, _| asks(rules, code, QuestionKind::Number));
        asked
    }

    /// The same with one answer nearer to yes, a younger age, or a higher level from people.
    pub fn more(&self, words: &Words, rules: &RuleSet, rng: &mut StdRng) -> Option<Self> {
        let mut more = self.clone();
        let nearer = |now: Answer, rng: &mut StdRng| {
            let all: Vec<_> = Answer::ALL.iter().filter(|answer| **answer > now).collect();
            all.choose(rng).map(|answer| **answer)
        };
        match rng.random_range(0..11) {
            0 => match more.age.as_mut() {
                Some((lowest, _)) => *lowest = rng.random_range(0..=*lowest),
                None => return None,
            },
            1 => {
                let above: Vec<_> =
                    Category::ALL.iter().filter(|level| Some(**level) > more.judgement).collect();
                more.judgement = Some(**above.choose(rng)?);
            }
            2 => {
                let above: Vec<_> =
                    Category::ALL.iter().filter(|level| Some(**level) > more.previous).collect();
                more.previous = Some(**above.choose(rng)?);
            }
            3..=5 => {
                let row = rules.tables().facts.choose(rng)?;
                if row.asked_by.is_some() {
                    return None;
                }
                let now = more.facts.get(&row.fact).copied().unwrap_or(row.left_out);
                more.facts.insert(row.fact, nearer(now, rng)?);
            }
            6 | 7 if !rules.tables().questions.is_empty() => {
                let row = rules.tables().questions.choose(rng)?;
                let code = row.code.clone();
                if row.asks == QuestionKind::Answer {
                    let left_out = row.left_out.unwrap_or(Answer::NotKnown);
                    let now = more.own.get(&code).copied().unwrap_or(left_out);
                    more.own.insert(code, nearer(now, rng)?);
                } else {
                    let number = greater(more.numbers.get(&code).copied(), rng);
                    more.numbers.insert(code, number?);
                }
            }
            _ => {
                let code = words.codes.choose(rng)?;
                let is = match more.indicators.get(code) {
                    None => *[Answer::NotKnown, Answer::Suspected, Answer::Yes].choose(rng).unwrap(),
                    Some(now) => nearer(*now, rng)?,
                };
                // What is added was seen now. What was seen may have been seen once more, on any day.
                if !more.indicators.get(code).is_some_and(|now| now.protects()) {
                    more.seen_before.remove(code);
                } else if let Some(days) = more.seen_before.get_mut(code) {
                    days.push(rng.random_range(0..400));
                }
                more.indicators.insert(code.clone(), is);
            }
        }
        Some(more)
    }

    /// Those with one thing less said.
    pub fn with_less(&self) -> Vec<Self> {
        let mut all = Vec::new();
        let mut push = |change: &dyn Fn(&mut Self)| {
            let mut one = self.clone();
            change(&mut one);
            all.extend((one != *self).then_some(one));
        };
        for fact in self.facts.keys() {
            push(&|one| {
                one.facts.remove(fact);
            });
        }
        for code in self.indicators.keys() {
            push(&|one| {
                one.indicators.remove(code);
            });
        }
        for code in self.seen_before.keys() {
            push(&|one| {
                one.seen_before.remove(code);
            });
        }
        for code in self.own.keys() {
            push(&|one| {
                one.own.remove(code);
            });
        }
        for code in self.numbers.keys() {
            push(&|one| {
                one.numbers.remove(code);
            });
        }
        push(&|one| one.placement = None);
        push(&|one| one.legal_status = None);
        push(&|one| one.case = None);
        push(&|one| one.previous = None);
        push(&|one| one.determination = None);
        push(&|one| one.completed_by = None);
        push(&|one| one.judgement = None);
        push(&|one| one.age = None);
        push(&|one| one.age = one.age.map(|(lowest, _)| (lowest, lowest)));
        all
    }
}

/// A number that says more than another: what is given protects at its highest, and what was asked about and is not
/// known counts for nothing.
fn greater(now: Option<NumberGiven>, rng: &mut StdRng) -> Option<NumberGiven> {
    let Some(now) = now else {
        return Some(number(rng));
    };
    let (lowest, highest) = now.range()?;
    let most = highest + rng.random_range(0..3);
    (most <= 999).then_some(())?;
    Some(match rng.random_range(0..2) {
        0 => NumberGiven::Between(lowest, most),
        _ => NumberGiven::Exactly(most),
    })
}

/// A number near those that rules ask for, or one at the ends.
fn number(rng: &mut StdRng) -> NumberGiven {
    let lowest = *[0, 0, 1, 2, 3, 4, 5, 12, 998, 999].choose(rng).unwrap();
    match rng.random_range(0..4) {
        0 => NumberGiven::NotKnown,
        1 => NumberGiven::Between(lowest, 999.min(lowest + rng.random_range(0..6))),
        _ => NumberGiven::Exactly(lowest),
    }
}

/// Days before the screening: the edges of every time that rules ask about, the days beside them, and any others.
fn days_before(rng: &mut StdRng) -> u64 {
    if rng.random_bool(0.3) {
        return rng.random_range(0..420);
    }
    let edge = match rng.random_range(0..2) {
        0 => 7 * *[1, 3, 6, 12, 26].choose(rng).unwrap(),
        _ => {
            // Months of every length, back from the last day of one.
            let months = chrono::Months::new(rng.random_range(1..13));
            (LAST_DAY - (LAST_DAY - months)).num_days().unsigned_abs()
        }
    };
    edge - 1 + rng.random_range(0..3)
}

/// Where random requests are taken from: what some sets ask about, and what their protections do.
pub struct Source {
    ages: Vec<u8>,
    codes: Vec<String>,
    /// Those that a changed row names.
    touched: Vec<String>,
    protected: Vec<Fact>,
    answers: Vec<String>,
    numbers: Vec<String>,
}

impl Source {
    /// From the words of a set, of all that it was made from, and of its changes.
    pub fn of(sets: &[&Words], changes: &Value) -> Self {
        let mut ages: BTreeSet<u64> = [0, 5, 12, 15, 17, 18, 19, 20, 21, 22, 40].into();
        let (mut codes, mut protected) = (BTreeSet::new(), BTreeSet::new());
        for words in sets {
            asked_ages(&words.tables, &mut ages);
            let settings = super::words::rows(&words.tables, "settings").iter();
            let years = settings.filter(|row| row["unit"] == "years").filter_map(|row| row["value"].as_u64());
            ages.extend(years.flat_map(|age| [age.saturating_sub(1), age]));
            codes.extend(words.codes.iter().cloned());
            for row in super::words::rows(&words.tables, "protections") {
                texts(&row["when"], &mut protected);
            }
        }
        let mut named = BTreeSet::new();
        texts(changes, &mut named);
        Self {
            ages: ages
                .into_iter()
                .filter_map(|age| u8::try_from(age).ok())
                .filter(|age| *age <= 120)
                .collect(),
            touched: codes.iter().filter(|code| named.contains(*code)).cloned().collect(),
            codes: codes.into_iter().collect(),
            answers: sets.iter().flat_map(|words| words.answers.iter().cloned()).collect(),
            numbers: sets.iter().flat_map(|words| words.numbers_asked.iter().cloned()).collect(),
            protected: Fact::ALL.iter().filter(|fact| protected.contains(fact.code())).copied().collect(),
        }
    }

    pub fn random(&self, rng: &mut StdRng) -> Asked {
        let mut asked = Asked::default();
        let age = *self.ages.choose(rng).unwrap();
        asked.age = match rng.random_range(0..10) {
            0 => None,
            1 | 2 => {
                let other = *self.ages.choose(rng).unwrap();
                Some((age.min(other), age.max(other)))
            }
            _ => Some((age, age)),
        };
        let likely = *[0.1, 0.3].choose(rng).unwrap();
        for fact in Fact::ALL {
            let answer = if self.protected.contains(fact) && rng.random_bool(0.6) {
                Some([Answer::Suspected, Answer::Yes].choose(rng))
            } else {
                rng.random_bool(likely).then(|| Answer::ALL.choose(rng))
            };
            asked.facts.extend(answer.map(|answer| (*fact, *answer.unwrap())));
        }
        for _ in 0..*[0, 1, 1, 1, 2, 3, 6].choose(rng).unwrap() {
            let from =
                if !self.touched.is_empty() && rng.random_bool(0.4) { &self.touched } else { &self.codes };
            let answers = [Answer::Yes, Answer::Yes, Answer::Suspected, Answer::NotKnown, Answer::No];
            let answer = *answers.choose(rng).unwrap();
            let code = from.choose(rng).unwrap().clone();
            if rng.random_bool(0.4) {
                let days = (0..rng.random_range(1..3)).map(|_| days_before(rng)).collect();
                asked.seen_before.insert(code.clone(), days);
            }
            asked.indicators.insert(code, answer);
        }
        for code in &self.answers {
            let answer = maybe(0.6, Answer::ALL, rng);
            asked.own.extend(answer.map(|answer| (code.clone(), answer)));
        }
        for code in &self.numbers {
            if rng.random_bool(0.6) {
                asked.numbers.insert(code.clone(), number(rng));
            }
        }
        asked.judgement = maybe(0.2, Category::ALL, rng);
        asked.previous = maybe(0.2, Category::ALL, rng);
        let determined = rng.random_bool(0.15);
        asked.determination = determined.then(|| maybe(0.7, Category::ALL, rng));
        asked.case = maybe(0.2, Case::ALL, rng);
        asked.placement = maybe(0.1, Placement::ALL, rng);
        asked.legal_status = maybe(0.1, LegalStatus::ALL, rng);
        asked.completed_by = maybe(0.2, CompletedBy::ALL, rng);
        asked
    }
}

fn maybe<T: Copy>(likely: f64, all: &[T], rng: &mut StdRng) -> Option<T> {
    rng.random_bool(likely).then(|| *all.choose(rng).unwrap())
}

/// The ages that rows ask about as plain numbers, and those just below them.
fn asked_ages(value: &Value, ages: &mut BTreeSet<u64>) {
    match value {
        Value::Array(parts) => parts.iter().for_each(|part| asked_ages(part, ages)),
        Value::Object(fields) => {
            for (word, part) in fields {
                if matches!(word.as_str(), "could_be_under" | "certainly_at_least" | "could_be_at_least")
                    && let Some(age) = part.as_u64()
                {
                    ages.extend([age.saturating_sub(1), age]);
                }
                asked_ages(part, ages);
            }
        }
        _ => {}
    }
}
