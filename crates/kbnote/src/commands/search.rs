//! `kbnote search`: where something was said.

use std::collections::BTreeMap;

use kbnote_core::{TrackId, Video, VideoId};
use rayon::prelude::*;
use serde_json::{Value, json};

use crate::anchoring::pick;
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::searching::{Heard, Hit, Listener, Query, Tally, excerpt, hits};
use crate::showing::text::painted;
use crate::ui::{count, faint, plain, shorten, strong};

/// The width that a line keeps to.
const WIDTH: usize = 80;

/// The columns before the text of a hit: its time.
const INDENT: usize = 12;

/// How many transcripts are read with one memory of words.
const BATCH: usize = 32;

/// Find where something was said, in all stored transcripts
///
/// A hit is a stretch of captions in which all words are said, in any form: counting also finds
/// "we counted", 350 "three hundred and fifty". Words in double quotes must be said one right after
/// the other: kbnote search '"low water" birds'. The best hits come first.
#[derive(clap::Args, Debug)]
pub(crate) struct SearchArgs {
    /// Words that were said, "phrases" in double quotes
    #[arg(required = true, value_name = "QUERY")]
    query: Vec<String>,
    /// Search in this video only (can be repeated)
    #[arg(long = "video", value_name = "VIDEO")]
    videos: Vec<VideoId>,
    /// Search in this track: a language or a track's id (default: manual before automatic)
    #[arg(long, value_name = "LANG|ID")]
    track: Option<String>,
    /// Show at most so many hits; 0: all
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
}

/// A video whose captions were searched.
struct Searched {
    video: Video,
    track: TrackId,
    heard: Heard,
}

/// What came of the transcript of a video.
enum Outcome {
    Searched(Box<Searched>),
    /// It has no captions, or not the track asked for.
    NoTrack,
    Failed(VideoId, CliError),
}

pub(crate) fn run(cx: &Context, args: &SearchArgs) -> Result<Exit, CliError> {
    let query = Query::parse(&args.query.join(" ")).ok_or_else(no_words)?;
    let videos = videos(cx, args)?;
    let mut searched = Vec::new();
    let mut failed = Vec::new();
    for outcome in search(cx, args, &query, &videos) {
        match outcome {
            Outcome::Searched(one) => searched.push(*one),
            Outcome::NoTrack => {}
            Outcome::Failed(_, error) if args.videos.len() == 1 => return Err(error),
            Outcome::Failed(video, error) => failed.push((video, error)),
        }
    }
    refuse_silence(args, &searched, &failed)?;
    let mut tally = Tally::default();
    for one in &searched {
        tally.add(&one.heard);
    }
    let ranked = ranked(&searched, &tally);
    let limit = if args.limit == 0 {
        usize::MAX
    } else {
        args.limit
    };
    let shown = &ranked[..ranked.len().min(limit)];
    if cx.ui.json {
        cx.ui.document(&document(args, shown, &failed))?;
    } else {
        for (_, error) in &failed {
            cx.ui.error(error);
        }
        tell(cx, shown)?;
        let silent = videos.len() - searched.len() - failed.len();
        tell_rest(cx, args, (shown.len(), ranked.len()), silent, &tally);
    }
    Ok(if failed.is_empty() {
        Exit::Done
    } else {
        Exit::Found
    })
}

fn no_words() -> CliError {
    CliError::new(Exit::Usage, "usage", "there is no word in the query")
        .hint("say what was said, as in `kbnote search low water`")
}

/// The videos to search in.
fn videos(cx: &Context, args: &SearchArgs) -> Result<Vec<VideoId>, CliError> {
    let mut stored = cx.vault.stored_videos()?;
    if let Some(video) = args.videos.iter().find(|video| !stored.contains(video)) {
        let message = format!("no transcript of {video} is stored");
        let hint = format!("fetch it with `kbnote fetch --video={video}`");
        return Err(CliError::new(Exit::Absent, "no-transcript", message).hint(hint));
    }
    if stored.is_empty() {
        let hint = "`kbnote fetch VIDEO` stores one, or `kbnote import FILE --video=ID`";
        return Err(
            CliError::new(Exit::Absent, "no-transcript", "no transcript is stored").hint(hint),
        );
    }
    stored.retain(|video| args.videos.is_empty() || args.videos.contains(video));
    Ok(stored)
}

/// What comes of each video, in their order.
fn search(cx: &Context, args: &SearchArgs, query: &Query, videos: &[VideoId]) -> Vec<Outcome> {
    let batch = |videos: &[VideoId]| {
        let mut listener = Listener::new(query);
        let search = |video| search_one(cx, args, &mut listener, video);
        videos.iter().map(search).collect::<Vec<_>>()
    };
    let batches: Vec<_> = videos.par_chunks(BATCH).map(batch).collect();
    batches.into_iter().flatten().collect()
}

fn search_one(
    cx: &Context,
    args: &SearchArgs,
    listener: &mut Listener<'_>,
    id: &VideoId,
) -> Outcome {
    let transcript = match cx.vault.read_transcript(id) {
        Ok(Some(transcript)) => transcript,
        Ok(None) => return Outcome::NoTrack,
        Err(error) => return Outcome::Failed(id.clone(), error.into()),
    };
    let video = transcript.video.clone();
    match pick(transcript, args.track.as_deref(), None) {
        Ok(track) => Outcome::Searched(Box::new(Searched {
            video,
            heard: listener.hear(&track),
            track: track.id,
        })),
        Err(_) => Outcome::NoTrack,
    }
}

