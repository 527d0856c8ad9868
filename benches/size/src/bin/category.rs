//! Screens, and prints the number of the category. The age comes from outside, so that nothing is
//! decided when it is compiled.

use cse_screening::{Child, Indicator, Indicators, screen};

fn main() {
    let age = std::env::args().count().min(17) as u8;
    if let Ok(child) = Child::aged(age) {
        let tool = Indicators::new().observed(Indicator::PoorSelfImage);
        println!("{}", screen(&child, &tool).category().map_or(0, |category| category.number()));
    }
}
