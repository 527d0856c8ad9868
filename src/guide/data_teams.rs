#![doc = include_str!("../../docs/data-teams.md")]
