#![doc = include_str!("../../BENCHMARKS.md")]
