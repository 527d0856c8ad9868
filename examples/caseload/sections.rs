//! The figures about outcomes, section by section.

use crate::chart::with_table;
use crate::figures::{Counted, by_size, cell, in_words, listed};
use crate::html::{capitalised, category, code};
use crate::suppress::Figure;
use crate::tally::{Place, count_of};
use crate::view::View;
use crate::words::fact_label;
use cse_screening::rules::tables::{CategoryRule, Level, RowBasis};
use cse_screening::{Category, Fact};
use maud::{Markup, html};

const SCREENINGS: &str = "Screenings";

/// Said where only a total may be shown.
const TOO_FEW: &str =
    "Some of these figures are small, and the others would tell them. Only the total is shown.";

pub(crate) fn categories(view: &View<'_>) -> Markup {
    let total = html! {
        p class="total" {
            strong { (in_words(Figure::Shown(view.tally.requests), view.threshold)) }
            " " (if view.tally.requests == 1 { "screening" } else { "screenings" }) " in all."
        }
    };
    let Some(figures) = view.places() else { return html! { (total) p { (TOO_FEW) } } };
    let counted: Vec<_> =
        Place::ALL.into_iter().zip(figures).map(|(place, figure)| stands(view, place, figure)).collect();
    let table = listed("Screenings by category", "Category", SCREENINGS, &counted, view.threshold);
    html! {
        (total)
        (with_table("by-category", "Screenings by category", &counted, view.threshold, &table))
        p { "No category means that nothing was recorded that gives one. It does not mean that there is no risk." }
    }
}

fn stands(view: &View<'_>, place: Place, figure: Figure) -> Counted {
    let tables = view.rules.tables();
    let level = |wanted: Option<Category>, name: &str| {
        let row = tables.levels.iter().find(|row| row.category == wanted && row.label != name);
        row.map_or_else(String::new, |row| format!(", here {}", row.label))
    };
    let (chip, plain, class) = match place {
        Place::In(given) => {
            let name = tables.categories.iter().find(|row| row.category == given).map_or("", |row| &row.name);
            let words = format!(": {name}{}", level(Some(given), name));
            (
                html! { (category(Some(given))) (words) },
                format!("{given}{words}"),
                format!("c{}", given.number()),
            )
        }
        Place::NoCategory => {
            let words = level(None, "");
            (html! { (category(None)) (words) }, format!("No category{words}"), "c0".to_owned())
        }
        Place::Adult => {
            let words = "Of an age at which none is given";
            (html! { (words) }, words.to_owned(), "c0".to_owned())
        }
    };
    Counted { class, ..Counted::new(chip, plain, figure) }
}

pub(crate) fn decisive(view: &View<'_>) -> Markup {
    let rules = &view.rules.tables().category_rules;
    let counted = rules.iter().map(|row| {
        let label = capitalised(&row.label);
        Counted::new(html! { (label) " " (code(&row.id)) }, label.clone(), rule_figure(view, row))
    });
    let counted = by_size(counted);
    let table = listed("Rules that gave the category", "Rule", SCREENINGS, &counted, view.threshold);
    html! {
        p { "A rule is decisive when it gives the category of the outcome. Several can be, so these figures overlap and do not add up." }
        (with_table("by-rule", "Screenings by decisive rule", &counted, view.threshold, &table))
    }
}

fn rule_figure(view: &View<'_>, row: &CategoryRule) -> Figure {
    let count = count_of(&view.tally.decisive, &row.id);
    let levels = &view.rules.tables().levels;
    match &row.at_least {
        Level::Fixed(given) => view.share_within(*given, count),
        Level::Named(id) => {
            match levels.iter().find(|level| level.id == *id).and_then(|level| level.category) {
                Some(given) => view.share_within(given, count),
                None => view.share(count),
            }
        }
        Level::From(_) => view.share(count),
    }
}

