//! The words of the field: ages, facts and answers, indicators and the completed tool, categories, and the codes
//! they are written by.

pub(crate) mod category;
pub(crate) mod child;
pub(crate) mod dates;
pub(crate) mod determination;
pub(crate) mod evidence;
pub(crate) mod indicator;
pub(crate) mod number;
mod pathway;
pub(crate) mod question;

pub use pathway::{Actor, Basis, DueUnit, Force, Scope};
use std::fmt;

/// The version of this crate.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A code that is not on its list.
///
/// `Display` and `Debug` are for logs: they name what was asked for and what is allowed, and not what was
/// found. [`UnknownCode::full_text`] says that too, with the code that may have been meant.
///
/// ```
/// use cse_screening::Case;
/// let error = "opne".parse::<Case>().unwrap_err();
/// assert_eq!(error.nearest(), Some("open"));
/// assert_eq!(error.to_string(), "unknown case; allowed: `open`, `not_open`");
/// assert_eq!(error.full_text(), "unknown case `opne`; allowed: `open`, `not_open`; did you mean `open`?");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct UnknownCode {
    what: &'static str,
    found: String,
    allowed: Vec<String>,
    nearest: Option<String>,
}

/// For a log: without what was found, and without what it may have meant.
impl fmt::Display for UnknownCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let allowed = Allowed { codes: &self.allowed, nearest: None, what: self.what };
        write!(f, "unknown {}; {allowed}", self.what)
    }
}

/// As `Display`.
impl fmt::Debug for UnknownCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("UnknownCode").field(&self.to_string()).finish()
    }
}

impl std::error::Error for UnknownCode {}

impl UnknownCode {
    pub(crate) fn new<'c>(what: &'static str, found: &str, allowed: impl Iterator<Item = &'c str>) -> Self {
        let allowed: Vec<_> = allowed.map(str::to_owned).collect();
        let nearest = nearest(found, allowed.iter().map(String::as_str)).map(str::to_owned);
        Self { what, found: found.to_owned(), allowed, nearest }
    }

    /// What was asked for, such as `answer`.
    pub(crate) const fn what(&self) -> &'static str {
        self.what
    }

    /// The whole message: what was found, what is allowed, and the nearest. It may repeat a child's data, so it
    /// belongs in no log.
    #[must_use]
    pub fn full_text(&self) -> String {
        let nearest = self.nearest.as_deref();
        let allowed = Allowed { codes: &self.allowed, nearest, what: self.what };
        format!("unknown {} `{}`; {allowed}", self.what, shown(&self.found))
    }

    /// The code as it was found.
    #[must_use]
    pub fn found(&self) -> &str {
        &self.found
    }

    /// The codes that are allowed here.
    #[must_use]
    pub fn allowed(&self) -> &[String] {
        &self.allowed
    }

    /// The allowed code nearest to the one found, when one is near enough to have been meant.
    #[must_use]
    pub fn nearest(&self) -> Option<&str> {
        self.nearest.as_deref()
    }
}

/// More characters than this of what was found are not shown: an error is read by people.
pub(crate) const LONGEST_SHOWN: usize = 60;

/// A code as an error shows it: control characters escaped, and cut when it is long.
pub(crate) fn shown(text: &str) -> String {
    let cut = text.char_indices().nth(LONGEST_SHOWN).map(|(cut, _)| cut);
    let start = cut.and_then(|cut| text.get(..cut)).unwrap_or(text);
    format!("{}{}", start.escape_debug(), if cut.is_some() { "…" } else { "" })
}

/// What is allowed, in words: the whole list when it is short, otherwise its size.
#[derive(Clone, Copy)]
pub(crate) struct Allowed<'a, C> {
    pub(crate) codes: &'a [C],
    pub(crate) nearest: Option<&'a str>,
    pub(crate) what: &'a str,
}

impl<C: fmt::Display> fmt::Display for Allowed<'_, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.codes.len() > 24 {
            write!(f, "allowed is one of the {} {}s of the rules", self.codes.len(), self.what)?;
        } else {
            f.write_str("allowed: ")?;
            for (i, code) in self.codes.iter().enumerate() {
                write!(f, "{}`{code}`", if i == 0 { "" } else { ", " })?;
            }
        }
        match self.nearest {
            Some(nearest) => write!(f, "; did you mean `{nearest}`?"),
            None => Ok(()),
        }
    }
}

/// One thing, or several: every count beside its noun goes through here.
pub(crate) fn counted(count: usize, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}

/// The candidate most like `found`, if it is like enough to be a slip of the pen.
pub(crate) fn nearest<'a>(found: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    // Longer than any code by this much is not a misspelling, and need not be compared; nor is one that
    // differs in length by more than a slip.
    if found.len() > 60 {
        return None;
    }
    let found = found.to_lowercase().replace([' ', '_'], "-");
    candidates
        .filter(|code| code.len().abs_diff(found.len()) <= (code.len() / 4).max(1))
        .map(|code| (strsim::damerau_levenshtein(&found, &code.replace('_', "-")), code))
        // Of several, the first by the alphabet, whatever order they come in.
        .min()
        .filter(|(distance, code)| *distance <= (code.len() / 4).max(1) && *distance < found.len())
        .map(|(_, code)| code)
}

