//! The completed tool.

use crate::vocabulary::category::{Category, Judgement};
use crate::vocabulary::child::Answer;
use crate::vocabulary::evidence::{Evidence, EvidenceError, FreeText, MOST_STRENGTHS, Views, redact};
use crate::vocabulary::indicator::Indicator;
use crate::vocabulary::indicator::own::{OwnAnswers, OwnCodes};
use crate::vocabulary::indicator::set::{IndicatorSet, Typed, WORDS};
use crate::vocabulary::number::NumberGiven;
use crate::vocabulary::question::{Choice, Choices};
use crate::vocabulary::vocabulary;
use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

vocabulary! {
    /// Who completed the screening tool. The list may grow.
    #[non_exhaustive]
    pub enum CompletedBy ("completed_by") {
        /// A social worker, whose screening needs no second one.
        SocialWorker = "social_worker",
        /// The police.
        Police = "police",
        /// Anybody else; what is assumed when it is left out.
        OtherProfessional = "other_professional",
    }
}

/// The completed tool: the answer to each indicator asked about, who completed it, when the child
/// was referred, and a professional judgement, if any.
///
/// An indicator without an answer was not asked about: it counts for nothing. One answered
/// [`Answer::NotKnown`] was asked about, and counts for what is still possible.
///
/// ```
/// use cse_screening::{Answer, CompletedBy, Indicator, Indicators};
/// let tool = Indicators::new()
///     .observed(Indicator::LateHomeOrMissing)
///     .answer(Indicator::Rape, Answer::NotKnown)
///     .completed_by(CompletedBy::Police);
/// assert_eq!(tool.answer_to(Indicator::Rape), Some(Answer::NotKnown));
/// assert_eq!(tool.answer_to(Indicator::Clipping), None);
/// ```
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Indicators {
    pub(crate) yes: Typed,
    pub(crate) suspected: Typed,
    pub(crate) not_known: Typed,
    pub(crate) no: Typed,
    pub(crate) own: Option<OwnAnswers>,
    pub(crate) left_out: bool,
    pub(crate) referred_on: Option<NaiveDate>,
    /// Of a judgement, the category: it is set with it, and nowhere else.
    pub(crate) choices: Choices,
    judgement: Option<Judgement>,
    /// What stands beside the answers. Most forms have nothing there, and pay for a pointer.
    pub(crate) beside: Option<Box<Beside>>,
}

/// What stands beside the answers, and what few forms have.
#[derive(Clone, PartialEq, Eq, Default)]
pub(crate) struct Beside {
    /// By the code of the indicator.
    pub(crate) evidence: BTreeMap<String, Evidence>,
    pub(crate) views: Option<Views>,
    pub(crate) strengths: Option<Vec<FreeText>>,
    /// By the code of the question. Rules read these.
    pub(crate) numbers: BTreeMap<String, NumberGiven>,
}

impl Indicators {
    /// A tool with no indicator answered yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Records that an indicator was observed: the answer [`Answer::Yes`].
    #[must_use]
    pub fn observed(self, indicator: Indicator) -> Self {
        self.answer(indicator, Answer::Yes)
    }

    /// Records the answer to an indicator. A later answer to the same indicator replaces it; none takes it back.
    #[must_use]
    pub fn answer(mut self, indicator: Indicator, answer: impl Into<Option<Answer>>) -> Self {
        match answer.into() {
            Some(answer) => self.set(indicator, answer),
            None => {
                let one = Typed::at(indicator.into());
                for set in [&mut self.no, &mut self.not_known, &mut self.suspected, &mut self.yes] {
                    *set = set.without(one);
                }
                self.forget_evidence(indicator.code());
            }
        }
        self
    }

    /// Records the answer to an indicator, and what stands beside it.
    #[must_use]
    pub fn answer_with(mut self, indicator: Indicator, answer: Answer, evidence: Evidence) -> Self {
        self.set(indicator, answer);
        self.beside_mut().evidence.insert(indicator.code().to_owned(), evidence);
        self
    }

    /// Records what is known of the child's own views.
    #[must_use]
    pub fn views(mut self, views: Views) -> Self {
        self.beside_mut().views = Some(views);
        self
    }

