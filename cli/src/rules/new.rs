//! Starts a set of somebody's own: one file for each kind of change, and examples beside them; or a whole set that
//! extends no other.

use super::base;
use crate::answer::{Answer, Body};
use crate::load::{Failure, Loaded, identity, identity_json, load};
use crate::page::BOLD;
use crate::sheet::Sheet;
use cse_screening::RuleSet;
use cse_screening::rules::schema::schemas;
use cse_screening::rules::tables::{CategoryRule, Level, LevelFrom};
use serde_json::{Value, json};
use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

/// The files, as they are written but for what stands between two `@`.
const FILES: [(&str, &str); 15] = [
    ("manifest.json", include_str!("new/manifest.json")),
    ("names.json", include_str!("new/names.json")),
    ("statements.json", include_str!("new/statements.json")),
    ("readings.json", include_str!("new/readings.json")),
    ("indicators.json", include_str!("new/indicators.json")),
    ("questions.json", include_str!("new/questions.json")),
    ("category-rules.json", include_str!("new/category-rules.json")),
    ("protections.json", include_str!("new/protections.json")),
    ("steps.json", include_str!("new/steps.json")),
    ("findings.json", include_str!("new/findings.json")),
    ("prompts.json", include_str!("new/prompts.json")),
    ("plan-hosts.json", include_str!("new/plan-hosts.json")),
    ("levels.json", include_str!("new/levels.json")),
    ("calendar.json", include_str!("new/calendar.json")),
    ("EXAMPLES.md", include_str!("new/EXAMPLES.md")),
];
/// Those of a set that stands alone.
const BLANK: [(&str, &str); 12] = [
    ("manifest.json", include_str!("new/blank/manifest.json")),
    ("names.json", include_str!("new/blank/names.json")),
    ("statements.json", include_str!("new/blank/statements.json")),
    ("readings.json", include_str!("new/blank/readings.json")),
    ("scopes.json", include_str!("new/blank/scopes.json")),
    ("indicators.json", include_str!("new/blank/indicators.json")),
    ("categories.json", include_str!("new/blank/categories.json")),
    ("category-rules.json", include_str!("new/blank/category-rules.json")),
    ("protections.json", include_str!("new/blank/protections.json")),
    ("plan-hosts.json", include_str!("new/blank/plan-hosts.json")),
    ("steps.json", include_str!("new/blank/steps.json")),
    ("calendar.json", include_str!("new/blank/calendar.json")),
];
const CASES: (&str, &str) =
    ("cases/several-category-1.json", include_str!("new/cases-several-category-1.json"));
/// The rule by which the example gives a category where the set that is extended has none for what is listed.
const UNLISTED: &str = r#"{
        "id": "own-example",
        "label": "the own example is observed",
        "at_least": 1,
        "when": [{"any_observed": ["own-example"]}],
        "statements": ["L001"],
        "basis": "toolkit"
      },
      "#;
/// What the manifest says of them.
const OF_THE_CASES: &str = "; the file cases/several-category-1.json holds one case on each side of several-category-1, so change it with the number";
/// The schemas by which an editor knows what may stand where; the files name the first.
const SCHEMAS: [(&str, &str); 2] = [("schema/set.json", "set.json"), ("schema/cases.json", "cases.json")];

/// What a new set is made from.
pub(crate) enum From<'a> {
    /// The set that it extends.
    Extending(&'a Path),
    /// Nothing: it stands alone.
    Blank,
}

