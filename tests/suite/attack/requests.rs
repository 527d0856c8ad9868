//! Random requests, most of them of children whom a protection speaks of.

use super::words::{Words, texts};
use crate::form::with_levels;
use chrono::{Days, NaiveDate};
use cse_screening::{
    Answer, Case, Category, Child, CompletedBy, Evidence, Fact, Indicator, Indicators, Judgement,
    LegalStatus, Placement, Request, RuleSet,
};
use rand::Rng;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The day of every screening.
const LAST_DAY: NaiveDate = NaiveDate::from_ymd_opt(2025, 8, 31).unwrap();

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
    /// So many weeks before the screening some of them were last seen.
    pub seen_before: BTreeMap<String, u64>,
    pub judgement: Option<Category>,
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
                Some(weeks) => {
                    let evidence = Evidence::new().seen_on(LAST_DAY - Days::new(7 * weeks));
                    tool.answer_code_with(rules, code, *answer, evidence).unwrap()
                }
                None => tool.answer_code(rules, code, *answer).unwrap(),
            };
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
        asked
    }

    /// The same with one answer nearer to yes, a younger age, or a higher level from people.
    pub fn more(&self, words: &Words, rules: &RuleSet, rng: &mut StdRng) -> Option<Self> {
        let mut more = self.clone();
        let nearer = |now: Answer, rng: &mut StdRng| {
            let all: Vec<_> = Answer::ALL.iter().filter(|answer| **answer > now).collect();
            all.choose(rng).map(|answer| **answer)
        };
        match rng.random_range(0..8) {
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
            _ => {
                let code = words.codes.choose(rng)?;
                let is = match more.indicators.get(code) {
                    None => *[Answer::NotKnown, Answer::Suspected, Answer::Yes].choose(rng).unwrap(),
                    Some(now) => nearer(*now, rng)?,
                };
                // What is added was seen now.
                if !more.indicators.get(code).is_some_and(|now| now.protects()) {
                    more.seen_before.remove(code);
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

/// Where random requests are taken from: what some sets ask about, and what their protections do.
pub struct Source {
    ages: Vec<u8>,
    codes: Vec<String>,
    /// Those that a changed row names.
    touched: Vec<String>,
    protected: Vec<Fact>,
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
                asked.seen_before.insert(code.clone(), rng.random_range(0..60));
            }
            asked.indicators.insert(code, answer);
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
