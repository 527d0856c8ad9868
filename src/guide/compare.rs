#![doc = include_str!("../../COMPARE.md")]
