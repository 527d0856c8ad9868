//! The objects of a request, and their fields.

use crate::request::evidence::{AnswerSeed, Strengths, ViewsFields};
use crate::request::lists::{AgeBetween, IndicatorAnswers};
use crate::request::own::OwnFields;
use crate::request::read::{Fields, Object, Reader, sha256};
use crate::request::scalar::Place;
use crate::request::{Request, RequestError, RequestErrorKind, dates};
use crate::vocabulary::category::{Category, Judgement};
use crate::vocabulary::child::{AgeError, Child};
use crate::vocabulary::determination::{Determination, Meeting};
use crate::vocabulary::indicator::Indicators;
use crate::vocabulary::question::{Choice, Field};
use chrono::NaiveDate;
use serde::de::MapAccess;

/// The fields of the child and of the screening that are no questions of the tables of the vocabulary.
const AGES: &[&str] = &["age", "date_of_birth", "age_between"];
const LEVELS: &[&str] = &["previous_category_on", Choice::Determination.code()];
const DATES: &[&str] = &["screened_on", "referred_on"];
const INDICATORS: &str = "indicators";
const VIEWS: &str = "views";
const STRENGTHS: &str = "strengths";
const REST: &[&str] = &[INDICATORS, Choice::Judgement.code(), VIEWS, STRENGTHS];

