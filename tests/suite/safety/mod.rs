//! Safe by construction, and verified: no form lowers a category, and none takes a must away.
//!
//! Each property is proved over all values of the inputs that its rows read, after reduction to
//! classes; DESIGN.md argues why that is enough. The reduction itself is checked on random whole
//! requests in `whole_requests`.

mod categories;
mod must_steps;
mod pathway;
mod space;
mod whole_requests;
