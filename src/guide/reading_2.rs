//! [design]: crate::guide::design
#![doc = include_str!("../../docs/reading-2.md")]
