//! `kbnote convert`: anchors in another style.

use std::ffi::OsStr;
use std::path::PathBuf;

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use kbnote_app::{ConvertedNote, NoteFile, NoteFiles};
use kbnote_note::AnchorStyle;

use crate::context::Context;
use crate::documents::{ConvertedNoteEntry, lossy};
use crate::error::CliError;
use crate::exit::Exit;
use crate::note_run::{NoteRun, once_more_if_written};
use crate::ui::{count, line_number, strong};
use crate::write_args::WriteArgs;

/// Write the anchors of notes in another style
///
/// Times, recordings and what you decided stay: no time counts as set by hand afterwards. Anchors that would lose
/// something are listed and left as they are.
#[derive(clap::Args, Debug)]
pub(crate) struct ConvertArgs {
    /// Note, folder of notes, or - for standard input
    #[arg(required = true, value_name = "NOTE")]
    notes: Vec<PathBuf>,
    /// Style of the anchors: one of these, or one that kbnote.toml defines in `[anchor.styles]`
    #[arg(long, value_name = "STYLE", value_parser = StyleParser)]
    anchors: String,
    #[command(flatten)]
    write: WriteArgs,
}

/// Accepts any name, as the settings may define more styles than are listed.
#[derive(Clone)]
struct StyleParser;

impl TypedValueParser for StyleParser {
    type Value = String;

    fn parse_ref(
        &self,
        cmd: &clap::Command,
        arg: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<String, clap::Error> {
        let name = StringValueParser::new().parse_ref(cmd, arg, value)?;
        Ok(match name.as_str() {
            "quartz" => "html".to_owned(),
            "obsidian" => "markdown".to_owned(),
            _ => name,
        })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let value =
            |(name, help): (&'static str, &'static str)| PossibleValue::new(name).help(help);
        Some(Box::new(BUILT_IN.into_iter().map(value)))
    }
}

/// The built-in styles, each with its looks.
const BUILT_IN: [(&str, &str); 4] = [
    (
        "html",
        "`<a class=\"yt-timestamp\" data-t=\"00:00:42\">[00:00:42]</a>`, for a script of the site",
    ),
    (
        "html-link",
        "The same with an address, a link without any script too",
    ),
    ("markdown", "`[00:00:42](https://youtu.be/ID?t=42)`"),
    ("logseq", "`{{youtube-timestamp 42}}`"),
];

pub(crate) fn run(cx: &Context, args: &ConvertArgs) -> Result<Exit, CliError> {
    let style = cx.workspace.anchor_style(&args.anchors)?;
    let notes = cx.workspace.read_notes_to_change(&args.notes)?;
    let mut run = NoteRun::new(cx, notes.count());
    let NoteFiles { files, unreadable } = notes;
    args.write.accept(&files)?;
    for file in &files {
        let done = convert(cx, (args, style), file, &mut run);
        let done = once_more_if_written(cx, file, done, |file| {
            convert(cx, (args, style), file, &mut run)
        });
        run.go_on(file, done)?;
    }
    run.unreadable(&unreadable);
    if cx.ui.json {
        run.document("kbnote.convert/1")?;
    } else {
        run.tell_counts(args.write);
    }
    let is_other = cx.workspace.vault.settings().anchor.style() != style;
    if args.write.in_place() && is_other && run.has_changes() {
        let name = style.name();
        cx.ui.hint(format_args!(
            "new anchors are written so with `anchor.style = \"{name}\"` in kbnote.toml"
        ));
    }
    Ok(run.exit(args.write))
}

fn convert(
    cx: &Context,
    (args, style): (&ConvertArgs, AnchorStyle<'_>),
    file: &NoteFile,
    run: &mut NoteRun<'_, ConvertedNoteEntry>,
) -> Result<(), CliError> {
    let converted = cx.workspace.convert(file, style)?;
    let changed = converted.applied.note.bytes() != file.bytes;
    if changed || args.write.prints_note() || file.path().is_none() {
        args.write.put(cx, file, &converted.applied)?;
    }
    run.count_changed(changed);
    if cx.ui.json {
        let is_printed = file.path().is_none() || args.write.prints_note();
        let text = is_printed.then(|| lossy(&converted.applied.note));
        run.enter(ConvertedNoteEntry::new(
            file.document_path(&cx.workspace.vault),
            changed,
            converted,
            text,
        ));
        return Ok(());
    }
    print(args, file, &converted, run)
}

fn print(
    args: &ConvertArgs,
    file: &NoteFile,
    converted: &ConvertedNote,
    run: &NoteRun<'_, ConvertedNoteEntry>,
) -> Result<(), CliError> {
    let line = |text| run.line(args.write, file, text);
    if converted.converted > 0 || run.is_on_one_note() || !converted.kept.is_empty() {
        let verb = if args.write.in_place() {
            "converted"
        } else {
            "would be converted"
        };
        let anchors = count(converted.converted, "anchor");
        line(format!("{}: {anchors} {verb}", strong(file.shown())))?;
    }
    let kept = converted.kept.iter();
    kept.map(|kept| {
        format!(
            "{}  {} stays: {}",
            line_number(kept.line),
            kept.text,
            kept.why
        )
    })
    .try_for_each(line)
}
