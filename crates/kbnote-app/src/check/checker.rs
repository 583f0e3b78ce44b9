//! Checks notes in parallel, reading each transcript once.

use std::collections::BTreeMap;
use std::path::PathBuf;

use kbnote_check::{
    CheckContext, Finding, Levels, LinkedNote, Repair, check, check_vault, repair, rules,
};
use kbnote_core::VideoId;
use kbnote_note::Note;
use rayon::prelude::*;

use super::finding::{Lines, LocatedFinding};
use super::names::Names;
use super::outdated::outdated;
use super::report::{CaptionCheck, CheckRequest, CheckedNote};
use super::videos::{AlignableVideo, Videos};
use crate::{Error, NoteFile, Workspace};
use kbnote_engine::anchoring::pinning;

/// A checked note, with its links for the checks of the whole vault.
struct LinkedCheck {
    checked: CheckedNote,
    linked: Option<(usize, LinkedNote)>,
}

/// What the checks of all notes have in common.
struct Checker<'a> {
    workspace: &'a Workspace,
    levels: &'a Levels,
    names: Names,
    videos: Videos<'a>,
    /// When anchors are held against the captions.
    captions: CaptionCheck,
    fixes: bool,
    /// Whether the lines of findings are shown.
    shows_source: bool,
}

/// As many notes are held against their captions unasked: it takes some 10 ms a note.
const FEW_NOTES: usize = 200;

/// When anchors are held against the captions: never, if nobody wants to be told.
fn captions(request: &CheckRequest, levels: &Levels) -> CaptionCheck {
    let rule = rules::find("captions-disagree");
    let is_off = rule.is_none_or(|rule| levels.of(rule).is_none());
    if is_off {
        CaptionCheck::Never
    } else {
        request.against_captions
    }
}

/// Checks the notes; the outcomes are in their order.
pub(super) fn check_all(
    workspace: &Workspace,
    request: &CheckRequest,
    paths: &[PathBuf],
    files: &[NoteFile],
    levels: &Levels,
) -> Result<Vec<CheckedNote>, Error> {
    let checker = Checker {
        workspace,
        levels,
        names: Names::read(workspace, paths, files)?,
        videos: Videos::list(workspace)?,
        captions: captions(request, levels),
        fixes: request.fixes,
        shows_source: request.with_source,
    };
    let mut all = checker.each(files);
    checker.check_vault(&mut all)?;
    Ok(all.into_iter().map(|one| one.checked).collect())
}

impl Checker<'_> {
    fn each(&self, files: &[NoteFile]) -> Vec<LinkedCheck> {
        let groups = self.by_video(files);
        let with_video = groups.iter().filter(|(id, _)| id.is_some());
        let count = with_video.map(|(_, indexes)| indexes.len()).sum();
        let keeps_tracks = self.compares_captions(count);
        let mut found: Vec<(usize, LinkedCheck)> = groups
            .into_par_iter()
            .flat_map(|(id, indexes)| {
                let read = id.map(|id| self.videos.read(&id, keeps_tracks));
                let video = read.unwrap_or_default();
                let alignable = video.alignable();
                let check = |index: usize| (index, self.one(&files[index], &alignable));
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
    fn compares_captions(&self, notes: usize) -> bool {
        let too_many = self.captions == CaptionCheck::Auto && notes > FEW_NOTES;
        if too_many {
            self.workspace.observer().hint(format_args!(
                "the anchors of {notes} notes were not compared with their captions: \
                 `--against-captions always` does it"
            ));
        }
        self.captions != CaptionCheck::Never && !too_many
    }

    fn one(&self, file: &NoteFile, video: &AlignableVideo<'_>) -> LinkedCheck {
        let note = file.note();
        let number = file.path().and_then(|path| self.names.number(path));
        let resolver = &self.names.resolver;
        let remembered = || {
            let state = self.workspace.vault.read_state(file.path()?).ok()??;
            state.track
        };
        let contradictions = video.contradictions(&note, remembered);
        let settings = self.workspace.vault.settings();
        let around = CheckContext {
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
        let reported =
            findings.map(|finding| LocatedFinding::new(finding, &lines, self.shows_source));
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
        let checked = CheckedNote {
            shown,
            path,
            findings: reported,
            repairs,
            new: changed.then(|| note.into_bytes()),
        };
        LinkedCheck { checked, linked }
    }

    /// What is wrong with a note, and the note with what could be put right of it.
    fn checked(
        &self,
        file: &NoteFile,
        note: Note,
        around: &CheckContext<'_>,
    ) -> (Note, Vec<Finding>, Vec<Repair>) {
        let findings = check(&note, around, self.levels);
        if findings.iter().all(|finding| finding.fix.is_none()) {
            return (note, findings, Vec::new());
        }
        let pinned = self.pinned(file, &note);
        let around = CheckContext {
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
        let state = file
            .path()
            .map(|path| self.workspace.vault.read_state(path));
        let state = state.transpose().ok().flatten().flatten();
        state.map_or_else(Vec::new, |state| pinning::pinned_times(note, &state))
    }

    /// What only all notes of the vault together can tell of those that are checked.
    fn check_vault(&self, all: &mut [LinkedCheck]) -> Result<(), Error> {
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
        let outdated = outdated(self.workspace, self.levels, &asked)?;
        let outdated = |number: usize| outdated.get(&number).cloned();
        for (number, finding) in check_vault(&notes, resolver, outdated, self.levels) {
            let Some(place) = places[number] else {
                continue;
            };
            let findings = &mut all[place].checked.findings;
            let reported = LocatedFinding::new(&finding, &lines, self.shows_source);
            let at = findings.partition_point(|other| other.order() <= reported.order());
            findings.insert(at, reported);
        }
        Ok(())
    }
}
