//! Checks notes in parallel, reading each transcript once.

use std::collections::BTreeMap;
use std::mem;
use std::path::{Path, PathBuf};

use kbnote_check::{
    CheckContext, Finding, Levels, LinkedNote, Repair, SpokenText, check, check_vault, repair,
    rules,
};
use kbnote_core::VideoId;
use kbnote_note::{Note, NoteState};
use rayon::prelude::*;

use super::finding::{Lines, LocatedFinding};
use super::names::Names;
use super::outdated::outdated;
use super::personal_notes::PersonalNotes;
use super::recordings::{ComparedRecordings, SeveralRecordings};
use super::report::{CaptionCheck, CheckReport, CheckRequest, CheckedNote};
use super::videos::{Comparisons, VideoCaptions, Videos};
use crate::notes::{STDIN, Unreadable, unwritable_name};
use crate::{Error, NoteFile, Workspace};
use kbnote_engine::anchoring::pinning;

/// A checked note, with its links for the checks of the whole vault.
struct LinkedCheck {
    checked: CheckedNote,
    linked: Option<(usize, LinkedNote)>,
    is_passed_over: bool,
}

/// What the checks of all notes have in common.
pub(super) struct Checker<'a> {
    pub(super) workspace: &'a Workspace,
    pub(super) levels: Levels,
    pub(super) names: Names,
    pub(super) videos: Videos<'a>,
    /// Whether times may have been set by hand.
    has_states: bool,
    /// When anchors are held against the captions.
    captions: CaptionCheck,
    /// Whether quotations and numbers are compared with the captions.
    compares_words: bool,
    fixes: bool,
    /// Whether the lines of findings are shown.
    shows_source: bool,
    personal: PersonalNotes<'a>,
}

/// As many notes are held against their captions unasked: it takes some 10 ms a note.
const FEW_NOTES: usize = 200;

/// When anchors are compared with the captions: never, if that rule is off.
fn captions(request: &CheckRequest, levels: &Levels) -> CaptionCheck {
    if is_on(levels, "captions-disagree") {
        request.against_captions
    } else {
        CaptionCheck::Never
    }
}

fn compares_words(request: &CheckRequest, levels: &Levels) -> bool {
    let rules = [
        "misquoted",
        "quotation-marks",
        "number-not-said",
        "name-differs",
    ];
    request.against_captions != CaptionCheck::Never && rules.iter().any(|rule| is_on(levels, rule))
}

fn is_on(levels: &Levels, rule: &str) -> bool {
    rules::find(rule).is_some_and(|rule| levels.of(rule).is_some())
}

/// A note that is to be checked.
struct NoteToCheck {
    /// Its place among all.
    place: usize,
    path: PathBuf,
    /// Its number in the vault, if it is a note there. Only others are read beforehand.
    number: Option<usize>,
    read: Option<NoteFile>,
}

/// Checks the notes, each read when its turn comes: a large vault is never in memory as a whole.
pub(super) fn check_all(
    workspace: &Workspace,
    request: &CheckRequest,
    paths: &[PathBuf],
    levels: &Levels,
) -> Result<CheckReport, Error> {
    let checker = Checker::new(workspace, request, paths, levels)?;
    let (paths, mut unreadable) = workspace.list_notes(paths);
    if paths.is_empty() && unreadable.is_empty() {
        workspace.announce_no_notes(&request.paths);
    }
    request.mode.check_count(paths.len())?;
    if !request.fixes {
        unreadable.extend(paths.iter().filter_map(|path| {
            let below = path.strip_prefix(workspace.vault.root()).unwrap_or(path);
            let error = unwritable_name(below)?;
            Some(Unreadable::new(path, error))
        }));
    }
    let given = checker.notes_to_check(paths, &mut unreadable);
    let mut all = checker.each(given, &mut unreadable);
    checker.check_vault(&mut all);
    let found = all.len();
    all.retain(|one| !one.is_passed_over);
    let passed_over = found - all.len();
    let mut failures: Vec<Error> = unreadable.into_iter().map(|note| note.error).collect();
    if found == 0 && failures.len() == 1 {
        return Err(failures.remove(0));
    }
    Ok(CheckReport {
        notes: all.into_iter().map(|one| one.checked).collect(),
        failures,
        passed_over,
    })
}

