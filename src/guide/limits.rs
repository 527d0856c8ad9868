//! [glossary]: crate::guide::glossary
#![doc = include_str!("../../docs/limits.md")]
