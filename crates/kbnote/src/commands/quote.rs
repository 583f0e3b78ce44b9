//! `kbnote quote`: the captions behind a sentence as a quotation.

use kbnote_app::{ErrorKind, NotePlace, QuoteReport};

use crate::captions_args::CaptionsArgs;
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::ui::shorten;
use crate::write_args::WriteArgs;

/// Print the captions behind the sentences of a line as a Markdown quotation
///
/// The quotation has the speaker where the captions name one, and a timestamp. With --insert it is
/// written below the paragraph or list item, once.
#[derive(clap::Args, Debug)]
pub(crate) struct QuoteArgs {
    /// Line of a note, or with a column one sentence on it; -:LINE for standard input
    #[arg(value_name = "NOTE:LINE[:COLUMN]", allow_hyphen_values = true)]
    place: NotePlace,
    /// Insert the quotation below the paragraph
    #[arg(long)]
    insert: bool,
    #[command(flatten)]
    captions: CaptionsArgs,
    #[command(flatten)]
    write: WriteArgs,
}

pub(crate) fn run(cx: &Context, args: &QuoteArgs) -> Result<Exit, CliError> {
    if !args.insert && !args.write.in_place() {
        let message = "--check, --diff and --stdout need --insert";
        return Err(CliError::new(ErrorKind::Usage, "usage", message));
    }
    let captions = &args.captions;
    let (file, track) = (captions.captions.as_deref(), captions.track.as_deref());
    let report = cx.workspace.quote(&args.place, file, track)?;
    for claim in &report.unsupported {
        let text = shorten(&claim.text, 50);
        cx.ui
            .warn(format_args!("the captions do not support “{text}”"));
    }
    if args.insert {
        insert(cx, args, &report)
    } else {
        print(cx, &report)
    }
}

fn print(cx: &Context, report: &QuoteReport) -> Result<Exit, CliError> {
    if cx.ui.json {
        cx.ui.document(&report.document(None, false))?;
        return Ok(Exit::Done);
    }
    let lines = report.lines().join("\n");
    cx.ui.content(format!("{lines}\n").as_bytes())?;
    Ok(Exit::Done)
}

fn insert(cx: &Context, args: &QuoteArgs, report: &QuoteReport) -> Result<Exit, CliError> {
    let applied = report.inserted()?;
    let changed = applied.note.bytes() != report.file.bytes;
    if changed {
        args.write.put(cx, &report.file, &applied)?;
    } else {
        args.write.print_unchanged(cx, &report.file)?;
    }
    if cx.ui.json {
        let prints = report.file.path().is_none() || args.write.prints_note();
        cx.ui.document(&report.document(Some(&applied), prints))?;
    } else if !changed {
        cx.ui
            .say(format_args!("{} already has the quotation", args.place));
    }
    Ok(args.write.exit(changed))
}
