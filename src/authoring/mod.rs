//! For who writes rules: cases beside them, and which rows refer to a row.

pub mod cases;
mod references;

pub use references::Reference;
