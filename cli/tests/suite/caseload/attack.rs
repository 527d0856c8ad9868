//! The attack on a page: does any small figure have only one value that fits all that is shown?
//!
//! A reader here knows the rules of hiding, and how figures hang together: which screenings are among which others, as
//! far as whole tables and whole categories go. That is taken from the screenings themselves, so it is more than a
//! reader knows.

use super::{
    DETERMINED_NONE, NOTHING_ASKED, NOTHING_SEEN, OUT_OF_SCOPE, SEEN, changes, figures, generated, lines,
    page, run, seen,
};
use crate::page::{Page, words};
use crate::run::Folder;
use cse_screening::rules::tables::RowBasis;
use cse_screening::{Answer, NoCategory, Outcome, Request, RuleSet};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Screenings, by their places in the file.
type Set = BTreeSet<usize>;

const ANYTHING: i64 = 1 << 40;

/// What is shown of figures, and how they hang together.
#[derive(Default)]
pub(super) struct Attack {
    names: Vec<String>,
    bounds: Vec<(i64, i64)>,
    small: Vec<bool>,
    /// The first add up to no more than the second.
    sums: Vec<(Vec<usize>, Vec<usize>)>,
}

impl Attack {
    /// A figure as it is shown, if it is.
    pub(super) fn figure(&mut self, name: impl Into<String>, shown: Option<&str>) -> usize {
        self.names.push(name.into());
        self.small.push(shown == Some("under 8"));
        self.bounds.push(match shown {
            None => (0, ANYTHING),
            Some("0") => (0, 0),
            Some("under 8") => (1, 7),
            Some(shown) => {
                let shown: i64 = shown.replace(',', "").parse().unwrap();
                assert!(shown % 5 == 0, "{shown} is not rounded");
                ((shown - 2).max(8), shown + 2)
            }
        });
        self.bounds.len() - 1
    }

    pub(super) fn at_most(&mut self, these: &[usize], those: &[usize]) {
        self.sums.push((these.to_vec(), those.to_vec()));
    }

    pub(super) fn equal(&mut self, these: &[usize], those: &[usize]) {
        self.at_most(these, those);
        self.at_most(those, these);
    }

    /// The small figures for which one value is left.
    pub(super) fn given_away(&self) -> Vec<String> {
        let mut bounds = self.bounds.clone();
        loop {
            let before = bounds.clone();
            for (these, those) in &self.sums {
                for at in these {
                    let others: i64 =
                        these.iter().filter(|other| *other != at).map(|other| bounds[*other].0).sum();
                    let most: i64 = those.iter().map(|at| bounds[*at].1).sum();
                    bounds[*at].1 = bounds[*at].1.min(most - others);
                }
                for at in those {
                    let others: i64 =
                        those.iter().filter(|other| *other != at).map(|other| bounds[*other].1).sum();
                    let least: i64 = these.iter().map(|at| bounds[*at].0).sum();
                    bounds[*at].0 = bounds[*at].0.max(least - others);
                }
            }
            assert!(
                bounds.iter().all(|(least, most)| least <= most),
                "what is thought to be known does not hold"
            );
            if bounds == before {
                break;
            }
        }
        let fixed = (0..bounds.len()).filter(|at| self.small[*at] && bounds[*at].0 == bounds[*at].1);
        fixed.map(|at| format!("{} is {}", self.names[at], bounds[at].0)).collect()
    }
}

fn place(outcome: &Outcome<'_>) -> &'static str {
    match (outcome.category().map(|category| category.number()), outcome.no_category()) {
        (Some(1), _) => "Category 1: at risk of harm",
        (Some(2), _) => "Category 2: significant risk of harm",
        (Some(_), _) => "Category 3: serious risk of harm",
        (None, Some(NoCategory::NothingAsked)) => NOTHING_ASKED,
        (None, Some(NoCategory::NothingSeen)) => NOTHING_SEEN,
        (None, Some(NoCategory::DeterminedNone)) => DETERMINED_NONE,
        (None, Some(NoCategory::OutOfScope)) => OUT_OF_SCOPE,
        (None, _) => SEEN,
    }
}

fn group<K: Ord>(of: impl IntoIterator<Item = (K, usize)>) -> BTreeMap<K, Set> {
    let mut sets: BTreeMap<K, Set> = BTreeMap::new();
    of.into_iter().for_each(|(key, at)| {
        sets.entry(key).or_default().insert(at);
    });
    sets
}

/// Everything that the page for these lines shows, and what somebody knows who knows the rules.
struct Known<'p> {
    attack: Attack,
    page: &'p Page,
    places: BTreeMap<&'static str, (Set, usize)>,
    /// All figures that count screenings, with whom they count.
    counted: Vec<(Set, usize)>,
}

