//! What can be done at a place.

use std::ops::Range;

use kbnote_align::Place;
use kbnote_app::editor::ReviewedPart;
use kbnote_check::{Finding, ignore_on_line};
use kbnote_core::Timestamp;
use kbnote_engine::note_view::{NoteEdit, ReviewStatus, ReviewedClaim};
use kbnote_engine::text::percent;
use kbnote_note::{Anchor, Splice};
use serde_json::{Value, json};

use super::commands;
use crate::diagnostics::diagnostic;
use crate::document::Document;
use crate::edits::workspace_edit;
use crate::transport::ResponseError;
use crate::view::View;

/// Fixes of findings.
pub(crate) const QUICK_FIX: &str = "quickfix";
/// Changes of a sentence or its anchors.
pub(crate) const REWRITE: &str = "refactor.rewrite";
/// Changes of the whole note.
pub(crate) const SOURCE: &str = "source.kbnote";

/// How many other places are offered for an anchor.
const PLACES: usize = 2;

/// How near a place may be to an anchor that is there already.
const SAME_PLACE_MILLIS: u64 = 2_000;

/// The actions in a range, of the kinds that are asked for.
pub(crate) fn actions(
    view: &View<'_, '_>,
    document: &Document,
    findings: &[Finding],
    range: &Range<usize>,
    only: Option<&[&str]>,
) -> Result<Value, ResponseError> {
    let mut actions = Vec::new();
    for finding in findings
        .iter()
        .filter(|finding| touches(&finding.place.range(), range))
    {
        actions.extend(fix(view, document, finding));
        actions.extend(ignore(view, document, finding));
    }
    for (number, part) in view.review(document)?.iter().enumerate() {
        for (claim, reviewed) in part.claims.iter().enumerate() {
            if touches(&reach(part, reviewed), range) {
                on_claim(
                    document,
                    (number, part),
                    (claim, reviewed),
                    range,
                    &mut actions,
                );
            }
        }
    }
    actions.extend(links(view, document, range)?);
    actions.extend(on_note(document));
    let is_wanted = |action: &Value| {
        let kind = action["kind"].as_str().unwrap_or_default();
        let starts = |only: &&str| kind == *only || kind.starts_with(&format!("{only}."));
        only.is_none_or(|only| only.is_empty() || only.iter().any(starts))
    };
    actions.retain(is_wanted);
    Ok(Value::Array(actions))
}

fn touches(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start <= b.end && b.start <= a.end
}

/// A claim with its anchors.
fn reach(part: &ReviewedPart, reviewed: &ReviewedClaim) -> Range<usize> {
    let claim = &reviewed.claim;
    let anchors = part.part.note.anchors().get(claim.anchors.clone());
    let end = anchors
        .and_then(<[Anchor]>::last)
        .map_or(0, |anchor| anchor.range.end);
    claim.range.start..claim.range.end.max(end)
}

fn command(title: &str, kind: &str, name: &str, document: &Document, more: Value) -> Value {
    let mut argument = json!({"uri": document.uri, "version": document.version});
    if let (Value::Object(argument), Value::Object(more)) = (&mut argument, more) {
        argument.extend(more);
    }
    let command = json!({"title": title, "command": name, "arguments": [argument]});
    json!({"title": title, "kind": kind, "command": command})
}

/// The fix of a finding.
fn fix(view: &View<'_, '_>, document: &Document, finding: &Finding) -> Option<Value> {
    let fix = finding.fix.as_ref()?;
    let title = format!("{}: {}", finding.rule.code, fix.description);
    // Times that it changes are not set by hand, which the state must say.
    let has_state = document.file().state(view.workspace).ok()?.is_some();
    let mut action = if has_state {
        let more = json!({"code": finding.rule.code, "start": finding.place.range().start});
        command(&title, QUICK_FIX, commands::FIX, document, more)
    } else {
        edit(view, document, &title, QUICK_FIX, &fix.splices)
    };
    action["diagnostics"] = json!([diagnostic(document, finding)]);
    action["isPreferred"] = json!(true);
    Some(action)
}

fn edit(
    view: &View<'_, '_>,
    document: &Document,
    title: &str,
    kind: &str,
    splices: &[Splice],
) -> Value {
    let edits = splices.iter().map(
        |splice| json!({"range": document.range(&splice.range), "newText": splice.replacement}),
    );
    let edits: Vec<Value> = edits.collect();
    let edit = workspace_edit(view.client, document, &edits);
    json!({"title": title, "kind": kind, "edit": edit})
}

/// The comment that makes `check` pass over a finding.
fn ignore(view: &View<'_, '_>, document: &Document, finding: &Finding) -> Option<Value> {
    let comment = ignore_on_line(document.note(), finding)?;
    let code = finding.rule.code;
    let title = format!("{code}: ignore on this line");
    let mut action = edit(view, document, &title, QUICK_FIX, &[comment]);
    action["diagnostics"] = json!([diagnostic(document, finding)]);
    Some(action)
}

