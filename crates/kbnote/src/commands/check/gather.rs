//! All notes on their way through the rules, in parallel, each transcript being read once.

use std::collections::BTreeMap;
use std::path::PathBuf;

use kbnote_app::NoteFile;
use kbnote_check::{
    Finding, Levels, LinkedNote, Repair, Surroundings, check, check_vault, repair, rules,
};
use kbnote_core::VideoId;
use kbnote_note::Note;
use rayon::prelude::*;

use super::names::Names;
use super::outdated::outdated;
use super::reported::{Lines, Reported};
use super::videos::{HeldVideo, Videos};
use super::{CheckArgs, When};
use crate::cli::Format;
use crate::context::Context;
use crate::error::CliError;
use kbnote_engine::anchoring::pinning;

/// A note with what was found in it.
pub(super) struct Checked {
    /// Its path as it was given.
    pub(super) shown: String,
    /// Its path below the vault's root, where it lies there.
    pub(super) path: String,
    pub(super) findings: Vec<Reported>,
    /// The findings that were repaired.
    pub(super) repairs: Vec<Repair>,
    /// Its new bytes, if the repair changed any.
    pub(super) new: Option<Vec<u8>>,
}

/// A note that was checked, and what the others need to know of it.
struct One {
    checked: Checked,
    linked: Option<(usize, LinkedNote)>,
}

/// What the checks of all notes have in common.
struct Gatherer<'a> {
    cx: &'a Context,
    levels: &'a Levels,
    names: Names,
    videos: Videos<'a>,
    /// When anchors are held against the captions.
    captions: When,
    fixes: bool,
    /// Whether the lines of findings are shown.
    shows_source: bool,
}

/// As many notes are held against their captions unasked: it takes some 10 ms a note.
const FEW_NOTES: usize = 200;

/// When anchors are held against the captions: never, if nobody wants to be told.
fn captions(args: &CheckArgs, levels: &Levels) -> When {
    let rule = rules::find("captions-disagree");
    let is_off = rule.is_none_or(|rule| levels.of(rule).is_none());
    if is_off {
        When::Never
    } else {
        args.against_captions
    }
}

/// Checks the notes; the outcomes are in their order.
pub(super) fn check_all(
    cx: &Context,
    args: &CheckArgs,
    asked: &[PathBuf],
    files: &[NoteFile],
    levels: &Levels,
) -> Result<Vec<Checked>, CliError> {
    let gatherer = Gatherer {
        cx,
        levels,
        names: Names::read(cx, asked, files)?,
        videos: Videos::list(cx)?,
        captions: captions(args, levels),
        fixes: args.fix,
        shows_source: cx.format == Format::Human,
    };
    let mut all = gatherer.each(files);
    gatherer.together(&mut all)?;
    Ok(all.into_iter().map(|one| one.checked).collect())
}

