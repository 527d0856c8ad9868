//! The figures about outcomes, section by section.

use super::chart::{Always, with_table};
use super::figures::{Counted, Titles, by_size, cell, stay_away};
use super::place::Place;
use super::shown::{Figure, sum_if_shown, total};
use super::tally::count_of;
use super::view::View;
use super::withheld::{Part, rules_resting_on};
use crate::html::{capitalised, category, code};
use crate::words::{category_first, fact_label};
use cse_screening::{Fact, NoCategory};
use maud::{Markup, html};

const SCREENINGS: &str = "Screenings";

pub(crate) fn categories(view: &View<'_>) -> Markup {
    let figure = |place| view.figure(view.tally.place(place));
    let counted: Vec<_> = Place::all(view.rules).map(|place| stands(view, place, figure(place))).collect();
    let titles =
        Titles { caption: "Screenings by category", of: "Category", what: SCREENINGS, all: all(view) };
    html! {
        p class="total" { "Screenings in all: " strong { (total(counted.iter().map(|one| one.figure))) } "." }
        (with_table("by-category", "Screenings by category", &counted, &titles, None))
        p {
            "Something was seen or suspected, and these rules give no category for it: "
            strong { (cell(figure(Place::Without(NoCategory::SeenWithoutCategory)))) } ". These are counted apart from those of whom nothing was seen."
        }
        p { "No category, for whatever reason, does not mean that there is no risk." }
    }
}

/// How many screenings there are as the table of categories shows them: shares are of these. None where a small figure is
/// among them, for it is not in the sum, and shares of the rest would be too large.
fn all(view: &View<'_>) -> Option<u64> {
    sum_if_shown(Place::all(view.rules).map(|place| view.figure(view.tally.place(place))))
}

fn stands(view: &View<'_>, place: Place, figure: Figure) -> Counted {
    let rules = view.rules;
    let tables = rules.tables();
    let (chip, plain, class) = match place {
        Place::In(given) => {
            let name = tables.categories.iter().find(|row| row.category == given);
            let name = name.filter(|_| !rules.has_levels());
            let words = name.map_or_else(String::new, |row| format!(": {}", row.name));
            let called = rules.category_in_words(Some(given));
            (
                html! { (category(rules, Some(given))) (words) },
                format!("{called}{words}"),
                format!("c{}", given.number()),
            )
        }
        Place::Without(why) => {
            // An area's name for none says something of nobody else.
            let seen = why == NoCategory::SeenWithoutCategory;
            let level = rules.level_of(None).filter(|_| seen);
            let level = level.map_or_else(String::new, |row| format!(", here {}", row.label));
            let words = format!(": {}{level}", why.in_words());
            let called = category_first(Some(rules), None);
            (html! { (category(rules, None)) (words) }, format!("{called}{words}"), "c0".to_owned())
        }
    };
    Counted { class, ..Counted::new(chip, plain, figure) }
}

pub(crate) fn decisive(view: &View<'_>) -> Markup {
    let rules = &view.rules.tables().category_rules;
    let counted = rules.iter().map(|row| {
        let label = capitalised(&row.label);
        let figure = view.figure(count_of(&view.tally.decisive, &row.id));
        Counted::new(html! { (label) " " (code(&row.id)) }, label.clone(), figure)
    });
    let counted = by_size(counted);
    let titles =
        Titles { caption: "Rules that gave the category", of: "Rule", what: SCREENINGS, all: all(view) };
    html! {
        p { "A rule is decisive when it gives the category of the outcome. Several can be, so these figures overlap and do not add up." }
        @if view.shows(&Part::Rules) { (with_table("by-rule", "Screenings by decisive rule", &counted, &titles, None)) }
        @else { (stay_away()) }
    }
}

