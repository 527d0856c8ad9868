//! [limits]: crate::guide::limits
//! [hazards]: crate::guide::hazards
//! [guide]: crate::guide
#![doc = include_str!("../../docs/checklist.md")]
