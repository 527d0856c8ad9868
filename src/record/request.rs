//! The request of a record, from pieces that were rendered once.

use crate::record::write::Writer;
use crate::request::write::{AnswerWith, Said, Sink, child, judgement, request, screening};
use crate::vocabulary::child::{Answer, Fact};
use crate::vocabulary::dates::Iso;
use crate::vocabulary::evidence::Evidence;
use crate::vocabulary::indicator::Indicators;
use crate::vocabulary::indicator::Place;
use std::convert::Infallible;

impl Writer<'_, '_> {
    pub(super) fn request(&mut self) {
        let outcome = self.outcome;
        self.literal(r#","request":{"#);
        let Ok(()) = request(self, outcome.caller, outcome.child, outcome.indicators);
        self.literal("}");
    }

    /// The comma before an entry, unless it is the first of its object.
    fn entry(&mut self) {
        if self.out.last() != Some(&b'{') {
            self.out.push(b',');
        }
    }

    fn answers(&mut self, tool: &Indicators) -> Result<(), Infallible> {
        let (rules, rendered) = (self.outcome.rules, self.rendered);
        for (indicator, answer) in tool.answers() {
            let place = Place::from(indicator);
            if let Some(evidence) = tool.evidence_of(indicator.code()) {
                self.with_evidence(indicator.code(), answer, evidence);
            } else if rules.row_at(place).is_some() {
                self.entry();
                self.piece(*rendered.indicators.get(place).question.answers.get(answer.into()));
            } else {
                // The rules do not have it, but its answer was recorded.
                self.put(indicator.code(), Said::Code(answer.code()))?;
            }
        }
        for (code, answer) in tool.own_answers() {
            self.entry();
            self.json(&code);
            self.literal(":");
            self.json(&AnswerWith(answer, tool.evidence_of(code)));
        }
        Ok(())
    }

    fn with_evidence(&mut self, code: &str, answer: Answer, evidence: &Evidence) {
        self.entry();
        self.json(&code);
        self.literal(":");
        self.json(&AnswerWith(answer, Some(evidence)));
    }
}

/// Byte for byte what serde makes of the same.
impl Sink for Writer<'_, '_> {
    type Error = Infallible;

    #[inline(always)] // What is said is known where it is put.
    fn put(&mut self, name: &str, said: Said<'_>) -> Result<(), Infallible> {
        self.entry();
        let opening = match said {
            Said::Code(_) => r#"":""#,
            Said::Indicators(_) | Said::Child(..) | Said::Screening(..) | Said::Judgement(_) => r#"":{"#,
            _ => r#"":"#,
        };
        for part in [r#"""#, name, opening] {
            self.literal(part);
        }
        match said {
            Said::Code(code) => {
                self.literal(code);
                self.literal(r#"""#);
            }
            Said::Indicators(tool) => {
                self.answers(tool)?;
                self.literal("}");
            }
            Said::Child(of, tool) => {
                child(self, of, tool)?;
                self.literal("}");
            }
            Said::Screening(of, tool) => {
                screening(self, of, tool)?;
                self.literal("}");
            }
            Said::Judgement(of) => {
                judgement(self, of)?;
                self.literal("}");
            }
            Said::Number(number) => self.json(&number),
            Said::Ages(ages) => self.json(&ages),
            Said::Day(day) => self.json(&Iso(day)),
            Said::Text(text) => self.json(&text),
            // Rare, and so left to serde.
            Said::Answer(..) | Said::Determination(_) | Said::Views(_) | Said::Texts(_) | Said::Count(_) => {
                self.json(&said)
            }
        }
        Ok(())
    }

    fn put_fact(&mut self, fact: Fact, answer: Answer) -> Result<(), Infallible> {
        self.entry();
        self.piece(*self.rendered.facts.get(fact.into()).answers.get(answer.into()));
        Ok(())
    }
}