pub(crate) fn indicators(view: &View<'_>) -> Markup {
    let rows = view.rules.tables().indicators.iter();
    let counted = rows.map(|row| {
        let label = capitalised(&row.label);
        let listed = row.category.map(|given| html! { " " (category(Some(given))) });
        let class = row.category.map_or_else(String::new, |given| format!("c{}", given.number()));
        let figure = view.share(count_of(&view.tally.observed, &row.code));
        let markup = html! { (label) " " @if let Some(listed) = listed { (listed) } (code(&row.code)) };
        Counted { class, ..Counted::new(markup, label.clone(), figure) }
    });
    let counted = by_size(counted);
    let table = listed(
        "Indicators observed",
        "Indicator, and the category it is listed in",
        SCREENINGS,
        &counted,
        view.threshold,
    );
    html! {
        p {
            "Observed means answered yes or suspected. What was not asked about was not observed either: "
            "a low figure can mean that few people asked."
        }
        (with_table("by-indicator", "Screenings by indicator observed", &counted, view.threshold, &table))
    }
}

pub(crate) fn gaps(view: &View<'_>) -> Markup {
    let tables = view.rules.tables();
    let facts = Fact::ALL.iter().map(|fact| (fact.code(), fact_label(view.rules, *fact)));
    let indicators = tables.indicators.iter().map(|row| (&*row.code, &*row.label));
    let open = facts.chain(indicators).map(|(id, label)| (id, label, count_of(&view.tally.gaps, id)));
    let counted = open.filter(|(_, _, count)| *count > 0).map(|(id, label, count)| {
        let label = capitalised(label);
        Counted::new(html! { (label) " " (code(id)) }, label.clone(), view.share(count))
    });
    let counted = by_size(counted);
    let any = view.share_of_any(view.tally.with_gaps, &counted);
    let table = listed("Questions left open", "Question", "Left open in", &counted, view.threshold);
    html! {
        p {
            "A question is listed when its answer is not known, or only suspected, and a yes alone would raise the category. "
            "Screenings with at least one: " strong { (cell(any, view.threshold)) } "."
        }
        (with_table("by-gap", "Questions most often left open", &counted, view.threshold, &table))
    }
}

pub(crate) fn readings(view: &View<'_>) -> Markup {
    let tables = view.rules.tables();
    let counted = tables.readings.iter().filter_map(|reading| {
        let rests = |row: &&CategoryRule| matches!(&row.basis, RowBasis::Reading(id) if *id == reading.id);
        let rules: Vec<_> = tables.category_rules.iter().filter(rests).collect();
        rules.first()?;
        let label = format!("“{}”: {}", reading.words, reading.chosen);
        let figure = reading_figure(view, &reading.id, &rules);
        Some(Counted::new(html! { (label) " " (code(&reading.id)) }, reading.id.replace('-', " "), figure))
    });
    let counted = by_size(counted);
    let any = view.share_of_any(view.tally.with_readings, &counted);
    let table = listed("Readings that a category rests on", "Reading", SCREENINGS, &counted, view.threshold);
    html! {
        p {
            "Where the words of the source leave a choice, a reading says what was chosen. "
            "Screenings whose category rests on a reading, by at least one decisive rule: "
            strong { (cell(any, view.threshold)) } ". Steps and plans may rest on readings too; they are not counted here."
        }
        (with_table("by-reading", "Screenings by reading that the category rests on", &counted, view.threshold, &table))
    }
}

/// Hidden too where a rule that rests on it is, because the two can be the same number.
fn reading_figure(view: &View<'_>, id: &str, rules: &[&CategoryRule]) -> Figure {
    let count = count_of(&view.tally.readings, id);
    let parts: Vec<_> = rules.iter().map(|row| count_of(&view.tally.decisive, &row.id)).collect();
    let figure = view.threshold.share(count, &view.wholes(), &parts);
    let hidden = rules.iter().any(|row| !matches!(rule_figure(view, row), Figure::Shown(_)));
    if hidden && count > 0 && figure != Figure::Few { Figure::Withheld } else { figure }
}
