#![doc = include_str!("../../rules/README.md")]
