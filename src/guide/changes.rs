#![doc = include_str!("../../CHANGELOG.md")]
