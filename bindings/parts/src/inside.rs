//! The crates that are linked into a package, as cargo says.

use crate::Failed;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

/// A crate inside.
pub(crate) struct Part {
    name: String,
    version: String,
    licence: String,
    checksum: Option<String>,
    folder: String,
    needs: BTreeSet<String>,
}

impl Part {
    fn purl(&self) -> String {
        format!("pkg:cargo/{}@{}", self.name, self.version)
    }
}

/// The package first of all, and what it is linked with, by their purls. Macros and build scripts only help to build it.
pub(crate) fn parts(manifest: &str, package: &str, target: &str) -> Result<Vec<Part>, Failed> {
    let said = Command::new("cargo")
        .args([
            "metadata",
            "--format-version=1",
            "--locked",
            "--filter-platform",
            target,
            "--manifest-path",
            manifest,
        ])
        .output()?;
    if !said.status.success() {
        return Err(Failed(String::from_utf8_lossy(&said.stderr).into_owned()));
    }
    let metadata: Value = serde_json::from_slice(&said.stdout)?;
    let checksums = checksums(metadata.get("workspace_root").map(text).unwrap_or_default())?;
    let rows = |place: &str| metadata.pointer(place).and_then(Value::as_array).into_iter().flatten();
    let of: BTreeMap<&str, &Value> = rows("/packages").map(|row| (field(row, "id"), row)).collect();
    let needs: BTreeMap<&str, Vec<&str>> =
        rows("/resolve/nodes").map(|node| (field(node, "id"), linked(node))).collect();
    let is_macro = |id: &str| {
        let kinds = of.get(id).and_then(|row| row.pointer("/targets/0/kind/0"));
        kinds.map(text) == Some("proc-macro")
    };
    let first = of.iter().find(|(_, row)| field(row, "name") == package).map(|(id, _)| *id);
    let first = first.ok_or_else(|| Failed(format!("{manifest} has no package {package}")))?;

    let (mut inside, mut open) = (vec![first], vec![first]);
    while let Some(id) = open.pop() {
        for need in needs.get(id).into_iter().flatten().filter(|need| !is_macro(need)) {
            if !inside.contains(need) {
                inside.push(need);
                open.push(need);
            }
        }
    }
    let part = |id: &&str| {
        let row = of.get(*id).copied().unwrap_or(&Value::Null);
        let (name, version) = (field(row, "name").to_owned(), field(row, "version").to_owned());
        let needs = needs.get(*id).into_iter().flatten().filter(|need| inside.contains(*need));
        Part {
            checksum: checksums.get(&(name.clone(), version.clone())).cloned(),
            licence: field(row, "license").replace('/', " OR "),
            folder: Path::new(field(row, "manifest_path"))
                .parent()
                .map(|path| path.display().to_string())
                .unwrap_or_default(),
            needs: needs
                .filter_map(|need| of.get(need))
                .map(|row| format!("pkg:cargo/{}@{}", field(row, "name"), field(row, "version")))
                .collect(),
            name,
            version,
        }
    };
    let mut parts: Vec<_> = inside.iter().map(part).collect();
    if let Some(rest) = parts.get_mut(1..) {
        rest.sort_by_key(Part::purl);
    }
    match parts.iter().find(|part| part.licence.is_empty()) {
        Some(part) => Err(Failed(format!("{} does not say its licence", part.purl()))),
        None => Ok(parts),
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn field<'v>(row: &'v Value, name: &str) -> &'v str {
    row.get(name).map(text).unwrap_or_default()
}

/// What a crate is linked with: no dependencies of its tests or of its build script.
fn linked(node: &Value) -> Vec<&str> {
    let needs = node.get("deps").and_then(Value::as_array).into_iter().flatten();
    let is_linked = |need: &&Value| {
        let kinds = need.get("dep_kinds").and_then(Value::as_array).into_iter().flatten();
        kinds.into_iter().any(|kind| kind.get("kind").is_some_and(Value::is_null))
    };
    needs.filter(is_linked).map(|need| field(need, "pkg")).collect()
}

/// The SHA-256 of each crate, from the lock file.
fn checksums(root: &str) -> Result<BTreeMap<(String, String), String>, Failed> {
    let lock = fs::read_to_string(Path::new(root).join("Cargo.lock"))?;
    let said = |block: &str, name: &str| {
        let line = block.lines().find_map(|line| line.strip_prefix(&format!("{name} = \"")))?;
        line.strip_suffix('"').map(str::to_owned)
    };
    let one = |block: &str| Some(((said(block, "name")?, said(block, "version")?), said(block, "checksum")?));
    Ok(lock.split("[[package]]").filter_map(one).collect())
}

