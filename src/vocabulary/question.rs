//! The questions of the form that are answered with one of a few values: each is one row of one table.
//!
//! The row says where the question stands in a request, what may be answered, and how words name it. Reading,
//! writing, screening, the formulas and why-not go through all rows, and name none of them.

use crate::vocabulary::category::{Category, Judgement};
use crate::vocabulary::child::{Case, Child, Fact, LegalStatus, Placement};
use crate::vocabulary::determination::Determination;
use crate::vocabulary::indicator::{CompletedBy, Indicators};

/// Which object of a request a question stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Object {
    Child,
    Screening,
}

/// What may be answered: numbered from 1, because 0 is "not given".
#[derive(Debug, Clone, Copy)]
pub(crate) enum Values {
    Codes(&'static [&'static str]),
    Categories,
}

/// What a question is taken for that has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LeftOut {
    /// For not given: no value that is asked for.
    NotGiven,
    /// For this value.
    Value(u8),
    /// For what other answers make of it, by a row of the tables.
    ByTheRules,
}

/// What it is to say more in a question, when nothing else may be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum More {
    /// Its answer stays as it is.
    Stays,
    /// It is answered where it was not, and stays where it was.
    Given,
    /// It has no order of protection, or one of its own: it may be answered in any way.
    Any,
}

/// A question that is answered with one of a few values.
#[derive(Debug)]
pub(crate) struct Row {
    /// Its name in requests and records.
    code: &'static str,
    pub(crate) object: Object,
    /// The fact behind which it stands; behind all of them where there is none.
    after: Option<Fact>,
    values: Values,
    pub(crate) left_out: LeftOut,
    pub(crate) more: More,
    /// Given with its reasons, in an object of its own, which is read and written by hand.
    pub(crate) with_reasons: bool,
    /// Whether the child that people think of first has no answer to it.
    pub(crate) is_rare: bool,
    /// Where it stands among the bits that the tables are asked about: in one field of four, where no other
    /// question does. Free are 24 to 27 and 31.
    at: u32,
    /// The question in words.
    pub(crate) label: &'static str,
    /// Before the values that a condition asks for.
    pub(crate) asked: &'static str,
    /// Before the value that a request says.
    pub(crate) said: &'static str,
    /// What a schema says of it, where its type does not.
    #[cfg(feature = "schema")]
    pub(crate) about: Option<&'static str>,
}

