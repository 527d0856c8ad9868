//! The category table of the reading, one rule after the other.

use super::heard::Heard;

/// A rule that fired.
pub struct Fired {
    pub rule: &'static str,
    pub at_least: i64,
    pub because: Vec<&'static str>,
}

/// What the tables give, what is recorded, and why.
pub struct Found {
    pub indicated: Option<i64>,
    pub category: Option<i64>,
    pub reasons: Vec<Fired>,
}

impl Found {
    pub fn fired(&self, rule: &str) -> bool {
        self.reasons.iter().any(|reason| reason.rule == rule)
    }
}

/// Every rule in table order. For adults no rule is evaluated.
pub fn find(heard: &Heard, scope: &str) -> Found {
    let mut reasons = Vec::new();
    if scope == "adult" {
        return Found { indicated: None, category: None, reasons };
    }
    let behaviour = heard.observed_behaviour();
    let concern = heard.concern_recorded();

    for category in 1..=3 {
        let listed = heard.observed_in(category);
        if !listed.is_empty() {
            reasons.push(fired("listed-indicator", category, listed));
        }
    }
    let category_1 = heard.observed_in(1);
    if category_1.len() >= 3 {
        reasons.push(fired("several-category-1", 2, category_1));
    }
    if heard.could_be_under(13) && !concern.is_empty() {
        reasons.push(fired("under-13", 2, with("age", &concern)));
    }
    if heard.counts("learning_disability") && !concern.is_empty() {
        reasons.push(fired("learning-disability", 2, with("learning_disability", &concern)));
    }
    if heard.asked("gang-association-or-rules") == Some("yes") {
        reasons.push(fired("known-gang-association", 3, vec!["gang-association-or-rules"]));
    }
    if heard.counts("unaccompanied") && !behaviour.is_empty() {
        reasons.push(fired("unaccompanied-with-risk-indicators", 3, with("unaccompanied", &behaviour)));
    }
    if heard.counts("exploited_with_others") {
        reasons.push(fired("exploited-with-others", 3, vec!["exploited_with_others"]));
    }
    let looked_after_stands_at = reasons.len();
    if heard.counts("immediate_concern") {
        reasons.push(fired("immediate-concern", 3, vec!["immediate_concern"]));
    }
    if heard.counts("section_47") {
        reasons.push(fired("section-47", 3, vec!["section_47"]));
    }
    if heard.counts("parent_may_be_involved") {
        reasons.push(fired("parent-may-be-involved", 1, vec!["parent_may_be_involved"]));
    }

    // For the looked after, "the tables give" means the other rules, wherever they stand.
    if heard.looked_after() && !behaviour.is_empty() && highest(&reasons) >= Some(2) {
        let mut because = heard.looked_after_by();
        because.extend(&behaviour);
        for reason in &reasons {
            if reason.at_least >= 2 {
                because.extend(&reason.because);
            }
        }
        reasons.insert(looked_after_stands_at, fired("looked-after", 3, because));
    }

    // Up to here the tables; then the judgement; then the level in force.
    let indicated = highest(&reasons);
    if let Some(judged) = heard.judgement {
        if Some(judged) > indicated {
            reasons.push(fired("professional-judgement", judged, vec!["professional_judgement"]));
        }
    }
    let with_judgement = highest(&reasons);
    if let Some(determined @ 1..=3) = heard.determination {
        if Some(determined) > with_judgement {
            reasons.push(fired("determination", determined, vec!["determination"]));
        }
    }
    if let (Some(previous), None) = (heard.previous, heard.determination) {
        if Some(previous) > with_judgement {
            reasons.push(fired("previous-category", previous, vec!["previous_category"]));
        }
    }
    Found { indicated, category: highest(&reasons), reasons }
}

fn fired(rule: &'static str, at_least: i64, because: Vec<&'static str>) -> Fired {
    Fired { rule, at_least, because }
}

/// The highest category that any reason gives; none without reasons.
fn highest(reasons: &[Fired]) -> Option<i64> {
    reasons.iter().map(|reason| reason.at_least).max()
}

fn with(first: &'static str, others: &[&'static str]) -> Vec<&'static str> {
    let mut causes = vec![first];
    causes.extend(others);
    causes
}
