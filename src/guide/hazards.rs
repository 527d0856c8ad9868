#![doc = include_str!("../../docs/hazards.md")]
