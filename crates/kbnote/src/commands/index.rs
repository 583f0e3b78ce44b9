//! `kbnote index`: the index notes of channels.

use std::collections::{BTreeMap, BTreeSet};

use kbnote_app::{Channels, Error, ErrorKind, NoteFile, PlannedIndex, reject_conflict_markers};
use serde_json::{Value, json};

use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::ui::{count, faint, strong};
use crate::write_args::WriteArgs;

/// Write the index notes of channels: their videos, and below each the notes on it
///
/// Notes that an index does not link to are added to it. What you wrote, moved or took out there
/// stays as it is; a title is brought up to date only where you left it as kbnote wrote it.
#[derive(clap::Args, Debug)]
pub(crate) struct IndexArgs {
    /// Channel: the name of its folder, its handle or a path (default: all)
    #[arg(value_name = "CHANNEL")]
    channels: Vec<String>,
    /// Order of the videos
    #[arg(long, value_name = "ORDER", default_value = "order")]
    by: Order,
    #[command(flatten)]
    write: WriteArgs,
}

/// The order of the videos in an index note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Order {
    /// By the day they were published, the newest first
    Date,
    /// As they stand; new ones where their date belongs
    Order,
}

pub(crate) fn run(cx: &Context, args: &IndexArgs) -> Result<Exit, CliError> {
    let channels = Channels::read(cx)?;
    let Asked { known, unknown } = Asked::of(cx, args, &channels);
    let mut unread = channels.unread(cx);
    if !args.channels.is_empty() {
        let folders: Vec<_> = known
            .iter()
            .map(|channel| cx.vault.notes_dir().join(channel))
            .collect();
        unread.retain(|note| folders.iter().any(|folder| note.is_below(folder)));
    }
    let number = known.len() + unknown.len();
    args.write.accept_count(number)?;
    let mut report = Report::default();
    for (arg, error) in unknown {
        if number == 1 {
            return Err(error.into());
        }
        report.failed(cx, arg, &error);
    }
    for channel in &known {
        let outcome = channels
            .plan(cx, channel, args.by == Order::Date)
            .map_err(CliError::from)
            .and_then(|planned| put(cx, args, &planned).map(|()| planned));
        match outcome {
            Ok(planned) => report.index(cx, args, &planned)?,
            Err(error) if number == 1 => return Err(error),
            Err(error) => report.failed(cx, channel, &error.app()?),
        }
    }
    for note in unread {
        report.unread(cx, &note.error);
    }
    report.finish(cx, args)
}

/// The channels that are meant, each once.
struct Asked<'a> {
    known: BTreeSet<String>,
    /// What was given and is none.
    unknown: BTreeMap<&'a str, Error>,
}

impl<'a> Asked<'a> {
    fn of(cx: &Context, args: &'a IndexArgs, channels: &Channels) -> Self {
        let mut asked = Self {
            known: BTreeSet::new(),
            unknown: BTreeMap::new(),
        };
        if args.channels.is_empty() {
            asked.known.extend(channels.all());
        }
        for arg in &args.channels {
            match channels.named(cx, arg) {
                Ok(channel) => drop(asked.known.insert(channel)),
                Err(error) => drop(asked.unknown.insert(arg, error)),
            }
        }
        asked
    }
}

fn put(cx: &Context, args: &IndexArgs, planned: &PlannedIndex) -> Result<(), CliError> {
    reject_conflict_markers(&planned.old)
        .map_err(|error| error.with_subject(cx.vault.shown(&planned.path)))?;
    if args.write.in_place() {
        return match planned.changes() {
            true => Ok(cx.commit(&planned.change()).map(drop)?),
            false => Ok(()),
        };
    }
    let file = NoteFile::new(planned.path.clone(), planned.old.clone());
    args.write.put(cx, &file, &planned.new)
}

/// What is told of a run.
#[derive(Default)]
struct Report {
    channels: Vec<Value>,
    changed: usize,
    failed: usize,
    /// Why some notes could not be looked at.
    errors: Vec<Value>,
}

