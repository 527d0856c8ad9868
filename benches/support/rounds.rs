//! Times several ways of doing a thing in turns, so that whatever else the machine does falls on all.

use cpu_time::ThreadTime;

/// One way, and how many requests it takes each time.
pub(crate) struct Way<'w> {
    pub(crate) name: &'static str,
    pub(crate) requests: usize,
    pub(crate) run: Box<dyn FnMut() + 'w>,
}

impl<'w> Way<'w> {
    pub(crate) fn new(name: &'static str, requests: usize, run: impl FnMut() + 'w) -> Self {
        Self { name, requests, run: Box::new(run) }
    }
}

/// The median processor time of each way, in nanoseconds a request: what this thread took, and not how long it waited
/// for a processor.
pub(crate) fn medians(ways: &mut [Way<'_>], rounds: usize) -> Vec<f64> {
    let mut times = vec![Vec::new(); ways.len()];
    // The first round warms up.
    for round in 0..=rounds {
        for (way, times) in ways.iter_mut().zip(&mut times) {
            let start = ThreadTime::now();
            (way.run)();
            let nanoseconds = start.elapsed().as_secs_f64() * 1e9 / way.requests as f64;
            if round > 0 {
                times.push(nanoseconds);
            }
        }
    }
    times.into_iter().map(median).collect()
}

pub(crate) fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}
