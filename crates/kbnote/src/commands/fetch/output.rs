//! Prints a fetch while it runs: each video, the progress, and how it ended.

use std::ops::ControlFlow;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use kbnote_app::Error;
use kbnote_app::fetch::{
    BatchReport, FetchEvent, FetchObserver, FetchStatus, StopReason, VideoEntry, VideoReport,
};

use crate::error::CliError;
use crate::exit::Exit;
use crate::ui::{Ui, count, plain};

/// Number of videos after which a line on the progress is printed where there is no terminal.
const LINE_EVERY: usize = 100;

/// Prints a fetch while it runs.
pub(super) struct Output {
    ui: Ui,
    /// Whether a single thing was requested: its failure is that of the run.
    is_single: bool,
    total: usize,
    failed: usize,
    videos: Vec<VideoEntry>,
    hints: Vec<String>,
    bar: ProgressBar,
    /// The failure to print, after which nothing more is printed.
    broken: Option<CliError>,
}

impl FetchObserver for Output {
    fn event(&mut self, event: FetchEvent) -> ControlFlow<()> {
        if self.broken.is_none() {
            self.broken = self.print(event).err();
        }
        match self.broken {
            Some(_) => ControlFlow::Break(()),
            None => ControlFlow::Continue(()),
        }
    }
}

impl Output {
    pub(super) fn new(ui: Ui) -> Self {
        Self {
            ui,
            is_single: false,
            total: 0,
            failed: 0,
            videos: Vec::new(),
            hints: Vec::new(),
            bar: ProgressBar::hidden(),
            broken: None,
        }
    }

    fn print(&mut self, event: FetchEvent) -> Result<(), CliError> {
        match event {
            FetchEvent::NothingToFetch => self.ui.say("nothing to fetch"),
            FetchEvent::Began {
                videos,
                known,
                is_single,
            } => {
                self.is_single = is_single;
                self.begin(videos, known);
            }
            FetchEvent::Video(report) => self.video(*report)?,
            FetchEvent::Progress {
                finished,
                requested,
                elapsed,
            } => self.progress(finished, requested, elapsed),
        }
        Ok(())
    }

    fn begin(&mut self, total: usize, known: usize) {
        self.total = total;
        if total > 1 && known < total {
            let videos = count(total, "video");
            match known {
                0 => self.say(&videos),
                _ => self.say(&format!("{videos}, {known} known already")),
            }
        }
        if self.ui.shows_progress() && known < total {
            let template = if total > 1 {
                "{bar:24} {pos}/{len}  {msg}"
            } else {
                "{spinner} fetching"
            };
            let style = ProgressStyle::with_template(template);
            self.bar = ProgressBar::new(total as u64)
                .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            self.bar.enable_steady_tick(Duration::from_millis(200));
        }
    }

    fn video(&mut self, report: VideoReport) -> Result<(), CliError> {
        let (ui, is_single) = (self.ui, self.is_single);
        self.bar.suspend(|| print_video(ui, &report, is_single))?;
        if let FetchStatus::Failed(error) = &report.status {
            self.failed += 1;
            let hint = error.next_step();
            let hint = hint.filter(|&hint| self.hints.iter().all(|known| known != hint));
            self.hints.extend(hint.map(str::to_owned));
        }
        if ui.json {
            self.videos.push(report.entry);
        }
        Ok(())
    }

    fn progress(&self, finished: usize, requested: usize, elapsed: Duration) {
        let rate = rate(requested, elapsed.as_secs_f64());
        let message = format!("{} failed{rate}", self.failed);
        if requested.is_multiple_of(LINE_EVERY) && self.bar.is_hidden() {
            self.say(&format!("{finished} of {}: {message}", self.total));
        }
        self.bar.set_position(finished as u64);
        self.bar.set_message(message);
    }

    fn say(&self, text: &str) {
        if !self.ui.json {
            self.ui.say(text);
        }
    }

    /// Prints how the fetch ended.
    pub(super) fn end(self, report: &BatchReport) -> Result<Exit, CliError> {
        self.bar.finish_and_clear();
        if let Some(broken) = self.broken {
            return Err(broken);
        }
        if let Some(failure) = &report.failure {
            return Err(Error::clone(failure).into());
        }
        if self.ui.json {
            self.ui.document(&report.document(&self.videos))?;
        } else {
            self.sum_up(report);
        }
        Ok(match report.stopped {
            Some(StopReason::Interrupted) => Exit::Interrupted,
            None if report.failed == 0 => Exit::Done,
            _ => Exit::Found,
        })
    }

    fn sum_up(&self, report: &BatchReport) {
        let ui = self.ui;
        if report.total > 1 {
            let (stored, unchanged, failed) = (report.stored, report.unchanged, report.failed);
            ui.say(format_args!(
                "{stored} stored, {unchanged} unchanged, {failed} failed"
            ));
        }
        for hint in &self.hints {
            ui.hint(hint);
        }
        if let Some(reason) = report.stopped {
            let left = count(report.left.len(), "video");
            ui.warn(format_args!("{}; {left} not stored", sentence(reason)));
            ui.hint("the same command with `--resume` continues where this one stopped");
        }
    }
}

/// Videos a minute, once that can be computed.
fn rate(requested: usize, seconds: f64) -> String {
    let rate = (requested as f64 - 1.0) * 60.0 / seconds.max(0.001);
    match rate {
        ..1.0 => String::new(),
        ..10.0 => format!(", {rate:.1} a minute"),
        _ => format!(", {rate:.0} a minute"),
    }
}

const fn sentence(reason: StopReason) -> &'static str {
    match reason {
        StopReason::Refused => "stopped: requests keep being refused",
        StopReason::Interrupted => "interrupted",
        StopReason::Broken => "stopped: nothing more can be written",
    }
}

fn print_video(ui: Ui, report: &VideoReport, is_single: bool) -> Result<(), CliError> {
    for warning in &report.warnings {
        ui.warn(warning);
    }
    if ui.json {
        return Ok(());
    }
    if let (FetchStatus::Failed(error), false) = (&report.status, is_single) {
        ui.error_alone(error);
    }
    if report.is_silent {
        return Ok(());
    }
    line(report).map_or(Ok(()), |line| ui.line(line))
}

/// `stored transcripts/ID.json: Title; en manual captions, 12 cues`, and the changes below.
fn line(report: &VideoReport) -> Option<String> {
    if matches!(report.status, FetchStatus::Failed(_)) {
        return None;
    }
    let stored = report.entry.stored.as_ref()?;
    let tracks = stored.tracks.iter();
    let tracks = tracks.filter(|track| report.tracks.contains(&track.id));
    let tracks = tracks.map(|track| {
        let cues = count(track.cues, "cue");
        format!("; {} {} captions, {cues}", track.lang, track.kind)
    });
    let chapters = match report.chapters {
        0 => String::new(),
        chapters => format!("; {}", count(chapters, "chapter")),
    };
    let changes = report.entry.changes.iter();
    let changes = changes.map(|change| format!("\n  {change}"));
    Some(format!(
        "{} {}: {}{}{chapters}{}",
        report.entry.status,
        stored.path,
        plain(&stored.title),
        tracks.collect::<String>(),
        changes.collect::<String>()
    ))
}
