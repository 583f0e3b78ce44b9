//! A run over one video or many: what is stored is passed over, the rest asked for with manners.

use std::cell::RefCell;
use std::num::NonZeroUsize;

use kbnote_app::ErrorKind;
use kbnote_fetch::{Batch, Client, FetchOptions, Mood};

use super::journal::Past;
use super::report::Stop;
use super::select::{Origin, Selection, Wanted};
use super::state::{Outcome, Placed, State};
use super::told::Told;
use super::{FetchArgs, Manners, stored_already};
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::fetching;

/// How many videos are asked for at a time where they need not be spaced.
const JOBS_UNPACED: NonZeroUsize = NonZeroUsize::MIN.saturating_add(3);

pub(super) fn run(cx: &Context, args: &FetchArgs, client: &Client) -> Result<Exit, CliError> {
    let past = past(cx, args)?;
    let run = Run {
        cx,
        args,
        client,
        options: args.wish.options(cx, &args.route, args.all_langs),
        past,
        state: RefCell::new(State::new(cx)),
    };
    match fetching::run(run.go()) {
        Ok(outcome) => outcome?,
        Err(error) if error.kind() == Some(ErrorKind::Interrupted) => {
            run.state.borrow_mut().stop(Stop::Interrupted);
        }
        Err(error) => return Err(error),
    }
    run.state.into_inner().end()
}

/// The batch that is gone on with, if that is wished for.
fn past(cx: &Context, args: &FetchArgs) -> Result<Past, CliError> {
    if !args.select.resume {
        return Ok(Past::default());
    }
    let past = Past::read(&cx.vault)?;
    let wish = args.wish_told();
    if args.select.only_resumes() {
        let past = past.map(|past| past.for_wish(&wish));
        return past.ok_or_else(|| {
            let message = "there is no batch to go on with: the last one came to its end";
            CliError::new(ErrorKind::NotFound, "no-batch", message)
                .hint("name a playlist, a channel, or `--missing`")
        });
    }
    let order = args.select.order(wish.clone());
    let past = past.filter(|past| past.is_of(&order));
    Ok(past.unwrap_or_default().for_wish(&wish))
}

/// What a run works with.
struct Run<'a> {
    cx: &'a Context,
    args: &'a FetchArgs,
    client: &'a Client,
    options: FetchOptions,
    past: Past,
    state: RefCell<State<'a>>,
}

