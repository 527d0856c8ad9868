//! One version in every package, and one SHA-256 of the built-in rules.

use crate::Failed;
use std::fs;
use std::path::Path;

/// Where a version stands: the file, what stands before it, and what behind.
const PLACES: &[[&str; 3]] = &[
    ["Cargo.toml", "\nversion = \"", "\""],
    ["cli/Cargo.toml", "\nversion = \"", "\""],
    ["bindings/Cargo.toml", "[workspace.package]\nversion = \"", "\""],
    ["bindings/js/package.json", "\n  \"version\": \"", "\""],
    ["bindings/js/package-lock.json", "\n  \"version\": \"", "\""],
    ["bindings/java/pom.xml", "<artifactId>cse-screening</artifactId>\n  <version>", "<"],
    ["bindings/dotnet/src/CseScreening.csproj", "<Version>", "<"],
    ["bindings/vectors/about.json", "\"engine\": \"", "\""],
    ["CHANGELOG.md", "\n## ", " "],
];

/// The same for the SHA-256.
const RULES: &[[&str; 3]] =
    &[["rules/built-in/coventry.sha256", "", "\n"], ["bindings/vectors/about.json", "\"sha256\": \"", "\""]];

/// The version and the SHA-256.
pub(crate) fn same(root: &Path) -> Result<String, Failed> {
    Ok(format!("{} {}", one(root, PLACES)?, one(root, RULES)?))
}

/// What stands at every one of the places.
fn one(root: &Path, places: &[[&str; 3]]) -> Result<String, Failed> {
    let mut said = Vec::new();
    for [file, before, behind] in places {
        let text = fs::read_to_string(root.join(file)).map_err(|error| Failed(format!("{file}: {error}")))?;
        let found = text.split_once(before).and_then(|(_, rest)| rest.split(behind).next());
        let found = found.ok_or_else(|| Failed(format!("{file}: nothing stands behind {before:?}")))?;
        said.push((file, found.trim().to_owned()));
    }
    match said.split_first() {
        Some(((_, first), rest)) if !first.is_empty() && rest.iter().all(|(_, other)| other == first) => {
            Ok(first.clone())
        }
        _ => {
            let lines: Vec<_> = said.iter().map(|(file, found)| format!("- {file}: {found}")).collect();
            Err(Failed(format!("these must be the same:\n{}", lines.join("\n"))))
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first thing that is wrong")]
    use super::*;

    #[test]
    fn every_package_has_one_version_and_the_same_rules() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let Ok(said) = same(&root) else { panic!("they differ") };
        assert!(said.starts_with(concat!(env!("CARGO_PKG_VERSION"), " ")), "{said}");
    }

    /// Each place is looked at: a copy of the files in which one of them says another is refused.
    #[test]
    fn one_that_differs_is_named() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let copy = std::env::temp_dir().join(format!("cse-parts-{}", std::process::id()));
        for (places, changed) in [(PLACES, "9.9.9"), (RULES, "9f")] {
            for [file, before, behind] in places {
                for [file, ..] in PLACES.iter().chain(RULES) {
                    fs::create_dir_all(copy.join(file).parent().unwrap()).unwrap();
                    fs::copy(root.join(file), copy.join(file)).unwrap();
                }
                assert!(same(&copy).is_ok());
                let text = fs::read_to_string(copy.join(file)).unwrap();
                let (lead, rest) = text.split_once(before).unwrap();
                let rest = rest.split_once(behind).map_or("", |(_, rest)| rest);
                fs::write(copy.join(file), format!("{lead}{before}{changed}{behind}{rest}")).unwrap();
                let Err(Failed(problem)) = same(&copy) else { panic!("{file}") };
                assert!(problem.contains(&format!("- {file}: {changed}")), "{problem}");
            }
        }
        fs::remove_dir_all(copy).unwrap();
    }
}
