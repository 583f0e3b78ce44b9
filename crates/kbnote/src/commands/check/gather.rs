//! All notes on their way through the rules, in parallel, each transcript being read once.

use std::collections::BTreeMap;
use std::path::PathBuf;

use kbnote_check::{Finding, Levels, LinkedNote, Surroundings, check, check_vault, repair};
use kbnote_core::VideoId;
use kbnote_note::Note;
use rayon::prelude::*;

use super::CheckArgs;
use super::names::Names;
use super::reported::{Lines, Reported};
use super::videos::{VideoOfNotes, Videos};
use crate::context::Context;
use crate::error::CliError;
use crate::note_file::NoteFile;

/// A note with what was found in it.
pub(super) struct Checked {
    /// Its path as it was given.
    pub(super) shown: String,
    /// Its path below the vault's root, where it lies there.
    pub(super) path: String,
    pub(super) findings: Vec<Reported>,
    /// How many findings were repaired.
    pub(super) fixed: usize,
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
    fixes: bool,
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
        names: Names::read(cx, asked)?,
        videos: Videos::list(cx, !args.no_captions, levels)?,
        fixes: args.fix,
    };
    let mut all = gatherer.each(files);
    gatherer.together(&mut all);
    Ok(all.into_iter().map(|one| one.checked).collect())
}

impl Gatherer<'_> {
    fn each(&self, files: &[NoteFile]) -> Vec<One> {
        let video_of = |file: &NoteFile| Note::parse(file.bytes.as_slice()).video_id();
        let videos: Vec<Option<VideoId>> = files.par_iter().map(video_of).collect();
        let mut groups: BTreeMap<Option<VideoId>, Vec<usize>> = BTreeMap::new();
        for (index, video) in videos.into_iter().enumerate() {
            groups.entry(video).or_default().push(index);
        }
        let groups: Vec<_> = groups.into_iter().collect();
        let mut found: Vec<(usize, One)> = groups
            .into_par_iter()
            .flat_map(|(id, indexes)| {
                let video = id.map(|id| self.videos.read(&id)).unwrap_or_default();
                let check = |index: usize| (index, self.one(&files[index], &video));
                indexes.into_par_iter().map(check).collect::<Vec<_>>()
            })
            .collect();
        found.sort_by_key(|(index, _)| *index);
        found.into_iter().map(|(_, one)| one).collect()
    }

    fn one(&self, file: &NoteFile, video: &VideoOfNotes) -> One {
        let note = Note::parse(file.bytes.as_slice());
        let number = file.path().and_then(|path| self.names.number(path));
        let resolver = &self.names.resolver;
        let remembered = file
            .path()
            .and_then(|path| self.cx.vault.read_state(path).ok().flatten())
            .and_then(|state| state.track);
        let contradictions = video.contradictions(&note, remembered.as_ref());
        let settings = self.cx.vault.settings();
        let around = Surroundings {
            name: number.map(|number| resolver.notes()[number].as_str()),
            video: Some(video.stored),
            resolver: Some(resolver),
            contradictions: &contradictions,
            anchor_style: settings.anchor.style,
            link_style: settings.wikilink.style(None),
            ..Surroundings::default()
        };
        let (note, findings, fixed) = self.checked(note, &around);
        let changed = note.bytes() != file.bytes;
        let lines = Lines::new(note.text());
        let checked = Checked {
            shown: file.shown(),
            path: file
                .path()
                .map_or_else(|| file.shown(), |path| self.names.path_in_vault(path)),
            findings: findings
                .iter()
                .map(|finding| Reported::new(finding, &lines))
                .collect(),
            fixed,
            new: changed.then(|| note.bytes().to_vec()),
        };
        let linked = number.map(|number| {
            let name = resolver.notes()[number].as_str();
            (number, LinkedNote::read(&note, name, resolver))
        });
        One { checked, linked }
    }

    fn checked(&self, note: Note, around: &Surroundings<'_>) -> (Note, Vec<Finding>, usize) {
        if self.fixes {
            let repaired = repair(note, around, self.levels);
            return (repaired.note, repaired.findings, repaired.fixed);
        }
        let findings = check(&note, around, self.levels);
        (note, findings, 0)
    }

    /// What only all notes of the vault together can tell, if they are all there.
    fn together(&self, all: &mut [One]) {
        let count = self.names.resolver.notes().len();
        let mut notes: Vec<Option<LinkedNote>> = (0..count).map(|_| None).collect();
        let mut place = vec![0; count];
        for (index, one) in all.iter_mut().enumerate() {
            if let Some((number, linked)) = one.linked.take() {
                notes[number] = Some(linked);
                place[number] = index;
            }
        }
        let Some(notes) = notes.into_iter().collect::<Option<Vec<_>>>() else {
            return;
        };
        let lines = Lines::new("");
        for (number, finding) in check_vault(&notes, &self.names.resolver, self.levels) {
            let findings = &mut all[place[number]].checked.findings;
            let reported = Reported::new(&finding, &lines);
            let at = findings.partition_point(|other| other.order() <= reported.order());
            findings.insert(at, reported);
        }
    }
}
