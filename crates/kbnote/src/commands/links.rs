//! `kbnote links`: which words of a note could link to which other notes.

use std::path::PathBuf;

use kbnote_app::{LinkRun, LinkScores, LinkedNote, NoteFile, NoteFiles, WholeRun, store_decisions};
use kbnote_links::{MIN_LINK_SCORE, Suggestion};

use crate::context::Context;
use crate::documents::LinkedNoteEntry;
use crate::error::CliError;
use crate::exit::Exit;
use crate::note_run::{NoteRun, once_more_if_written};
use crate::ui::{count, faint, line_number, plain, strong};
use crate::write_args::WriteArgs;

/// Suggest wikilinks to the other notes of the vault
///
/// Suggestions from a score of 0.3 on are listed, first those that `--apply` would write (marked `+`), then the
/// others, each with the reason. A single common word of a longer title is never enough, unless `--min-score` is
/// lower than usual. A note is linked once in a note, and nothing in headings, code and other links becomes one.
#[derive(clap::Args, Debug)]
pub(crate) struct LinksArgs {
    /// Note, folder of notes, or - for standard input
    #[arg(required = true, value_name = "NOTE")]
    notes: Vec<PathBuf>,
    /// Write the suggestions into the notes
    #[arg(long)]
    apply: bool,
    /// Write suggestions with at least this score
    #[arg(long, value_name = "SCORE", default_value_t = MIN_LINK_SCORE)]
    min_score: f64,
    #[command(flatten)]
    write: WriteArgs,
}

/// What the columns of a list mean.
const MARKS: &str = "+ `--apply` writes it; the number is how likely an author would set the link";

/// The hint where nothing would be written into a note because its links are settled.
const SETTLED: &str =
    "links with this score were settled before; a lower --min-score writes weaker ones";

pub(crate) fn run(cx: &Context, args: &LinksArgs) -> Result<Exit, CliError> {
    let in_place = args.apply && args.write.in_place();
    let begin = || WholeRun::begin(&cx.workspace, &args.notes, args.min_score);
    let mut whole = in_place.then(begin).transpose()?;
    let notes = if args.writes_notes() {
        cx.workspace.read_notes_to_change(&args.notes)?
    } else {
        cx.workspace.read_notes(&args.notes)?
    };
    let note_count = notes.count();
    let NoteFiles { files, unreadable } = notes;
    args.write.accept(&files)?;
    let mut links = LinkRun::new(&cx.workspace, &files, args.scores())?;
    if let Some(whole) = &mut whole {
        links.plan(&cx.workspace, &files, whole)?;
    }
    let linked = std::mem::take(&mut links.notes);
    let mut report = Report {
        cx,
        args,
        links,
        read: files.len(),
        has_marks: false,
        run: NoteRun::new(cx, note_count),
    };
    for (file, linked) in files.iter().zip(linked) {
        let linked = linked.map_err(CliError::from);
        let done = linked.and_then(|linked| report.note(file, &linked));
        let done = once_more_if_written(cx, file, done, |file| {
            let again = LinkRun::new(&cx.workspace, std::slice::from_ref(file), args.scores())?;
            let mut notes = again.notes.into_iter();
            notes
                .next()
                .map_or(Ok(()), |linked| report.note(file, &linked?))
        });
        report.run.go_on(file, done)?;
    }
    report.run.unreadable(&unreadable);
    let exit = report.finish()?;
    whole.map_or(Ok(()), WholeRun::end)?;
    Ok(exit)
}

/// The report on a run, note by note.
struct Report<'a> {
    cx: &'a Context,
    args: &'a LinksArgs,
    links: LinkRun,
    /// How many notes could be read.
    read: usize,
    /// Whether a suggestion that `--apply` would write was printed.
    has_marks: bool,
    run: NoteRun<'a, LinkedNoteEntry>,
}

