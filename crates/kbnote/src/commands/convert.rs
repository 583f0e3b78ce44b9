//! `kbnote convert`: anchors in another style.

use std::ffi::OsStr;
use std::path::PathBuf;

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use kbnote_app::{ConvertedNote, KeptAnchor, NoteFile, NoteFiles, Unclickable};
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
/// something are listed and stay as they are. Where a style of links has no address of the recording, it exits with 5
/// (with 1 for several notes).
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
    let mut report = Report {
        cx,
        args,
        style,
        run: NoteRun::new(cx, notes.count()),
        unclickable: None,
    };
    let NoteFiles { files, unreadable } = notes;
    args.write.accept(&files)?;
    for file in &files {
        let done = report.note(file);
        let done = once_more_if_written(cx, file, done, |file| report.note(file));
        report.run.go_on(file, done)?;
    }
    report.run.unreadable(&unreadable);
    report.finish()
}

/// The report on a run, note by note.
struct Report<'a> {
    cx: &'a Context,
    args: &'a ConvertArgs,
    style: AnchorStyle<'a>,
    run: NoteRun<'a, ConvertedNoteEntry>,
    /// The first anchors that stay since no address is known.
    unclickable: Option<Unclickable>,
}

impl Report<'_> {
    fn note(&mut self, file: &NoteFile) -> Result<(), CliError> {
        let (cx, args) = (self.cx, self.args);
        let converted = cx.workspace.convert(file, self.style)?;
        let changed = converted.applied.note.bytes() != file.bytes;
        if changed || args.write.prints_note() || file.path().is_none() {
            args.write.put(cx, file, &converted.applied)?;
        }
        self.run.count_changed(changed);
        let new = || converted.unclickable.clone();
        self.unclickable = self.unclickable.take().or_else(new);
        if !cx.ui.json {
            return self.print(file, &converted);
        }
        let is_printed = file.path().is_none() || args.write.prints_note();
        let text = is_printed.then(|| lossy(&converted.applied.note));
        self.run.enter(ConvertedNoteEntry::new(
            file.document_path(&cx.workspace.vault),
            changed,
            converted,
            text,
        ));
        Ok(())
    }

    fn print(&self, file: &NoteFile, converted: &ConvertedNote) -> Result<(), CliError> {
        let line = |text| self.run.line(self.args.write, file, text);
        let kept = &converted.kept;
        if converted.converted > 0 || self.run.is_on_one_note() || !kept.is_empty() {
            let verb = if self.args.write.in_place() {
                "converted"
            } else {
                "would be converted"
            };
            let anchors = count(converted.converted, "anchor");
            line(format!("{}: {anchors} {verb}", strong(file.shown())))?;
        }
        let (lacking, others): (Vec<_>, Vec<_>) = kept.iter().partition(|kept| kept.lacks_address);
        for KeptAnchor {
            line: number,
            text,
            why,
            ..
        } in others
        {
            line(format!("{}  {text} stays: {why}", line_number(*number)))?;
        }
        lacking.first().map_or(Ok(()), |first| {
            let anchors = count(lacking.len(), "anchor");
            line(format!(
                "{}  {anchors} not converted: {}",
                line_number(first.line),
                first.why
            ))
        })
    }

    fn finish(mut self) -> Result<Exit, CliError> {
        let (cx, write) = (self.cx, self.args.write);
        if cx.ui.json {
            self.run.document("kbnote.convert/1")?;
        } else {
            self.run.tell_counts(write);
        }
        if let Some(unclickable) = &self.unclickable {
            cx.ui.hint(unclickable.next_step());
        }
        let is_other = cx.workspace.vault.settings().anchor.style() != self.style;
        if write.in_place() && is_other && self.run.has_changes() {
            let name = self.style.name();
            cx.ui.hint(format_args!(
                "new anchors are written so with `anchor.style = \"{name}\"` in kbnote.toml"
            ));
        }
        Ok(match self.run.exit(write) {
            Exit::Done if self.unclickable.is_some() && self.run.is_on_one_note() => Exit::Declined,
            Exit::Done if self.unclickable.is_some() => Exit::Found,
            exit => exit,
        })
    }
}