impl Report {
    fn index(
        &mut self,
        cx: &Context,
        args: &IndexArgs,
        planned: &PlannedIndex,
    ) -> Result<(), CliError> {
        self.changed += usize::from(planned.changes());
        self.channels.push(to_json(cx, planned));
        self.unlinkable(cx, planned);
        if cx.ui.json || args.write.prints_note() {
            return Ok(());
        }
        let path = cx.vault.shown(&planned.path);
        if planned.changes() {
            cx.ui
                .line(format_args!("{}: {}", strong(path), summary(planned)))?;
            for name in &planned.plan.added {
                cx.ui.line(format_args!("  + {name}"))?;
            }
            for name in &planned.plan.removed {
                cx.ui
                    .line(format_args!("  - {name}  {}", faint("the note is gone")))?;
            }
        }
        for target in &planned.plan.gone {
            let path = cx.vault.shown(&planned.path);
            cx.ui.warn(format_args!(
                "{path}: no note `{target}`; the entry was left"
            ));
        }
        Ok(())
    }

    fn unread(&mut self, cx: &Context, error: &Error) {
        self.failed += 1;
        self.errors.push(json!(error));
        if !cx.ui.json {
            cx.ui.error(error);
        }
    }

    /// Names the notes that no entry can lead to.
    fn unlinkable(&mut self, cx: &Context, planned: &PlannedIndex) {
        for name in &planned.plan.unlinkable {
            self.failed += 1;
            let path = cx.vault.notes_dir().join(format!("{name}.md"));
            let message = format!(
                "{} was not listed: no link can hold its name",
                cx.vault.shown(&path)
            );
            let hint = "`kbnote rename` gives it a name without any of # ^ [ ] | \\";
            let error = CliError::new(ErrorKind::Io, "unlinkable", message).hint(hint);
            if !cx.ui.json {
                cx.ui.error(&error);
            }
        }
    }

    fn failed(&mut self, cx: &Context, channel: &str, error: &Error) {
        self.failed += 1;
        self.channels
            .push(json!({"channel": channel, "error": error}));
        if !cx.ui.json {
            cx.ui.error(error);
        }
    }

    fn finish(self, cx: &Context, args: &IndexArgs) -> Result<Exit, CliError> {
        if cx.ui.json {
            let document = json!({
                "schema": "kbnote.index/1", "channels": self.channels, "errors": self.errors,
            });
            cx.ui.document(&document)?;
        } else if self.changed == 0 && self.failed == 0 && !args.write.prints_note() {
            let all = count(self.channels.len(), "index note");
            cx.ui.say(format_args!("{all} up to date"));
        }
        Ok(if self.failed > 0 {
            Exit::Found
        } else {
            args.write.exit(self.changed > 0)
        })
    }
}

fn summary(planned: &PlannedIndex) -> String {
    let plan = &planned.plan;
    let counted = [
        (plan.added.len(), "added"),
        (plan.retitled.len(), "retitled"),
        (plan.removed.len(), "removed"),
    ];
    let told = counted.into_iter().filter(|(number, _)| *number > 0);
    let mut told: Vec<String> = told
        .map(|(number, what)| format!("{number} {what}"))
        .collect();
    if planned.is_new {
        told.insert(0, "new".to_owned());
    }
    if told.is_empty() {
        told.push("put in order".to_owned());
    }
    told.join(", ")
}

fn to_json(cx: &Context, planned: &PlannedIndex) -> Value {
    let plan = &planned.plan;
    json!({
        "channel": planned.channel, "path": cx.vault.shown(&planned.path).to_string(),
        "created": planned.is_new, "changed": planned.changes(), "added": plan.added,
        "retitled": plan.retitled, "removed": plan.removed, "gone": plan.gone,
        "left_out": plan.left_out, "unlinkable": plan.unlinkable, "error": null,
    })
}
