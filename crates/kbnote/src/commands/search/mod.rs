//! `kbnote search`: where something was said.
//!
//! [`run`] reads and ranks, [`notes`] finds what is written on a hit, [`told`] tells it all.

mod notes;
mod told;

use std::collections::BTreeSet;

use kbnote_app::ErrorKind;
use kbnote_core::{Track, TrackId, Video, VideoId};
use rayon::prelude::*;

use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use kbnote_engine::anchoring::{named, one_per_language};
use kbnote_engine::search::{Hit, PhraseMatcher, PhraseStatistics, Query, TrackMatches, hits};

/// Find where something was said, in all stored transcripts
///
/// A hit is a stretch of captions in which all words are said, in any form: counting also finds
/// "we counted", 350 "three hundred and fifty". Words in double quotes must be said one right after
/// the other: kbnote search '"low water" birds'. The best hits come first. Exit 1 where nothing is
/// found; --format lines prints a hit a line.
#[derive(clap::Args, Debug)]
pub(crate) struct SearchArgs {
    /// Words that were said, "phrases" in double quotes
    #[arg(required = true, value_name = "QUERY")]
    query: Vec<String>,
    /// Search in this video only (can be repeated)
    #[arg(long = "video", value_name = "VIDEO", allow_hyphen_values = true)]
    videos: Vec<VideoId>,
    /// Search in this track: a language or a track's id (default: one of each language, manual
    /// before automatic)
    #[arg(long, value_name = "LANG|ID")]
    track: Option<String>,
    /// Show at most so many hits; 0: all
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
}

/// How many transcripts are read with one memory of words.
const BATCH: usize = 32;

/// What was searched.
#[derive(Default)]
struct Searched {
    talks: Vec<Talk>,
    /// How many videos have no captions, or not the track asked for.
    silent: usize,
    failed: Vec<(VideoId, CliError)>,
}

/// A video whose captions were searched.
struct Talk {
    video: Video,
    track: TrackId,
    matches: TrackMatches,
}

/// A hit and where it is.
type Place<'a> = (&'a Talk, Hit);

/// The hits to be shown, the best first.
struct Found<'a> {
    shown: Vec<Place<'a>>,
    /// How many there are, those not shown too.
    count: usize,
    /// The words of the query that are said nowhere.
    unsaid: Vec<&'a str>,
}

pub(crate) fn run(cx: &Context, args: &SearchArgs) -> Result<Exit, CliError> {
    let query = Query::parse(&args.typed()).ok_or_else(no_words)?;
    let Asked { stored, unknown } = Asked::of(cx, args)?;
    let number = stored.len() + unknown.len();
    let mut searched = search(cx, args, &query, &stored);
    searched.failed.extend(unknown);
    if let (1, [(_, error)]) = (number, searched.failed.as_slice()) {
        return Err(error.clone());
    }
    if searched.silent == number {
        return Err(no_track(args));
    }
    let mut statistics = PhraseStatistics::default();
    for talk in &searched.talks {
        statistics.add(&talk.matches);
    }
    let found = Found::of(&searched.talks, &statistics, args);
    let notes = notes::on(cx, &found.shown)?;
    told::tell(cx, args, &searched, &found, &notes)?;
    // As other programs that search, it says by its exit whether it found anything.
    let is_done = searched.failed.is_empty() && found.count > 0;
    Ok(if is_done { Exit::Done } else { Exit::Found })
}

impl SearchArgs {
    /// The query as it was typed.
    fn typed(&self) -> String {
        self.query.join(" ")
    }
}

fn no_words() -> CliError {
    CliError::new(ErrorKind::Usage, "usage", "there is no word in the query")
        .hint("say what was said, as in `kbnote search low water`")
}

/// Where there is nothing to search in, nothing can be found.
fn no_track(args: &SearchArgs) -> CliError {
    let message = match &args.track {
        Some(wish) => format!("no track `{wish}` is stored"),
        None => "no captions are stored".to_owned(),
    };
    CliError::new(ErrorKind::NotFound, "no-track", message)
        .hint("`kbnote list` shows what is stored")
}