impl Report<'_> {
    fn note(&mut self, file: &NoteFile, linked: &LinkedNote) -> Result<(), CliError> {
        let (cx, args) = (self.cx, self.args);
        if args.writes_notes() {
            let mut applied = self.links.apply(linked)?;
            self.links.settle(&cx.workspace, file, linked, &mut applied);
            args.write.put(cx, file, &applied)?;
        }
        self.run.count_changed(!linked.written().is_empty());
        self.has_marks |= !args.writes_notes() && !linked.written().is_empty();
        print(cx, args, file, linked, self.read > 1)?;
        if linked.is_settled && self.read == 1 {
            cx.ui.hint(SETTLED);
        }
        let refused: Vec<String> = linked.refused().map(plain).collect();
        if !refused.is_empty() && self.read == 1 {
            let refused = refused.join(", ");
            cx.ui.say(format_args!(
                "not suggested again, as you removed or rejected them: {refused}"
            ));
        }
        let path = file.document_path(&cx.workspace.vault);
        self.run.enter(LinkedNoteEntry::new(path, linked));
        Ok(())
    }

    fn finish(mut self) -> Result<Exit, CliError> {
        if self.args.apply && self.args.write.in_place() {
            store_decisions(&self.cx.workspace, self.links.decisions)?;
        }
        if self.cx.ui.json {
            self.run.document("kbnote.links/1")?;
        } else if self.has_marks {
            self.cx.ui.say(MARKS);
        }
        Ok(self.run.exit(self.args.write))
    }
}

impl LinksArgs {
    fn scores(&self) -> LinkScores {
        if self.writes_notes() {
            LinkScores::written(self.min_score)
        } else {
            LinkScores::with_weaker(self.min_score)
        }
    }

    /// Without --apply only what is asked to be printed is made.
    fn writes_notes(&self) -> bool {
        self.apply || self.write.prints_note()
    }
}

fn print(
    cx: &Context,
    args: &LinksArgs,
    file: &NoteFile,
    linked: &LinkedNote,
    is_one_of_many: bool,
) -> Result<(), CliError> {
    let suggestions = &linked.suggestions;
    let prints_note = args.write.prints_note() || (args.apply && file.path().is_none());
    let has_nothing_to_show = suggestions.is_empty() && is_one_of_many;
    if cx.ui.json || prints_note || has_nothing_to_show {
        return Ok(());
    }
    let (path, all) = (strong(file.shown()), count(suggestions.len(), "link"));
    match linked.written().len() {
        written if args.writes_notes() => {
            let verb = if args.write.in_place() {
                "written"
            } else {
                "suggested"
            };
            cx.ui
                .line(format_args!("{path}: {} {verb}", count(written, "link")))?;
        }
        written => {
            cx.ui.line(format_args!(
                "{path}: {all} suggested, {written} would be written"
            ))?;
        }
    }
    let (written, others): (Vec<_>, Vec<_>) =
        suggestions.iter().partition(|one| linked.is_written(one));
    let mark = if args.writes_notes() { ' ' } else { '+' };
    for suggestion in written {
        print_suggestion(cx, linked, (suggestion, mark))?;
    }
    if !others.is_empty() {
        cx.ui.line("  not written:")?;
    }
    for suggestion in others {
        print_suggestion(cx, linked, (suggestion, ' '))?;
    }
    Ok(())
}

fn print_suggestion(
    cx: &Context,
    linked: &LinkedNote,
    (suggestion, mark): (&Suggestion, char),
) -> Result<(), CliError> {
    let line = line_number(linked.note.line_at(suggestion.range.start));
    let (score, target, why) = (suggestion.score, &suggestion.target, &suggestion.why);
    let why_not = linked.why_not(suggestion);
    let why_not = why_not.map(|reason| format!("  ({reason})"));
    cx.ui.line(format_args!(
        "{line} {mark}{score:.2}  {} → {target}{}",
        suggestion.display,
        why_not.unwrap_or_default()
    ))?;
    cx.ui.line(format_args!("             {}", faint(why)))
}