pub(crate) fn indicators(view: &View<'_>) -> Markup {
    let rows = view.rules.tables().indicators.iter();
    let counted = rows.map(|row| {
        let label = capitalised(&row.label);
        let listed = row.category.map(|given| html! { " " (category(view.rules, Some(given))) });
        let class = row.category.map_or_else(String::new, |given| format!("c{}", given.number()));
        let figure = view.figure(count_of(&view.tally.observed, &row.code));
        let markup = html! { (label) " " @if let Some(listed) = listed { (listed) } (code(&row.code)) };
        Counted { class, ..Counted::new(markup, label.clone(), figure) }
    });
    let counted = by_size(counted);
    let of = "Indicator, and the category it is listed in";
    let titles = Titles { caption: "Indicators observed", of, what: SCREENINGS, all: all(view) };
    // The gravest signs are seldom many, and must not be lost among those that are.
    let gravest = view.rules.tables().indicators.iter().filter_map(|row| row.category).max();
    let grave =
        gravest.map(|given| (format!("c{}", given.number()), view.rules.category_in_words(Some(given))));
    let (class, called) = grave.unwrap_or_default();
    let what = format!("listed in {called}");
    let is_one = |one: &Counted| !class.is_empty() && one.class == class;
    let always = Always { what: &what, is_one: &is_one };
    html! {
        p {
            "Observed means answered yes or suspected. What was not asked about was not observed either: "
            "a low figure can mean that few people asked."
        }
        @if view.shows(&Part::Indicators) {
            (with_table("by-indicator", "Screenings by indicator observed", &counted, &titles, Some(&always)))
        } @else { (stay_away()) }
    }
}

pub(crate) fn gaps(view: &View<'_>) -> Markup {
    let tables = view.rules.tables();
    let facts = Fact::ALL.iter().map(|fact| (fact.code(), fact_label(view.rules, *fact)));
    let indicators = tables.indicators.iter().map(|row| (&*row.code, &*row.label));
    let own = tables.questions.iter().map(|row| (&*row.code, &*row.label));
    let open =
        facts.chain(own).chain(indicators).map(|(id, label)| (id, label, count_of(&view.tally.gaps, id)));
    let counted = open.filter(|(_, _, count)| *count > 0).map(|(id, label, count)| {
        let label = capitalised(label);
        Counted::new(html! { (label) " " (code(id)) }, label.clone(), view.figure(count))
    });
    let counted = by_size(counted);
    let any = view.figure(view.tally.with_gaps.total());
    let titles =
        Titles { caption: "Questions left open", of: "Question", what: "Left open in", all: all(view) };
    html! {
        p {
            "A question is listed when its answer is not known, or only suspected, and a yes alone would raise the category. "
            @if view.shows(&Part::WithGaps) { "Screenings with at least one: " strong { (cell(any)) } "." }
        }
        @if view.shows(&Part::Gaps) { (with_table("by-gap", "Questions most often left open", &counted, &titles, None)) }
        @else { (stay_away()) }
    }
}

pub(crate) fn readings(view: &View<'_>) -> Markup {
    let tables = view.rules.tables();
    let counted = tables.readings.iter().filter_map(|reading| {
        rules_resting_on(view.rules, &reading.id).first()?;
        let label = format!("“{}”: {}", reading.words, reading.chosen);
        let figure = view.figure(count_of(&view.tally.readings, &reading.id));
        Some(Counted::new(html! { (label) " " (code(&reading.id)) }, reading.id.replace('-', " "), figure))
    });
    let counted = by_size(counted);
    let any = view.figure(view.tally.with_readings.total());
    let titles = Titles {
        caption: "Readings that a category rests on",
        of: "Reading",
        what: SCREENINGS,
        all: all(view),
    };
    html! {
        p {
            "Where the words of the source leave a choice, a reading says what was chosen. "
            @if view.shows(&Part::WithReadings) {
                "Screenings whose category rests on a reading, by at least one decisive rule: " strong { (cell(any)) } ". "
            }
            "Steps and plans may rest on readings too; they are not counted here."
        }
        @if view.shows(&Part::Readings) {
            (with_table("by-reading", "Screenings by reading that the category rests on", &counted, &titles, None))
        } @else { (stay_away()) }
    }
}
