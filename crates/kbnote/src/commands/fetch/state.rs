//! How far a run is: what came, what is left, why it stopped.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use kbnote_app::ErrorKind;
use kbnote_core::VideoId;

use super::journal::BatchJournal;
use super::report::{Report, Stop};
use super::select::{Origin, Wanted};
use super::told::{Fate, Told};
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::fetching::Fetched;

/// A video with its place among all.
pub(super) type Placed = (usize, Wanted);

/// What a video that was asked for came to; nothing where it is too old.
pub(super) type Outcome = Result<Option<Fetched>, CliError>;

/// How far a run is.
pub(super) struct State<'a> {
    cx: &'a Context,
    report: Report<'a>,
    pub(super) journal: Option<BatchJournal>,
    /// What no answer has come for, by its place.
    left: BTreeMap<usize, VideoId>,
    /// The lists that have come to videos older than those wished for.
    older: BTreeSet<usize>,
    stop: Option<Stop>,
    /// Whether nothing would be gained by going on with it.
    is_whole: bool,
    begun: Instant,
    asked: usize,
}

impl<'a> State<'a> {
    pub(super) fn new(cx: &'a Context) -> Self {
        Self {
            cx,
            report: Report::new(cx),
            journal: None,
            left: BTreeMap::new(),
            older: BTreeSet::new(),
            stop: None,
            is_whole: true,
            begun: Instant::now(),
            asked: 0,
        }
    }

    /// Begins a run of one thing or of many, whose lists could be read or not.
    pub(super) fn begin(&mut self, alone: bool, is_whole: bool) {
        self.report.alone = alone;
        self.is_whole = is_whole;
    }

    /// Takes in what need not be asked for, and what must be.
    pub(super) fn pass_over(
        &mut self,
        known: Vec<(usize, Told)>,
        to_ask: &[Placed],
    ) -> Result<(), CliError> {
        let left = to_ask.iter();
        self.left = left
            .map(|(place, wanted)| (*place, wanted.video.clone()))
            .collect();
        self.begun = Instant::now();
        self.report.begin(known.len() + to_ask.len(), to_ask.len());
        known
            .into_iter()
            .try_for_each(|(place, told)| self.report.put(place, told))
    }

    /// Takes in what a video that was asked for came to.
    pub(super) fn take_in(
        &mut self,
        (place, wanted): Placed,
        outcome: Outcome,
    ) -> Result<(), CliError> {
        let told = match outcome {
            Ok(Some(fetched)) => Told::of(self.cx, fetched),
            Ok(None) => Told::older(),
            Err(error) => {
                self.note_failure(&error);
                Told::failure(self.cx, &wanted.video, error)
            }
        };
        self.remember(&wanted, &told.fate)?;
        self.left.remove(&place);
        self.asked += 1;
        self.report.put(place, told)?;
        let seconds = self.begun.elapsed().as_secs_f64();
        self.report.progress(self.asked, seconds);
        Ok(())
    }

    /// A refusal can be asked about again; where nothing can be written, nothing more is asked.
    fn note_failure(&mut self, error: &CliError) {
        self.is_whole &= matches!(error.kind(), Some(ErrorKind::NotFound | ErrorKind::Offline));
        if error.kind() == Some(ErrorKind::Io) {
            self.stop(Stop::Broken);
        }
    }

    fn remember(&mut self, wanted: &Wanted, fate: &Fate) -> Result<(), CliError> {
        if let (Fate::Older, Origin::Newest(list)) = (fate, wanted.origin) {
            self.older.insert(list);
        }
        let Some(journal) = &mut self.journal else {
            return Ok(());
        };
        match fate {
            Fate::Failed(error) => journal.failed(&wanted.video, error)?,
            _ => journal.done(&wanted.video)?,
        }
        Ok(())
    }

    /// Whether the video stands, in a list with the newest first, behind one that is too old.
    pub(super) fn is_too_old(&self, wanted: &Wanted) -> bool {
        match wanted.origin {
            Origin::Newest(list) => self.older.contains(&list),
            _ => false,
        }
    }

    /// Remembers why the run stops; the first cause counts.
    pub(super) fn stop(&mut self, stop: Stop) {
        self.stop = self.stop.or(Some(stop));
    }

    /// Tells how it ended.
    pub(super) fn end(mut self) -> Result<Exit, CliError> {
        self.report.flush()?;
        let is_whole = self.is_whole && self.stop.is_none();
        if let Some(journal) = self.journal.take().filter(|_| is_whole) {
            journal.end()?;
        }
        // Without a stop nothing is left but what stands behind videos that are too old.
        let left: Vec<_> = self
            .left
            .into_values()
            .filter(|_| self.stop.is_some())
            .collect();
        self.report.end(self.stop, &left)
    }
}
