//! A screening allocates nothing.

use crate::reading_2::requests;
use crate::support;
use allocation_counter::measure;
use cse_screening::RuleSet;
use rand::SeedableRng;
use rand::rngs::StdRng;
use std::hint::black_box;

#[test]
fn to_screen_and_to_walk_through_the_outcome_allocates_nothing() {
    let rules = RuleSet::coventry();
    let mut steps = 0;
    for seed in 0..1_000 {
        let request = support::read(&requests::random_request(&mut StdRng::seed_from_u64(seed)));
        let counted = measure(|| {
            let outcome = rules.screen(request.child(), request.indicators());
            outcome.steps().for_each(|step| {
                black_box((step.force(), step.due()));
                steps += 1;
            });
            black_box(outcome.reasons().flat_map(|reason| reason.because()).count());
            black_box(outcome.gaps().count() + outcome.prompts().count() + outcome.findings().count());
            black_box((
                outcome.plan().map(|plan| plan.host()),
                rules.category(request.child(), request.indicators()),
            ));
        });
        assert_eq!(counted.count_total, 0, "seed {seed}");
    }
    assert!(steps > 10_000, "{steps}");
    // The counter counts.
    assert!(measure(|| drop(black_box(vec![1]))).count_total > 0);
}
