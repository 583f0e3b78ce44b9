//! `kbnote review`: what regenerating would change, one change after the other.
//!
//! [`session`] is the review as a machine without a terminal: keys go in, screens come out.
//! [`terminal`] reads the keys and shows the screens; [`report`] writes the notes once it is
//! confirmed, and reports on them.

mod card;
mod doubts;
mod report;
mod screen;
mod session;
mod terminal;

use std::io::{self, IsTerminal};
use std::path::PathBuf;

use kbnote_app::{Decision, Decisions, ErrorKind, NoteFiles, ProposedNote};
use kbnote_engine::regenerate::Change;

use self::report::write;
use self::session::{End, Session};
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::kind_arg::{self, KindArg};
use crate::ui::count;

/// Accept or refuse what regenerating would change, change by change
///
/// Each change is shown with what speaks for it. Nothing is written before you confirm it at the
/// end; what you decided is kept when you quit. What you reject is not proposed again.
///
/// With --doubts, the sentences whose anchors are in doubt are shown one by one, with the places in the
/// captions where they may be said. Each choice is written at once; quit at any time, the next run continues
/// with the rest. The keys are those of the page of `kbnote serve`; ? explains them. They are read from standard input, one a character, if that is not a terminal.
#[derive(clap::Args, Debug)]
pub(crate) struct ReviewArgs {
    /// Note, or folder of notes
    #[arg(required = true, value_name = "NOTE")]
    notes: Vec<PathBuf>,
    /// Review only these kinds of changes
    #[arg(long, value_name = "KIND", value_delimiter = ',')]
    only: Vec<KindArg>,
    /// Go through the sentences in doubt, and keep, move or remove the anchor of each
    #[arg(long, conflicts_with_all = ["only", "VerdictArgs"])]
    doubts: bool,
    #[command(flatten)]
    without_asking: VerdictArgs,
}

/// What is decided without asking (default: each change is asked for)
#[derive(clap::Args, Debug)]
#[group(multiple = false)]
struct VerdictArgs {
    /// Accept every change that is not in conflict with your own
    #[arg(long)]
    accept_all: bool,
    /// Reject every change; none is proposed again
    #[arg(long)]
    reject_all: bool,
    /// Accept the changes of these kinds and leave the others
    #[arg(long, value_name = "KIND", value_delimiter = ',')]
    accept: Vec<KindArg>,
    /// Do what this file says: what `diff --json` printed, with a verdict for each change
    #[arg(long, value_name = "FILE")]
    decisions: Option<PathBuf>,
}

impl VerdictArgs {
    fn asks(&self) -> bool {
        !self.accept_all && !self.reject_all && self.accept.is_empty() && self.decisions.is_none()
    }

    /// What is decided on a change whatever it says.
    fn on(&self, change: &Change) -> Option<Decision> {
        let takes = self.accept_all || kind_arg::names(&self.accept, change.kind);
        if self.reject_all {
            Some(Decision::Reject)
        } else {
            (takes && !change.conflict).then_some(Decision::Accept)
        }
    }
}

pub(crate) fn run(cx: &Context, args: &ReviewArgs) -> Result<Exit, CliError> {
    if args.doubts {
        return doubts::run(cx, &args.notes);
    }
    let verdicts = &args.without_asking;
    if verdicts.asks() && !is_attended(cx) {
        return Err(unattended());
    }
    let NoteFiles { files, unreadable } = cx.workspace.read_notes_to_change(&args.notes)?;
    if files.iter().any(|file| file.path().is_none()) {
        let message = "standard input cannot be reviewed: name a file";
        return Err(CliError::new(ErrorKind::Usage, "usage", message));
    }
    let mut failed = unreadable;
    let proposed = cx
        .workspace
        .propose(&kind_arg::kinds(&args.only), &files, &mut failed)?;
    for note in failed.iter().filter(|_| !cx.ui.json) {
        cx.ui.error(&note.error.with_note(&note.path));
    }
    let exit = if verdicts.asks() {
        ask(cx, &proposed)?
    } else {
        let (decisions, missed) = decide(verdicts, &proposed)?;
        for id in &missed {
            cx.ui.warn(format_args!("no change `{id}` is proposed now"));
        }
        let unwritten = write(cx, &proposed, &decisions, &failed)?;
        if missed.is_empty() && unwritten.is_empty() {
            Exit::Done
        } else {
            Exit::Found
        }
    };
    Ok(if failed.is_empty() { exit } else { Exit::Found })
}

fn is_attended(cx: &Context) -> bool {
    !cx.ui.json && io::stdin().is_terminal() && io::stdout().is_terminal()
}

fn unattended() -> CliError {
    CliError::new(
        ErrorKind::Usage,
        "no-terminal",
        "standard input is not a terminal",
    )
    .hint(
        "decide with `--accept-all`, `--reject-all`, `--accept KIND`, or `--decisions FILE` \
         with what `kbnote diff --json` printed",
    )
}

/// Decides without asking; gives the names of changes that a file decides on and nobody proposes.
fn decide(
    verdicts: &VerdictArgs,
    proposed: &[ProposedNote<'_>],
) -> Result<(Decisions, Vec<String>), CliError> {
    if let Some(path) = &verdicts.decisions {
        let decisions = Decisions::read(path)?;
        let missed = decisions.missed(proposed);
        return Ok((decisions, missed));
    }
    let mut decisions = Decisions::default();
    for note in proposed {
        for change in &note.regeneration.changes {
            if let Some(decision) = verdicts.on(change) {
                decisions.set(&note.name, change.id.to_string(), Some(decision));
            }
        }
    }
    Ok((decisions, Vec::new()))
}

/// Asks for each change.
fn ask(cx: &Context, proposed: &[ProposedNote<'_>]) -> Result<Exit, CliError> {
    let cards = card::cards(proposed);
    if cards.is_empty() {
        cx.ui.line("nothing to review: the notes are up to date")?;
        return Ok(Exit::Done);
    }
    let mut kept = Decisions::stored(&cx.workspace)?;
    let mut session = Session::new(cards, &kept);
    let end = terminal::run(cx, &mut session, &mut kept)?;
    let decided = count(session.decided(), "decision");
    match end {
        End::Write => {
            let unwritten = write(cx, proposed, &session.decisions(), &[])?;
            for note in proposed {
                if !unwritten.contains(&note.name.as_str()) {
                    kept.forget(&note.name);
                }
            }
            kept.store(&cx.workspace)?;
            Ok(if unwritten.is_empty() {
                Exit::Done
            } else {
                Exit::Found
            })
        }
        End::Quit | End::Interrupted => {
            cx.ui.line(format_args!(
                "nothing was written; {decided} kept for the next `kbnote review`"
            ))?;
            Ok(if end == End::Interrupted {
                Exit::Interrupted
            } else {
                Exit::Done
            })
        }
    }
}