impl<'a> Checker<'a> {
    pub(super) fn new(
        workspace: &'a Workspace,
        request: &CheckRequest,
        paths: &[PathBuf],
        levels: &Levels,
    ) -> Result<Self, Error> {
        Ok(Self {
            workspace,
            levels: levels.clone(),
            names: Names::read(workspace, paths)?,
            videos: Videos::list(workspace)?,
            has_states: workspace.vault.has_states(),
            captions: captions(request, levels),
            compares_words: compares_words(request, levels),
            fixes: request.fixes,
            shows_source: request.with_source,
            personal: PersonalNotes::new(workspace, paths),
        })
    }

    /// Checks a note as an editor has it; its number in the vault, if it is a note there.
    pub(super) fn check_open(&self, file: &NoteFile) -> (Option<usize>, Note, Vec<Finding>) {
        let note = file.note();
        let number = file.path().and_then(|path| self.names.number(path));
        let is_personal = |path: &Path| self.personal.is_one(path, &note);
        if file.path().is_some_and(is_personal) {
            return (number, note, Vec::new());
        }
        let compares = Comparisons {
            anchors: self.captions != CaptionCheck::Never,
            words: self.compares_words,
        };
        let video = note.video_id().filter(|id| self.videos.is_stored(id));
        let video = video.map(|id| self.videos.read(&id, compares));
        let video = video.unwrap_or_default();
        let name = number.map(|number| self.names.channels.resolver.notes()[number].as_str());
        let (note, findings, _) = self.check_note(file, note, name, (&video, compares));
        (number, note, findings)
    }

    fn notes_to_check(
        &self,
        paths: Vec<PathBuf>,
        unreadable: &mut Vec<Unreadable>,
    ) -> Vec<NoteToCheck> {
        let given = |(place, path): (usize, PathBuf)| {
            let is_stdin = path.as_os_str() == STDIN;
            let number = (!is_stdin).then(|| self.names.number(&path)).flatten();
            let read = match number {
                Some(_) => None,
                None => Some(NoteFile::read(self.workspace, &path)?),
            };
            Ok(NoteToCheck {
                place,
                path,
                number,
                read,
            })
        };
        let given = paths.into_par_iter().enumerate().map(given);
        readable(given.collect::<Vec<_>>(), unreadable)
    }

    fn each(&self, given: Vec<NoteToCheck>, unreadable: &mut Vec<Unreadable>) -> Vec<LinkedCheck> {
        let groups = self.by_video(given);
        let with_video = groups.iter().filter(|(id, _)| id.is_some());
        let count = with_video.map(|(_, notes)| notes.len()).sum();
        let compares = Comparisons {
            anchors: self.compares_captions(count),
            words: self.compares_words,
        };
        let all = groups.values().map(Vec::len).sum();
        let progress = self.workspace.progress("checking notes:", all);
        let mut found: Vec<(usize, Result<LinkedCheck, Unreadable>)> = groups
            .into_par_iter()
            .flat_map(|(id, notes)| {
                let read = id.map(|id| self.videos.read(&id, compares));
                let video = read.unwrap_or_default();
                let check = |given: NoteToCheck| {
                    let checked = (given.place, self.one(given, &video, compares));
                    progress.advance();
                    checked
                };
                notes.into_par_iter().map(check).collect::<Vec<_>>()
            })
            .collect();
        found.sort_by_key(|(place, _)| *place);
        readable(found.into_iter().map(|(_, one)| one), unreadable)
    }

