#![doc = include_str!("../../CONTRIBUTING.md")]
