//! Versions: how much a change of the rules must show in their number.

use crate::vocabulary::vocabulary;
use semver::Version;

vocabulary! {
    /// How much a version rises.
    pub enum Bump ("version change") {
        /// Words only: no outcome changes.
        Patch = "patch",
        /// An outcome can change, and not downward; or there are new codes.
        Minor = "minor",
        /// An outcome can change downward, or a code disappears.
        Major = "major",
    }
}

/// What is wrong with going from one version to another, when so much is required.
pub(crate) fn problem(from: &str, to: &str, required: Option<Bump>) -> Option<String> {
    let required = required?;
    let parse = |version: &str| {
        Version::parse(version)
            .map_err(|_| format!("the version `{version}` is not a semantic version such as `1.4.0`"))
    };
    let (from, to) = match (parse(from), parse(to)) {
        (Ok(from), Ok(to)) => (from, to),
        (Err(problem), _) | (_, Err(problem)) => return Some(problem),
    };
    let claimed = if to.major > from.major {
        Some(Bump::Major)
    } else if to.major == from.major && to.minor > from.minor {
        Some(Bump::Minor)
    } else {
        to.cmp_precedence(&from).is_gt().then_some(Bump::Patch)
    };
    (claimed < Some(required)).then(|| {
        let claims = claimed.map_or("no change", Bump::code);
        format!("the version goes from {from} to {to}, which claims {claims}; what changed is {required}")
    })
}
