//! The parts of a record that are the same for every child: where they stand in one text.

use crate::vocabulary::child::Answer;

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
    /// The identity of the rules.
    pub(crate) rules: Piece,
    /// By row of the category rules.
    pub(crate) reasons: Vec<ReasonPieces>,
    /// By row of the plan hosts.
    pub(crate) plans: Vec<Piece>,
    /// By row of the steps, and by category; up to the date, or whole where there is no deadline.
    pub(crate) steps: Vec<[Piece; 4]>,
    /// By category.
    pub(crate) support: [Piece; 4],
    /// By fact, and by the place of an indicator: its code, its gap up to the category, and its answers.
    pub(crate) facts: Vec<QuestionPieces>,
    pub(crate) indicators: Vec<QuestionPieces>,
    /// By the place of an indicator: the statement that lists it.
    pub(crate) statements: Vec<Piece>,
    /// By row of the prompts, and by what to consider.
    pub(crate) prompts: Vec<Vec<Piece>>,
    /// By row of the findings.
    pub(crate) findings: Vec<Piece>,
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

#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct QuestionPieces {
    pub(crate) code: Piece,
    pub(crate) gap: Piece,
    /// By answer: the entry of a request.
    pub(crate) answers: [Piece; Answer::ALL.len()],
}
