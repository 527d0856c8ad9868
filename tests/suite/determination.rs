//! A determination that was screened without its request's dates being looked at.

use chrono::NaiveDate;
use cse_screening::{Category, Child, Determination, Indicators, Meeting, Request, screen};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn none_on(on: &str) -> Determination {
    Determination::new(None, day(on), Meeting::Mase, "weighed").unwrap()
}

/// A child whose level was Category 3.
fn held(recorded: &str) -> Child {
    Child::aged(15).unwrap().previous_category_recorded(Category::Three, day(recorded))
}

#[test]
fn only_one_that_can_be_told_to_be_the_later_one_lowers() {
    let screened = |child: Child| child.screened_on(day("2025-03-01")).unwrap();
    let tool = Indicators::new();
    let later = screened(held("2024-11-08").determined(none_on("2025-02-20")));
    assert_eq!(screen(&later, &tool).category(), None);
    assert!(Request::new(later, tool.clone()).is_ok());
    let same_day = screened(held("2025-02-20").determined(none_on("2025-02-20")));
    assert_eq!(screen(&same_day, &tool).category(), None);

    let born = Child::born(day("2010-01-01"), day("2025-03-01")).unwrap();
    for (what, child) in [
        ("an older one", screened(held("2025-02-21").determined(none_on("2025-02-20")))),
        (
            "no day",
            screened(held("2024-11-08").previous_category(Category::Three).determined(none_on("2025-02-20"))),
        ),
        ("after the screening", screened(held("2024-11-08").determined(none_on("2025-03-02")))),
        ("in a year that cannot be", held("2024-11-08").determined(none_on("2200-01-01"))),
        ("recorded in a year that cannot be", screened(held("0024-11-08").determined(none_on("2025-02-20")))),
        (
            "before the birth",
            born.previous_category_recorded(Category::Three, day("2009-01-01"))
                .determined(none_on("2009-06-01")),
        ),
    ] {
        assert_eq!(screen(&child, &tool).category(), Some(Category::Three), "{what}");
        assert!(Request::new(child, tool.clone()).is_err(), "{what}");
    }
}

#[test]
fn another_previous_category_has_another_day() {
    let child = held("2024-11-08");
    assert_eq!(child.previous_category_day(), Some(day("2024-11-08")));
    assert_eq!(child.clone().previous_category(Category::One).previous_category_day(), None);
    let taken_back = child.previous_category(None);
    assert_eq!((taken_back.previous_category_given(), taken_back.previous_category_day()), (None, None));
    assert!(Request::new(taken_back, Indicators::new()).is_ok());
}
