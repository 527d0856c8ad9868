//! Writes the request of a record from pieces: the same bytes as its own serialization makes.

use crate::compiled::rendered::Question;
use crate::record::write::Writer;
use crate::vocabulary::child::{AgeGiven, Answer, Fact};
use serde::Serialize;

impl Writer<'_, '_> {
    pub(super) fn request(&mut self) {
        self.literal(r#","request":{"#);
        if let Some(reference) = self.outcome.reference {
            self.literal(r#""reference":"#);
            self.json(&reference);
            self.literal(",");
        }
        self.child();
        self.screening();
    }

    /// The comma before an entry, unless it is the first of its object.
    fn entry(&mut self) {
        if self.out.last() != Some(&b'{') {
            self.out.push(b',');
        }
    }

    /// An entry whose value is text that needs no escapes, if there is a value.
    fn code(&mut self, name: &str, code: Option<&str>) {
        if let Some(code) = code {
            self.entry();
            for part in [r#"""#, name, r#"":""#, code, r#"""#] {
                self.literal(part);
            }
        }
    }

    /// An entry of another kind, if there is a value.
    fn value(&mut self, name: &str, value: Option<impl Serialize>) {
        if let Some(value) = value {
            self.entry();
            for part in [r#"""#, name, r#"":"#] {
                self.literal(part);
            }
            self.json(&value);
        }
    }

    fn answer(&mut self, question: Option<&Question>, answer: Answer) {
        self.entry();
        self.piece(question.and_then(|question| question.answers.get(answer as usize)).copied());
    }

    fn child(&mut self) {
        let (child, rendered) = (self.outcome.child, self.rendered);
        self.literal(r#""child":{"#);
        match child.age_given() {
            AgeGiven::NotKnown => {}
            AgeGiven::Years(years) => self.value("age", Some(years)),
            AgeGiven::Born(day) => self.value("date_of_birth", Some(day)),
            AgeGiven::Between(lowest, highest) => self.value("age_between", Some([lowest, highest])),
        }
        for fact in Fact::ALL {
            if let Some(answer) = child.answer_to(*fact) {
                self.answer(rendered.facts.get(*fact as usize), answer);
            }
            if *fact == Fact::LookedAfter {
                self.code("placement", child.placement.map(crate::vocabulary::child::Placement::code));
                self.code(
                    "legal_status",
                    child.legal_status.map(crate::vocabulary::child::LegalStatus::code),
                );
            }
        }
        self.code("case", child.case.map(crate::vocabulary::child::Case::code));
        self.value("previous_category", child.previous_category);
        self.literal("}");
    }

    fn screening(&mut self) {
        let (child, tool, rendered) = (self.outcome.child, self.outcome.indicators, self.rendered);
        let rules = self.outcome.rules;
        self.literal(r#","screening":{"#);
        self.value("screened_on", child.screening_day());
        self.value("referred_on", tool.referred_on);
        self.code("completed_by", tool.completed_by.map(crate::vocabulary::indicator::CompletedBy::code));
        if !tool.left_out {
            self.entry();
            self.literal(r#""indicators":{"#);
            for (indicator, answer) in tool.answers() {
                let place = indicator as usize;
                match rendered.indicators.get(place).filter(|_| rules.row_at(place).is_some()) {
                    Some(question) => self.answer(Some(question), answer),
                    // The rules do not have it, but its answer was recorded.
                    None => self.code(indicator.code(), Some(answer.code())),
                }
            }
            for (code, answer) in tool.own_answers() {
                self.entry();
                self.json(&code);
                self.literal(":");
                self.json(&answer);
            }
            self.literal("}");
        }
        if let Some(judgement) = &tool.judgement {
            self.entry();
            self.literal(r#""professional_judgement":{"category":"#);
            self.category(Some(judgement.category()));
            self.literal(r#","rationale":"#);
            self.json(&judgement.rationale());
            self.literal("}");
        }
        self.literal("}}");
    }
}
