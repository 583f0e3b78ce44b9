//! The development set: captions, and published notes whose anchors are the gold standard.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use kbnote_core::{LanguageTag, Timestamp, Track, TrackId, TrackKind, caption};
use kbnote_note::{Anchor, AnchorForm, Note};

use crate::rng::Rng;

/// One video with its captions and its notes.
#[derive(Clone)]
pub struct TrainingVideo {
    /// Its id, which is the name of its files.
    pub video: String,
    /// What it belongs to: videos of one group are learned from, or measured on, together.
    pub group: String,
    /// Its captions.
    pub track: Track,
    /// Its notes.
    pub notes: Vec<GoldNote>,
}

/// A note as claims with the times their anchors have.
#[derive(Clone)]
pub struct GoldNote {
    /// The name of its file.
    pub name: String,
    /// Its claims, in order.
    pub claims: Vec<GoldClaim>,
}

/// A claim and its anchors.
#[derive(Clone, Debug, Default)]
pub struct GoldClaim {
    /// Plain text.
    pub text: String,
    /// The heading above it.
    pub heading: String,
    /// The number of its paragraph.
    pub block: usize,
    /// The seconds its anchors say, where they are a moment of the video.
    pub gold: Vec<Option<u64>>,
    /// The passages that say it, in milliseconds, where people marked them; no single time is gold then.
    pub passages: Vec<(i64, i64)>,
    /// Which of `gold` are at one place in the text: the scorer counts them as one case.
    pub places: Vec<usize>,
    /// Whether it would be given an anchor if it had none.
    pub wants_anchor: bool,
    /// Whether it comes from a note on another video.
    pub foreign: bool,
}

/// Reads all videos of a folder laid out as `gold/<video>/*.md` and `<captions>/<video>.*`.
///
/// # Errors
///
/// Where a folder or file cannot be read.
pub fn read(set: &Path, captions: &str) -> io::Result<Vec<TrainingVideo>> {
    let mut videos = Vec::new();
    for file in entries(&set.join(captions))? {
        let video = file
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let folder = set.join("gold").join(&video);
        if !folder.is_dir() {
            continue;
        }
        // The manual captions give the end of the video, whichever are aligned.
        let edited = track(&set.join("captions").join(format!("{video}.srt")))?;
        let end = edited
            .cues
            .iter()
            .map(kbnote_core::Cue::end)
            .max()
            .unwrap_or_default();
        let mut notes = entries(&folder)?
            .into_iter()
            .map(|path| note(&path, end))
            .collect::<io::Result<Vec<_>>>()?;
        notes.retain(|note| note.claims.iter().any(|claim| !claim.gold.is_empty()));
        videos.push(TrainingVideo {
            group: video.clone(),
            video,
            track: track(&file)?,
            notes,
        });
    }
    Ok(videos)
}

pub(crate) fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)?
        .map(|e| Ok(e?.path()))
        .collect::<io::Result<_>>()?;
    paths.sort();
    Ok(paths)
}

pub(crate) fn track(file: &Path) -> io::Result<Track> {
    let captions = caption::parse(&fs::read(file)?).map_err(io::Error::other)?;
    let language = captions.language.unwrap_or_else(LanguageTag::english);
    let kind = captions.kind.unwrap_or(TrackKind::Manual);
    Ok(Track {
        id: TrackId::of(&language, kind),
        language,
        kind,
        name: None,
        cues: captions.cues,
    })
}

fn note(path: &Path, end: Timestamp) -> io::Result<GoldNote> {
    let note = Note::parse(fs::read(path)?);
    let claims = note
        .claims()
        .iter()
        .map(|claim| gold_claim(&note, claim, end))
        .collect();
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    Ok(GoldNote { name, claims })
}

pub(crate) fn gold_claim(note: &Note, claim: &kbnote_note::Claim, end: Timestamp) -> GoldClaim {
    let anchors: Vec<&Anchor> = note.anchors()[claim.anchors.clone()]
        .iter()
        .filter(|anchor| anchor.form == AnchorForm::Html && anchor.live)
        .collect();
    let mut place = 0;
    let mut last = None;
    let places = anchors
        .iter()
        .map(|anchor| {
            let between = last.map_or("", |from| &note.text()[from..anchor.range.start]);
            place += usize::from(!between.trim().is_empty());
            last = Some(anchor.range.end);
            place
        })
        .collect();
    let limit = Timestamp::from_millis(end.as_millis() + 2_000);
    GoldClaim {
        text: claim.text.clone(),
        heading: claim
            .heading
            .map(|h| note.headings()[h].text.clone())
            .unwrap_or_default(),
        block: claim.block,
        gold: anchors
            .iter()
            .map(|a| a.time_before(limit).map(Timestamp::as_secs))
            .collect(),
        passages: Vec::new(),
        places,
        wants_anchor: claim.wants_anchor(),
        foreign: false,
    }
}

/// The heading of sentences that belong to another video.
const ELSEWHERE: &str = "Elsewhere";

/// The same videos as a tool meets them that places anchors: every sentence that could have an
/// anchor requests one, and each note has five sentences from a note on another of the videos
/// given, here and there or at its end.
#[must_use]
pub fn mixed(videos: &[TrainingVideo], others: &[TrainingVideo], seed: u64) -> Vec<TrainingVideo> {
    let mut rng = Rng::new(seed);
    videos
        .iter()
        .map(|training_video| {
            let notes = training_video.notes.iter().map(|note| GoldNote {
                name: note.name.clone(),
                claims: with_strangers(
                    note,
                    strangers(others, &training_video.video, &mut rng),
                    &mut rng,
                ),
            });
            TrainingVideo {
                notes: notes.collect(),
                video: training_video.video.clone(),
                group: training_video.group.clone(),
                track: training_video.track.clone(),
            }
        })
        .collect()
}

fn with_strangers(note: &GoldNote, strangers: Vec<GoldClaim>, rng: &mut Rng) -> Vec<GoldClaim> {
    let mut claims: Vec<GoldClaim> = note.claims.iter().map(asking).collect();
    let at_end = rng.unit() < 0.5;
    for claim in strangers {
        let at = if at_end {
            claims.len()
        } else {
            rng.below(claims.len())
        };
        let (heading, block) = claims.get(at).map_or_else(
            || (ELSEWHERE.to_owned(), usize::MAX),
            |claim| (claim.heading.clone(), claim.block),
        );
        claims.insert(
            at,
            GoldClaim {
                heading,
                block,
                ..claim
            },
        );
    }
    claims
}

fn asking(claim: &GoldClaim) -> GoldClaim {
    let mut claim = claim.clone();
    if claim.gold.is_empty() && claim.wants_anchor {
        claim.gold.push(None);
        claim.places.push(0);
    }
    claim
}

/// Five anchored sentences of one note on another video.
fn strangers(videos: &[TrainingVideo], not: &str, rng: &mut Rng) -> Vec<GoldClaim> {
    let others: Vec<&TrainingVideo> = videos.iter().filter(|other| other.video != not).collect();
    let Some(other) = (!others.is_empty()).then(|| others[rng.below(others.len())]) else {
        return Vec::new();
    };
    let note = &other.notes[rng.below(other.notes.len())];
    let anchored = note.claims.iter().filter(|claim| !claim.gold.is_empty());
    let anchored: Vec<&GoldClaim> = anchored.collect();
    (0..5.min(anchored.len()))
        .map(|_| GoldClaim {
            gold: vec![None],
            passages: Vec::new(),
            places: vec![0],
            foreign: true,
            ..anchored[rng.below(anchored.len())].clone()
        })
        .collect()
}
