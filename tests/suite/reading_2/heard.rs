//! What was asked and answered, with the defaults of the reading filled in, and the words of its tables.

use super::dates::{age_on, date};
use chrono::NaiveDate;
use serde_json::Value;
use std::collections::BTreeMap;

/// Every fact that takes an answer, in the order in which gaps name them.
pub const FACTS: [&str; 12] = [
    "learning_disability",
    "additional_needs",
    "looked_after",
    "placed_out_of_area",
    "care_leaver",
    "unaccompanied",
    "needs_care_and_support",
    "unable_to_protect_self",
    "exploited_with_others",
    "section_47",
    "immediate_concern",
    "parent_may_be_involved",
];

/// The facts that are `no` when left out; the others are `not_known`.
pub const EVENTS: [&str; 4] =
    ["section_47", "immediate_concern", "exploited_with_others", "parent_may_be_involved"];

/// What an answer may be.
pub const ANSWERS: [&str; 4] = ["yes", "suspected", "no", "not_known"];

/// Status, not conduct.
pub const CIRCUMSTANCES: [&str; 2] = ["migrant-refugee-or-asylum-seeker", "unsure-of-sexual-orientation"];

/// The 56 indicators with their listed categories.
pub const INDICATORS: [(&str, i64); 56] = [
    ("late-home-or-missing", 1),
    ("history-of-abuse", 1),
    ("unexplained-nights-out", 1),
    ("overtly-sexualised-dress", 1),
    ("sexualised-risk-taking", 1),
    ("unknown-adult-associates", 1),
    ("reduced-contact-with-support", 1),
    ("experimenting-with-drugs-or-alcohol", 1),
    ("changed-social-media-use", 1),
    ("poor-self-image", 1),
    ("eating-disorder", 1),
    ("superficial-self-harm", 1),
    ("expressions-of-despair", 1),
    ("gum-clinic-attendance", 1),
    ("seen-in-hotspot", 1),
    ("school-non-attendance-or-exclusion", 1),
    ("placement-breakdown-from-behaviour", 1),
    ("repeat-offending", 1),
    ("increasingly-disruptive-or-aggressive", 1),
    ("migrant-refugee-or-asylum-seeker", 1),
    ("unsure-of-sexual-orientation", 1),
    ("getting-into-adults-vehicles", 2),
    ("associating-with-cse-linked-adults", 2),
    ("associating-with-exploited-peers", 2),
    ("disclosed-or-withdrew-physical-assault", 2),
    ("reported-involved-at-hotspot", 2),
    ("adult-boyfriend-or-girlfriend", 2),
    ("unaccounted-money-or-goods", 2),
    ("concerning-phone-use", 2),
    ("sexually-transmitted-infection", 2),
    ("previous-sexual-abuse-victim", 2),
    ("gang-association-or-rules", 2),
    ("concealed-internet-use", 2),
    ("online-sexual-bullying", 2),
    ("concealed-injuries", 2),
    ("missing-or-excluded-from-school", 2),
    ("residential-placement-breakdown", 2),
    ("rape", 3),
    ("under-13-sexual-activity", 3),
    ("homeless-staying-with-exploiter", 3),
    ("exchanging-or-selling-sex", 3),
    ("taken-to-clubs-or-hotels-for-sex", 3),
    ("disclosed-or-withdrew-serious-sexual-assault", 3),
    ("abduction-or-forced-imprisonment", 3),
    ("moved-around-for-sexual-activity", 3),
    ("disappeared-with-prior-cse-concerns", 3),
    ("bought-sold-or-trafficked", 3),
    ("multiple-miscarriages-or-terminations", 3),
    ("cse-indicators-with-chronic-substance-use", 3),
    ("cse-indicators-with-serious-self-harm", 3),
    ("internet-exploitation", 3),
    ("clipping", 3),
    ("gang-member-or-association", 3),
    ("rewarded-for-recruiting-peers", 3),
    ("honour-based-violence-or-forced-marriage-risk", 3),
    ("removed-from-red-light-area", 3),
];

/// A request as the reading understands it.
#[derive(Clone)]
pub struct Heard {
    pub age_known: bool,
    pub lowest: i64,
    pub highest: i64,
    facts: BTreeMap<&'static str, &'static str>,
    indicators: BTreeMap<&'static str, &'static str>,
    /// What was left out is empty.
    pub placement: String,
    pub legal_status: String,
    pub case: String,
    pub completed_by: String,
    pub referred_on: Option<NaiveDate>,
    pub previous: Option<i64>,
    /// The category that a meeting determined; `none` counts as 0, below 1.
    pub determination: Option<i64>,
    pub judgement: Option<i64>,
}

