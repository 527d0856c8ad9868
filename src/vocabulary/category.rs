//! The three risk categories, and the professional judgement of one.

use crate::encoding::is_blank;
use crate::vocabulary::evidence::REDACTED;
use crate::vocabulary::vocabulary;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;

vocabulary! {
    /// Why there is no category. None of these means that there is no risk.
    ///
    /// ```
    /// use cse_screening::{NoCategory, Request};
    /// let reason = |json| Request::from_json(json).map(|request| request.screen().no_category());
    /// let empty = r#"{"child": {"age": 15}, "screening": {}}"#;
    /// assert_eq!(reason(empty)?, Some(NoCategory::NothingAsked));
    /// let none_seen = r#"{"child": {"age": 15}, "screening": {"indicators": {"clipping": "no"}}}"#;
    /// assert_eq!(reason(none_seen)?, Some(NoCategory::NothingSeen));
    /// let adult = r#"{"child": {"age": 30}, "screening": {"indicators": ["clipping"]}}"#;
    /// assert_eq!(reason(adult)?, Some(NoCategory::OutOfScope));
    /// let seen = r#"{"child": {"age": 15}, "screening": {"indicators": ["clipping"]}}"#;
    /// assert_eq!(reason(seen)?, None);
    /// # Ok::<(), cse_screening::RequestError>(())
    /// ```
    #[non_exhaustive]
    pub enum NoCategory ("reason for no category") {
        /// No indicator has an answer: the form says nothing about risk.
        NothingAsked = "nothing_asked",
        /// Indicators were asked about, and none was recorded as seen or suspected.
        NothingSeen = "nothing_seen",
        /// Something was seen or suspected, and these rules give no category for it. The one reason beside
        /// which an area's own name for none may stand.
        SeenWithoutCategory = "seen_without_category",
        /// A meeting determined that no level is in force, and nothing else gives one.
        DeterminedNone = "determined_none",
        /// These rules give no category to this person at all: in the built-in set, to an adult.
        OutOfScope = "out_of_scope",
        /// This tool is made for other ages. Another one may find the gravest: a step says where to turn.
        OutsideThisTool = "outside_this_tool",
    }
}

impl TryFrom<u8> for Category {
    type Error = OutsideCategories;

    /// The category with this number, 1 to 3.
    fn try_from(number: u8) -> Result<Self, OutsideCategories> {
        Self::from_number(number.into()).ok_or(OutsideCategories)
    }
}

/// A number that is no category. It does not say which: it may be a child's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the number is no category; allowed: 1, 2, 3")]
#[non_exhaustive]
pub struct OutsideCategories;

impl NoCategory {
    /// The reason in plain words, to stand behind "No category: ".
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::NothingAsked => "no indicator was asked about",
            Self::NothingSeen => "indicators were asked about, and none was recorded as seen or suspected",
            Self::SeenWithoutCategory => {
                "something was seen or suspected, and these rules give no category for it"
            }
            Self::DeterminedNone => "a meeting determined that none is in force",
            Self::OutOfScope => "outside the scope in which these rules give one",
            Self::OutsideThisTool => {
                "this tool is made for other ages, and says nothing of the risk; see where to turn"
            }
        }
    }
}

/// A risk category. A greater one is a graver one. The list is closed.
///
/// There is no value for "no category": where there is none, it is an [`Option`], and `None` is
/// below every category. It never means that there is no risk.
///
/// ```
/// use cse_screening::Category;
/// assert!(Category::Three > Category::Two);
/// assert_eq!(Category::from_number(2), Some(Category::Two));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Category {
    /// Category 1, at risk of harm (also called low, vulnerable).
    One = 1,
    /// Category 2, significant risk of harm (medium).
    Two = 2,
    /// Category 3, serious risk of harm (high).
    Three = 3,
}

impl Category {
    /// All three, lowest first.
    pub const ALL: &'static [Self; 3] = &[Self::One, Self::Two, Self::Three];

    /// 1, 2 or 3.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// Of what is kept for Category 1, 2 and 3, that for this one.
    pub(crate) const fn of_each<T>(self, [one, two, three]: &[T; 3]) -> &T {
        match self {
            Self::One => one,
            Self::Two => two,
            Self::Three => three,
        }
    }

    /// The number, as text.
    pub(crate) const fn digit(self) -> &'static str {
        match self {
            Self::One => "1",
            Self::Two => "2",
            Self::Three => "3",
        }
    }

    /// The category with this number.
    #[must_use]
    pub const fn from_number(number: u64) -> Option<Self> {
        match number {
            1 => Some(Self::One),
            2 => Some(Self::Two),
            3 => Some(Self::Three),
            _ => None,
        }
    }

    /// The category as two bits, 0 for none.
    pub(crate) const fn bits(category: Option<Self>) -> u64 {
        match category {
            Some(category) => category as u64,
            None => 0,
        }
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Category {}", self.number())
    }
}

impl Serialize for Category {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(self.number())
    }
}

impl<'de> Deserialize<'de> for Category {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_u64(OfNumber)
    }
}

/// Reads a category by its number.
struct OfNumber;

impl de::Visitor<'_> for OfNumber {
    type Value = Category;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("`1`, `2`, `3`")
    }
    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Category, E> {
        Category::from_number(number)
            .ok_or_else(|| E::custom(format_args!("category `{number}`; allowed: `1`, `2`, `3`")))
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Category {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Category".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "A category: 1 is at risk of harm, 2 significant risk, 3 serious risk.",
            "type": "integer",
            "enum": [1, 2, 3],
        })
    }
}

/// A professional judgement: a category, and why.
///
/// ```
/// use cse_screening::{Category, Judgement};
/// assert!(Judgement::new(Category::Two, "pattern of older callers").is_ok());
/// assert!(Judgement::new(Category::Two, "  ").is_err());
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Judgement {
    category: Category,
    rationale: String,
}

/// A judgement or a determination was given without its rationale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a rationale is needed, and this one is blank")]
pub struct EmptyRationale;

impl Judgement {
    /// A judgement with its rationale.
    ///
    /// # Errors
    /// [`EmptyRationale`] when the rationale has nothing but white space and characters that cannot be seen.
    pub fn new(category: Category, rationale: impl Into<String>) -> Result<Self, EmptyRationale> {
        let rationale = rationale.into();
        if is_blank(&rationale) {
            return Err(EmptyRationale);
        }
        Ok(Self { category, rationale })
    }

    /// The category judged.
    #[must_use]
    pub const fn category(&self) -> Category {
        self.category
    }

    /// Why.
    #[must_use]
    pub fn rationale(&self) -> &str {
        &self.rationale
    }

    pub(crate) fn redact(&mut self) {
        REDACTED.clone_into(&mut self.rationale);
    }
}

/// Keeps the rationale out of logs.
impl fmt::Debug for Judgement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Judgement(..)")
    }
}