/// Finds a code of a closed list by its length first: few have the same. A chain of comparisons, which is
/// what a `match` on text becomes, takes ten times as long for the longest list.
pub(crate) struct ByLength<const N: usize> {
    /// The places of the codes in order of length.
    order: [u8; N],
    /// For each length, where in that order its codes start. The last is for all longer ones.
    starts: [u8; LONGEST + 2],
}

/// No code is longer.
const LONGEST: usize = 62;

impl<const N: usize> ByLength<N> {
    #[allow(
        clippy::indexing_slicing,
        clippy::cast_possible_truncation,
        reason = "done when the crate is compiled, where a mistake is an error; no list has 256 codes"
    )]
    pub(crate) const fn of(codes: &[&str]) -> Self {
        let mut all = Self { order: [0; N], starts: [0; LONGEST + 2] };
        let (mut length, mut found) = (0, 0);
        while length <= LONGEST {
            all.starts[length] = found as u8;
            let mut at = 0;
            while at < codes.len() {
                if codes[at].len() == length {
                    all.order[found] = at as u8;
                    found += 1;
                }
                at += 1;
            }
            length += 1;
        }
        all.starts[length] = found as u8;
        assert!(found == codes.len());
        all
    }

    /// The place of a code in the list that this was made of.
    pub(crate) fn find(&self, codes: &[&str], code: &str) -> Option<usize> {
        let (from, to) = (*self.starts.get(code.len())?, *self.starts.get(code.len() + 1)?);
        let alike = self.order.get(usize::from(from)..usize::from(to))?;
        alike.iter().map(|at| usize::from(*at)).find(|at| codes.get(*at).is_some_and(|known| *known == code))
    }
}

/// Declares an enum over a closed list of codes, read and written by those codes.
macro_rules! vocabulary {
    (
        $(#[$meta:meta])*
        pub enum $Name:ident ($what:literal) {
            $( $(#[$variant_meta:meta])* $Variant:ident = $code:literal, )+
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[repr(u8)]
        pub enum $Name {
            $(
                $(#[$variant_meta])*
                #[doc = concat!("`", $code, "`")]
                #[cfg_attr(feature = "schema", schemars(rename = $code))]
                $Variant,
            )+
        }

        impl From<$Name> for $crate::numbered::Ix<$Name> {
            /// Its place in [`$Name::ALL`].
            fn from(value: $Name) -> Self {
                Self::of(value as usize)
            }
        }

        impl $Name {
            /// Every value, in the order of the tables.
            pub const ALL: &'static [Self; [$($code),+].len()] = &[$(Self::$Variant),+];
            /// Every code, in the same order.
            pub const CODES: &'static [&'static str; Self::ALL.len()] = &[$($code),+];

            /// The code, as it stands in requests, records and tables.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$Variant => $code,)+ }
            }

            /// The value with this code.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                const CODES: &[&str] = &[$($code),+];
                const BY_LENGTH: crate::vocabulary::ByLength<{ CODES.len() }> = crate::vocabulary::ByLength::of(CODES);
                Self::ALL.get(BY_LENGTH.find(CODES, code)?).copied()
            }
        }

        impl std::fmt::Display for $Name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.code())
            }
        }

        impl std::str::FromStr for $Name {
            type Err = crate::vocabulary::UnknownCode;
            fn from_str(code: &str) -> Result<Self, Self::Err> {
                Self::from_code(code).ok_or_else(|| crate::vocabulary::UnknownCode::new($what, code, Self::CODES.iter().copied()))
            }
        }

        impl serde::Serialize for $Name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.code())
            }
        }

        impl<'de> serde::Deserialize<'de> for $Name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let code = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                // Those who write rules are told what was found there. A request is read otherwise.
                code.parse().map_err(|unknown: crate::vocabulary::UnknownCode| serde::de::Error::custom(unknown.full_text()))
            }
        }
    };
}
pub(crate) use vocabulary;

#[cfg(test)]
mod tests {
    use super::{ByLength, nearest};
    use crate::vocabulary::indicator::Indicator;

    #[test]
    fn a_code_is_found_by_its_length_and_nothing_else_is() {
        for (at, code) in Indicator::CODES.iter().enumerate() {
            assert_eq!(Indicator::from_code(code), Indicator::ALL.get(at).copied());
            assert_eq!(Indicator::from_code(&code.to_uppercase()), None);
            assert_eq!(Indicator::from_code(&format!("{code}s")), None);
        }
        let longest = "x".repeat(super::LONGEST);
        let codes = ["", "a", "b", &longest];
        let by_length: ByLength<4> = ByLength::of(&codes);
        for (at, code) in codes.iter().enumerate() {
            assert_eq!(by_length.find(&codes, code), Some(at));
        }
        for unknown in ["c", "ab", &"y".repeat(super::LONGEST), &"x".repeat(super::LONGEST + 1)] {
            assert_eq!(by_length.find(&codes, unknown), None);
        }
    }

    #[test]
    fn a_slip_has_a_nearest_code_and_nonsense_has_none() {
        let codes = ["clipping", "rape", "gang-association-or-rules"];
        assert_eq!(nearest("cliping", codes.into_iter()), Some("clipping"));
        assert_eq!(
            nearest("Gang_Association_or_rules", codes.into_iter()),
            Some("gang-association-or-rules")
        );
        assert_eq!(nearest("xylophone", codes.into_iter()), None);
        assert_eq!(nearest(&"a".repeat(10_000), codes.into_iter()), None);
    }
}