fn on_claim(
    document: &Document,
    (number, part): (usize, &ReviewedPart),
    (claim, reviewed): (usize, &ReviewedClaim),
    range: &Range<usize>,
    actions: &mut Vec<Value>,
) {
    let anchors = part.part.note.anchors().get(reviewed.claim.anchors.clone());
    let meant = meant_anchor(anchors.unwrap_or_default(), range);
    let mut edits = Vec::new();
    match meant {
        Some((anchor, current)) => {
            edits.extend(moves(part, reviewed, (claim, anchor), current.time()));
            edits.extend(on_anchor(reviewed, claim, anchor));
        }
        None if reviewed.claim.place.is_some() => {
            let title = "Anchor this sentence".to_owned();
            edits.push((title, NoteEdit::Free { claim }));
        }
        None => {}
    }
    actions.extend(edits.into_iter().map(|(title, edit)| {
        let more = json!({"part": number, "edit": edit});
        command(&title, REWRITE, commands::EDIT, document, more)
    }));
    let explanation = reviewed.explanation.as_ref();
    if explanation.is_some_and(|found| !found.places.is_empty()) {
        let more = json!({"start": reviewed.claim.range.start});
        let title = "Quote the captions";
        actions.push(command(title, REWRITE, commands::QUOTE, document, more));
    }
}

/// The anchor of a claim that a range touches, else its first, with its number.
fn meant_anchor<'n>(anchors: &'n [Anchor], range: &Range<usize>) -> Option<(usize, &'n Anchor)> {
    let mut numbered = anchors.iter().enumerate();
    let touched = numbered.find(|(_, anchor)| touches(&anchor.range, range));
    touched.or_else(|| anchors.iter().enumerate().next())
}

/// The edits that move an anchor to another place, each with its title.
fn moves(
    part: &ReviewedPart,
    reviewed: &ReviewedClaim,
    (claim, anchor): (usize, usize),
    current: Option<Timestamp>,
) -> impl Iterator<Item = (String, NoteEdit)> {
    let places = other_places(part, reviewed, current).into_iter();
    places.map(move |(time, score)| {
        let edit = NoteEdit::Move {
            claim,
            anchor,
            time_ms: time.as_millis(),
            nearest: false,
        };
        let title = format!("Move the anchor to {time} ({})", percent(score));
        (title, edit)
    })
}

/// The edits of an anchor where it is, each with its title.
fn on_anchor(reviewed: &ReviewedClaim, claim: usize, anchor: usize) -> [(String, NoteEdit); 2] {
    let pinning = match reviewed.status {
        ReviewStatus::Pinned => ("Unpin the anchor", NoteEdit::Free { claim }),
        _ => ("Pin the anchor", NoteEdit::Keep { claim }),
    };
    let removal = ("Remove the anchor", NoteEdit::Remove { claim, anchor });
    [pinning, removal].map(|(title, edit)| (title.to_owned(), edit))
}

/// The best places for a claim but the present one.
fn other_places(
    part: &ReviewedPart,
    reviewed: &ReviewedClaim,
    current: Option<Timestamp>,
) -> Vec<(Timestamp, f64)> {
    let (Ok(captions), Some(current)) = (&part.captions, current) else {
        return Vec::new();
    };
    let places = reviewed.explanation.iter().flat_map(|found| &found.places);
    let is_other = |place: &&Place| {
        let time = place.time.floor_to_second();
        time.abs_diff(current) > SAME_PLACE_MILLIS && captions.has_moment(time)
    };
    let others = places.filter(is_other).take(PLACES);
    others
        .map(|place| (place.time.floor_to_second(), place.score))
        .collect()
}

/// The suggested links in a range.
fn links(
    view: &View<'_, '_>,
    document: &Document,
    range: &Range<usize>,
) -> Result<Vec<Value>, ResponseError> {
    let Some(linker) = view.linker else {
        return Ok(Vec::new());
    };
    let found = view.workspace.suggest_open(&document.file(), linker)?;
    let here = found
        .into_iter()
        .filter(|suggestion| touches(&suggestion.range, range));
    let action = |suggestion: kbnote_links::Suggestion| {
        let score = percent(suggestion.score);
        let title = format!(
            "Link “{}” to {} ({score})",
            suggestion.display, suggestion.title
        );
        let more = json!({"target": suggestion.target, "start": suggestion.range.start});
        command(&title, REWRITE, commands::LINK, document, more)
    };
    Ok(here.map(action).collect())
}

/// What can be done with a note as a whole.
fn on_note(document: &Document) -> [Value; 3] {
    [
        ("Anchor all sentences", commands::ALIGN),
        ("Regenerate the note", commands::REGENERATE),
        ("Open the note in the page of kbnote", commands::OPEN),
    ]
    .map(|(title, name)| command(title, SOURCE, name, document, json!({})))
}
