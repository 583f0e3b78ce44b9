//! `kbnote why`: the captions behind each anchor of a line.

use kbnote_align::{Confidence, DecidingWord, Explanation, Place};
use kbnote_app::{ExplainedClaim, NotePlace, WhyPart};
use kbnote_core::{Cue, Timestamp, Track};
use kbnote_engine::anchoring::confidence_word;
use kbnote_engine::anchoring::pinning::AuthorDecision;
use kbnote_engine::text::shell_word;
use kbnote_note::{Claim, Note};

use crate::captions_args::CaptionsArgs;
use crate::context::Context;
use crate::documents::WhyDocument;
use crate::error::CliError;
use crate::exit::Exit;
use crate::ui::{WIDTH, faint, shorten, strong, wrap};

/// How many cues of a place are shown.
const CUES_SHOWN: usize = 4;

/// How many words that decided are shown.
const WORDS_SHOWN: usize = 6;

/// A word of less weight is said all the time, as “the”, and decides nothing.
const LEAST_WEIGHT: f64 = 1.0;

/// Show the captions behind each anchor of a line, and what else was in question
#[derive(clap::Args, Debug)]
pub(crate) struct WhyArgs {
    /// Line of a note, or with a column one sentence on it
    #[arg(value_name = "NOTE:LINE[:COLUMN]")]
    place: NotePlace,
    #[command(flatten)]
    captions: CaptionsArgs,
}

pub(crate) fn run(cx: &Context, args: &WhyArgs) -> Result<Exit, CliError> {
    let captions = &args.captions;
    let (file, track) = (captions.captions.as_deref(), captions.track.as_deref());
    let report = cx.workspace.why(&args.place, file, track)?;
    if cx.ui.json {
        let path = cx.workspace.vault.document_path(&args.place.note);
        cx.ui.document(&WhyDocument::new(path, &report))?;
        return Ok(Exit::Done);
    }
    let claims = report.parts.iter().map(|part| part.claims.len()).sum();
    let is_stored = (file, track) == (None, None);
    for part in &report.parts {
        for explained in &part.claims {
            tell(cx, part, explained)?;
            let place = match claims {
                1 => args.place.clone(),
                _ => args.place.of_claim(&part.part.note, &explained.claim),
            };
            if is_stored && let Some(next_step) = next_step(&place, part, explained) {
                cx.ui.hint(next_step);
            }
        }
    }
    Ok(Exit::Done)
}

/// The command that changes what is decided about a sentence.
fn next_step(place: &NotePlace, why: &WhyPart, explained: &ExplainedClaim) -> Option<String> {
    let ExplainedClaim {
        claim, explanation, ..
    } = explained;
    let (place, text) = (place.to_string(), shorten(&claim.text, 30));
    let place = shell_word(&place);
    let confidence = explanation.alignment.confidence;
    let is_found = confidence != Confidence::None;
    let times = standing(&why.part.note, claim);
    let is_elsewhere = |place: &Place| !times.contains(&place.time.floor_to_second());
    let is_sure = confidence == Confidence::High
        && explanation
            .places
            .first()
            .is_some_and(|first| !is_elsewhere(first));
    let other = (1..).zip(&explanation.places);
    let other = other
        .filter(|(_, place)| is_elsewhere(place))
        .map(|(number, _)| number);
    let takes_anchor = match claim.is_anchored() {
        true => !times.is_empty(),
        false => claim.place.is_some(),
    };
    match (explained.decision, other.min()) {
        (Some(AuthorDecision::Pinned), _) => Some(format!(
            "`kbnote align --unpin {place}` lets the captions decide on “{text}” again"
        )),
        (Some(AuthorDecision::Removed), _) if is_found && claim.wants_anchor() => Some(format!(
            "`kbnote align --unpin {place}` anchors “{text}” again"
        )),
        _ if !takes_anchor || is_sure => None,
        (_, Some(number)) => Some(format!(
            "`kbnote align --pin {place} ={number}` pins “{text}” at place {number}"
        )),
        (_, None) if times.is_empty() => Some(format!(
            "`kbnote align --pin {place} TIME` anchors “{text}” at a time that you give"
        )),
        (_, None) => None,
    }
}