    /// The notes by the stored videos that they are on; all others together.
    fn by_video(&self, given: Vec<NoteToCheck>) -> BTreeMap<Option<VideoId>, Vec<NoteToCheck>> {
        let mut groups: BTreeMap<Option<VideoId>, Vec<NoteToCheck>> = BTreeMap::new();
        for given in given {
            let known = given.number.and_then(|number| self.names.video(number));
            let written = || {
                self.workspace
                    .vault
                    .recording_of(&given.read.as_ref()?.note())
            };
            let video = known.cloned().or_else(written);
            let video = video.filter(|id| self.videos.is_stored(id));
            groups.entry(video).or_default().push(given);
        }
        groups
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

    fn one(
        &self,
        given: NoteToCheck,
        video: &VideoCaptions,
        compares: Comparisons,
    ) -> Result<LinkedCheck, Unreadable> {
        let NoteToCheck {
            path, number, read, ..
        } = given;
        let mut file = match read {
            Some(file) => file,
            None => NoteFile::read(self.workspace, &path)?,
        };
        let note = if self.fixes {
            file.note()
        } else {
            self.workspace.vault.note(mem::take(&mut file.bytes))
        };
        let resolver = &self.names.channels.resolver;
        let name = number.map(|number| resolver.notes()[number].as_str());
        let is_passed_over = self.personal.is_one(&path, &note);
        let (note, findings, repairs) = if is_passed_over {
            (note, Vec::new(), Vec::new())
        } else {
            self.check_note(&file, note, name, (video, compares))
        };
        let changed = self.fixes && note.bytes() != file.bytes;
        let lines = Lines::new(note.text());
        let located = |finding| LocatedFinding::new(finding, &lines, self.shows_source);
        let findings = findings.into_iter().map(located).collect();
        let linked = number.zip(name);
        let linked = linked.map(|(number, name)| (number, LinkedNote::read(&note, name, resolver)));
        let [shown, path] = self.display_paths(&file);
        let checked = CheckedNote {
            shown,
            path,
            findings,
            repairs,
            new: changed.then(|| note.into_bytes()),
            file: self.fixes.then_some(file),
        };
        Ok(LinkedCheck {
            checked,
            linked,
            is_passed_over,
        })
    }

    /// The path of a note as one would type it here, and below the vault's root.
    fn display_paths(&self, file: &NoteFile) -> [String; 2] {
        match file.path() {
            Some(path) => [
                self.names.as_typed_here(path),
                self.names.path_in_vault(path),
            ],
            None => [file.shown(), file.shown()],
        }
    }

    /// Checks a note against its video and the vault's names.
    fn check_note(
        &self,
        file: &NoteFile,
        note: Note,
        name: Option<&str>,
        (video, compares): (&VideoCaptions, Comparisons),
    ) -> (Note, Vec<Finding>, Vec<Repair>) {
        let remembered = || self.known(file)?.track;
        let track = video.track_of(&note, remembered);
        let contradictions = track.map(|track| video.contradictions(&note, track));
        let wording = track.and_then(|track| video.wording(track));
        let settings = self.workspace.vault.settings();
        let context = CheckContext {
            name,
            video: Some(video.stored),
            address: video.address.as_deref(),
            resolver: Some(&self.names.channels.resolver),
            files_elsewhere: Some(&self.names.elsewhere),
            stored: Some(&self.names.stored),
            is_quartz: self.names.is_quartz,
            recordings: None,
            contradictions: &contradictions.unwrap_or_default(),
            captions: wording.as_ref().map(|wording| wording as &dyn SpokenText),
            pinned: &[],
            anchor_style: settings.anchor.style(),
            link_style: settings.wikilink.style(None),
            slug_rule: settings.slug,
        };
        if self.workspace.vault.is_on_others(&note) {
            return self.check_parts(file, note, &context, compares);
        }
        self.checked(file, note, &context)
    }

    /// What is known of a note.
    fn known(&self, file: &NoteFile) -> Option<NoteState> {
        let stored = || self.workspace.vault.read_state(file.path()?).ok()?;
        file.unsaved_state().cloned().or_else(stored)
    }

    /// The same for a note on several recordings, each of its parts held against its own.
    fn check_parts(
        &self,
        file: &NoteFile,
        note: Note,
        context: &CheckContext<'_>,
        compares: Comparisons,
    ) -> (Note, Vec<Finding>, Vec<Repair>) {
        let vault = &self.workspace.vault;
        let several = SeveralRecordings::read(&self.videos, &note, compares);
        let state = self.known(file);
        let compared = ComparedRecordings::new(vault, &note, &several, state.as_ref());
        let context = CheckContext {
            recordings: Some(&compared),
            contradictions: compared.contradictions(),
            captions: None,
            ..*context
        };
        self.checked(file, note, &context)
    }

    /// The findings in a note, and the note with those repaired that can be, on request.
    fn checked(
        &self,
        file: &NoteFile,
        note: Note,
        around: &CheckContext<'_>,
    ) -> (Note, Vec<Finding>, Vec<Repair>) {
        let findings = check(&note, around, &self.levels);
        if findings.iter().all(|finding| finding.fix.is_none()) {
            return (note, findings, Vec::new());
        }
        let pinned = self.pinned(file, &note);
        let around = CheckContext {
            pinned: &pinned,
            ..*around
        };
        if self.fixes {
            let repaired = repair(note, &around, &self.levels);
            return (repaired.note, repaired.findings, repaired.repairs);
        }
        if pinned.is_empty() {
            (note, findings, Vec::new())
        } else {
            let findings = check(&note, &around, &self.levels);
            (note, findings, Vec::new())
        }
    }

    /// The times of a note that its author set by hand.
    fn pinned(&self, file: &NoteFile, note: &Note) -> Vec<u64> {
        let may_be_known = self.has_states || file.unsaved_state().is_some();
        let Some(state) = may_be_known.then(|| self.known(file)).flatten() else {
            return Vec::new();
        };
        let parts = self.workspace.vault.parts_of(note.read_again());
        if parts.is_empty() {
            return pinning::pinned_times(note, &state);
        }
        let times = parts.iter().flat_map(|part| {
            let known = state.of_part(part, &parts);
            pinning::pinned_times(&part.note, &known)
        });
        times.collect()
    }

    /// What only all notes of the vault together can tell of those that are checked.
    fn check_vault(&self, all: &mut [LinkedCheck]) {
        let resolver = &self.names.channels.resolver;
        let count = resolver.notes().len();
        let mut notes: Vec<Option<LinkedNote>> = (0..count).map(|_| None).collect();
        let mut places: Vec<Option<usize>> = vec![None; count];
        for (index, one) in all.iter_mut().enumerate() {
            if let Some((number, linked)) = one.linked.take() {
                notes[number] = Some(linked);
                places[number] = Some(index).filter(|_| !one.is_passed_over);
            }
        }
        if places.iter().all(Option::is_none) {
            return;
        }
        let known = |(number, note): (usize, Option<LinkedNote>)| {
            note.unwrap_or_else(|| self.names.linked(number))
        };
        let notes: Vec<LinkedNote> = notes.into_par_iter().enumerate().map(known).collect();
        let lines = Lines::new("");
        let names = resolver.notes().iter().map(String::as_str).enumerate();
        let asked: Vec<(usize, &str)> = names.filter(|(n, _)| places[*n].is_some()).collect();
        let outdated = outdated(
            self.workspace,
            &self.levels,
            &self.names.channels,
            &asked,
            None,
        );
        let outdated = |number: usize| outdated.get(&number).cloned();
        for (number, finding) in check_vault(&notes, resolver, outdated, &self.levels) {
            let Some(place) = places[number] else {
                continue;
            };
            let findings = &mut all[place].checked.findings;
            let reported = LocatedFinding::new(finding, &lines, self.shows_source);
            let at = findings.partition_point(|other| other.order() <= reported.order());
            findings.insert(at, reported);
        }
    }
}

/// The notes that could be read; the others join the unreadable ones.
fn readable<T>(
    read: impl IntoIterator<Item = Result<T, Unreadable>>,
    unreadable: &mut Vec<Unreadable>,
) -> Vec<T> {
    let kept = read
        .into_iter()
        .map(|read| read.map_err(|error| unreadable.push(error)));
    kept.filter_map(Result::ok).collect()
}