/// The names of all fields of an object, in the order of a request.
#[allow(clippy::indexing_slicing, reason = "done when the crate is compiled, where a mistake is an error")]
const fn names<const N: usize>(
    first: &[&'static str],
    fields: &[Field],
    last: &[&'static str],
) -> [&'static str; N] {
    let mut names = [""; N];
    let mut at = 0;
    while at < N {
        names[at] = if at < first.len() {
            first[at]
        } else if at < first.len() + fields.len() {
            fields[at - first.len()].code()
        } else {
            last[at - first.len() - fields.len()]
        };
        at += 1;
    }
    names
}

#[derive(Default)]
pub(super) struct RequestFields {
    child: Option<ChildFields>,
    screening: Option<ScreeningFields>,
    reference: Option<String>,
    corrects: Option<String>,
}

impl Fields for RequestFields {
    type Read = Request;
    const NAMES: &'static [&'static str] = &["child", "screening", "reference", "corrects"];
    const PLACE: &'static str = "";

    fn field<'de, A: MapAccess<'de>>(
        &mut self,
        at: usize,
        place: Place<'_>,
        map: &mut A,
        reader: &Reader<'_>,
    ) -> Result<(), A::Error> {
        match at {
            0 => self.child = Some(map.next_value_seed(Object::new(ChildFields::new(), reader))?),
            1 => self.screening = Some(map.next_value_seed(Object::new(ScreeningFields::default(), reader))?),
            3 => {
                let refuse = |error| reader.refuse(error);
                let text = reader.scalar(map, place)?.text().map_err(refuse)?;
                self.corrects = Some(sha256(text).map_err(refuse)?);
            }
            _ => {
                self.reference = Some(
                    reader.scalar(map, place)?.text().map_err(|error| reader.refuse(error))?.into_owned(),
                )
            }
        }
        Ok(())
    }

    fn finish(self, _: Place<'_>, reader: &Reader<'_>) -> Result<Request, RequestError> {
        let missing = |place| {
            let what = "the object is missing; `child` and `screening` are required";
            RequestError::new(RequestErrorKind::Missing, Place::At(place), what)
        };
        let child = self.child.ok_or_else(|| missing("child"))?;
        let screening = self.screening.ok_or_else(|| missing("screening"))?;
        let mut child = child;
        let mut tool = screening.tool;
        std::mem::take(&mut child.own).put(reader.rules, &mut tool);
        let mut whole = child.with_age(screening.screened_on)?;
        whole.screened_on = screening.screened_on;
        if !reader.as_recorded {
            dates::check(&whole, &tool)?;
        }
        Ok(Request { child: whole, indicators: tool, reference: self.reference, corrects: self.corrects })
    }
}

/// The child, whose age is put in when the date of the screening is known.
pub(super) struct ChildFields {
    child: Child,
    age: Option<u8>,
    date_of_birth: Option<NaiveDate>,
    age_between: Option<(u8, u8)>,
    own: OwnFields,
}

impl ChildFields {
    fn new() -> Self {
        let own = OwnFields::default();
        Self { child: Child::of_unknown_age(), age: None, date_of_birth: None, age_between: None, own }
    }

    fn with_age(self, screened_on: Option<NaiveDate>) -> Result<Child, RequestError> {
        let two = |place, other| {
            let what = format!("the age is given twice, here and in `{other}`");
            let error = RequestError::new(RequestErrorKind::TwoAges, Place::At(place), what);
            Err(error.with_allowed("one of `age`, `date_of_birth`, `age_between`, or none"))
        };
        let (place, aged) = match (self.age, self.date_of_birth, self.age_between) {
            (Some(_), Some(_), _) => return two("child.date_of_birth", "child.age"),
            (Some(_), _, Some(_)) => return two("child.age_between", "child.age"),
            (_, Some(_), Some(_)) => return two("child.age_between", "child.date_of_birth"),
            (None, None, None) => return Ok(self.child),
            (Some(years), None, None) => ("child.age", Child::aged(years)),
            (None, None, Some((lowest, highest))) => {
                ("child.age_between", Child::aged_between(lowest, highest))
            }
            (None, Some(born), None) => match screened_on {
                Some(day) => ("child.date_of_birth", Child::born(born, day)),
                None => {
                    return Err(RequestError::new(
                        RequestErrorKind::Missing,
                        Place::Field("screening", "screened_on"),
                        "the date is missing; `child.date_of_birth` needs it to reckon the age",
                    ));
                }
            },
        };
        match aged {
            Ok(aged) => Ok(self.child.with_age_of(&aged)),
            Err(error) => {
                let kind = match error {
                    AgeError::OutOfRange(_) => RequestErrorKind::OutOfRange,
                    AgeError::Reversed { .. } => RequestErrorKind::AgesReversed,
                    AgeError::BornAfterScreening => RequestErrorKind::BeforeBirth,
                };
                let refused = RequestError::new(kind, Place::At(place), error.what());
                let refused = match error.found() {
                    Some(found) => refused.with_found(found),
                    None => refused,
                };
                Err(match error.allowed() {
                    Some(allowed) => refused.with_allowed(allowed),
                    None => refused,
                })
            }
        }
    }
}

impl Fields for ChildFields {
    type Read = Self;
    const PLACE: &'static str = "child";
    const NAMES: &'static [&'static str] =
        &names::<{ AGES.len() + Field::OF_CHILD.len() + LEVELS.len() }>(AGES, Field::OF_CHILD, LEVELS);

    fn field<'de, A: MapAccess<'de>>(
        &mut self,
        at: usize,
        place: Place<'_>,
        map: &mut A,
        reader: &Reader<'_>,
    ) -> Result<(), A::Error> {
        match (at, at.checked_sub(AGES.len()).and_then(|at| Field::OF_CHILD.get(at))) {
            (_, Some(Field::Fact(fact))) => {
                let (answer, evidence) = map.next_value_seed(AnswerSeed { place, reader })?;
                self.child.facts.set(*fact, answer);
                if let Some(evidence) = evidence {
                    self.child.put_evidence(*fact, evidence);
                }
            }
            (_, Some(Field::Choice(choice))) => {
                self.child.choices.set(*choice, reader.choice(map, place, *choice)?);
            }
            (0, None) => {
                self.age = Some(reader.scalar(map, place)?.age().map_err(|error| reader.refuse(error))?)
            }
            (1, None) => self.date_of_birth = Some(reader.date(map, place)?),
            (at, None) if Self::NAMES.get(at) == LEVELS.first() => {
                self.child.previous_category_on = Some(reader.date(map, place)?);
            }
            (at, None) if Self::NAMES.get(at) == LEVELS.last() => {
                let determination = Object::new(DeterminationFields::default(), reader);
                self.child.set_determination(Some(map.next_value_seed(determination)?));
            }
            (_, None) => self.age_between = Some(map.next_value_seed(AgeBetween { reader })?),
        }
        Ok(())
    }

    fn own<'de, A: MapAccess<'de>>(
        &mut self,
        name: &str,
        map: &mut A,
        reader: &Reader<'_>,
    ) -> Result<bool, A::Error> {
        self.own.read(name, map, reader)
    }

    fn own_names<'r>(reader: &Reader<'r>) -> Vec<&'r str> {
        reader.rules.tables().questions.iter().map(|row| &*row.code).collect()
    }

    fn finish(self, _: Place<'_>, _: &Reader<'_>) -> Result<Self, RequestError> {
        Ok(self)
    }
}

/// The fields that every request may have: no rules may call a question of their own so.
pub(crate) const FIELDS: [&[&str]; 3] = [RequestFields::NAMES, ChildFields::NAMES, ScreeningFields::NAMES];

#[derive(Default)]
pub(super) struct ScreeningFields {
    screened_on: Option<NaiveDate>,
    tool: Indicators,
    indicators_given: bool,
}