/// Declares the questions, the type of their values first.
macro_rules! choices {
    ($( $(#[$meta:meta])* $Choice:ident($Value:ty) { about: $about:expr, $($field:ident: $is:expr,)+ } )+) => {
        /// A question of the form that is answered with one of a few values.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        #[non_exhaustive]
        pub enum Choice { $( $(#[$meta])* $Choice, )+ }

        impl Choice {
            /// How many there are.
            pub(crate) const COUNT: usize = [$(Self::$Choice),+].len();
            /// All of them, in the order of a request.
            pub const ALL: &'static [Self; Self::COUNT] = &[$(Self::$Choice),+];
            const ROWS: [Row; Self::COUNT] = [$(
                Row { $($field: $is,)+ #[cfg(feature = "schema")] about: $about }
            ),+];

            /// The schema of its values.
            #[cfg(feature = "schema")]
            pub(crate) fn schema(self, generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                match self { $( Self::$Choice => generator.subschema_for::<$Value>(), )+ }
            }
        }
    };
}

choices! {
    /// Where the child is placed.
    Placement(Placement) {
        about: None,
        code: "placement",
        object: Object::Child,
        after: Some(Fact::LookedAfter),
        values: Values::Codes(Placement::CODES),
        left_out: LeftOut::NotGiven,
        more: More::Given,
        with_reasons: false,
        is_rare: true,
        at: 50,
        label: "the placement",
        asked: "the placement is",
        said: "placement: ",
    }
    /// The legal status.
    LegalStatus(LegalStatus) {
        about: None,
        code: "legal_status",
        object: Object::Child,
        after: Some(Fact::LookedAfter),
        values: Values::Codes(LegalStatus::CODES),
        left_out: LeftOut::NotGiven,
        more: More::Given,
        with_reasons: false,
        is_rare: true,
        at: 52,
        label: "the legal status",
        asked: "the legal status is",
        said: "legal status: ",
    }
    /// Whether the case is open.
    Case(Case) {
        about: None,
        code: "case",
        object: Object::Child,
        after: None,
        values: Values::Codes(Case::CODES),
        left_out: LeftOut::ByTheRules,
        more: More::Any,
        with_reasons: false,
        is_rare: false,
        at: 45,
        label: "the case",
        asked: "the case was said to be",
        said: "case: ",
    }
    /// The category that an earlier screening or meeting gave.
    PreviousCategory(Category) {
        about: Some("The category that an earlier screening or meeting gave."),
        code: "previous_category",
        object: Object::Child,
        after: None,
        values: Values::Categories,
        left_out: LeftOut::NotGiven,
        more: More::Any,
        with_reasons: false,
        is_rare: true,
        at: 58,
        label: "the previous category",
        asked: "the previous category is",
        said: "previously ",
    }
    /// What a meeting determined since.
    Determination(Category) {
        about: None,
        code: "determination",
        object: Object::Child,
        after: None,
        values: Values::Codes(Determination::VALUES),
        left_out: LeftOut::NotGiven,
        more: More::Stays,
        with_reasons: true,
        is_rare: true,
        at: 28,
        label: "the determination",
        asked: "a meeting determined",
        said: "determined: ",
    }
    /// Who completed the tool.
    CompletedBy(CompletedBy) {
        about: None,
        code: "completed_by",
        object: Object::Screening,
        after: None,
        values: Values::Codes(CompletedBy::CODES),
        left_out: LeftOut::Value(1 + CompletedBy::OtherProfessional as u8),
        more: More::Any,
        with_reasons: false,
        is_rare: false,
        at: 48,
        label: "who completed the tool",
        asked: "the tool was completed by",
        said: "completed by: ",
    }
    /// The category that a professional judged.
    Judgement(Category) {
        about: None,
        code: "professional_judgement",
        object: Object::Screening,
        after: None,
        values: Values::Categories,
        left_out: LeftOut::NotGiven,
        more: More::Any,
        with_reasons: true,
        is_rare: true,
        at: 56,
        label: "the professional judgement",
        asked: "the professional judgement is",
        said: "judged ",
    }
}

impl Choice {
    #[allow(clippy::indexing_slicing, reason = "there is a row for each")]
    pub(crate) const fn row(self) -> &'static Row {
        &Self::ROWS[self as usize]
    }

    /// Its name in requests and records.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.row().code
    }

    /// How many values it has.
    pub(crate) const fn count(self) -> u8 {
        match self.row().values {
            #[allow(clippy::cast_possible_truncation, reason = "at most 15, or it does not compile")]
            Values::Codes(codes) => codes.len() as u8,
            Values::Categories => 3,
        }
    }

    /// The values by their numbers.
    pub(crate) fn numbers(self) -> std::ops::RangeInclusive<u8> {
        1..=self.count()
    }

    /// Its codes; none where categories are answered.
    pub(crate) const fn codes(self) -> Option<&'static [&'static str]> {
        match self.row().values {
            Values::Codes(codes) => Some(codes),
            Values::Categories => None,
        }
    }

    /// Whether its values are categories, or one of them and none.
    pub(crate) const fn is_of_categories(self) -> bool {
        matches!(self, Self::PreviousCategory | Self::Judgement | Self::Determination)
    }

    /// The value with this number as it is written, a code or a digit; nothing for what is not given.
    pub(crate) fn value(self, number: u8) -> &'static str {
        let at = usize::from(number).checked_sub(1);
        let codes = self.codes().unwrap_or(&["1", "2", "3"]);
        at.and_then(|at| codes.get(at)).copied().unwrap_or_default()
    }

    /// The values, codes or digits as requests write them, in the order of their numbers.
    pub fn values(self) -> impl Iterator<Item = &'static str> {
        self.numbers().map(move |number| self.value(number))
    }

    /// The number of a value: what a column holds of it. Values are numbered from 1, and 0 is for what was not given.
    ///
    /// ```
    /// use cse_screening::Choice;
    /// assert_eq!(Choice::Placement.number("foster"), Some(1));
    /// assert_eq!(Choice::PreviousCategory.number("3"), Some(3));
    /// assert_eq!(Choice::Determination.number("none"), Some(4));
    /// assert_eq!(Choice::Determination.number("lowered"), None);
    /// ```
    #[must_use]
    pub fn number(self, value: &str) -> Option<u8> {
        self.numbers().find(|number| self.value(*number) == value)
    }

    /// The first of its bits, and how many there are.
    #[allow(clippy::indexing_slicing, reason = "there is an entry for each")]
    pub(crate) const fn bits(self) -> (u32, u32) {
        BITS[self as usize]
    }

    /// Those in one object of a request, a bit each.
    pub(crate) const fn mask_of(object: Object) -> u16 {
        match object {
            Object::Child => MASKS[0],
            Object::Screening => MASKS[1],
        }
    }

    /// Its number among these answers, 0 where it was not given.
    pub(crate) const fn of(self, choices: Choices) -> u8 {
        let (at, width) = self.bits();
        #[allow(clippy::cast_possible_truncation, reason = "at most four bits")]
        let number = (choices.0 >> at & ((1 << width) - 1)) as u8;
        number
    }

    /// Its category among these answers.
    pub(crate) const fn category_of(self, choices: Choices) -> Option<Category> {
        Category::from_number(self.of(choices) as u64)
    }

    /// Answers in a request with the value of this number, or takes the answer back by 0. A judgement and a
    /// determination keep their reasons, and get this rationale where they had none.
    pub(crate) fn answer(self, number: u8, child: &mut Child, tool: &mut Indicators, rationale: &str) {
        match (self, self.row().object) {
            (Self::Judgement, _) => {
                let rationale = tool.judgement().map_or(rationale, Judgement::rationale).to_owned();
                let category = Category::from_number(number.into());
                tool.set_judgement(category.and_then(|category| Judgement::new(category, rationale).ok()));
            }
            (Self::Determination, _) => child.determine(number, rationale),
            (Self::PreviousCategory, _) => {
                child.choices.set(self, number);
                // Beside a determination it was recorded on some day, at the latest on that of the meeting.
                let met_on = child.determination().map(Determination::on);
                child.previous_category_on =
                    if number == 0 { None } else { child.previous_category_on.or(met_on) };
            }
            (_, Object::Child) => child.choices.set(self, number),
            (_, Object::Screening) => tool.choices.set(self, number),
        }
    }

    /// Its number in a request as it is understood, 0 where it was not given.
    pub(crate) fn given(self, child: &Child, tool: &Indicators) -> u8 {
        self.of(child.choices_understood().and(tool.choices))
    }
}

/// The first of the bits of each, and how many there are.
const BITS: [(u32, u32); Choice::COUNT] = {
    let mut bits = [(0, 0); Choice::COUNT];
    let mut at = 0;
    while at < Choice::COUNT {
        #[allow(clippy::indexing_slicing, reason = "a mistake does not compile")]
        let (choice, entry) = (Choice::ALL[at], &mut bits[at]);
        *entry = (choice.row().at, u8::BITS - choice.count().leading_zeros());
        at += 1;
    }
    bits
};

const MASKS: [u16; 2] = {
    let mut masks = [0; 2];
    let mut at = 0;
    while at < Choice::COUNT {
        #[allow(clippy::indexing_slicing, reason = "a mistake does not compile")]
        let mask = &mut masks[Choice::ALL[at].row().object as usize];
        *mask |= 1 << at;
        at += 1;
    }
    masks
};

/// The answers to choices, packed as the tables are asked about them. Not given is 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Choices(pub(crate) u64);

impl Choices {
    pub(crate) const NONE: Self = Self(0);

    /// These, and those of the other object of a request.
    pub(crate) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Answers with the value of this number, or takes the answer back by 0.
    pub(crate) const fn set(&mut self, choice: Choice, number: u8) {
        let (at, width) = choice.bits();
        let mask = (1 << width) - 1;
        self.0 = self.0 & !(mask << at) | (number as u64 & mask) << at;
    }

    /// Answers with one of all values, or takes the answer back.
    pub(crate) fn put<T: PartialEq>(&mut self, choice: Choice, all: &[T], value: Option<T>) {
        let at = value.and_then(|value| all.iter().position(|one| *one == value));
        self.set(choice, at.and_then(|at| u8::try_from(at + 1).ok()).unwrap_or(0));
    }

    /// The answer, of all values.
    pub(crate) fn get<T: Copy>(self, choice: Choice, all: &[T]) -> Option<T> {
        usize::from(choice.of(self)).checked_sub(1).and_then(|at| all.get(at)).copied()
    }
}

/// A question of the form beside the age and the indicators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    Fact(Fact),
    Choice(Choice),
}

