#![doc = include_str!("../../docs/commands.md")]