/// An answer is a code, or an object with evidence beside the answer. Evidence changes nothing.
fn answer(given: &Value) -> &'static str {
    let code = if given.is_object() { &given["answer"] } else { given };
    ANSWERS.into_iter().find(|answer| code == *answer).unwrap()
}

fn indicator(code: &str) -> &'static str {
    INDICATORS.iter().find(|(listed, _)| *listed == code).unwrap().0
}

/// Any JSON number with a whole value.
fn whole(given: &Value) -> Option<i64> {
    given.as_i64().or_else(|| given.as_f64().map(|number| number as i64))
}

fn text(given: &Value) -> String {
    given.as_str().unwrap_or_default().to_owned()
}

impl Heard {
    pub fn of(request: &Value) -> Self {
        let child = &request["child"];
        let screening = &request["screening"];

        let (age_known, lowest, highest) = if let Some(age) = whole(&child["age"]) {
            (true, age, age)
        } else if let Some(born) = child["date_of_birth"].as_str() {
            let age = age_on(date(born), date(screening["screened_on"].as_str().unwrap()));
            (true, age, age)
        } else if child["age_between"].is_array() {
            let range = &child["age_between"];
            (true, whole(&range[0]).unwrap(), whole(&range[1]).unwrap())
        } else {
            (false, 0, 120)
        };

        let mut facts = BTreeMap::new();
        for fact in FACTS {
            let left_out = if EVENTS.contains(&fact) { "no" } else { "not_known" };
            facts.insert(fact, child.get(fact).map_or(left_out, answer));
        }

        let mut indicators = BTreeMap::new();
        if let Some(answers) = screening["indicators"].as_object() {
            for (code, given) in answers {
                indicators.insert(indicator(code), answer(given));
            }
        }
        if let Some(codes) = screening["indicators"].as_array() {
            for code in codes {
                indicators.insert(indicator(code.as_str().unwrap()), "yes");
            }
        }

        let determination = child.get("determination").map(|determination| {
            let category = &determination["category"];
            if category == "none" { 0 } else { whole(category).unwrap() }
        });

        Self {
            age_known,
            lowest,
            highest,
            facts,
            indicators,
            placement: text(&child["placement"]),
            legal_status: text(&child["legal_status"]),
            case: text(&child["case"]),
            completed_by: text(&screening["completed_by"]),
            referred_on: screening["referred_on"].as_str().map(date),
            previous: whole(&child["previous_category"]),
            determination,
            judgement: whole(&screening["professional_judgement"]["category"]),
        }
    }

    /// Whether a fact has exactly this answer.
    pub fn answered(&self, fact: &str, answer: &str) -> bool {
        self.facts[fact] == answer
    }

    /// Whether a fact is answered yes or suspected.
    pub fn counts(&self, fact: &str) -> bool {
        self.answered(fact, "yes") || self.answered(fact, "suspected")
    }