pub(crate) fn new(
    directory: &Path,
    from: &From<'_>,
    id: Option<String>,
    title: Option<String>,
    json: bool,
) -> Result<Answer, Failure> {
    let base = match from {
        From::Extending(extends) => base::find(extends, directory)?,
        From::Blank => Loaded::BuiltIn(RuleSet::coventry()),
    };
    let id = match id {
        Some(id) => id,
        None => id_from_name(directory)?,
    };
    let is_base = [RuleSet::coventry(), &*base].iter().any(|set| set.tables().manifest.id == id);
    if !is_plain(&id) || is_base {
        return Err(Failure::Unusable(format!(
            "the id {id} cannot be used; allowed: letters, digits, - and _, and not the id of the built-in set or of the set that is extended"
        )));
    }
    let title = title.unwrap_or_else(|| format!("Child sexual exploitation screening, {id}"));
    if title.trim().is_empty() {
        return Err(Failure::Unusable("the title is empty".to_owned()));
    }
    empty(directory)?;
    let files: Vec<_> = match from {
        From::Extending(_) => FILES.iter().chain(suits_the_cases(&base).then_some(&CASES)).collect(),
        From::Blank => BLANK.iter().collect(),
    };
    let files = files.into_iter().map(|(name, text)| (*name, filled_in(text, &base, &id, &title)));
    let mut written = Written { directory, names: Vec::new(), whole: false };
    let mut schemas = schemas();
    let schemas = SCHEMAS.iter().filter_map(|(name, of)| {
        let mut schema = json!(schemas.remove(*of)?);
        schema.sort_all_objects();
        Some((*name, format!("{schema:#}\n")))
    });
    for (name, text) in files.chain(schemas) {
        written
            .write(name, &text)
            .map_err(|error| Failure::Unusable(format!("{name} cannot be written: {error}")))?;
    }
    written.whole = true;
    let rules = load(directory)?;
    let written = &written.names;
    if json {
        let body = json!({
            "directory": directory.display().to_string(),
            "rules": identity_json(&rules),
            "files": written,
        });
        return Ok(Answer { body: Body::Json(body), well: true });
    }
    let shown = directory.display().to_string();
    let mut sheet = Sheet::default();
    sheet.heading("Written");
    sheet.paragraph(&identity(&rules));
    written.iter().for_each(|name| sheet.entry(&format!("{shown}/{name}")));
    sheet.gap();
    sheet.paragraph(match from {
        From::Extending(_) => {
            "Each file has a note that says what can be changed there. As it is, the set changes nothing of the set that it extends. EXAMPLES.md has a row of each kind to copy."
        }
        From::Blank => {
            "Each file has a note that says what can be changed there. The set stands alone; its rows are examples, which pass the check. Put your own in their place."
        }
    });
    sheet.gap();
    sheet.strong(BOLD, "Now, after each change:");
    sheet.more(&format!("cse rules check {shown}"));
    if let From::Extending(extends) = from {
        let extended = base::folder(extends, directory);
        sheet.more(&format!("cse rules compare {} {shown}", extended.display()));
    }
    sheet.strong(BOLD, "And to screen by it:");
    sheet.more(&format!("cse screen --rules {shown} FILE"));
    Ok(Answer { body: Body::Text(sheet.into_text()), well: true })
}

/// What was written so far. It goes again unless all of it could be written.
struct Written<'d> {
    directory: &'d Path,
    names: Vec<&'static str>,
    whole: bool,
}

impl Written<'_> {
    fn write(&mut self, name: &'static str, text: &str) -> io::Result<()> {
        let path = self.directory.join(name);
        path.parent().map_or(Ok(()), fs::create_dir_all)?;
        let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
        self.names.push(name);
        file.write_all(text.as_bytes())
    }
}

impl Drop for Written<'_> {
    fn drop(&mut self) {
        if self.whole {
            return;
        }
        for file in self.names.iter().map(|name| self.directory.join(name)) {
            let _ = fs::remove_file(&file);
            // A folder goes when it is empty; what else stands there stays.
            let _ = file.parent().filter(|folder| *folder != self.directory).map(fs::remove_dir);
        }
    }
}

/// The cases are those of the numbers of the built-in set: beside others they would fail.
fn suits_the_cases(base: &RuleSet) -> bool {
    let (base, coventry) = (base.tables(), RuleSet::coventry().tables());
    base.category_rules == coventry.category_rules
        && base.indicators == coventry.indicators
        && base.manifest.settings == coventry.manifest.settings
}

fn id_from_name(directory: &Path) -> Result<String, Failure> {
    let name = directory.file_name().map(|name| name.to_string_lossy().into_owned());
    name.filter(|name| is_plain(name)).ok_or_else(|| {
        Failure::Unusable(
            "the name of the directory cannot be the id of a set; give one with --id".to_owned(),
        )
    })
}

/// An id by which other sets can extend this one: it can be the name of a folder.
fn is_plain(id: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    !id.is_empty() && id.len() <= 100 && id.bytes().all(plain)
}

