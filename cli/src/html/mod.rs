//! What every page of this project shares: its frame, its style, and small parts such as tables.

mod parts;
mod shell;
pub(crate) mod terms;
pub(crate) mod visible;

pub(crate) use parts::{Row, anchor, capitalised, category, code, force, link, table};
pub(crate) use shell::{Beside, Script, Section, Shell};
