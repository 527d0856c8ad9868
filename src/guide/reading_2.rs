#![doc = include_str!("../../docs/reading-2.md")]
