//! `kbnote lsp`: a language server for editors.

use std::io::{BufReader, stdin, stdout};
use std::path::Path;

use kbnote_app::{ErrorKind, Workspace, WorkspaceOptions};
use kbnote_lsp::Ending;

use crate::error::CliError;
use crate::exit::Exit;
use crate::global_args::{Format, GlobalArgs};
use crate::ui::Ui;

/// Serve an editor as a language server, on standard input and output
///
/// Your editor starts it. In the notes that are open you then have the findings of `kbnote check` as you
/// type. The vault is the one around the folder that the editor has open, or that of `--vault`. Nothing is
/// written to your notes: the editor makes the changes, and you save them.
#[derive(clap::Args, Debug)]
pub(crate) struct LspArgs {
    /// Standard input and output, the default; many editors add it
    #[arg(long)]
    stdio: bool,
}

pub(crate) fn run(ui: Ui, global: &GlobalArgs, _: &LspArgs) -> Result<Exit, CliError> {
    if global.format() != Format::Human {
        let message = "`lsp` speaks its own protocol, and takes no form";
        return Err(CliError::new(ErrorKind::Usage, "usage", message));
    }
    let open = |folder: Option<&Path>| {
        let options = WorkspaceOptions {
            vault: global.vault.clone(),
            offline: global.offline,
            command: "lsp",
        };
        let workspace = match folder {
            Some(folder) => Workspace::open_around(folder, &options, Box::new(ui)),
            None => Workspace::open(&options, Box::new(ui)),
        }?;
        workspace.recover()?;
        Ok(workspace)
    };
    match kbnote_lsp::run(BufReader::new(stdin()), stdout(), open) {
        Ending::Orderly => Ok(Exit::Done),
        Ending::Abrupt => Ok(Exit::Found),
    }
}