impl Known<'_> {
    /// A figure beside the categories: it has all of some, and none of others.
    fn counted(&mut self, name: impl Into<String>, shown: Option<&str>, set: Set) -> usize {
        let at = self.attack.figure(name, shown);
        let whole: Vec<_> =
            self.places.values().filter(|(place, _)| place.is_subset(&set)).map(|(_, at)| *at).collect();
        let touched: Vec<_> =
            self.places.values().filter(|(place, _)| !place.is_disjoint(&set)).map(|(_, at)| *at).collect();
        self.attack.at_most(&whole, &[at]);
        self.attack.at_most(&[at], &touched);
        self.counted.push((set, at));
        at
    }

    /// A table of figures that overlap, and how many have at least one.
    fn table(
        &mut self,
        section: &str,
        sets: &BTreeMap<String, Set>,
        any: Option<&str>,
    ) -> BTreeMap<String, usize> {
        let shown = figures(self.page, section);
        let is_shown = !shown.is_empty();
        let all: Set = sets.values().flatten().copied().collect();
        let any = self.counted(format!("{section}: any"), any, all.clone());
        let mut at = BTreeMap::new();
        for (code, set) in sets {
            let figure = is_shown.then(|| &*shown[code]);
            let one = self.counted(format!("{section}: {code}"), figure, set.clone());
            self.attack.at_most(&[one], &[any]);
            at.insert(code.clone(), one);
        }
        let members: Vec<_> = at.values().copied().collect();
        self.attack.at_most(&[any], &members);
        let together: usize = sets.values().map(Set::len).sum();
        if together == all.len() {
            self.attack.at_most(&members, &[any]);
        }
        // Within a category of which everybody has at least one.
        for (place, whole) in self.places.values().filter(|(place, _)| place.is_subset(&all)) {
            let here: Vec<_> = sets.iter().filter(|(_, set)| !set.is_disjoint(place)).collect();
            let members: Vec<_> = here.iter().map(|(code, _)| at[*code]).collect();
            self.attack.at_most(&[*whole], &members);
            let apart = here.iter().map(|(_, set)| set.len()).sum::<usize>() == place.len();
            if apart && here.iter().all(|(_, set)| set.is_subset(place)) {
                self.attack.at_most(&members, &[*whole]);
            }
        }
        at
    }

    fn deadlines(&mut self, dues: &BTreeMap<Option<String>, Set>) {
        if dues.is_empty() {
            return;
        }
        let section = self.page.between("<section id=\"deadlines\"", "</section>");
        let all: Set = dues.values().flatten().copied().collect();
        let total = self.counted("deadlines", None, all.clone());
        let equal: Vec<_> = self.counted.iter().filter(|(set, at)| *set == all && *at != total).collect();
        let equal: Vec<_> = equal.into_iter().map(|(_, at)| *at).collect();
        equal.into_iter().for_each(|at| self.attack.equal(&[at], &[total]));
        let mut parts = Vec::new();
        for dated in [true, false] {
            let of: Vec<_> = dues.iter().filter(|(day, _)| day.is_some() == dated).collect();
            let set: Set = of.iter().flat_map(|(_, set)| set.iter().copied()).collect();
            let heading = if dated { "<h4>With a day: " } else { "day that it counts from is not known: " };
            let piece = section.split(heading).nth(1);
            let shown = piece.map(|piece| words(piece.split("</h4>").next().unwrap()));
            let withheld = !section.contains("Screenings with this deadline: ");
            let shown = if withheld { None } else { Some(shown.unwrap_or_else(|| "0".to_owned())) };
            let part = self.counted(format!("deadlines, dated {dated}"), shown.as_deref(), set);
            parts.push(part);
            if dated {
                let rows = figures(self.page, "deadlines");
                let runs = rows.iter().any(|(label, _)| label.contains(" days"));
                let days: Vec<_> = of
                    .iter()
                    .map(|(day, set)| {
                        let day = day.as_ref().unwrap();
                        // A day in a run of days is not named; those are small, each.
                        let shown = rows.get(day).map(String::as_str).or(runs.then_some("under 8"));
                        self.counted(format!("deadlines on {day}"), shown, (*set).clone())
                    })
                    .collect();
                self.attack.equal(&days, &[part]);
            }
        }
        self.attack.equal(&parts, &[total]);
    }

    fn changes(&mut self, whom: &BTreeMap<&str, usize>) {
        let shown = figures(self.page, "changes");
        if shown.is_empty() {
            return;
        }
        let parts = [
            "Lower category than in the record",
            "Higher category than in the record",
            "Same category",
            "Not comparable: one of the two is outside the scope in which these rules give a category",
            "New: no stored record has the reference",
            "Gone: a stored record, and no screening now",
        ];
        let at: Vec<_> = parts.iter().map(|part| self.attack.figure(*part, Some(&*shown[*part]))).collect();
        let all: Vec<_> = self.places.values().map(|(_, at)| *at).collect();
        // Nobody of these caseloads is set aside, so all screenings are compared or new, and all records compared or gone.
        self.attack.equal(&at[..5], &all);
        let records = words(&self.page.between("Stored records that were read: ", ".</p>"))
            .replace("Stored records that were read: ", "");
        let records = self.attack.figure("records", Some(records.trim_end_matches('.').trim()));
        self.attack.equal(&[&at[..4], &at[5..]].concat(), &[records]);
        assert_eq!(whom["aside"], 0);
    }
}