/// What is linked into a program of a target and is no crate: a short name, what it is, and its licence.
fn beside_crates(target: &str) -> Vec<[&'static str; 3]> {
    let mut beside = vec![["rust-std", "the standard library of Rust", "MIT OR Apache-2.0"]];
    // Its beginning and its end come from there, and are inside.
    if target.ends_with("-windows-gnu") {
        beside.push(["mingw-w64", "the runtime of mingw-w64", "ZPL-2.1"]);
        beside.push(["libgcc", "the runtime of GCC", "GPL-3.0-or-later WITH GCC-exception-3.1"]);
    }
    beside
}

/// The version of the compiler, which the standard library has too.
fn compiler() -> Result<String, Failed> {
    let said = Command::new("rustc").arg("--version").output()?;
    let said = String::from_utf8(said.stdout)?;
    Ok(said.split_whitespace().nth(1).unwrap_or_default().to_owned())
}

/// Without a day or a serial number: one package gives one document.
pub(crate) fn sbom(name: &str, parts: &[Part], target: &str) -> Result<String, Failed> {
    let component = |part: &Part| {
        let mut one = json!({
            "type": "library", "bom-ref": part.purl(), "name": part.name, "version": part.version, "purl": part.purl(),
            "licenses": [{ "expression": part.licence }],
        });
        if let (Some(sum), Some(one)) = (&part.checksum, one.as_object_mut()) {
            one.insert("hashes".to_owned(), json!([{ "alg": "SHA-256", "content": sum }]));
        }
        one
    };
    let Some((first, rest)) = parts.split_first() else { return Err(Failed("nothing is inside".to_owned())) };
    let mut components: Vec<_> = rest.iter().map(component).collect();
    for [short, called, licence] in beside_crates(target) {
        let mut one = json!({
            "type": "library", "bom-ref": short, "name": called, "licenses": [{ "expression": licence }],
        });
        if let ("rust-std", Some(one)) = (short, one.as_object_mut()) {
            one.insert("version".to_owned(), compiler()?.into());
        }
        components.push(one);
    }
    let needs = parts.iter().map(|part| json!({ "ref": part.purl(), "dependsOn": part.needs }));
    let document = json!({
        "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
        "metadata": { "component": {
            "type": "application", "bom-ref": first.purl(), "name": name, "version": first.version,
            "licenses": [{ "expression": first.licence }],
        } },
        "components": components,
        "dependencies": needs.collect::<Vec<_>>(),
    });
    Ok(serde_json::to_string_pretty(&document)?)
}

/// Each text once, with the parts that it is of.
pub(crate) fn licences(name: &str, parts: &[Part], target: &str) -> Result<String, Failed> {
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut told = format!("What is inside {name}, and under which licences:\n\n");
    for part in parts {
        let called = format!("{} {}", part.name, part.version);
        told.push_str(&format!("- {called}: {}\n", part.licence));
        for entry in fs::read_dir(&part.folder)? {
            let entry = entry?;
            let file = entry.file_name().to_string_lossy().to_uppercase();
            let is_licence =
                ["LICENSE", "LICENCE", "COPYING", "NOTICE"].iter().any(|word| file.starts_with(word));
            if is_licence && entry.path().is_file() {
                texts
                    .entry(fs::read_to_string(entry.path())?.trim().to_owned())
                    .or_default()
                    .push(called.clone());
            }
        }
    }
    for [_, called, licence] in beside_crates(target) {
        told.push_str(&format!("- {called}: {licence}\n"));
    }
    told.push_str("\nThe texts of MIT and Apache-2.0 below are those of the standard library as well.\n");
    for (text, of) in texts {
        told.push_str(&format!("\n{}\n{}:\n\n{text}\n", "=".repeat(80), of.join(", ")));
    }
    Ok(told)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(target: &str) -> (String, String) {
        let part = Part {
            name: "own".to_owned(),
            version: "1.0.0".to_owned(),
            licence: "MIT".to_owned(),
            checksum: None,
            folder: env!("CARGO_MANIFEST_DIR").to_owned(),
            needs: BTreeSet::new(),
        };
        let said = |said: Result<String, Failed>| said.unwrap_or_else(|Failed(problem)| problem);
        let parts = [part];
        (said(sbom("own", &parts, target)), said(licences("own", &parts, target)))
    }

    #[test]
    fn what_is_no_crate_is_told_too() {
        for (target, runtime) in [("x86_64-unknown-linux-gnu", false), ("x86_64-pc-windows-gnu", true)] {
            let (sbom, licences) = of(target);
            for (words, is_in) in [("the standard library of Rust", true), ("the runtime of GCC", runtime)] {
                assert_eq!(
                    (sbom.contains(words), licences.contains(words)),
                    (is_in, is_in),
                    "{target}: {words}"
                );
            }
            let sbom: Value = serde_json::from_str(&sbom).unwrap_or_default();
            let said = sbom.pointer("/components/0/version").map(text).unwrap_or_default();
            assert_eq!(said.split('.').count(), 3, "no version of the standard library: {said}");
        }
    }
}
