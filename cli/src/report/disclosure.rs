//! What people wrote, and what of it may go to somebody who asks for the file.

use super::case::Case;
use cse_screening::{Answer, Fact, Record};

/// The kinds of text, by which they are named on the command line.
pub(crate) const KINDS: [&str; 5] = ["words", "sources", "notes", "strengths", "reasons"];

/// The record as it was written, and as it may be shown; which texts are shown all the same.
pub(crate) struct Shown {
    whole: Record,
    redacted: Record,
    kinds: Vec<&'static str>,
    /// Why texts are left out; none where all are shown.
    pub(crate) why: Option<&'static str>,
}

impl Shown {
    pub(crate) fn of(record: Record, for_disclosure: bool, with: &[String]) -> Self {
        let parent = record.request.child().answer_to(Fact::ParentMayBeInvolved);
        let parent = parent.is_some_and(|answer| matches!(answer, Answer::Yes | Answer::Suspected));
        let why = match (for_disclosure, parent) {
            (true, _) => Some("This report is for disclosure."),
            (false, true) => Some("A parent or carer may be involved, and may come to see this report."),
            (false, false) => None,
        };
        let kinds = KINDS.into_iter().filter(|kind| why.is_none() || with.iter().any(|named| named == kind));
        Self { kinds: kinds.collect(), why, redacted: record.clone().redacted(), whole: record }
    }

    /// What is shown but for the texts.
    pub(crate) fn record(&self) -> &Record {
        if self.why.is_none() { &self.whole } else { &self.redacted }
    }

    /// The record as it was written: by this it is known.
    pub(crate) fn whole(&self) -> &Record {
        &self.whole
    }

    /// The record that has the texts of this kind as they may be shown.
    pub(crate) fn texts(&self, kind: &str) -> &Record {
        if self.shows(kind) { &self.whole } else { self.record() }
    }

    pub(crate) fn shows(&self, kind: &str) -> bool {
        self.kinds.contains(&kind)
    }

    /// The kinds that are left out.
    pub(crate) fn left_out(&self) -> Vec<&'static str> {
        KINDS.into_iter().filter(|kind| !self.kinds.contains(kind)).collect()
    }
}

impl<'a> Case<'a> {
    /// The record that has the child's words, sources, notes, strengths or reasons as they may be shown.
    pub(crate) fn texts(&self, kind: &str) -> &'a Record {
        self.shown.texts(kind)
    }
}
