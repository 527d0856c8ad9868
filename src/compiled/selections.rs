//! Which indicators a condition speaks of.

use crate::tables::condition::{NamedSet, SelectBy, Selection};
use crate::tables::{IndicatorKind, IndicatorRow, Tables};
use crate::vocabulary::category::Category;
use crate::vocabulary::indicator::{OwnCodes, Place, Places};
use std::collections::HashMap;

/// The indicators that selections name.
pub(crate) struct Selections<'a> {
    pub(crate) codes: &'a OwnCodes,
    /// Those of each group and of each set with a name: there may be many thousand conditions.
    selected: HashMap<Selection, Places>,
}

impl<'a> Selections<'a> {
    pub(crate) fn new(tables: &Tables, codes: &'a OwnCodes) -> Self {
        let rows = tables.indicators.iter().filter_map(|row| Some((row, codes.place(&row.code)?)));
        Self { codes, selected: selected(rows) }
    }

    pub(crate) fn select(&self, selection: &Selection) -> Result<Places, String> {
        let place = |code: &str| self.codes.place(code).ok_or_else(|| format!("no indicator `{code}`"));
        let codes = |codes: &[String]| {
            codes.iter().map(|code| place(code).map(Places::at)).try_fold(Places::default(), union)
        };
        match selection {
            Selection::Codes(list) => codes(list),
            Selection::By(SelectBy::AllBut(but)) => {
                Ok(self.select(&Selection::Named(NamedSet::Any))?.without(codes(but)?))
            }
            Selection::By(SelectBy::Together(sets)) => {
                sets.iter().map(|set| self.select(set)).try_fold(Places::default(), union)
            }
            Selection::By(SelectBy::Group(_)) | Selection::Named(_) => {
                Ok(self.selected.get(selection).copied().unwrap_or_default())
            }
        }
    }
}

/// The indicators of each group and of each set with a name, where there are any.
fn selected<'t>(rows: impl Iterator<Item = (&'t IndicatorRow, Place)>) -> HashMap<Selection, Places> {
    let mut selected: HashMap<Selection, Places> = HashMap::new();
    for (row, place) in rows {
        let kind = match row.kind {
            IndicatorKind::Behaviour => NamedSet::Behaviour,
            IndicatorKind::Circumstance => NamedSet::Circumstance,
        };
        let category = row.category.map(|category| match category {
            Category::One => NamedSet::Category1,
            Category::Two => NamedSet::Category2,
            Category::Three => NamedSet::Category3,
        });
        let named = [NamedSet::Any, kind].into_iter().chain(category).map(Selection::Named);
        let groups = row.groups.iter().map(|group| Selection::By(SelectBy::Group(group.clone())));
        for selection in named.chain(groups) {
            let of = selected.entry(selection).or_default();
            *of = of.with(Places::at(place));
        }
    }
    selected
}

fn union(all: Places, one: Result<Places, String>) -> Result<Places, String> {
    Ok(all.with(one?))
}
