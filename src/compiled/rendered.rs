//! The parts of a record that are the same for every child: where they stand in one text.

use crate::numbered::Each;
use crate::tables::{CategoryRule, FindingRow, PlanHost, PromptRow, StepRow};
use crate::vocabulary::category::Category;
use crate::vocabulary::child::{Answer, Fact};
use crate::vocabulary::indicator::Placed;

/// Where a piece stands in the text of a set.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Piece {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// The pieces of one rule set.
#[derive(Debug, Default)]
pub(crate) struct Rendered {
    pub(crate) text: Vec<u8>,
    /// The start of a record, up to the identity of the rules.
    pub(crate) start: Piece,
    /// By row of the category rules.
    pub(crate) reasons: Each<CategoryRule, ReasonPieces>,
    /// By row of the plan hosts.
    pub(crate) plans: Each<PlanHost, Piece>,
    /// By row of the steps, and by category; up to the date, or whole where there is no deadline.
    pub(crate) steps: Each<StepRow, ByCategory>,
    /// By category.
    pub(crate) support: ByCategory,
    /// By fact, and by the place of an indicator.
    pub(crate) facts: Each<Fact, QuestionPieces>,
    pub(crate) indicators: Each<Placed, IndicatorPieces>,
    /// By row of the prompts, and by what to consider.
    pub(crate) prompts: Each<PromptRow, Each<String, Piece>>,
    /// By row of the findings.
    pub(crate) findings: Each<FindingRow, Piece>,
}

/// A reason, in three pieces.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ReasonPieces {
    /// Up to the category it gives.
    pub(crate) rule: Piece,
    /// The statements, unless they are those of the indicators observed.
    pub(crate) statements: Piece,
    /// From there up to whether it is decisive.
    pub(crate) basis: Piece,
}

/// A piece for none, and for each category.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ByCategory {
    pub(crate) none: Piece,
    pub(crate) each: [Piece; 3],
}

impl ByCategory {
    pub(crate) const fn of(&self, category: Option<Category>) -> Piece {
        match category {
            None => self.none,
            Some(category) => *category.of_each(&self.each),
        }
    }
}

#[derive(Debug, Clone, Default)]
pub(crate) struct IndicatorPieces {
    pub(crate) question: QuestionPieces,
    /// The statement that lists it.
    pub(crate) statement: Piece,
}

/// The code of a question, its gap up to the category, and its answers.
#[derive(Debug, Clone, Default)]
pub(crate) struct QuestionPieces {
    pub(crate) code: Piece,
    pub(crate) gap: Piece,
    /// By answer: the entry of a request.
    pub(crate) answers: Each<Answer, Piece>,
}
