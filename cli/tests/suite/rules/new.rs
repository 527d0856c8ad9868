//! Sets that `cse rules new` starts.

use super::*;

#[test]
fn a_new_set_passes_its_check_changes_nobody_and_screens() {
    let folder = Folder::new("new");
    let set = folder.path("somewhere");
    let new = call(&["new", &set, "--extends", "coventry", "--title", "Screening, \"somewhere\""]);
    assert_eq!((new.code, &*new.errors), (0, ""));
    assert!(new.flat().contains("somewhere 1.0.0") && new.out.contains("cases/several-category-1.json"));
    let rules = RuleSet::from_dir(&set).unwrap();
    assert_eq!(rules.tables().manifest.id, "somewhere");
    assert_eq!(rules.tables().manifest.title, "Screening, \"somewhere\"");
    let read = |file: &Path| -> Value { serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap() };
    let schema = |name: &str| jsonschema::validator_for(&read(&Path::new(&set).join(name))).unwrap();
    let of_files = schema("schema/set.json");
    for file in fs::read_dir(&set).unwrap().map(|file| file.unwrap().path()) {
        if file.extension().is_some_and(|extension| extension == "json") {
            let content = read(&file);
            assert!(content["note"].as_str().unwrap().len() > 80, "{}", file.display());
            assert_eq!(content["$schema"], "schema/set.json");
            let faults: Vec<_> = of_files.iter_errors(&content).map(|error| error.to_string()).collect();
            assert!(faults.is_empty(), "{}: {faults:?}", file.display());
        }
    }
    let cases = read(&Path::new(&set).join("cases/several-category-1.json"));
    assert!(schema("schema/cases.json").is_valid(&cases));

    let check = call(&["check", &set, "--deny-warnings"]);
    assert_eq!(check.code, 0, "{}", check.out);
    assert!(check.out.contains("2 cases were run, and all came out as expected."), "{}", check.out);

    let compare = call(&["compare", "coventry", &set]);
    assert_eq!(compare.code, 0, "{}", compare.out);
    let text = compare.flat();
    let nothing =
        "In short: 1 row differs; 0 changes of outcome downward; 0 other; all decided; a patch version.";
    assert!(text.contains("manifest: is changed: id was “coventry”") && text.contains(nothing), "{text}");

    // The number has a case on each side of it.
    let manifest = Path::new(&set).join("manifest.json");
    let text = fs::read_to_string(&manifest).unwrap();
    for (number, failing) in [(2, "two Category 1 indicators"), (4, "three Category 1 indicators")] {
        let other = format!("\"several-category-1\", \"value\": {number}");
        let changed = text.replace("\"several-category-1\", \"value\": 3", &other);
        assert_ne!(changed, text);
        fs::write(&manifest, changed).unwrap();
        let check = call(&["check", &set]);
        assert_eq!(check.code, 1, "{}", check.out);
        assert!(check.flat().contains("2 cases were run, and 1 came out otherwise:"), "{}", check.out);
        assert!(check.flat().contains(failing), "{}", check.out);
    }
    fs::write(&manifest, text).unwrap();

    copy_the_examples(&set);
    let check = call(&["check", &set, "--deny-warnings"]);
    assert_eq!(check.code, 0, "{}", check.out);
    let request = json!({"child": {"age": 12}, "screening": {"indicators": ["own-example"]}}).to_string();
    let screen = cse("screen", &["--rules", &set, "-"], request.as_bytes());
    assert_eq!((screen.code, &*screen.errors), (0, ""));
    let text = screen.flat();
    assert!(text.contains("Category 2") && text.contains("tell the local lead of the own example"), "{text}");
}

/// Puts each example that stands beside a new set where its page says.
fn copy_the_examples(set: &str) {
    let set = Path::new(set);
    let page = fs::read_to_string(set.join("EXAMPLES.md")).unwrap();
    let mut copied = 0;
    for (before, block) in page.split("```json\n").zip(page.split("```json\n").skip(1)) {
        let named = before.split('`').rfind(|name| name.ends_with(".json")).unwrap();
        let (block, _) = block.split_once("```").unwrap();
        let tables: Value = serde_json::from_str(block).unwrap_or_else(|error| panic!("{error}: {block}"));
        let mut file: Value = serde_json::from_str(&fs::read_to_string(set.join(named)).unwrap()).unwrap();
        for (table, change) in tables.as_object().unwrap() {
            let rows = file[table]["add"].as_array_mut().unwrap();
            assert!(rows.is_empty(), "{named}");
            rows.extend(change["add"].as_array().unwrap().iter().cloned());
        }
        fs::write(set.join(named), file.to_string()).unwrap();
        copied += 1;
    }
    assert_eq!(copied, 9);
}

