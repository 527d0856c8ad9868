//! A request that is cheap to change, one input at a time.

use chrono::NaiveDate;
use cse_screening::{
    Answer, Case, Category, Child, CompletedBy, Determination, Fact, Indicator, Indicators, Judgement,
    LegalStatus, Meeting, Outcome, Placement, Request,
};

/// With the level recorded before, and what a meeting determined since.
pub fn with_levels(
    child: Child,
    previous: Option<Category>,
    determination: Option<Option<Category>>,
) -> Child {
    let day = NaiveDate::from_ymd_opt(2025, 2, 20).unwrap();
    let child = previous.into_iter().fold(child, |child, level| child.previous_category_recorded(level, day));
    let determined = |level| Determination::new(level, day, Meeting::Mase, "as agreed").unwrap();
    determination.into_iter().map(determined).fold(child, Child::determined)
}

/// Everything a request can say, left out until it is set.
#[derive(Clone, Default)]
pub struct Form {
    /// None when the age is not known.
    pub age: Option<(u8, u8)>,
    pub facts: [Option<Answer>; Fact::ALL.len()],
    pub placement: Option<Placement>,
    pub legal_status: Option<LegalStatus>,
    pub case: Option<Case>,
    pub previous: Option<Category>,
    /// What a meeting determined; within, none where it found none.
    pub determination: Option<Option<Category>>,
    pub indicators: Vec<(Indicator, Answer)>,
    pub completed_by: Option<CompletedBy>,
    pub judgement: Option<Category>,
}

impl Form {
    pub fn aged(age: u8) -> Self {
        Self { age: Some((age, age)), ..Self::default() }
    }

    pub fn set(&mut self, fact: Fact, answer: Answer) {
        self.facts[fact as usize] = Some(answer);
    }

    /// Sets the answer to an indicator; `None` takes it off the form.
    pub fn answer(&mut self, indicator: Indicator, answer: Option<Answer>) {
        self.indicators.retain(|(known, _)| *known != indicator);
        self.indicators.extend(answer.map(|answer| (indicator, answer)));
    }

    pub fn answer_to(&self, indicator: Indicator) -> Option<Answer> {
        self.indicators.iter().find(|(known, _)| *known == indicator).map(|(_, answer)| *answer)
    }

    pub fn parts(&self) -> (Child, Indicators) {
        let mut child = match self.age {
            None => Child::of_unknown_age(),
            Some((lowest, highest)) => Child::aged_between(lowest, highest).unwrap(),
        };
        for (fact, answer) in Fact::ALL.iter().zip(self.facts) {
            child = answer.into_iter().fold(child, |child, answer| child.fact(*fact, answer));
        }
        child = self.placement.into_iter().fold(child, Child::placement);
        child = self.legal_status.into_iter().fold(child, Child::legal_status);
        child = self.case.into_iter().fold(child, Child::case);
        child = with_levels(child, self.previous, self.determination);
        let mut tool = Indicators::new();
        for (indicator, answer) in &self.indicators {
            tool = tool.answer(*indicator, *answer);
        }
        tool = self.completed_by.into_iter().fold(tool, Indicators::completed_by);
        tool = self
            .judgement
            .into_iter()
            .fold(tool, |tool, category| tool.judged(Judgement::new(category, "as seen").unwrap()));
        (child, tool)
    }

    /// What the built-in rules make of it.
    pub fn screen<T>(&self, see: impl FnOnce(&Outcome<'_>) -> T) -> T {
        let (child, tool) = self.parts();
        see(&cse_screening::screen(&child, &tool))
    }

    /// The request as JSON, to show.
    pub fn show(&self) -> String {
        let (child, tool) = self.parts();
        serde_json::to_string(&Request::new(child, tool).unwrap()).unwrap()
    }
}

#[test]
fn what_a_form_leaves_open_is_said_with_none() {
    let day = cse_screening::chrono::NaiveDate::from_ymd_opt(2025, 3, 3).unwrap();
    let judged = Judgement::new(Category::Two, "known to the team").unwrap();
    let tool = Indicators::new().completed_by(CompletedBy::OtherProfessional).referred_on(day).judged(judged);
    let tool = tool.answer(Indicator::Clipping, Answer::Yes).observed(Indicator::Rape);
    let taken_back = tool.completed_by(None).referred_on(None).judged(None);
    let taken_back = taken_back.answer(Indicator::Clipping, None).answer(Indicator::Rape, None);
    assert_eq!((taken_back.completed_by_given(), taken_back.referral_day()), (None, None));
    assert!(taken_back.judgement().is_none());
    assert_eq!(taken_back.answers().count(), 0);
}
