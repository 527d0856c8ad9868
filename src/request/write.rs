//! Writes a request as it was given: what was left out stays left out.

use crate::request::Request;
use crate::vocabulary::category::Judgement;
use crate::vocabulary::child::{AgeGiven, Child, Fact};
use crate::vocabulary::indicator::Indicators;
use serde::ser::{Serialize, SerializeMap, Serializer};

impl Serialize for Request {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        entry(&mut map, "reference", self.reference())?;
        map.serialize_entry("child", &ChildFields(&self.child))?;
        map.serialize_entry("screening", &ScreeningFields { child: &self.child, tool: &self.indicators })?;
        map.end()
    }
}

struct ChildFields<'a>(&'a Child);

impl Serialize for ChildFields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let child = self.0;
        let mut map = serializer.serialize_map(None)?;
        match child.age_given() {
            AgeGiven::NotKnown => {}
            AgeGiven::Years(years) => map.serialize_entry("age", &years)?,
            AgeGiven::Born(day) => map.serialize_entry("date_of_birth", &day)?,
            AgeGiven::Between(lowest, highest) => map.serialize_entry("age_between", &[lowest, highest])?,
        }
        for fact in Fact::ALL {
            if let Some(answer) = child.answer_to(*fact) {
                map.serialize_entry(fact.code(), &answer)?;
            }
            if *fact == Fact::LookedAfter {
                entry(&mut map, "placement", child.placement)?;
                entry(&mut map, "legal_status", child.legal_status)?;
            }
        }
        entry(&mut map, "case", child.case)?;
        entry(&mut map, "previous_category", child.previous_category)?;
        map.end()
    }
}

struct ScreeningFields<'a> {
    child: &'a Child,
    tool: &'a Indicators,
}

impl Serialize for ScreeningFields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        entry(&mut map, "screened_on", self.child.screening_day())?;
        entry(&mut map, "referred_on", self.tool.referred_on)?;
        entry(&mut map, "completed_by", self.tool.completed_by)?;
        if !self.tool.left_out {
            map.serialize_entry("indicators", &Answers(self.tool))?;
        }
        entry(&mut map, "professional_judgement", self.tool.judgement.as_ref().map(JudgementFields))?;
        map.end()
    }
}

struct Answers<'a>(&'a Indicators);

impl Serialize for Answers<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.answers_by_code())
    }
}

struct JudgementFields<'a>(&'a Judgement);

impl Serialize for JudgementFields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("category", &self.0.category())?;
        map.serialize_entry("rationale", self.0.rationale())?;
        map.end()
    }
}

/// Writes an entry, if there is one.
fn entry<M: SerializeMap>(
    map: &mut M,
    name: &'static str,
    value: Option<impl Serialize>,
) -> Result<(), M::Error> {
    value.map_or(Ok(()), |value| map.serialize_entry(name, &value))
}
