//! [glossary]: crate::guide::glossary
//! [reading-2]: crate::guide::reading_2
#![doc = include_str!("../../docs/limits.md")]