    /// Records the child's strengths, and what protects them.
    ///
    /// # Errors
    /// [`EvidenceError::ManyStrengths`] for more than 50.
    pub fn strengths(mut self, strengths: impl IntoIterator<Item = FreeText>) -> Result<Self, EvidenceError> {
        let strengths: Vec<_> = strengths.into_iter().take(MOST_STRENGTHS + 1).collect();
        if strengths.len() > MOST_STRENGTHS {
            return Err(EvidenceError::ManyStrengths);
        }
        self.beside_mut().strengths = Some(strengths);
        Ok(self)
    }

    /// Records who completed the tool. Left out, or taken back by `None`, it is [`CompletedBy::OtherProfessional`].
    #[must_use]
    pub fn completed_by(mut self, who: impl Into<Option<CompletedBy>>) -> Self {
        self.choices.put(Choice::CompletedBy, CompletedBy::ALL, who.into());
        self
    }

    /// Records the day of the referral to Children's Social Care, from which deadlines count.
    #[must_use]
    pub fn referred_on(mut self, day: impl Into<Option<NaiveDate>>) -> Self {
        self.referred_on = day.into();
        self
    }

    /// Records a professional judgement. It can raise the category and never lowers it.
    #[must_use]
    pub fn judged(mut self, judgement: impl Into<Option<Judgement>>) -> Self {
        self.set_judgement(judgement.into());
        self
    }

    /// The answer to an indicator, if it was asked about.
    #[must_use]
    pub fn answer_to(&self, indicator: Indicator) -> Option<Answer> {
        let sets = [self.no, self.not_known, self.suspected, self.yes];
        let given = sets.iter().zip(Answer::ALL).find(|(set, _)| set.has(indicator.into()));
        given.map(|(_, answer)| *answer)
    }

    /// The answer to the indicator with this code, if it was asked about.
    #[must_use]
    pub fn answer_to_code(&self, code: &str) -> Option<Answer> {
        match Indicator::from_code(code) {
            Some(indicator) => self.answer_to(indicator),
            None => {
                let own = self.own.as_ref()?;
                own.answer_at(own.codes.place(code)?)
            }
        }
    }