/// The small figures that a page gives away.
fn given_away(requests: &[Request], page: &Page, with_records: bool) -> Vec<String> {
    let outcomes: Vec<_> = requests.iter().map(Request::screen).collect();
    let rules = RuleSet::coventry();
    let mut attack = Attack::default();
    let shown = figures(page, "categories");
    let mut sets = group(outcomes.iter().enumerate().map(|(at, outcome)| (place(outcome), at)));
    let places = shown.keys().map(|name| {
        let name = [
            "Category 1: at risk of harm",
            "Category 2: significant risk of harm",
            "Category 3: serious risk of harm",
            NOTHING_ASKED,
            NOTHING_SEEN,
            SEEN,
            DETERMINED_NONE,
            OUT_OF_SCOPE,
        ]
        .into_iter()
        .find(|known| known == name)
        .unwrap();
        (name, (sets.remove(name).unwrap_or_default(), attack.figure(name, Some(&*shown[name]))))
    });
    let places = places.collect();
    let mut known = Known { attack, page, places, counted: Vec::new() };
    let mut fired = BTreeMap::<String, Set>::new();
    let mut gaps = BTreeMap::<String, Set>::new();
    let mut observed = BTreeMap::<String, Set>::new();
    let mut readings = BTreeMap::<String, Set>::new();
    let mut dues = BTreeMap::<Option<String>, Set>::new();
    for (at, (request, outcome)) in requests.iter().zip(&outcomes).enumerate() {
        let put = |sets: &mut BTreeMap<String, Set>, code: &str| {
            sets.entry(code.to_owned()).or_default().insert(at);
        };
        for reason in outcome.reasons().filter(|reason| reason.decisive()) {
            put(&mut fired, reason.rule());
            reason.reading().into_iter().for_each(|reading| put(&mut readings, &reading.id));
        }
        outcome.gaps().for_each(|gap| put(&mut gaps, gap.question.code()));
        for (code, answer) in request.indicators().answers_by_code() {
            if matches!(answer, Answer::Yes | Answer::Suspected) {
                put(&mut observed, code);
            }
        }
        for due in outcome.steps().filter_map(|step| step.due()) {
            let day = due.date.map(|day| day.format("%A %-d %B %Y").to_string());
            dues.entry(day).or_default().insert(at);
        }
    }
    let rule_at = known.table("rules", &fired, None);
    known.table("indicators", &observed, None);
    let after = |from: &str| {
        let piece = page.text().split(from).nth(1)?;
        Some(words(piece.split("</strong>").next().unwrap()))
    };
    known.table("gaps", &gaps, after("Screenings with at least one: ").as_deref());
    let resting = after("by at least one decisive rule: ");
    let reading_at = known.table("readings", &readings, resting.as_deref());
    for (reading, at) in reading_at {
        let rests = |id: &str| {
            let row = rules.tables().category_rules.iter().find(|row| row.id == id).unwrap();
            matches!(&row.basis, RowBasis::Reading(found) if *found == reading)
        };
        let resting: Vec<_> = rule_at.iter().filter(|(id, _)| rests(id)).map(|(_, at)| *at).collect();
        resting.iter().for_each(|rule| known.attack.at_most(&[*rule], &[at]));
        known.attack.at_most(&[at], &resting);
    }
    known.deadlines(&dues);
    if with_records {
        known.changes(&BTreeMap::from([("aside", 0)]));
    }
    known.attack.given_away()
}

fn read(text: &str) -> Vec<Request> {
    text.lines().map(|line| Request::from_json(line).unwrap()).collect()
}

/// The page for these lines, and what it gives away.
fn attacked(folder: &Folder, text: &str, records: Option<&str>) -> (Page, Vec<String>) {
    let requests = folder.file("requests.jsonl", text);
    let records = records.map(|records| folder.file("records.jsonl", records));
    let previous = records.iter().flat_map(|records| ["--previous", records]);
    let page = page(&[&*requests].into_iter().chain(previous).collect::<Vec<_>>());
    let given = given_away(&read(text), &page, records.is_some());
    (page, given)
}

