//! What a shell completes, and the pages of the manual: both made from the arguments.

use crate::answer::unusable;
use clap::Args;
use clap_complete::Shell;
use clap_mangen::Man;
use std::io::{self, Write};
use std::process::ExitCode;

/// Writes what makes a shell complete the words of this command
#[derive(Args)]
#[command(
    after_help = "For bash: cse completions bash > ~/.local/share/bash-completion/completions/cse\nFor PowerShell: cse completions powershell >> $PROFILE\nExit codes: 0 it is written, 2 a wrong call, or it cannot be written."
)]
pub(crate) struct CompletionsArguments {
    /// The shell
    shell: Shell,
}

/// Writes a page of the manual
#[derive(Args)]
#[command(
    after_help = "Examples:\n  cse man > /usr/local/share/man/man1/cse.1\n  cse man rules check | man -l -\nExit codes: 0 it is written, 2 a wrong call, or it cannot be written."
)]
pub(crate) struct ManArguments {
    /// Of which command; without one, of cse itself
    command: Vec<String>,
}

pub(crate) fn completions(mut cse: clap::Command, arguments: &CompletionsArguments) -> ExitCode {
    // To memory first: the generator takes a write that fails for the end of the world.
    let mut text = Vec::new();
    clap_complete::generate(arguments.shell, &mut cse, "cse", &mut text);
    written(&text)
}

pub(crate) fn man(mut cse: clap::Command, arguments: &ManArguments) -> ExitCode {
    cse.build();
    let mut command = &cse;
    for name in &arguments.command {
        let Some(found) = command.find_subcommand(name) else {
            let names: Vec<_> = command.get_subcommands().map(clap::Command::get_name).collect();
            return unusable(&format!("there is no command {name}; allowed: {}", names.join(", ")));
        };
        command = found;
    }
    let mut text = Vec::new();
    match Man::new(command.clone()).render(&mut text) {
        Ok(()) => written(&text),
        Err(error) => unusable(&format!("the page cannot be made: {error}")),
    }
}

fn written(text: &[u8]) -> ExitCode {
    let mut out = io::stdout().lock();
    match crate::output::until_nobody_reads(out.write_all(text).and_then(|()| out.flush())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => unusable(&format!("it cannot be written: {error}")),
    }
}
