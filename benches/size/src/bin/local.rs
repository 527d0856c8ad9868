//! Loads the rules of a directory, and checks them.

use cse_screening::RuleSet;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let directory = std::env::args_os().nth(1).ok_or("a directory of rules is wanted")?;
    println!("{}", RuleSet::from_dir(directory)?.check().holds());
    Ok(())
}
