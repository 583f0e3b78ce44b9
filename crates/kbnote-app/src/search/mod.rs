//! Where something was said, in all stored transcripts.

mod notes;

use std::collections::BTreeSet;

use kbnote_core::{Track, TrackId, Video, VideoId};
use kbnote_engine::anchoring::{named, one_per_language};
use kbnote_engine::search::{
    Hit, PhraseMatcher, PhraseStatistics, Query, SpeakerQuery, TrackMatches, TrackSpeakers, hits,
};
use kbnote_vault::Vault;
use rayon::prelude::*;

use crate::captions::next_step_if_not_stored;
use crate::{Error, ErrorKind, Workspace};

pub use notes::NoteLine;

/// A search in the stored transcripts.
#[derive(Clone, Debug)]
pub struct SearchOptions {
    /// The query as it was typed.
    pub query: String,
    /// The videos to search in; all that are stored if none is named.
    pub videos: Vec<VideoId>,
    /// The language or id of the track to search in; without one, one of each language.
    pub track: Option<String>,
    /// A part of the name of the person who says it.
    pub speaker: Option<String>,
    /// How many hits to return; 0 for all.
    pub limit: usize,
}

/// The hits of a search.
#[derive(Debug, Default)]
pub struct SearchReport {
    /// The tracks that were searched.
    pub tracks: Vec<SearchedTrack>,
    /// The hits, the best first.
    pub hits: Vec<SearchHit>,
    /// How many hits there are, with those beyond the limit.
    pub found: usize,
    /// The phrases of the query that are said in none of the tracks.
    pub unsaid: Vec<String>,
    /// What the captions say of the speaker, where nothing that this one says was found.
    pub speaker: Option<SpeakerMiss>,
    /// How many videos have no captions, or not the track asked for.
    pub without_track: usize,
    /// The videos that could not be searched.
    pub failed: Vec<(VideoId, Error)>,
}

/// Why nothing was found in what a speaker says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SpeakerMiss {
    /// The captions name nobody so.
    Unknown {
        /// The names in them.
        names: BTreeSet<String>,
        /// The one that is probably meant.
        meant: Option<String>,
    },
    /// It is said, but by these; none where the captions do not name who says it.
    SaidBy(BTreeSet<String>),
}

/// A track that was searched.
#[derive(Debug)]
pub struct SearchedTrack {
    /// The video.
    pub video: Video,
    /// The id of the track.
    pub track: TrackId,
    /// The phrases found in it.
    pub matches: TrackMatches,
    /// Who speaks in its cues.
    pub speakers: TrackSpeakers,
}

/// A hit in one of the searched tracks.
#[derive(Debug)]
pub struct SearchHit {
    /// The index of the track.
    pub track: usize,
    /// The hit.
    pub hit: Hit,
    /// The lines of notes with an anchor in it.
    pub notes: Vec<NoteLine>,
}

/// How many transcripts are searched with one matcher.
const BATCH: usize = 32;

impl Workspace {
    /// Searches the stored transcripts.
    ///
    /// # Errors
    /// If there is nothing to search for or in.
    pub fn search(&self, options: &SearchOptions) -> Result<SearchReport, Error> {
        let query = Query::parse(&options.query).ok_or_else(no_words)?;
        let speaker = options.speaker.as_deref();
        let speaker = speaker
            .map(|name| SpeakerQuery::parse(name).ok_or_else(no_speaker_name))
            .transpose()?;
        let Selection { stored, unknown } = Selection::new(self, options)?;
        let number = stored.len() + unknown.len();
        let mut report = search_all(self, options, &query, &stored);
        report.failed.extend(unknown);
        if let (1, [(_, error)]) = (number, report.failed.as_slice()) {
            return Err(error.clone());
        }
        if report.without_track == number {
            return Err(no_track(options));
        }
        report.rank(self, speaker.as_ref(), options.limit)?;
        Ok(report)
    }
}

impl SearchReport {
    /// The track of a hit.
    #[must_use]
    pub fn track(&self, hit: &SearchHit) -> &SearchedTrack {
        &self.tracks[hit.track]
    }

    /// Ranks the hits; of equal ones those of the lesser id and the earlier time come first.
    fn rank(
        &mut self,
        workspace: &Workspace,
        speaker: Option<&SpeakerQuery>,
        limit: usize,
    ) -> Result<(), Error> {
        let mut statistics = PhraseStatistics::default();
        for track in &self.tracks {
            statistics.add(&track.matches);
        }
        let of_track = |(index, track): (usize, &SearchedTrack)| {
            let hits = hits(&track.matches, &statistics);
            hits.into_iter().map(move |hit| (index, hit))
        };
        let tracks = self.tracks.par_iter().enumerate();
        let ranked = tracks.flat_map_iter(of_track);
        let (mut ranked, others): (Vec<_>, Vec<_>) = ranked.partition(|(index, hit)| {
            let speakers = &self.tracks[*index].speakers;
            speaker.is_none_or(|wanted| speakers.are(wanted, &hit.cues))
        });
        let id = |index: usize| &self.tracks[index].video.id;
        ranked.sort_by(|(a, x), (b, y)| {
            let order = y.score.total_cmp(&x.score);
            order.then_with(|| (id(*a), x.text.start).cmp(&(id(*b), y.text.start)))
        });
        let found = ranked.len();
        if limit > 0 {
            ranked.truncate(limit);
        }
        let videos: BTreeSet<&VideoId> = ranked.iter().map(|(index, _)| id(*index)).collect();
        let notes = notes::on(workspace, &videos)?;
        let hit = |(track, hit): (usize, Hit)| SearchHit {
            notes: notes.in_hit(id(track), &hit),
            track,
            hit,
        };
        self.hits = ranked.into_iter().map(hit).collect();
        self.found = found;
        self.speaker = speaker
            .filter(|_| found == 0)
            .and_then(|wanted| self.speaker_miss(wanted, &others));
        self.unsaid = statistics.unsaid().into_iter().map(str::to_owned).collect();
        Ok(())
    }
}