impl Run<'_> {
    async fn go(&self) -> Result<(), CliError> {
        let selection = self.selection().await?;
        let alone = self.is_alone(&selection);
        let is_whole = selection.failures.is_empty();
        self.state.borrow_mut().begin(alone, is_whole);
        if selection.videos.is_empty() && selection.failures.is_empty() {
            self.cx.ui.say("there is nothing to fetch");
        }
        let videos = is_whole.then(|| selection.videos.clone());
        let to_ask = self.pass_over_known(selection)?;
        if !alone && (!to_ask.is_empty() || self.args.select.resume) {
            self.cx.vault.clear_leftovers()?;
            self.begin_journal(videos.as_deref())?;
        }
        self.ask_for(to_ask).await
    }

    /// Whether one video was asked for, or one source that cannot be read.
    fn is_alone(&self, selection: &Selection) -> bool {
        let Selection { videos, failures } = selection;
        let are_named = videos.iter().all(|wanted| wanted.origin == Origin::Named);
        !self.args.select.missing && are_named && videos.len() + failures.len() == 1
    }

    async fn selection(&self) -> Result<Selection, CliError> {
        // What notes there are is asked of the vault, not of YouTube.
        match &self.past.videos {
            Some(videos) if !self.args.select.missing => Ok(Selection {
                videos: videos.clone(),
                failures: Vec::new(),
            }),
            _ => self.args.select.select(self.cx, self.client).await,
        }
    }

    /// Remembers the batch, with its videos if all of them are known.
    fn begin_journal(&self, videos: Option<&[Wanted]>) -> Result<(), CliError> {
        let select = &self.args.select;
        let order = (!select.only_resumes()).then(|| select.order(self.args.wish_told()));
        let journal = self.past.go_on(&self.cx.vault, order, videos)?;
        if journal.is_none() {
            let ui = self.cx.ui;
            ui.warn("another batch runs in this vault: this one cannot be resumed");
        }
        self.state.borrow_mut().journal = journal;
        Ok(())
    }

    /// Tells of the videos that need not be asked for, and gives the others.
    fn pass_over_known(&self, selection: Selection) -> Result<Vec<Placed>, CliError> {
        let failures = selection.failures.into_iter();
        let failures = failures.map(|(source, error)| Told::no_source(&source, error));
        let mut known: Vec<(usize, Told)> = failures.enumerate().collect();
        let first = known.len();
        let mut to_ask = Vec::new();
        for (place, wanted) in (first..).zip(selection.videos) {
            match self.known(&wanted) {
                Some(told) => known.push((place, told)),
                None => to_ask.push((place, wanted)),
            }
        }
        self.state.borrow_mut().pass_over(known, &to_ask)?;
        Ok(to_ask)
    }

    /// What is known of a video without asking.
    fn known(&self, wanted: &Wanted) -> Option<Told> {
        let video = &wanted.video;
        if let Some(error) = self.past.failure(video) {
            return Some(Told::failure(self.cx, video, error));
        }
        if self.args.refetch && !self.past.is_done(video) {
            return None;
        }
        match stored_already(self.cx, video, &self.args.wish, self.args.all_langs) {
            Ok(Some(fetched)) => {
                let told = Told::of(self.cx, fetched);
                let is_named = wanted.origin == Origin::Named;
                Some(if is_named { told } else { told.without_line() })
            }
            // It was found to be too old.
            Ok(None) => self.past.is_done(video).then(Told::older),
            Err(error) => Some(Told::failure(self.cx, video, error)),
        }
    }

    async fn ask_for(&self, to_ask: Vec<Placed>) -> Result<(), CliError> {
        let manners = Manners {
            // Nothing is asked of anybody.
            rate: if self.cx.offline {
                0.0
            } else {
                self.args.manners.rate
            },
            ..self.args.manners
        };
        let batch = manners.batch();
        let mut broken = None;
        let items = to_ask
            .into_iter()
            .filter(|(_, wanted)| !self.state.borrow().is_too_old(wanted));
        let work = |placed: Placed| async move {
            let outcome = self.fetch(&placed.1).await;
            (placed, outcome)
        };
        let done = |(placed, outcome): (Placed, Outcome)| {
            let mood = mood(&outcome);
            let told = self.state.borrow_mut().take_in(placed, outcome);
            broken = broken.take().or(told.err());
            if broken.is_some() {
                Mood::Blocked
            } else {
                mood
            }
        };
        let end = batch.run(items, work, done).await;
        if end.gave_up {
            self.state.borrow_mut().stop(Stop::Refused);
        }
        broken.map_or(Ok(()), Err)
    }

    /// Fetches a video and stores it, unless it is older than those wished for.
    async fn fetch(&self, wanted: &Wanted) -> Outcome {
        let asked = fetching::ask(self.cx, self.client, &wanted.video, &self.options).await?;
        let is_listed = matches!(wanted.origin, Origin::List | Origin::Newest(_));
        let since = self.args.select.since.or(self.past.since());
        let since = since.filter(|_| is_listed);
        if since.is_some_and(|since| asked.published().is_some_and(|day| day < since)) {
            return Ok(None);
        }
        fetching::store(self.cx, asked).map(Some)
    }
}

impl Manners {
    fn batch(self) -> Batch {
        let unpaced = if self.rate > 0.0 {
            NonZeroUsize::MIN
        } else {
            JOBS_UNPACED
        };
        Batch {
            per_minute: self.rate,
            jobs: self.jobs.unwrap_or(unpaced),
            ..Batch::default()
        }
    }
}

/// What an outcome says of YouTube's mood. Where nothing can be stored, nothing more is asked for.
fn mood(outcome: &Outcome) -> Mood {
    match outcome {
        Err(error) => match error.kind() {
            Some(ErrorKind::Blocked | ErrorKind::Io) => Mood::Blocked,
            Some(ErrorKind::Refused) => Mood::Refused,
            _ => Mood::Answered,
        },
        Ok(_) => Mood::Answered,
    }
}