#[test]
fn a_set_that_stands_alone_is_started_passes_its_check_and_is_extended_by_a_neighbour() {
    let folder = Folder::new("blank");
    let set = folder.path("alone");
    let new = call(&["new", &set, "--blank", "--title", "Screening, alone"]);
    assert_eq!((new.code, &*new.errors), (0, ""));
    assert!(new.flat().contains("The set stands alone") && !new.out.contains("compare"), "{}", new.out);
    let rules = RuleSet::from_dir(&set).unwrap();
    assert!(rules.base().is_none());
    assert_eq!(rules.tables().calendar, RuleSet::coventry().tables().calendar);
    let read = |file: &Path| -> Value { serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap() };
    let schema = jsonschema::validator_for(&read(&Path::new(&set).join("schema/set.json"))).unwrap();
    for file in fs::read_dir(&set).unwrap().map(|file| file.unwrap().path()).filter(|file| file.is_file()) {
        let content = read(&file);
        assert!(content["note"].as_str().unwrap().len() > 60, "{}", file.display());
        let faults: Vec<_> = schema.iter_errors(&content).map(|error| error.to_string()).collect();
        assert!(faults.is_empty(), "{}: {faults:?}", file.display());
    }
    let check = call(&["check", &set, "--deny-warnings"]);
    assert_eq!(check.code, 0, "{}", check.out);
    assert!(check.flat().contains("Passed: 6 of 6 properties hold; 0 warnings"), "{}", check.out);
    for (indicators, category) in [
        (json!(["first-sign", "second-sign"]), 1),
        (json!(["first-sign", "second-sign", "third-sign"]), 2),
        (json!(["serious-sign"]), 3),
    ] {
        let request = json!({"child": {"age": 17}, "screening": {"indicators": indicators}}).to_string();
        let request = Request::from_json_for(&rules, &request).unwrap();
        assert_eq!(request.screen_by(&rules).category().map(|category| category.number()), Some(category));
    }

    let neighbour = cse_in(&folder.path(""), "rules", &["new", "neighbour", "--extends", "alone"]);
    assert_eq!((neighbour.code, &*neighbour.errors), (0, ""));
    let neighbour = folder.path("neighbour");
    for copied in [false, true] {
        if copied {
            copy_the_examples(&neighbour);
        }
        // What the other set acknowledges, this one has not said.
        let check = call(&["check", &neighbour]);
        assert_eq!(check.code, 0, "{}", check.out);
    }

    for wrong in [&["--blank", "--extends", "coventry"][..], &["--blank", "--id", "coventry"]] {
        let refused = call(&[&["new", &folder.path("wrong")], wrong].concat());
        assert_eq!((refused.code, &*refused.out), (2, ""), "{wrong:?}");
        assert!(!Path::new(&folder.path("wrong")).exists());
    }
}

#[test]
fn new_writes_over_nothing_and_takes_only_an_id_that_can_be_one() {
    let folder = Folder::new("over");
    let set = folder.path("set");
    let new = call(&["new", &set, "--id", "an_area", "--json"]);
    assert_eq!(new.code, 0, "{}", new.errors);
    let written = new.json();
    assert_eq!(written["rules"]["id"], "an_area");
    assert_eq!(written["rules"]["based_on"]["id"], "coventry");
    for file in written["files"].as_array().unwrap() {
        assert!(Path::new(&set).join(file.as_str().unwrap()).is_file());
    }
    let before = fs::read_to_string(Path::new(&set).join("manifest.json")).unwrap();
    let again = call(&["new", &set]);
    assert_eq!((again.code, &*again.out), (2, ""));
    assert!(again.errors.contains("is not empty"), "{}", again.errors);
    assert_eq!(fs::read_to_string(Path::new(&set).join("manifest.json")).unwrap(), before);
    for id in ["", "coventry", "../up", "an area", "é"] {
        let wrong = folder.path("wrong");
        let refused = call(&["new", &wrong, "--id", id]);
        assert_eq!((refused.code, &*refused.out), (2, ""), "{id}");
        assert!(!Path::new(&wrong).exists(), "{id}");
    }
}

#[test]
fn new_extends_any_set_that_the_new_one_will_find() {
    let folder = Folder::new("extends");
    let first = folder.path("first");
    assert_eq!(call(&["new", &first]).code, 0);
    // By its name, by its path, from where they stand; and what was made from that again.
    let tiers = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join("tests/local/tiers");
    fs::create_dir(folder.path("tiers")).unwrap();
    for file in fs::read_dir(tiers).unwrap().map(|file| file.unwrap().path()).filter(|path| path.is_file()) {
        fs::copy(&file, Path::new(&folder.path("tiers")).join(file.file_name().unwrap())).unwrap();
    }
    let of_tiers = RuleSet::from_dir(folder.path("tiers")).unwrap().tables().manifest.id.clone();
    fs::rename(folder.path("tiers"), folder.path(&of_tiers)).unwrap();
    for (name, extends) in [
        ("second", "first"),
        ("third", &*first),
        ("fourth", "./first"),
        ("fifth", "second"),
        ("sixth", &of_tiers),
    ] {
        let new = cse_in(&folder.path(""), "rules", &["new", name, "--extends", extends]);
        assert_eq!((new.code, &*new.errors), (0, ""), "{name}: {}", new.out);
        let rules = RuleSet::from_dir(folder.path(name)).unwrap();
        let base = rules.base().unwrap();
        assert!(base.is_verified() && Path::new(extends).ends_with(&base.id), "{base}");
        let check = cse_in(&folder.path(name), "rules", &["check", "."]);
        assert_eq!(check.code, 0, "{name}: {}{}", check.out, check.errors);
        assert!(check.flat().contains(&format!("; it extends {}", base.id)), "{}", check.out);
    }
    // What is not there, and what a set would not find.
    let unknown = call(&["new", &folder.path("other"), "--extends", "elsewhere"]);
    assert_eq!((unknown.code, &*unknown.out), (2, ""));
    let looked = format!(
        "there is no set elsewhere; looked for it as: the built-in set coventry, the folder {}, the path elsewhere",
        folder.path("elsewhere")
    );
    assert!(unknown.errors.contains(&looked), "{}", unknown.errors);
    let apart = call(&["new", &folder.path("apart/other"), "--extends", &first]);
    assert_eq!((apart.code, &*apart.out), (2, ""));
    assert!(apart.errors.contains("as a folder beside it: here, "), "{}", apart.errors);
    assert!(!Path::new(&folder.path("other")).exists() && !Path::new(&folder.path("apart")).exists());
}