impl Field {
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Fact(fact) => fact.code(),
            Self::Choice(choice) => choice.code(),
        }
    }

    /// Those of the child, in the order of a request.
    pub(crate) const OF_CHILD: &'static [Self] =
        &fields::<{ Fact::ALL.len() + choices_of(Object::Child) }>(Object::Child);
    /// Those of the screening, but for those with reasons.
    pub(crate) const OF_SCREENING: &'static [Self] =
        &fields::<{ choices_of(Object::Screening) }>(Object::Screening);
}

#[allow(clippy::indexing_slicing, reason = "done when the crate is compiled, where a mistake is an error")]
const fn choices_of(object: Object) -> usize {
    let (mut at, mut count) = (0, 0);
    while at < Choice::COUNT {
        count += stands_in(Choice::ALL[at], object) as usize;
        at += 1;
    }
    count
}

const fn stands_in(choice: Choice, object: Object) -> bool {
    choice.row().object as u8 == object as u8 && !choice.row().with_reasons
}

/// Each fact of the child with the choices that stand behind it, then those that stand behind none.
#[allow(clippy::indexing_slicing, reason = "done when the crate is compiled, where a mistake is an error")]
const fn fields<const N: usize>(object: Object) -> [Field; N] {
    let mut fields = [Field::Fact(Fact::LookedAfter); N];
    let (mut found, mut fact) = (0, 0);
    while fact <= Fact::ALL.len() {
        if matches!(object, Object::Child) && fact < Fact::ALL.len() {
            fields[found] = Field::Fact(Fact::ALL[fact]);
            found += 1;
        }
        let mut at = 0;
        while at < Choice::COUNT {
            let choice = Choice::ALL[at];
            let behind = match choice.row().after {
                Some(after) => after as usize,
                None => Fact::ALL.len(),
            };
            if stands_in(choice, object) && behind == fact {
                fields[found] = Field::Choice(choice);
                found += 1;
            }
            at += 1;
        }
        fact += 1;
    }
    assert!(found == N);
    fields
}

/// No two questions share a bit, none crosses from one field of four to the next, and none stands where facts do.
const _: () = {
    let (mut at, mut taken) = (0, (1 << (2 * Fact::ALL.len())) - 1_u64);
    while at < Choice::COUNT {
        #[allow(clippy::indexing_slicing, reason = "a mistake does not compile")]
        let (start, width) = Choice::ALL[at].bits();
        let bits = ((1 << width) - 1) << start;
        assert!(start % 4 + width <= 4 && taken & bits == 0);
        taken |= bits;
        at += 1;
    }
};
