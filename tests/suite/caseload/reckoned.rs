//! What somebody who knows the rules of hiding, and all that is published, can reckon of what is hidden: asked of
//! every small table.

#[path = "../../../examples/caseload/suppress.rs"]
#[allow(dead_code, reason = "shared with the example, which uses the rest")]
mod suppress;

use std::collections::{BTreeMap, BTreeSet};
use suppress::{Figure, Threshold};

/// Calls `each` with every table of so many figures that add up to no more than `most`.
fn every_table(figures: usize, most: u64, each: &mut impl FnMut(&[u64])) {
    fn fill(table: &mut Vec<u64>, figures: usize, left: u64, each: &mut impl FnMut(&[u64])) {
        if table.len() == figures {
            return each(table);
        }
        for figure in 0..=left {
            table.push(figure);
            fill(table, figures, left - figure, each);
            table.pop();
        }
    }
    fill(&mut Vec::new(), figures, most, each);
}

/// The values that each figure of tables published alike can have.
type Possible = Vec<BTreeSet<u64>>;

fn note(possible: &mut Possible, table: &[u64]) {
    possible.resize(table.len(), BTreeSet::new());
    possible.iter_mut().zip(table).for_each(|(values, value)| {
        values.insert(*value);
    });
}

#[test]
fn no_hidden_part_of_a_total_can_be_reckoned() {
    for (smallest, figures, most) in
        [(5, 2, 60), (5, 3, 40), (3, 3, 30), (4, 3, 30), (3, 4, 24), (5, 4, 30), (3, 5, 15)]
    {
        let threshold = Threshold::new(smallest).unwrap();
        let mut published: BTreeMap<(u64, Option<Vec<Figure>>), Possible> = BTreeMap::new();
        every_table(figures, most, &mut |table| {
            let total = table.iter().sum();
            // Below the threshold not even the total is shown.
            if total >= smallest {
                note(published.entry((total, threshold.parts(table))).or_default(), table);
            }
        });
        let mut hidden = 0;
        for ((total, shown), possible) in &published {
            for (at, values) in possible.iter().enumerate() {
                match shown.as_ref().map(|shown| shown[at]) {
                    Some(Figure::Shown(count)) => {
                        assert!(values.len() == 1 && values.contains(&count));
                        assert!(!threshold.is_few(count));
                    }
                    Some(Figure::Few) => assert!(values.iter().all(|value| threshold.is_few(*value))),
                    Some(Figure::Withheld) | None => {}
                }
                if !matches!(shown.as_ref().map(|shown| shown[at]), Some(Figure::Shown(_))) {
                    hidden += 1;
                    assert!(values.len() > 1, "{total}, {shown:?}: figure {at} can only be {values:?}");
                }
            }
        }
        assert!(hidden > 20, "{smallest} {figures}: {hidden}");
    }
}

#[test]
fn no_hidden_change_can_be_reckoned_from_how_many_requests_and_records_there_were() {
    for (smallest, compared, most) in [(5, 1, 30), (3, 1, 24), (5, 2, 24), (3, 2, 18), (3, 3, 12)] {
        let threshold = Threshold::new(smallest).unwrap();
        // Published, and known: how many requests, and how many records.
        let mut published: BTreeMap<_, Possible> = BTreeMap::new();
        every_table(compared + 1, most, &mut |table| {
            for gone in 0..=most {
                let requests: u64 = table.iter().sum();
                let (new, compared) = table.split_last().unwrap();
                let records = requests - new + gone;
                if requests >= smallest {
                    let shown = threshold.changes(compared, *new, gone);
                    let whole = [table, &[gone]].concat();
                    note(published.entry((requests, records, shown)).or_default(), &whole);
                }
            }
        });
        let mut hidden = 0;
        for ((requests, records, shown), possible) in &published {
            // Beyond that, tables with more that are gone were not tried.
            if *records > most {
                continue;
            }
            let shown: Option<Vec<Figure>> =
                shown.clone().map(|shown| [shown.parts, vec![shown.new, shown.gone]].concat());
            for (at, values) in possible.iter().enumerate() {
                match shown.as_ref().map(|shown| shown[at]) {
                    Some(Figure::Shown(count)) => assert!(values.len() == 1 && !threshold.is_few(count)),
                    _ => {
                        hidden += 1;
                        assert!(
                            values.len() > 1,
                            "{requests}, {records}, {shown:?}: figure {at} can only be {values:?}"
                        );
                    }
                }
            }
        }
        assert!(hidden > 20, "{smallest} {compared}: {hidden}");
    }
}

#[test]
fn no_hidden_share_can_be_reckoned_from_the_whole() {
    for smallest in [3, 5, 10] {
        let threshold = Threshold::new(smallest).unwrap();
        for whole in smallest..60 {
            let mut published: BTreeMap<Figure, BTreeSet<u64>> = BTreeMap::new();
            for count in 0..=whole {
                published.entry(threshold.share(count, &[whole], &[])).or_default().insert(count);
            }
            for (figure, values) in published {
                match figure {
                    Figure::Shown(count) => {
                        assert!(
                            !threshold.is_few(count) && !threshold.is_few(whole - count),
                            "{count} of {whole}"
                        );
                    }
                    Figure::Few | Figure::Withheld => {
                        assert!(values.len() > 1, "{figure:?} of {whole}: {values:?}")
                    }
                }
            }
        }
        assert_eq!(threshold.share(20, &[60], &[18]), Figure::Withheld);
    }
}

#[test]
fn with_a_threshold_of_one_nothing_is_hidden() {
    let threshold = Threshold::new(1).unwrap();
    every_table(3, 6, &mut |table| {
        let shown: Vec<_> = table.iter().map(|count| Figure::Shown(*count)).collect();
        assert_eq!(threshold.parts(table), Some(shown.clone()));
        let (gone, compared) = shown.split_last().unwrap();
        let changes = threshold.changes(&table[..1], table[1], table[2]).unwrap();
        assert_eq!([changes.parts, vec![changes.new]].concat(), compared);
        assert_eq!(changes.gone, *gone);
    });
    assert!(Threshold::new(2).is_none() && Threshold::new(0).is_none());
}