    /// The answer to an indicator, if it was asked about.
    pub fn asked(&self, code: &str) -> Option<&'static str> {
        self.indicators.get(code).copied()
    }

    /// Whether no indicator was asked about.
    pub fn nothing_asked(&self) -> bool {
        self.indicators.is_empty()
    }

    /// Observed: answered yes or suspected.
    pub fn observed(&self, code: &str) -> bool {
        self.asked(code) == Some("yes") || self.asked(code) == Some("suspected")
    }

    /// Whether one of these is observed.
    pub fn any_observed(&self, codes: &[&str]) -> bool {
        codes.iter().any(|code| self.observed(code))
    }

    /// All observed indicators.
    pub fn all_observed(&self) -> Vec<&'static str> {
        INDICATORS.iter().map(|(code, _)| *code).filter(|code| self.observed(code)).collect()
    }

    /// Observed indicators listed in one category.
    pub fn observed_in(&self, category: i64) -> Vec<&'static str> {
        let listed = INDICATORS.iter().filter(|(_, listed)| *listed == category);
        listed.map(|(code, _)| *code).filter(|code| self.observed(code)).collect()
    }

    /// Observed behaviour indicators: all but the two circumstances.
    pub fn observed_behaviour(&self) -> Vec<&'static str> {
        let mut codes = self.all_observed();
        codes.retain(|code| !CIRCUMSTANCES.contains(code));
        codes
    }

    /// "Could be under N" looks at the lowest possible age.
    pub fn could_be_under(&self, years: i64) -> bool {
        self.lowest < years
    }

    /// "Certainly N or over" looks at the lowest possible age.
    pub fn certainly(&self, years: i64) -> bool {
        self.lowest >= years
    }

    /// "Could be N or over" looks at the highest possible age.
    pub fn could_be(&self, years: i64) -> bool {
        self.highest >= years
    }

    /// The category of the determination; without a determination, the previous category. A determination
    /// of `none` leaves no level in force.
    pub fn level_in_force(&self) -> Option<i64> {
        match self.determination {
            Some(0) => None,
            Some(category) => Some(category),
            None => self.previous,
        }
    }

    /// What says that the child is looked after; empty where nothing does.
    pub fn looked_after_by(&self) -> Vec<&'static str> {
        let mut said_by = Vec::new();
        if self.counts("looked_after") {
            said_by.push("looked_after");
        }
        if !self.legal_status.is_empty() {
            said_by.push("legal_status");
        }
        if self.placement == "foster" || self.placement == "residential" {
            said_by.push("placement");
        }
        if self.counts("placed_out_of_area") && !self.answered("looked_after", "no") {
            said_by.push("placed_out_of_area");
        }
        said_by
    }

    /// Looked after, as it is understood everywhere but where "answered" is said.
    pub fn looked_after(&self) -> bool {
        !self.looked_after_by().is_empty()
    }

    pub fn care_leaver(&self) -> bool {
        self.counts("care_leaver") && self.could_be(16)
    }

    /// Given as open; left out, `looked_after` answered `yes` and could be under 18.
    pub fn case_open(&self) -> bool {
        if self.case.is_empty() {
            return self.answered("looked_after", "yes") && self.could_be_under(18);
        }
        self.case == "open"
    }

    /// Whether one of the events is yes or suspected.
    pub fn any_event(&self) -> bool {
        EVENTS.iter().any(|event| self.counts(event))
    }

    /// What makes "concern recorded" true; empty where it is not.
    pub fn concern_recorded(&self) -> Vec<&'static str> {
        let mut causes = self.all_observed();
        if self.judgement.is_some() {
            causes.push("professional_judgement");
        }
        if self.level_in_force().is_some() {
            causes.push(if self.determination.is_some() { "determination" } else { "previous_category" });
        }
        if self.counts("parent_may_be_involved") {
            causes.push("parent_may_be_involved");
        }
        causes
    }

    /// An indicator observed, and nothing more.
    pub fn status_only(&self, scope: &str, indicated: Option<i64>) -> bool {
        let level_above_the_tables = match (scope, self.level_in_force()) {
            (_, None) => false,
            ("adult", Some(_)) => true,
            (_, level) => level > indicated,
        };
        !self.all_observed().is_empty()
            && self.observed_behaviour().is_empty()
            && self.judgement.is_none()
            && !self.any_event()
            && (self.determination.is_none() || self.determination == Some(0))
            && !level_above_the_tables
    }

    /// Something recorded, and not status only.
    pub fn more_than_circumstances(&self, scope: &str, indicated: Option<i64>) -> bool {
        let something = !self.all_observed().is_empty()
            || self.judgement.is_some()
            || self.level_in_force().is_some()
            || self.any_event();
        something && !self.status_only(scope, indicated)
    }

    /// The questions that may turn out to be yes: answered `not_known` or `suspected`. What a placement out
    /// of area could add, `looked_after` asks.
    pub fn open_questions(&self) -> Vec<&'static str> {
        let open = |answer| answer == "not_known" || answer == "suspected";
        let mut questions = Vec::new();
        for fact in FACTS {
            if open(self.facts[fact]) && fact != "placed_out_of_area" {
                questions.push(fact);
            }
        }
        for (code, _) in INDICATORS {
            if self.asked(code).is_some_and(open) {
                questions.push(code);
            }
        }
        questions
    }

    pub fn say_yes(&mut self, question: &'static str) {
        let answers = if FACTS.contains(&question) { &mut self.facts } else { &mut self.indicators };
        answers.insert(question, "yes");
    }
}