#[test]
fn the_attack_finds_what_a_total_and_its_parts_give_away() {
    let mut attack = Attack::default();
    let parts = ["10", "under 8", "under 8", "under 8", "under 8"];
    let parts: Vec<_> = parts.into_iter().map(|shown| attack.figure("part", Some(shown))).collect();
    assert!(attack.given_away().is_empty());
    // At most 12 in all, and at least 8 in the first: one in each of the others.
    let total = attack.figure("total", Some("10"));
    attack.equal(&parts, &[total]);
    assert_eq!(attack.given_away(), ["part is 1"; 4]);

    let mut attack = Attack::default();
    let parts: Vec<_> = (0..3).map(|_| attack.figure("part", Some("under 8"))).collect();
    let total: Vec<_> = ["10", "15"].into_iter().map(|shown| attack.figure("total", Some(shown))).collect();
    attack.at_most(&total, &parts);
    assert_eq!(attack.given_away(), ["part is 7"; 3]);
}

#[test]
fn caseloads_that_gave_a_small_figure_away_no_longer_do() {
    let folder = Folder::new("attack-found");
    for name in ["cross-table", "deadlines"] {
        let file =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(format!("tests/caseload/{name}.jsonl"));
        let text = fs::read_to_string(file).unwrap();
        let (page, given) = attacked(&folder, &text, None);
        assert!(given.is_empty(), "{name}: {given:?}");
        assert!(page.text().contains("under 8"));
    }
}

#[test]
fn no_small_figure_of_generated_caseloads_has_only_one_value_that_fits() {
    let folder = Folder::new("attack-generated");
    for seed in 0..240 {
        let text = generated(8 + usize::try_from(seed * seed % 97).unwrap(), seed);
        let (_, given) = attacked(&folder, &text, None);
        assert!(given.is_empty(), "seed {seed}: {given:?}");
    }
    for seed in 0..60 {
        let text = generated(10 + usize::try_from(seed).unwrap(), seed);
        let records = changes::records(&generated(30, seed + 1));
        let (_, given) = attacked(&folder, &text, Some(&records));
        assert!(given.is_empty(), "seed {seed} with records: {given:?}");
    }
}

/// So many children in Category 3, each referred on a day of its own.
fn each_on_its_own_day(count: usize) -> String {
    let line = |at: usize| {
        let mut request: Value = serde_json::from_str(&seen(&format!("child {at}"), 15, &["rape"])).unwrap();
        request["screening"]["referred_on"] = json!(format!("2025-03-{:02}", 3 + 7 * (at / 5) + at % 5));
        request.to_string() + "\n"
    };
    (0..count).map(line).collect()
}

#[test]
fn days_that_would_say_how_many_there_are_are_withheld() {
    let folder = Folder::new("attack-days");
    // Seven days of at least one child each, in a category of at most seven; and twelve beside at most twelve.
    for count in [7, 12] {
        let (page, given) = attacked(&folder, &each_on_its_own_day(count), None);
        assert!(given.is_empty(), "{count}: {given:?}");
        assert!(!figures(&page, "deadlines").iter().any(|(day, _)| day.contains("2025")), "{count}");
    }
    let (page, _) = attacked(&folder, &each_on_its_own_day(12), None);
    assert!(page.text().contains("Withheld: with the other figures of this page"));
    let (page, given) = attacked(&folder, &each_on_its_own_day(9), None);
    assert!(given.is_empty() && !figures(&page, "deadlines").is_empty());
}

/// Exact figures leave no trace at all: neither in a bar nor in an order nor in words.
#[test]
fn caseloads_whose_figures_are_shown_alike_have_the_same_page() {
    let folder = Folder::new("alike");
    // Alike by category, and in what several categories come to.
    let pages: Vec<_> = [[18, 25, 3, 43, 22], [20, 26, 2, 44, 18], [19, 24, 1, 45, 20]]
        .into_iter()
        .map(|[a, b, c, d, gone]| {
            let text = lines(&[
                (a, 15, &["rape"]),
                (b, 15, &["eating-disorder"]),
                (c, 15, &["late-home-or-missing", "superficial-self-harm", "poor-self-image"]),
                (d, 15, &[]),
            ]);
            let others = (0..gone).map(|at| seen(&format!("gone {at}"), 15, &[]) + "\n");
            let before = text.clone() + &others.collect::<String>();
            let requests = folder.file("requests.jsonl", text + &"no request\n".repeat(c));
            let stored = changes::records(&before) + &"no record\n".repeat(c);
            let records = folder.file("records.jsonl", stored);
            let done = run(&[&requests, "--previous", &records, "-o", "-"]);
            assert_eq!(done.code, 1);
            done.out
        })
        .collect();
    assert!(pages[0].contains("under 8") && pages[0].contains("by-change"));
    assert!(pages[0] == pages[1] && pages[0] == pages[2]);
}