impl SearchReport {
    /// Why no hit is by a speaker: the captions do not name this one, or others say it.
    fn speaker_miss(&self, wanted: &SpeakerQuery, others: &[(usize, Hit)]) -> Option<SpeakerMiss> {
        let names = self.tracks.iter().flat_map(|track| track.speakers.names());
        let names: BTreeSet<String> = names.cloned().collect();
        if !names.iter().any(|name| wanted.matches(name)) {
            let meant = wanted.nearest(names.iter().map(String::as_str));
            return Some(SpeakerMiss::Unknown {
                meant: meant.map(str::to_owned),
                names,
            });
        }
        let by = |(index, hit): &(usize, Hit)| self.tracks[*index].speakers.within(&hit.cues);
        let by = others.iter().flat_map(by).map(str::to_owned).collect();
        (!others.is_empty()).then_some(SpeakerMiss::SaidBy(by))
    }
}

fn no_words() -> Error {
    Error::new(ErrorKind::Usage, "usage", "the query contains no word")
        .with_next_step("give the words that were said, as in `kbnote search low water`")
}

fn no_speaker_name() -> Error {
    Error::new(
        ErrorKind::Usage,
        "usage",
        "the name of the speaker is empty",
    )
}

/// Where there is nothing to search in, nothing can be found.
fn no_track(options: &SearchOptions) -> Error {
    let message = match &options.track {
        Some(wanted) => format!("no track `{wanted}` is stored"),
        None => "no captions are stored".to_owned(),
    };
    Error::new(ErrorKind::NotFound, "no-track", message)
        .with_next_step("`kbnote list` shows what is stored")
}

/// The videos to search in.
struct Selection {
    stored: Vec<VideoId>,
    /// Those that are asked for and not stored.
    unknown: Vec<(VideoId, Error)>,
}

impl Selection {
    fn new(workspace: &Workspace, options: &SearchOptions) -> Result<Self, Error> {
        let mut stored = workspace.vault.stored_videos()?;
        let named: BTreeSet<&VideoId> = options.videos.iter().collect();
        if named.is_empty() && stored.is_empty() {
            return Err(nothing_stored());
        }
        let unknown = named.iter().filter(|&&video| !stored.contains(video));
        let unknown = unknown.map(|&video| (video.clone(), not_stored(&workspace.vault, video)));
        let unknown = unknown.collect();
        stored.retain(|video| named.is_empty() || named.contains(video));
        Ok(Self { stored, unknown })
    }
}

fn nothing_stored() -> Error {
    Error::new(
        ErrorKind::NotFound,
        "no-transcript",
        "no transcript is stored",
    )
    .with_next_step("`kbnote fetch VIDEO` stores one, and so does `kbnote import FILE --video=ID`")
}

fn not_stored(vault: &Vault, video: &VideoId) -> Error {
    let message = format!("no transcript of {video} is stored");
    Error::new(ErrorKind::NotFound, "no-transcript", message)
        .with_next_step(next_step_if_not_stored(vault, video))
}

/// The result of searching one video.
enum Outcome {
    Searched(Vec<SearchedTrack>),
    WithoutTrack,
    Failed(VideoId, Error),
}

fn search_all(
    workspace: &Workspace,
    options: &SearchOptions,
    query: &Query,
    videos: &[VideoId],
) -> SearchReport {
    let progress = workspace.progress("searching recordings:", videos.len());
    let batch = |videos: &[VideoId]| {
        let mut matcher = PhraseMatcher::new(query);
        let search = |video| {
            let outcome = search_one(workspace, options, &mut matcher, video);
            progress.advance();
            outcome
        };
        videos.iter().map(search).collect::<Vec<_>>()
    };
    let batches: Vec<_> = videos.par_chunks(BATCH).map(batch).collect();
    let mut report = SearchReport::default();
    for outcome in batches.into_iter().flatten() {
        match outcome {
            Outcome::Searched(tracks) => report.tracks.extend(tracks),
            Outcome::WithoutTrack => report.without_track += 1,
            Outcome::Failed(video, error) => report.failed.push((video, error)),
        }
    }
    report
}

fn search_one(
    workspace: &Workspace,
    options: &SearchOptions,
    matcher: &mut PhraseMatcher<'_>,
    id: &VideoId,
) -> Outcome {
    let transcript = match workspace.vault.read_transcript(id) {
        Ok(Some(transcript)) => transcript,
        Ok(None) => return Outcome::WithoutTrack,
        Err(error) => return Outcome::Failed(id.clone(), error.into()),
    };
    let (video, mut tracks) = (transcript.video, transcript.tracks);
    let tracks = match &options.track {
        Some(wanted) => named(&tracks, wanted)
            .map(|at| vec![tracks.swap_remove(at)])
            .unwrap_or_default(),
        None => one_per_language(tracks),
    };
    if tracks.is_empty() {
        return Outcome::WithoutTrack;
    }
    let search = |track: Track| SearchedTrack {
        video: video.clone(),
        matches: matcher.match_track(&track),
        speakers: TrackSpeakers::of(&track),
        track: track.id,
    };
    Outcome::Searched(tracks.into_iter().map(search).collect())
}