impl Gatherer<'_> {
    fn each(&self, files: &[NoteFile]) -> Vec<One> {
        let groups = self.by_video(files);
        let with_video = groups.iter().filter(|(id, _)| id.is_some());
        let count = with_video.map(|(_, indexes)| indexes.len()).sum();
        let keeps_tracks = self.holds_against_captions(count);
        let mut found: Vec<(usize, One)> = groups
            .into_par_iter()
            .flat_map(|(id, indexes)| {
                let read = id.map(|id| self.videos.read(&id, keeps_tracks));
                let video = read.unwrap_or_default();
                let held = video.held();
                let check = |index: usize| (index, self.one(&files[index], &held));
                indexes.into_par_iter().map(check).collect::<Vec<_>>()
            })
            .collect();
        found.sort_by_key(|(index, _)| *index);
        found.into_iter().map(|(_, one)| one).collect()
    }

    /// The notes by the stored videos that they are on; all others together.
    fn by_video(&self, files: &[NoteFile]) -> Vec<(Option<VideoId>, Vec<usize>)> {
        let video_of = |file: &NoteFile| {
            let id = file.note().video_id();
            id.filter(|id| self.videos.is_stored(id))
        };
        let videos: Vec<Option<VideoId>> = match self.videos.is_empty() {
            true => vec![None; files.len()],
            false => files.par_iter().map(video_of).collect(),
        };
        let mut groups: BTreeMap<Option<VideoId>, Vec<usize>> = BTreeMap::new();
        for (index, video) in videos.into_iter().enumerate() {
            groups.entry(video).or_default().push(index);
        }
        groups.into_iter().collect()
    }

    /// Whether so many notes are held against their captions. What is left out is told.
    fn holds_against_captions(&self, notes: usize) -> bool {
        let too_many = self.captions == When::Auto && notes > FEW_NOTES;
        if too_many {
            self.cx.ui.hint(format_args!(
                "the anchors of {notes} notes were not held against their captions: \
                 `--against-captions always` does it"
            ));
        }
        self.captions != When::Never && !too_many
    }

    fn one(&self, file: &NoteFile, video: &HeldVideo<'_>) -> One {
        let note = file.note();
        let number = file.path().and_then(|path| self.names.number(path));
        let resolver = &self.names.resolver;
        let remembered = || {
            let state = self.cx.vault.read_state(file.path()?).ok()??;
            state.track
        };
        let contradictions = video.contradictions(&note, remembered);
        let settings = self.cx.vault.settings();
        let around = Surroundings {
            name: number.map(|number| resolver.notes()[number].as_str()),
            video: Some(video.video.stored),
            resolver: Some(resolver),
            files_elsewhere: Some(&self.names.elsewhere),
            is_quartz: self.names.is_quartz,
            contradictions: &contradictions,
            pinned: &[],
            anchor_style: settings.anchor.style,
            link_style: settings.wikilink.style(None),
            slug_rule: settings.slug,
        };
        let (note, findings, repairs) = self.checked(file, note, &around);
        let changed = note.bytes() != file.bytes;
        let lines = Lines::new(note.text());
        let findings = findings.iter();
        let reported = findings.map(|finding| Reported::new(finding, &lines, self.shows_source));
        let reported = reported.collect();
        let linked = number.map(|number| {
            let name = resolver.notes()[number].as_str();
            (number, LinkedNote::read(&note, name, resolver))
        });
        let (shown, path) = match file.path() {
            Some(path) => (
                self.names.as_typed_here(path),
                self.names.path_in_vault(path),
            ),
            None => (file.shown(), file.shown()),
        };
        let checked = Checked {
            shown,
            path,
            findings: reported,
            repairs,
            new: changed.then(|| note.into_bytes()),
        };
        One { checked, linked }
    }

    /// What is wrong with a note, and the note with what could be put right of it.
    fn checked(
        &self,
        file: &NoteFile,
        note: Note,
        around: &Surroundings<'_>,
    ) -> (Note, Vec<Finding>, Vec<Repair>) {
        let findings = check(&note, around, self.levels);
        if findings.iter().all(|finding| finding.fix.is_none()) {
            return (note, findings, Vec::new());
        }
        let pinned = self.pinned(file, &note);
        let around = Surroundings {
            pinned: &pinned,
            ..*around
        };
        if self.fixes {
            let repaired = repair(note, &around, self.levels);
            return (repaired.note, repaired.findings, repaired.repairs);
        }
        match pinned.is_empty() {
            true => (note, findings, Vec::new()),
            false => {
                let findings = check(&note, &around, self.levels);
                (note, findings, Vec::new())
            }
        }
    }

    /// The times of a note that its author set by hand.
    fn pinned(&self, file: &NoteFile, note: &Note) -> Vec<u64> {
        let state = file.path().map(|path| self.cx.vault.read_state(path));
        let state = state.transpose().ok().flatten().flatten();
        state.map_or_else(Vec::new, |state| pinning::pinned_times(note, &state))
    }

    /// What only all notes of the vault together can tell of those that are checked.
    fn together(&self, all: &mut [One]) -> Result<(), CliError> {
        let count = self.names.resolver.notes().len();
        let mut notes: Vec<Option<LinkedNote>> = (0..count).map(|_| None).collect();
        let mut places: Vec<Option<usize>> = vec![None; count];
        for (index, one) in all.iter_mut().enumerate() {
            if let Some((number, linked)) = one.linked.take() {
                notes[number] = Some(linked);
                places[number] = Some(index);
            }
        }
        if places.iter().all(Option::is_none) {
            return Ok(());
        }
        let known = |(number, note): (usize, Option<LinkedNote>)| {
            note.or_else(|| self.names.linked(number))
                .unwrap_or_default()
        };
        let notes: Vec<LinkedNote> = notes.into_par_iter().enumerate().map(known).collect();
        let lines = Lines::new("");
        let resolver = &self.names.resolver;
        let names = resolver.notes().iter().map(String::as_str).enumerate();
        let asked: Vec<(usize, &str)> = names.filter(|(n, _)| places[*n].is_some()).collect();
        let outdated = outdated(self.cx, self.levels, &asked)?;
        let outdated = |number: usize| outdated.get(&number).cloned();
        for (number, finding) in check_vault(&notes, resolver, outdated, self.levels) {
            let Some(place) = places[number] else {
                continue;
            };
            let findings = &mut all[place].checked.findings;
            let reported = Reported::new(&finding, &lines, self.shows_source);
            let at = findings.partition_point(|other| other.order() <= reported.order());
            findings.insert(at, reported);
        }
        Ok(())
    }
}