/// Nothing that is there is ever written over.
fn empty(directory: &Path) -> Result<(), Failure> {
    let shown = directory.display();
    match fs::read_dir(directory).map(|mut entries| entries.next().is_none()) {
        Ok(true) => Ok(()),
        Ok(false) => Err(Failure::Unusable(format!("{shown} is not empty; allowed: a directory that is"))),
        Err(error) if error.kind() == ErrorKind::NotFound => fs::create_dir_all(directory)
            .map_err(|error| Failure::Unusable(format!("{shown} cannot be made: {error}"))),
        Err(error) => Err(Failure::Unusable(format!("{shown} cannot be used: {error}"))),
    }
}

fn filled_in(text: &str, base: &RuleSet, id: &str, title: &str) -> String {
    let tables = base.tables();
    let list = |rows: Vec<String>| rows.join(",\n        ");
    let text_json = |text: &str| Value::from(text).to_string();
    let settings = tables.manifest.settings.iter().map(|row| {
        let note = format!("{}; {} says {}", row.unit, tables.manifest.id, row.value);
        format!(
            "{{\"id\": {}, \"value\": {}, \"note\": {}}}",
            text_json(&row.id),
            row.value,
            text_json(&note)
        )
    });
    let names = tables
        .names
        .iter()
        .map(|row| format!("{{\"id\": {}, \"name\": {}}}", text_json(&row.id), text_json(&row.name)));
    // The calendar as it stands in JSON, indented as the rest of its file.
    let calendar = format!("{:#}", json!(tables.calendar)).replace('\n', "\n  ");
    let text = example_of(text, base, id);
    text.replace("[\"@SETTINGS@\"]", &format!("[\n        {}\n      ]", list(settings.collect())))
        .replace("[\"@NAMES@\"]", &format!("[\n      {}\n    ]", names.collect::<Vec<_>>().join(",\n      ")))
        .replace("\"@CALENDAR@\"", &calendar)
        .replace("@BASE@", &tables.manifest.id)
        .replace("@VERSION@", &tables.manifest.version)
        .replace("\"@ID@\"", &text_json(id))
        .replace("\"@TITLE@\"", &text_json(title))
}

/// The example rows, under ids and beside rows that the set which is extended leaves free and has.
fn example_of(text: &str, base: &RuleSet, id: &str) -> String {
    let tables = base.tables();
    let taken =
        |id: &str| base.indicator_with_code(id).is_some() || tables.steps.iter().any(|row| row.id == id);
    let own = if taken("own-example") { format!("{id}-example") } else { "own-example".to_owned() };
    // The code of a question has other characters than the id of a set may have.
    let question = |code: &str| match base.question(code) {
        Some(_) => format!("{}_{code}", id.to_lowercase().replace('-', "_")),
        None => code.to_owned(),
    };
    let has_list = tables.sources.iter().any(|row| row.id == "own-list");
    let list = if has_list { format!("{id}-list") } else { "own-list".to_owned() };
    let mut numbers = (1..)
        .map(|number| format!("L{number:03}"))
        .filter(|id| !tables.statements.iter().any(|statement| statement.id == *id));
    let [first, second] = [(); 2].map(|()| numbers.next().unwrap_or_default());
    let has = |stage: &str| tables.stages.iter().any(|row| row.stage == stage);
    let last = tables.stages.last().map_or("information", |row| &row.stage);
    let stage = if has("information") { "information" } else { last };
    let other = tables.indicators.first().map_or("late-home-or-missing", |row| &row.code);
    let other = base.indicator_with_code("late-home-or-missing").map_or(other, |row| &row.code);
    let listed = |rule: &CategoryRule| rule.at_least == Level::From(LevelFrom::Listed);
    let unlisted = if tables.category_rules.iter().any(listed) { "" } else { UNLISTED };
    let mut text = text
        .replace("\"@UNLISTED@\",\n      ", unlisted)
        .replace("own-example", &own)
        .replace("own_example", &question("own_example"))
        .replace("own_number", &question("own_number"))
        .replace("own-list", &list)
        // The second first: the first may become what the second was.
        .replace("L002", "@SECOND@")
        .replace("L001", &first)
        .replace("@SECOND@", &second)
        .replace("\"information\"", &Value::from(stage).to_string())
        .replace("late-home-or-missing", other);
    if !suits_the_cases(base) {
        text = text.replace(OF_THE_CASES, "");
    }
    for (name, plain) in [("referring-professional", "whoever refers"), ("police", "the police")] {
        if !tables.names.iter().any(|row| row.id == name) {
            text = text.replace(&format!("{{{name}}}"), plain);
        }
    }
    text
}
