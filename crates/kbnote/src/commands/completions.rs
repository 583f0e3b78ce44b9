//! `kbnote completions`: what a shell needs to complete a command line.

use clap_complete::Shell;

use crate::documents::CompletionsDocument;
use crate::error::CliError;
use crate::exit::Exit;
use crate::ui::Ui;

/// Print the completions for a shell
///
/// Put them where your shell looks for them, or load them when it starts: in bash
/// `source <(kbnote completions bash)`, in fish `kbnote completions fish | source`.
#[derive(clap::Args, Debug)]
pub(crate) struct CompletionsArgs {
    /// Shell that is to complete
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

pub(crate) fn run(
    ui: Ui,
    args: &CompletionsArgs,
    mut command_line: clap::Command,
) -> Result<Exit, CliError> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command_line, "kbnote", &mut script);
    if ui.json {
        ui.document(&CompletionsDocument {
            schema: "kbnote.completions/1",
            shell: args.shell.to_string(),
            script: String::from_utf8_lossy(&script),
        })?;
    } else {
        ui.bytes(&script)?;
    }
    Ok(Exit::Done)
}
