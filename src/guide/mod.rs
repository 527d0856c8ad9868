//! [checklist]: crate::guide::checklist
//! [limits]: crate::guide::limits
//! [glossary]: crate::guide::glossary
#![doc = include_str!("../../docs/guide.md")]

pub mod benchmarks;
pub mod changes;
pub mod checklist;
pub mod commands;
pub mod compare;
pub mod contributing;
pub mod design;
pub mod glossary;
pub mod hazards;
pub mod limits;
pub mod reading_2;
pub mod security;
pub mod tables;