/// The times of the claim's anchors as they stand.
fn standing(note: &Note, claim: &Claim) -> Vec<Timestamp> {
    note.anchors()[claim.anchors.clone()]
        .iter()
        .filter_map(kbnote_note::Anchor::time)
        .collect()
}

fn stands(times: &[Timestamp], decision: Option<AuthorDecision>) -> String {
    let times: Vec<String> = times.iter().map(ToString::to_string).collect();
    match (decision, times.as_slice()) {
        (Some(AuthorDecision::Removed), _) => "has no anchor: removed by you".to_owned(),
        (_, []) => "has no anchor".to_owned(),
        (Some(AuthorDecision::Pinned), times) => format!("pinned by you at {}", times.join(", ")),
        (None, times) => format!("currently at {}", times.join(", ")),
    }
}

/// What leads to the places in the captions.
fn what_captions_say(explanation: &Explanation) -> String {
    match explanation.alignment.confidence {
        Confidence::None if explanation.places.is_empty() => {
            "the captions do not support it".to_owned()
        }
        Confidence::None => "the captions do not support it; what comes closest:".to_owned(),
        confidence => {
            let sure = confidence_word(confidence);
            format!("the captions say, with {sure} confidence:")
        }
    }
}

fn tell(cx: &Context, why: &WhyPart, explained: &ExplainedClaim) -> Result<(), CliError> {
    let WhyPart { part, track, .. } = why;
    let ExplainedClaim {
        claim,
        explanation,
        decision,
    } = explained;
    let ui = cx.ui;
    for line in wrap(&claim.text, WIDTH) {
        ui.line(strong(line))?;
    }
    let stands = stands(&standing(&part.note, claim), *decision);
    let stands = match part.other_video() {
        Some(video) => format!("on {video}: {stands}"),
        None => stands,
    };
    let say = what_captions_say(explanation);
    for line in wrap(&format!("{stands}; {say}"), WIDTH - 2) {
        ui.line(format_args!("  {line}"))?;
    }
    for (rank, place) in explanation.places.iter().enumerate() {
        tell_place(cx, rank + 1, place, track)?;
    }
    if !explanation.unsaid.is_empty() {
        for line in wrap(
            &format!("not said: {}", explanation.unsaid.join(", ")),
            WIDTH - 2,
        ) {
            ui.line(format_args!("  {}", faint(line)))?;
        }
    }
    ui.line("")
}

fn tell_place(cx: &Context, rank: usize, place: &Place, track: &Track) -> Result<(), CliError> {
    let ui = cx.ui;
    let percent = (place.score * 100.0).round();
    let words = words_line(&place.words);
    let head = format!("  {rank}. {}  {percent:>3} %", place.time);
    match words.as_str() {
        "" => ui.line(head)?,
        words => ui.line(format_args!("{head}  {}", faint(shorten(words, 55))))?,
    }
    // What merely was in question is shown by its first words.
    let cues = track.cues.get(place.cues.clone()).unwrap_or_default();
    let shown = if rank == 1 { CUES_SHOWN } else { 1 };
    let mut speaker = None;
    for cue in cues.iter().take(shown) {
        let spoken = spoken(cue, speaker);
        speaker = cue.speaker();
        let text = if rank == 1 {
            spoken
        } else {
            shorten(&spoken, WIDTH - 16)
        };
        for (i, line) in wrap(&text, WIDTH - 16).into_iter().enumerate() {
            let time = if i == 0 {
                cue.start().to_string()
            } else {
                String::new()
            };
            ui.line(format_args!(
                "     {} {line}",
                faint(format_args!("{time:<9}"))
            ))?;
        }
    }
    Ok(())
}

/// The text of a cue, with the name of its speaker where that is another than `before`.
fn spoken(cue: &Cue, before: Option<&str>) -> String {
    match cue.speaker() {
        Some(name) if before != Some(name) => format!("{name}: {}", cue.text()),
        _ => cue.text().to_owned(),
    }
}

fn words_line(words: &[DecidingWord]) -> String {
    let shown = words
        .iter()
        .filter(|word| word.weight >= LEAST_WEIGHT)
        .take(WORDS_SHOWN)
        .map(|word| word.word.as_str());
    shown.collect::<Vec<_>>().join(", ")
}