    /// Every indicator with a type that was asked about, with its answer, in the order of the tables.
    pub fn answers(&self) -> impl Iterator<Item = (Indicator, Answer)> + '_ {
        let asked = self.asked().iter().filter_map(|place| Indicator::ALL.get(place.number()));
        asked.filter_map(|indicator| Some((*indicator, self.answer_to(*indicator)?)))
    }

    /// Every indicator asked about, by its code, with its answer: those with a type, then those that
    /// rule sets have of their own.
    pub fn answers_by_code(&self) -> impl Iterator<Item = (&str, Answer)> + '_ {
        let typed = self.answers().map(|(indicator, answer)| (indicator.code(), answer));
        typed.chain(self.own_answers())
    }

    /// The answers to indicators that rule sets have of their own.
    pub(crate) fn own_answers(&self) -> impl Iterator<Item = (&str, Answer)> + '_ {
        self.own.as_ref().into_iter().flat_map(|own| own.answers_to(false))
    }

    /// The answers to questions that rule sets have of their own, by their codes.
    pub fn answers_to_questions(&self) -> impl Iterator<Item = (&str, Answer)> + '_ {
        self.own.as_ref().into_iter().flat_map(|own| own.answers_to(true))
    }

    /// The numbers that were given to questions that rule sets have of their own, by their codes.
    pub fn numbers_given(&self) -> impl Iterator<Item = (&str, NumberGiven)> + '_ {
        let numbers = self.beside.as_ref().map(|beside| &beside.numbers);
        numbers.into_iter().flatten().map(|(code, number)| (&**code, *number))
    }

    /// The indicators with a type that were asked about.
    pub(crate) fn asked(&self) -> Typed {
        self.no.with(self.not_known).with(self.suspected).with(self.yes)
    }

    /// What stands beside the answer to the indicator with this code, if anything does.
    #[must_use]
    pub fn evidence_of(&self, code: &str) -> Option<&Evidence> {
        self.beside.as_ref()?.evidence.get(code)
    }

    /// The child's own views, if they were given.
    #[must_use]
    pub fn views_given(&self) -> Option<&Views> {
        self.beside.as_ref()?.views.as_ref()
    }

    /// The child's strengths, if they were given.
    #[must_use]
    pub fn strengths_given(&self) -> Option<&[FreeText]> {
        self.beside.as_ref()?.strengths.as_deref()
    }

    /// Takes out what somebody wrote.
    pub(crate) fn redact(&mut self) {
        if let Some(judgement) = &mut self.judgement {
            judgement.redact();
        }
        let Some(beside) = &mut self.beside else { return };
        beside.evidence.values_mut().for_each(Evidence::redact);
        if let Some(views) = &mut beside.views {
            redact(&mut views.words);
        }
        beside.strengths.iter_mut().flatten().for_each(|strength| *strength = FreeText::redacted());
    }

    pub(crate) fn beside_mut(&mut self) -> &mut Beside {
        self.beside.get_or_insert_default()
    }

    /// Who completed the tool, if it was given.
    #[must_use]
    pub fn completed_by_given(&self) -> Option<CompletedBy> {
        self.choices.get(Choice::CompletedBy, CompletedBy::ALL)
    }

    /// The day of the referral, if it was given.
    #[must_use]
    pub const fn referral_day(&self) -> Option<NaiveDate> {
        self.referred_on
    }

    /// The professional judgement, if there is one.
    #[must_use]
    pub const fn judgement(&self) -> Option<&Judgement> {
        self.judgement.as_ref()
    }

    pub(crate) fn set_judgement(&mut self, judgement: Option<Judgement>) {
        let category = judgement.as_ref().map(Judgement::category);
        self.choices.put(Choice::Judgement, Category::ALL, category);
        self.judgement = judgement;
    }

    pub(crate) fn set(&mut self, indicator: Indicator, answer: Answer) {
        let one = Typed::at(indicator.into());
        let sets = [&mut self.no, &mut self.not_known, &mut self.suspected, &mut self.yes];
        for (set, of) in sets.into_iter().zip(Answer::ALL) {
            *set = if *of == answer { set.with(one) } else { set.without(one) };
        }
        self.left_out = false;
        self.forget_evidence(indicator.code());
    }

    /// Another answer is another matter: what stood beside the one before goes with it.
    pub(crate) fn forget_evidence(&mut self, code: &str) {
        if let Some(beside) = &mut self.beside {
            beside.evidence.remove(code);
        }
    }

    /// The places answered no, not known, suspected and yes, as these codes number them.
    pub(crate) fn places<const N: usize>(&self, codes: &Arc<OwnCodes>) -> [IndicatorSet<N>; 4] {
        let mut sets = [self.no, self.not_known, self.suspected, self.yes].map(Typed::resized::<N>);
        match &self.own {
            None => {}
            Some(own) if own.is_under(codes) => {
                sets.iter_mut().zip(own.sets()).for_each(|(set, own)| *set = set.with(own));
            }
            // Read under other rules: what these do not have is for `Outcome::unread` to tell.
            Some(own) => {
                for (set, theirs) in sets.iter_mut().zip(own.sets::<WORDS>()) {
                    // One code may be an indicator there and a question here: then it is another.
                    let here = theirs.iter().filter_map(|place| {
                        let here = codes.place(own.codes.code(place))?;
                        (codes.is_question(here) == own.codes.is_question(place)).then_some(here)
                    });
                    *set = here.fold(*set, |set, place| set.with(IndicatorSet::at(place)));
                }
            }
        }
        sets
    }
}

/// A tool on which exactly these indicators were observed.
impl FromIterator<Indicator> for Indicators {
    fn from_iter<I: IntoIterator<Item = Indicator>>(observed: I) -> Self {
        observed.into_iter().fold(Self::new(), Self::observed)
    }
}

/// Says how much was answered, never what: it may end up in a log.
impl fmt::Debug for Indicators {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let asked = self.answers_by_code().count();
        f.debug_struct("Indicators").field("asked_about", &asked).finish_non_exhaustive()
    }
}