impl Fields for ScreeningFields {
    type Read = Self;
    const PLACE: &'static str = "screening";
    const NAMES: &'static [&'static str] =
        &names::<{ DATES.len() + Field::OF_SCREENING.len() + REST.len() }>(DATES, Field::OF_SCREENING, REST);

    fn field<'de, A: MapAccess<'de>>(
        &mut self,
        at: usize,
        place: Place<'_>,
        map: &mut A,
        reader: &Reader<'_>,
    ) -> Result<(), A::Error> {
        match (at, at.checked_sub(DATES.len()).and_then(|at| Field::OF_SCREENING.get(at))) {
            (0, _) => self.screened_on = Some(reader.date(map, place)?),
            (1, _) => self.tool.referred_on = Some(reader.date(map, place)?),
            (_, Some(Field::Choice(choice))) => {
                self.tool.choices.set(*choice, reader.choice(map, place, *choice)?);
            }
            (at, _) if Self::NAMES.get(at) == Some(&INDICATORS) => {
                self.indicators_given = true;
                map.next_value_seed(IndicatorAnswers { tool: &mut self.tool, reader })?;
            }
            (at, _) if Self::NAMES.get(at) == Some(&VIEWS) => {
                let views = map.next_value_seed(Object::new(ViewsFields::default(), reader))?;
                self.tool.beside_mut().views = Some(views);
            }
            (at, _) if Self::NAMES.get(at) == Some(&STRENGTHS) => {
                self.tool.beside_mut().strengths = Some(map.next_value_seed(Strengths { reader })?);
            }
            _ => {
                let judgement = Object::new(JudgementFields::default(), reader);
                self.tool.set_judgement(Some(map.next_value_seed(judgement)?));
            }
        }
        Ok(())
    }

    fn finish(mut self, _: Place<'_>, _: &Reader<'_>) -> Result<Self, RequestError> {
        self.tool.left_out = !self.indicators_given;
        Ok(self)
    }
}

#[derive(Default)]
pub(super) struct JudgementFields {
    category: Option<Category>,
    rationale: Option<String>,
}

impl Fields for JudgementFields {
    type Read = Judgement;
    const PLACE: &'static str = "screening.professional_judgement";
    const NAMES: &'static [&'static str] = &["category", "rationale"];

    fn field<'de, A: MapAccess<'de>>(
        &mut self,
        at: usize,
        place: Place<'_>,
        map: &mut A,
        reader: &Reader<'_>,
    ) -> Result<(), A::Error> {
        let value = reader.scalar(map, place)?;
        let refuse = |error| reader.refuse(error);
        match at {
            0 => self.category = Some(value.category(reader.rules).map_err(refuse)?),
            _ => self.rationale = Some(value.text().map_err(refuse)?.into_owned()),
        }
        Ok(())
    }

    fn finish(self, _: Place<'_>, _: &Reader<'_>) -> Result<Judgement, RequestError> {
        let missing = |field| {
            RequestError::new(
                RequestErrorKind::Missing,
                Place::Field(Self::PLACE, field),
                "the field is missing; a judgement needs its category and its rationale",
            )
        };
        let category = self.category.ok_or_else(|| missing("category"))?;
        let rationale = self.rationale.ok_or_else(|| missing("rationale"))?;
        Judgement::new(category, rationale).map_err(|error| {
            let place = Place::Field(Self::PLACE, "rationale");
            RequestError::new(RequestErrorKind::Blank, place, error.to_string())
        })
    }
}

#[derive(Default)]
pub(super) struct DeterminationFields {
    category: Option<Option<Category>>,
    on: Option<NaiveDate>,
    by: Option<Meeting>,
    rationale: Option<String>,
}

impl Fields for DeterminationFields {
    type Read = Determination;
    const PLACE: &'static str = "child.determination";
    const NAMES: &'static [&'static str] = &["category", "on", "by", "rationale"];

    fn field<'de, A: MapAccess<'de>>(
        &mut self,
        at: usize,
        place: Place<'_>,
        map: &mut A,
        reader: &Reader<'_>,
    ) -> Result<(), A::Error> {
        let refuse = |error| reader.refuse(error);
        match at {
            0 => self.category = Some(reader.scalar(map, place)?.determined(reader.rules).map_err(refuse)?),
            1 => self.on = Some(reader.date(map, place)?),
            2 => self.by = Some(reader.code(map, place, "meeting", Meeting::CODES)?),
            _ => self.rationale = Some(reader.scalar(map, place)?.text().map_err(refuse)?.into_owned()),
        }
        Ok(())
    }

    fn finish(self, _: Place<'_>, _: &Reader<'_>) -> Result<Determination, RequestError> {
        let missing = |field| {
            let what = "the field is missing; a determination needs its category, its day, the meeting and its \
                        rationale";
            RequestError::new(RequestErrorKind::Missing, Place::Field(Self::PLACE, field), what)
        };
        let category = self.category.ok_or_else(|| missing("category"))?;
        let on = self.on.ok_or_else(|| missing("on"))?;
        let by = self.by.ok_or_else(|| missing("by"))?;
        let rationale = self.rationale.ok_or_else(|| missing("rationale"))?;
        Determination::new(category, on, by, rationale).map_err(|error| {
            let place = Place::Field(Self::PLACE, "rationale");
            RequestError::new(RequestErrorKind::Blank, place, error.to_string())
        })
    }
}
