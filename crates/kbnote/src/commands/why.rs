//! `kbnote why`: the captions behind each anchor of a line.

use kbnote_align::{Confidence, DecidingWord, Explanation, Place};
use kbnote_app::{ExplainedClaim, NotePlace, WhyPart, WhyReport};
use kbnote_core::{Cue, Timestamp, Track};
use kbnote_engine::anchoring::confidence_word;
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
    for part in &report.parts {
        for explained in &part.claims {
            tell(cx, part, explained)?;
        }
    }
    if (file, track) == (None, None) {
        hint_at_other_places(cx, &args.place, &report);
    }
    Ok(Exit::Done)
}

/// How the second place is chosen, of the first sentence that has one.
fn hint_at_other_places(cx: &Context, place: &NotePlace, report: &WhyReport) {
    let parts = report.parts.iter();
    let claims: Vec<(&WhyPart, &ExplainedClaim)> = parts
        .flat_map(|part| part.claims.iter().map(move |claim| (part, claim)))
        .collect();
    let has_two = |(_, claim): &&(&WhyPart, &ExplainedClaim)| claim.explanation.places.len() > 1;
    let Some((part, explained)) = claims.iter().find(has_two) else {
        return;
    };
    let place = match claims.len() {
        1 => place.clone(),
        _ => place.of_claim(&part.part.note, &explained.claim),
    };
    let place = place.to_string();
    let place = shell_word(&place);
    cx.ui.hint(format_args!(
        "`kbnote align --pin {place} =2` pins the sentence at the second place"
    ));
}

/// The times of the claim's anchors as they stand.
fn standing(note: &Note, claim: &Claim) -> Vec<Timestamp> {
    note.anchors()[claim.anchors.clone()]
        .iter()
        .filter_map(kbnote_note::Anchor::time)
        .collect()
}

fn stands(times: &[Timestamp]) -> String {
    let times: Vec<String> = times.iter().map(ToString::to_string).collect();
    match times.as_slice() {
        [] => "has no anchor".to_owned(),
        times => format!("currently at {}", times.join(", ")),
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
    let ExplainedClaim { claim, explanation } = explained;
    let ui = cx.ui;
    for line in wrap(&claim.text, WIDTH) {
        ui.line(strong(line))?;
    }
    let stands = stands(&standing(&part.note, claim));
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
    ui.line(format_args!(
        "  {rank}. {}  {percent:>3} %  {}",
        place.time,
        faint(shorten(&words, 55))
    ))?;
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
        .take(WORDS_SHOWN)
        .map(|word| word.word.as_str());
    shown.collect::<Vec<_>>().join(", ")
}
