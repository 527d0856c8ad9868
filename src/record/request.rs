//! Writes the request of a record from pieces: the same bytes as its own serialization makes.

use super::rendered::Question;
use super::write::Writer;
use crate::child::{AgeGiven, Answer, Fact};
use crate::indicator::Indicator;
use chrono::{Datelike, NaiveDate};

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

    fn number(&mut self, number: u8) {
        let digit = |of: u8| b'0' + of % 10;
        if number >= 100 {
            self.out.push(digit(number / 100));
        }
        if number >= 10 {
            self.out.push(digit(number / 10));
        }
        self.out.push(digit(number));
    }

    fn date(&mut self, name: &str, day: Option<NaiveDate>) {
        let Some(day) = day else { return };
        self.entry();
        for part in [r#"""#, name, r#"":"#] {
            self.literal(part);
        }
        match u16::try_from(day.year()) {
            Ok(year) if year <= 9999 => {
                let digits = |number: u32| char::from_digit(number % 10, 10).unwrap_or('0') as u8;
                let (year, month, day) = (u32::from(year), day.month(), day.day());
                let text = [
                    b'"',
                    digits(year / 1000),
                    digits(year / 100),
                    digits(year / 10),
                    digits(year),
                    b'-',
                    digits(month / 10),
                    digits(month),
                    b'-',
                    digits(day / 10),
                    digits(day),
                    b'"',
                ];
                self.out.extend_from_slice(&text);
            }
            // No request in JSON has such a day, but one made in Rust may.
            _ => self.json(&day),
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
            AgeGiven::Years(years) => {
                self.literal(r#""age":"#);
                self.number(years);
            }
            AgeGiven::Born(day) => self.date("date_of_birth", Some(day)),
            AgeGiven::Between(lowest, highest) => {
                self.literal(r#""age_between":["#);
                self.number(lowest);
                self.literal(",");
                self.number(highest);
                self.literal("]");
            }
        }
        for fact in Fact::ALL {
            if let Some(answer) = child.answer_to(*fact) {
                self.answer(rendered.facts.get(*fact as usize), answer);
            }
            if *fact == Fact::LookedAfter {
                self.code("placement", child.placement.map(crate::Placement::code));
                self.code("legal_status", child.legal_status.map(crate::LegalStatus::code));
            }
        }
        self.code("case", child.case.map(crate::Case::code));
        if child.previous_category.is_some() {
            self.entry();
            self.literal(r#""previous_category":"#);
            self.category(child.previous_category);
        }
        self.literal("}");
    }

    fn screening(&mut self) {
        let (child, tool, rendered) = (self.outcome.child, self.outcome.indicators, self.rendered);
        self.literal(r#","screening":{"#);
        self.date("screened_on", child.screening_day());
        self.date("referred_on", tool.referred_on);
        self.code("completed_by", tool.completed_by.map(crate::CompletedBy::code));
        if !tool.left_out {
            self.entry();
            self.literal(r#""indicators":{"#);
            for place in tool.asked().iter() {
                if let Some((indicator, answer)) =
                    Indicator::ALL.get(place).and_then(|one| Some((*one, tool.answer_to(*one)?)))
                {
                    match rendered.indicators.get(place).filter(|_| self.has(place)) {
                        Some(question) => self.answer(Some(question), answer),
                        // The rules do not have it, but its answer was recorded.
                        None => self.code(indicator.code(), Some(answer.code())),
                    }
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

    fn has(&self, place: usize) -> bool {
        self.outcome.rules.row_at(place).is_some()
    }
}
