//! `kbnote move`: a note in another folder, and every link to it rewritten.

use std::path::PathBuf;

use super::rename::{RenameWriteArgs, print};
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;

/// Move a note to another folder, and rewrite every link to it
///
/// The folder is relative to that of the notes, or a path into it; it is made if it does not exist. The
/// title stays, and what you decided on anchors and links moves along. Links to the note are rewritten as
/// `kbnote rename` does, and relative links and pictures in it too. All files are changed or none.
#[derive(clap::Args, Debug)]
pub(crate) struct MoveArgs {
    /// Note to move
    #[arg(value_name = "NOTE")]
    note: PathBuf,
    /// Folder to move it to
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
    #[command(flatten)]
    write: RenameWriteArgs,
}

pub(crate) fn run(cx: &Context, args: &MoveArgs) -> Result<Exit, CliError> {
    let mode = args.write.mode();
    let report = cx.workspace.move_note(&args.note, &args.folder, mode)?;
    print(cx, mode, &report)?;
    Ok(Exit::of_check(mode, report.changes()))
}
