//! The development set: captions, and published notes whose anchors are the gold.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use kbnote_core::{LanguageTag, Timestamp, Track, TrackId, TrackKind, caption};
use kbnote_note::{Anchor, AnchorForm, Note};

use crate::field::Dice;

/// One video with its captions and its notes.
pub struct Lesson {
    /// Its id, which is the name of its files.
    pub video: String,
    /// Its captions.
    pub track: Track,
    /// Its notes.
    pub notes: Vec<GoldNote>,
}

/// A note as claims with the times their anchors have.
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
    /// Which of `gold` stand at one place: the scorer takes them for one case.
    pub places: Vec<usize>,
    /// Whether it would be given an anchor if it had none.
    pub wants_anchor: bool,
    /// Whether it was taken from a note on another video.
    pub foreign: bool,
}

/// Reads all videos of a folder laid out as `gold/<video>/*.md` and `<captions>/<video>.*`.
///
/// # Errors
///
/// Where a folder or file cannot be read.
pub fn read(set: &Path, captions: &str) -> io::Result<Vec<Lesson>> {
    let mut lessons = Vec::new();
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
        // The end of the video is taken from the captions by hand, whichever are aligned.
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
        lessons.push(Lesson {
            video,
            track: track(&file)?,
            notes,
        });
    }
    Ok(lessons)
}

fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)?
        .map(|e| Ok(e?.path()))
        .collect::<io::Result<_>>()?;
    paths.sort();
    Ok(paths)
}

fn track(file: &Path) -> io::Result<Track> {
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

fn gold_claim(note: &Note, claim: &kbnote_note::Claim, end: Timestamp) -> GoldClaim {
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
        places,
        wants_anchor: claim.wants_anchor(),
        foreign: false,
    }
}

/// The same lessons as a tool meets them that places anchors: every sentence that could have an
/// anchor asks for one, and in each note stand five sentences from a note on another video.
#[must_use]
pub fn mixed(lessons: &[Lesson], seed: u64) -> Vec<Lesson> {
    let mut dice = Dice::new(seed);
    lessons
        .iter()
        .enumerate()
        .map(|(number, lesson)| {
            let mut notes: Vec<GoldNote> = Vec::new();
            for note in &lesson.notes {
                let mut claims: Vec<GoldClaim> = note.claims.iter().map(asking).collect();
                for claim in strangers(lessons, number, &mut dice) {
                    let at = dice.below(claims.len());
                    let (heading, block) = (claims[at].heading.clone(), claims[at].block);
                    claims.insert(
                        at,
                        GoldClaim {
                            heading,
                            block,
                            ..claim
                        },
                    );
                }
                notes.push(GoldNote {
                    name: note.name.clone(),
                    claims,
                });
            }
            Lesson {
                video: lesson.video.clone(),
                track: lesson.track.clone(),
                notes,
            }
        })
        .collect()
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
fn strangers(lessons: &[Lesson], not: usize, dice: &mut Dice) -> Vec<GoldClaim> {
    let other = (not + 1 + dice.below(lessons.len() - 1)) % lessons.len();
    let notes = &lessons[other].notes;
    let anchored: Vec<&GoldClaim> = notes[dice.below(notes.len())]
        .claims
        .iter()
        .filter(|c| !c.gold.is_empty())
        .collect();
    (0..5.min(anchored.len()))
        .map(|_| {
            let stranger = anchored[dice.below(anchored.len())].clone();
            GoldClaim {
                gold: vec![None],
                places: vec![0],
                foreign: true,
                ..stranger
            }
        })
        .collect()
}
