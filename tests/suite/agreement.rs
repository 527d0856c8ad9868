//! A second evaluator, written from the reading alone over plain JSON, says the same as the engine.

use crate::{naive, requests, support};
use cse_screening::RuleSet;
use rand::SeedableRng;
use rand::rngs::StdRng;

/// How many random requests are compared.
const REQUESTS: u64 = 100_000;

#[test]
fn both_evaluators_agree_on_every_field_that_the_reading_determines() {
    let mut compared = 0;
    for seed in 0..REQUESTS {
        let request = requests::random_request(&mut StdRng::seed_from_u64(seed));
        let engine = support::determined(&support::record(RuleSet::coventry(), &request));
        let naive = naive::evaluate(&request);
        if engine != naive {
            let differs: Vec<_> =
                naive.as_object().unwrap().keys().filter(|key| engine[*key] != naive[*key]).collect();
            let beside =
                |key: &&String| format!("{key}:\n  engine {}\n  naive  {}\n", engine[*key], naive[*key]);
            panic!("seed {seed}: for\n{request}\n{}", differs.iter().map(beside).collect::<String>());
        }
        compared += 1;
    }
    assert_eq!(compared, REQUESTS);
}