/// Where there is nothing to search in, nothing can be found.
fn refuse_silence(
    args: &SearchArgs,
    searched: &[Searched],
    failed: &[(VideoId, CliError)],
) -> Result<(), CliError> {
    if !searched.is_empty() || !failed.is_empty() {
        return Ok(());
    }
    let message = match &args.track {
        Some(wish) => format!("no track `{wish}` is stored"),
        None => "no captions are stored".to_owned(),
    };
    Err(CliError::new(Exit::Absent, "no-track", message).hint("`kbnote list` shows what is stored"))
}

/// A hit and where it is.
type Place<'a> = (&'a Searched, Hit);

/// All hits, the best first; of equal ones those of the lesser id and the earlier time.
fn ranked<'a>(searched: &'a [Searched], tally: &Tally) -> Vec<Place<'a>> {
    let of_one = |one: &'a Searched| {
        hits(&one.heard, tally)
            .into_iter()
            .map(move |hit| (one, hit))
    };
    let mut ranked: Vec<Place<'a>> = searched.par_iter().flat_map_iter(of_one).collect();
    ranked.sort_by(|(a, x), (b, y)| {
        let order = y.score.total_cmp(&x.score);
        order.then_with(|| (&a.video.id, x.text.start).cmp(&(&b.video.id, y.text.start)))
    });
    ranked
}

/// The hits by their videos, the video with the best one first.
fn tell(cx: &Context, shown: &[Place<'_>]) -> Result<(), CliError> {
    let mut order: Vec<&VideoId> = Vec::new();
    let mut by_video: BTreeMap<&VideoId, Vec<&Place<'_>>> = BTreeMap::new();
    for place in shown {
        let id = &place.0.video.id;
        if !by_video.contains_key(id) {
            order.push(id);
        }
        by_video.entry(id).or_default().push(place);
    }
    for (number, places) in order.iter().filter_map(|id| by_video.get(id)).enumerate() {
        if number > 0 {
            cx.ui.line("")?;
        }
        for (rank, (one, hit)) in places.iter().enumerate() {
            if rank == 0 {
                cx.ui.line(heading(&one.video))?;
            }
            for line in lines(one, hit) {
                cx.ui.line(line)?;
            }
        }
    }
    Ok(())
}

fn heading(video: &Video) -> String {
    let id = video.id.as_str();
    let title = shorten(&plain(&video.title), WIDTH - id.len() - 2);
    format!("{}  {}", strong(title), faint(id))
}

fn lines(one: &Searched, hit: &Hit) -> Vec<String> {
    let time = format!("  {}  ", hit.start);
    let said = excerpt(&one.heard, hit, WIDTH - INDENT).into_iter();
    let address = faint(plain(&one.video.url_at(hit.start)));
    let said = said.map(|line| painted(&line)).chain([address]);
    said.enumerate()
        .map(|(number, text)| {
            let margin = if number == 0 { time.as_str() } else { "" };
            format!("{margin:<INDENT$}{text}")
        })
        .collect()
}

/// What is not among the hits shown, and what to try.
fn tell_rest(
    cx: &Context,
    args: &SearchArgs,
    (shown, found): (usize, usize),
    silent: usize,
    tally: &Tally,
) {
    if silent > 0 {
        let what = match &args.track {
            Some(wish) => format!("without the track `{wish}`"),
            None => "without captions".to_owned(),
        };
        cx.ui.say(format_args!(
            "not searched, {what}: {}",
            count(silent, "video")
        ));
    }
    if found == 0 {
        tell_nothing(cx, tally);
    } else if shown < found {
        cx.ui.say(format_args!(
            "the best {shown} of {found} hits; --limit 0 shows all"
        ));
    }
}

fn tell_nothing(cx: &Context, tally: &Tally) {
    let unsaid: Vec<_> = tally
        .unsaid()
        .iter()
        .map(|word| format!("`{}`", plain(word)))
        .collect();
    if unsaid.is_empty() {
        cx.ui
            .say("nothing found: all of it is said, but nowhere together");
        cx.ui.hint("search for fewer words");
    } else {
        cx.ui.say(format_args!(
            "nothing found; said nowhere: {}",
            unsaid.join(", ")
        ));
        cx.ui
            .hint("try other words; `kbnote list` shows which videos are searched");
    }
}

fn document(args: &SearchArgs, shown: &[Place<'_>], failed: &[(VideoId, CliError)]) -> Value {
    let mut document = json!({
        "schema": "kbnote.search/1",
        "query": args.query.join(" "),
        "hits": shown.iter().map(hit_json).collect::<Vec<_>>(),
    });
    if !failed.is_empty() {
        let error = |(video, error): &(VideoId, CliError)| json!({"video": video, "error": error.to_json()});
        document["errors"] = failed.iter().map(error).collect();
    }
    document
}

fn hit_json((one, hit): &Place<'_>) -> Value {
    json!({
        "video": one.video.id, "title": one.video.title, "track": one.track,
        "start_ms": hit.start, "end_ms": hit.end, "time": hit.start.to_string(),
        "cues": [hit.cues.start, hit.cues.end], "text": &one.heard.said.text()[hit.text.clone()],
        "score": hit.score, "url": one.video.url_at(hit.start),
    })
}