/// The videos to search in.
struct Asked {
    stored: Vec<VideoId>,
    /// Those that are asked for and not stored.
    unknown: Vec<(VideoId, CliError)>,
}

impl Asked {
    fn of(cx: &Context, args: &SearchArgs) -> Result<Self, CliError> {
        let mut stored = cx.vault.stored_videos()?;
        let asked: BTreeSet<&VideoId> = args.videos.iter().collect();
        if asked.is_empty() && stored.is_empty() {
            return Err(nothing_stored());
        }
        let unknown = asked.iter().filter(|&&video| !stored.contains(video));
        let unknown = unknown.map(|&video| (video.clone(), not_stored(video)));
        let unknown = unknown.collect();
        stored.retain(|video| asked.is_empty() || asked.contains(video));
        Ok(Self { stored, unknown })
    }
}

fn nothing_stored() -> CliError {
    CliError::new(
        ErrorKind::NotFound,
        "no-transcript",
        "no transcript is stored",
    )
    .hint("`kbnote fetch VIDEO` stores one, and so does `kbnote import FILE --video=ID`")
}

fn not_stored(video: &VideoId) -> CliError {
    let message = format!("no transcript of {video} is stored");
    let hint = format!("fetch it with `kbnote fetch --video={video}`");
    CliError::new(ErrorKind::NotFound, "no-transcript", message).hint(hint)
}

/// What came of the transcript of a video.
enum Outcome {
    Heard(Vec<Talk>),
    Silent,
    Failed(VideoId, CliError),
}

fn search(cx: &Context, args: &SearchArgs, query: &Query, videos: &[VideoId]) -> Searched {
    let batch = |videos: &[VideoId]| {
        let mut matcher = PhraseMatcher::new(query);
        let search = |video| search_one(cx, args, &mut matcher, video);
        videos.iter().map(search).collect::<Vec<_>>()
    };
    let batches: Vec<_> = videos.par_chunks(BATCH).map(batch).collect();
    let mut searched = Searched::default();
    for outcome in batches.into_iter().flatten() {
        match outcome {
            Outcome::Heard(talks) => searched.talks.extend(talks),
            Outcome::Silent => searched.silent += 1,
            Outcome::Failed(video, error) => searched.failed.push((video, error)),
        }
    }
    searched
}

fn search_one(
    cx: &Context,
    args: &SearchArgs,
    matcher: &mut PhraseMatcher<'_>,
    id: &VideoId,
) -> Outcome {
    let transcript = match cx.vault.read_transcript(id) {
        Ok(Some(transcript)) => transcript,
        Ok(None) => return Outcome::Silent,
        Err(error) => return Outcome::Failed(id.clone(), error.into()),
    };
    let (video, mut tracks) = (transcript.video, transcript.tracks);
    let tracks = match &args.track {
        Some(wish) => named(&tracks, wish)
            .map(|at| vec![tracks.swap_remove(at)])
            .unwrap_or_default(),
        None => one_per_language(tracks),
    };
    let talk = |track: Track| Talk {
        video: video.clone(),
        matches: matcher.match_track(&track),
        track: track.id,
    };
    let talks: Vec<Talk> = tracks.into_iter().map(talk).collect();
    if talks.is_empty() {
        return Outcome::Silent;
    }
    Outcome::Heard(talks)
}

impl<'a> Found<'a> {
    /// All hits, the best first; of equal ones those of the lesser id and the earlier time.
    fn of(talks: &'a [Talk], statistics: &'a PhraseStatistics, args: &SearchArgs) -> Self {
        let of_talk = |talk: &'a Talk| {
            let hits = hits(&talk.matches, statistics).into_iter();
            hits.map(move |hit| (talk, hit))
        };
        let mut shown: Vec<Place<'a>> = talks.par_iter().flat_map_iter(of_talk).collect();
        shown.sort_by(|(a, x), (b, y)| {
            let order = y.score.total_cmp(&x.score);
            order.then_with(|| (&a.video.id, x.text.start).cmp(&(&b.video.id, y.text.start)))
        });
        let count = shown.len();
        if args.limit > 0 {
            shown.truncate(args.limit);
        }
        Self {
            shown,
            count,
            unsaid: statistics.unsaid(),
        }
    }
}
