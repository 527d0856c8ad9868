//! [limits]: crate::guide::limits
//! [guide]: crate::guide
#![doc = include_str!("../../docs/checklist.md")]
