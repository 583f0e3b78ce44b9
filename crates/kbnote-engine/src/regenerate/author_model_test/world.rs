//! A vault of one note in memory, and what kbnote does to it.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;
use kbnote_core::{
    Channel, Chapter, ChapterSource, Cue, Fingerprint, LanguageTag, TimeSpan, Timestamp, Track,
    TrackKind, Transcript, Video,
};
use kbnote_note::render::BUILT_IN_NOTE;
use kbnote_note::{AnchorStyle, LinkStyle, Note, NotePart, NoteState, Splice};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use super::super::change::ChangeKind;
use super::super::links::LinkProposal;
use super::super::regeneration::{Anchoring, Regeneration, RegenerationBuilder};
use super::super::template::{FrameInput, FrameSource, RenderedFrame};
use super::super::{Kinds, Verdict, regeneration_policy};
use super::author::{Edit, by_hand, sentence};
use crate::anchoring::{AnchorPlan, AnchorPolicy, PartPlan, aligner};

/// What is said in the talk, a cue each.
pub(super) const SAID: [&str; 30] = [
    "the lighthouse was built of granite in the year of the great storm",
    "three families of keepers shared the two cottages below the tower",
    "the first lamp burned whale oil and smoked up the glass every night",
    "a boat with bread and coal came across the sound on every second Friday",
    "the lens from Paris weighs as much as four grown horses",
    "clockwork turned it, and the weights were wound up every ninety minutes",
    "in thick weather the fog horn sounded twice in each minute",
    "the horn drank so much fuel that the second engine was taken out",
    "gulls used to break their necks against the lantern in autumn",
    "wire netting around the gallery put an end to that",
    "the school teacher rowed over and stayed for a whole term",
    "children learned to knit nets before they learned to write",
    "the tide runs at seven knots between the skerries",
    "a Danish barque lost her rudder there and drifted for two days",
    "nobody drowned, because the ladder reached down to low water",
    "her cargo of oranges fed the island until Easter",
    "electric light arrived with a cable from the mainland",
    "the cable broke in the first winter and was laid again in armour",
    "radio beacons made the horn superfluous after the war",
    "painters renew the red bands of the tower every six years",
    "lichen on the north side dates the repairs of the wall",
    "the last keeper left with his cat in a navy helicopter",
    "today a computer in the harbour office switches the lamp",
    "solar panels charge batteries that stand in the old oil store",
    "visitors climb one hundred and forty steps to the gallery",
    "the visitors' book goes back to a bishop who complained of the stairs",
    "a museum shows the brass tools and the logbooks",
    "one logbook notes an earthquake that stopped the clockwork",
    "storm petrels nest in the cracks under the cottages",
    "they come home after dark, and their chicks purr like cats",
];

const TEMPLATES: [&str; 4] = [
    BUILT_IN_NOTE,
    "---\ntitle: {{yaml title}}\nvideoId: {{yaml video.id}}\nchannel: {{yaml channel.name}}\n\
     made: {{yaml today}}\n{{front_matter}}---\n\nFrom: {{channel.wikilink}} <br/> \n\n\
     {{#if body}}\n{{body}}\n{{else}}\n{{#each chapters}}\n## {{heading title}}\n\n{{/each}}\n\
     {{/if}}\n\n## See also\n\n* [[index]]\n",
    "---\ntitle: {{yaml title}}\nvideoId: {{yaml video.id}}\nlength: {{video.duration}}\n\
     {{front_matter}}---\n\n# {{heading title}}\n\n{{#if body}}\n{{body}}\n{{else}}\n\
     {{#each chapters}}\n### {{heading title}} ({{timestamp start}})\n\n{{/each}}\n{{/if}}\n",
    "---\nvideoId: {{yaml video.id}}\ntitle: {{yaml title}}\n---\n\
     From: {{channel.wikilink}} on {{video.url}}\n\n{{body}}\n",
];

/// Words that name other notes.
const NAMES: [(&str, &str); 4] = [
    ("lighthouse", "lighthouses"),
    ("fog horn", "fog_horns"),
    ("tide", "tides"),
    ("storm petrels", "storm_petrels"),
];

/// What happens on kbnote's side.
#[derive(Clone, Debug)]
pub(super) enum Run {
    Align,
    Links,
    Regen,
    RegenOnly(ChangeKind),
    /// Each change is accepted, rejected or left, by its name and this number.
    Review(u8),
    Refetch(u64),
    Rechapter(usize),
    RetitleVideo(usize),
    RenameChannel(usize),
    Template(usize),
    /// A newer aligner than that of the note is installed.
    Upgrade,
    DeleteState,
}

pub(super) fn run() -> impl Strategy<Value = Run> {
    let kind = prop::sample::select(&ChangeKind::ALL[..5]);
    prop_oneof![
        3 => Just(Run::Align),
        2 => Just(Run::Links),
        4 => Just(Run::Regen),
        2 => kind.prop_map(Run::RegenOnly),
        3 => any::<u8>().prop_map(Run::Review),
        2 => (0..40u64).prop_map(Run::Refetch),
        3 => (0..6usize).prop_map(Run::Rechapter),
        1 => (0..3usize).prop_map(Run::RetitleVideo),
        1 => (0..3usize).prop_map(Run::RenameChannel),
        2 => (0..TEMPLATES.len()).prop_map(Run::Template),
        1 => Just(Run::Upgrade),
        1 => Just(Run::DeleteState),
    ]
}

/// The note, what kbnote knows of it, and what it is made of.
pub(super) struct World {
    text: String,
    state: Option<NoteState>,
    transcript: Transcript,
    source: FrameSource,
    /// Every line that a template has given so far: those may come and go.
    of_template: BTreeSet<String>,
    /// Targets of links that kbnote wrote and the author took out.
    taken_links: BTreeSet<String>,
    /// Times set by hand that stood in the note when all that was known of it was deleted: trusted,
    /// until their sentences are written anew.
    trusted: BTreeSet<u64>,
    /// Those of them that kbnote may have to find anew.
    free: BTreeSet<u64>,
}

impl World {
    pub(super) fn new(with_draft: bool) -> Self {
        let mut world = Self {
            text: String::new(),
            state: None,
            transcript: transcript(),
            source: source(0),
            of_template: BTreeSet::new(),
            taken_links: BTreeSet::new(),
            trusted: BTreeSet::new(),
            free: BTreeSet::new(),
        };
        let about = FrameInput {
            title: None,
            title_of_video: true,
            with_prose: with_draft,
            from: None,
            made: day(),
        };
        let body =
            with_draft.then(|| format!("{} {}\n\n{}", sentence(0), sentence(3), sentence(6)));
        let context = kbnote_note::render::NoteContext::new(
            &world.transcript.video,
            &world.transcript.chapters,
            day(),
        );
        let context = kbnote_note::render::NoteContext { body, ..context };
        let template = kbnote_note::render::Template {
            name: "note.hbs",
            text: TEMPLATES[0],
        };
        world.text = kbnote_note::render::render(template, &context, LinkStyle::Spaced).unwrap();
        let frame = RenderedFrame::render(&world.source, &world.transcript, &about).unwrap();
        let mut state = NoteState::default();
        state.base.template = Some(frame.base(&about));
        world.learn(&state);
        world.state = Some(state);
        world
    }

    /// The author edits the note.
    pub(super) fn edit(&mut self, edit: &Edit) {
        let before = targets(&self.text);
        self.text = edit.apply(&self.text);
        let after = targets(&self.text);
        let known = self.state.iter().flat_map(|state| &state.base.links);
        let written: BTreeSet<String> = known.map(|link| link.target.clone()).collect();
        let taken = before
            .difference(&after)
            .filter(|target| written.contains(*target));
        self.taken_links.extend(taken.cloned());
        self.taken_links.retain(|target| !after.contains(target));
        match edit {
            Edit::SetTime(_, n) => drop(self.free.remove(n)),
            Edit::AddTime(..) => {}
            _ => self.free.append(&mut self.trusted),
        }
    }

    /// kbnote runs; then what must hold is checked.
    pub(super) fn check(&mut self, run: &Run) -> Result<(), TestCaseError> {
        let before = self.text.clone();
        self.run(run);
        let (ours, theirs) = (self.authored(&self.text), self.authored(&before));
        prop_assert_eq!(
            ours,
            theirs,
            "the author's lines after {:?}\n{}\n---\n{}",
            run,
            before,
            self.text
        );
        for n in (0..9).filter(|n| !self.free.contains(n)) {
            let count = |text: &str| text.matches(&by_hand(n)).count();
            prop_assert_eq!(
                count(&self.text),
                count(&before),
                "a time set by hand after {:?}",
                run
            );
        }
        let back: Vec<_> = targets(&self.text)
            .intersection(&self.taken_links)
            .cloned()
            .collect();
        prop_assert!(
            back.is_empty(),
            "{:?} came back after {:?}\n{}",
            back,
            run,
            self.text
        );
        let crlf = |text: &str| text.matches('\n').count() == text.matches("\r\n").count();
        prop_assert!(
            !before.contains("\r\n") || crlf(&self.text),
            "line ends after {:?}",
            run
        );
        if !matches!(run, Run::DeleteState) {
            let (text, state) = (self.text.clone(), self.state.clone());
            // Whoever goes through changes again may decide otherwise: nothing is decided then.
            match run {
                Run::Review(_) => self.decide(&[], |_| Verdict::Leave),
                _ => self.run(run),
            }
            prop_assert_eq!(&self.text, &text, "a second {:?}", run);
            // Of two equal sentences without times nobody knows which one was refused.
            let sorted = |state: &Option<NoteState>| {
                let mut state = state.clone().unwrap_or_default();
                state
                    .claims
                    .sort_by(|a, b| (&a.text, &a.times).cmp(&(&b.text, &b.times)));
                state
            };
            let states = (sorted(&self.state), sorted(&state));
            prop_assert_eq!(states.0, states.1, "the state after a second {:?}", run);
        }
        Ok(())
    }

    /// The author accepts every change, those in conflict too: then nothing is left to be done, and
    /// what is known of the note is what another run would know. Captions that change after that
    /// move no time that is still the author's.
    pub(super) fn settle(&mut self) -> Result<(), TestCaseError> {
        self.decide(&[], |_| Verdict::Accept);
        let (text, state) = (self.text.clone(), self.state.clone());
        let left = self.regeneration(&Kinds::new(&[])).changes;
        prop_assert!(left.is_empty(), "left in\n{}\n{:#?}", text, left);
        self.run(&Run::Regen);
        prop_assert_eq!(&self.text, &text, "the note after all was accepted");
        prop_assert_eq!(&self.state, &state, "the state after all was accepted");
        self.run(&Run::Refetch(50));
        self.check(&Run::Regen)
    }

    fn run(&mut self, run: &Run) {
        let accept = |change: &super::super::Change| {
            if change.conflict {
                Verdict::Leave
            } else {
                Verdict::Accept
            }
        };
        match run {
            Run::Align => {
                let (text, state) = self.aligned();
                self.write(text, state);
            }
            Run::Links => self.decide(&[ChangeKind::Links], accept),
            Run::Regen => self.decide(&[], accept),
            Run::RegenOnly(kind) => self.decide(&[*kind], accept),
            Run::Review(n) => self.decide(&[], |change| verdict(change, *n)),
            Run::Refetch(seconds) => self.transcript.tracks = vec![track(*seconds)],
            Run::Rechapter(n) => self.transcript.chapters = chapters(*n),
            Run::RetitleVideo(n) => self.transcript.video.title = format!("The light: part {n}"),
            Run::RenameChannel(n) => self.transcript.video.channel.folder = format!("coast{n}"),
            Run::Template(n) => self.source = source(*n),
            Run::Upgrade => {
                if let Some(state) = &mut self.state {
                    state.aligner = None;
                }
            }
            Run::DeleteState => {
                self.state = None;
                self.taken_links.clear();
                let stands = |n: &u64| self.text.contains(&by_hand(*n));
                self.trusted.extend((0..9).filter(stands));
            }
        }
    }

    fn decide(&mut self, only: &[ChangeKind], verdict: impl Fn(&super::super::Change) -> Verdict) {
        let applied = self.regeneration(&Kinds::new(only)).apply(verdict).unwrap();
        self.write(applied.note.text().to_owned(), applied.state.unwrap());
    }

    fn write(&mut self, text: String, state: NoteState) {
        self.learn(&state);
        self.state = Some(state);
        self.text = text;
    }

    fn known(&self) -> Option<NoteState> {
        self.state.clone()
    }

    fn regeneration(&self, kinds: &Kinds) -> Regeneration {
        let note = Note::parse(self.text.as_str());
        let mut builder = RegenerationBuilder::new(note, self.known(), kinds.clone());
        if kinds.has(ChangeKind::FrontMatter) || kinds.has(ChangeKind::Headings) {
            builder = builder
                .with_template(&self.source, &self.transcript, day())
                .unwrap();
        }
        if kinds.has(ChangeKind::Links) {
            builder = builder.with_links(Fingerprint::new(), suggest);
        }
        if !kinds.has(ChangeKind::Anchors) {
            return builder.without_anchors();
        }
        let track = Arc::new(self.transcript.tracks[0].clone());
        let aligner = aligner(&track);
        let anchor = |note: &Note, state: Option<&NoteState>| {
            let plan = AnchorPlan::new(
                note,
                &track,
                &aligner,
                state,
                regeneration_policy(AnchorStyle::Html),
            );
            let part = NotePart {
                video: self.transcript.video.id.clone(),
                is_own: true,
                name: None,
                note: Note::parse(note.bytes()),
            };
            Anchoring {
                parts: vec![PartPlan {
                    part,
                    track: Some(Arc::clone(&track)),
                    known: state.cloned(),
                    plan,
                }],
                unanchored: None,
            }
        };
        builder.with_anchors(anchor).unwrap()
    }

    fn aligned(&self) -> (String, NoteState) {
        let note = Note::parse(self.text.as_str());
        let track = &self.transcript.tracks[0];
        let policy = AnchorPolicy::new(AnchorStyle::Html);
        let known = self.known();
        let plan = AnchorPlan::new(&note, track, &aligner(track), known.as_ref(), policy);
        let state = plan.state(track, known.as_ref());
        (note.edited(&plan.splices).unwrap().text().to_owned(), state)
    }

    fn learn(&mut self, state: &NoteState) {
        let template = state.base.template.iter();
        let lines = template.flat_map(|base| base.front_matter.iter().chain(&base.lines));
        self.of_template
            .extend(lines.map(|line| line.trim_end().to_owned()));
    }

    /// The lines that are the author's, without what kbnote may write into them.
    fn authored(&self, text: &str) -> Vec<String> {
        let of_template: BTreeSet<String> =
            self.of_template.iter().map(|line| bare(line)).collect();
        let lines = text.lines().map(|line| bare(line).trim_end().to_owned());
        lines
            .filter(|line| !line.is_empty() && !of_template.contains(line))
            .collect()
    }
}

fn verdict(change: &super::super::Change, seed: u8) -> Verdict {
    let print = Fingerprint::of(change.id.to_string().as_bytes())
        .and(&[seed])
        .to_string();
    match print.as_bytes()[15] % 3 {
        // Who takes what is in conflict gives up lines of their own.
        0 if !change.conflict => Verdict::Accept,
        1 => Verdict::Reject,
        _ => Verdict::Leave,
    }
}

/// A line without anchors, the brackets of links, and the quotes of a title.
fn bare(line: &str) -> String {
    if line.starts_with("title:") {
        return line.replace(['\'', '"'], "").replace(" # quoted", "");
    }
    // The link to the channel follows the channel.
    let line = match line.split_once("[[coast") {
        Some((before, rest)) if line.starts_with("From:") => {
            let behind = rest.split_once("]]").map_or("", |(_, behind)| behind);
            &format!("{before}{behind}")
        }
        _ => line,
    };
    let mut pieces = line.split(" <a class=\"yt-timestamp\"");
    let first = pieces.next().unwrap_or_default().to_owned();
    let line = pieces.fold(first, |line, piece| {
        line + piece.split_once("</a>").map_or(piece, |(_, rest)| rest)
    });
    let mut plain = String::new();
    for piece in line.split("[[") {
        match piece.split_once("]]") {
            Some((link, rest)) => {
                plain += link.rsplit(" | ").next().unwrap_or(link);
                plain += rest;
            }
            None => plain += piece,
        }
    }
    plain
}

fn targets(text: &str) -> BTreeSet<String> {
    let links = text
        .split("[[")
        .skip(1)
        .filter_map(|rest| rest.split_once("]]"));
    links
        .map(|(link, _)| link.split(" | ").next().unwrap_or(link).to_owned())
        .collect()
}

/// A suggester that knows four notes by their names, and links each once.
fn suggest(note: &Note) -> Vec<LinkProposal> {
    let linked = targets(note.text());
    let missing = NAMES.iter().filter(|(_, target)| !linked.contains(*target));
    missing
        .filter_map(|(name, target)| proposal(note, name, target))
        .collect()
}

fn proposal(note: &Note, name: &str, target: &str) -> Option<LinkProposal> {
    let text = note.text();
    let found = |stretch: std::ops::Range<usize>| Some(stretch.start + text[stretch].find(name)?);
    let at = note.linkable_ranges().into_iter().find_map(found)?;
    Some(LinkProposal {
        target: target.to_owned(),
        title: name.to_owned(),
        score: 0.9,
        why: String::new(),
        splice: Splice::replace(at..at + name.len(), format!("[[{target} | {name}]]")),
    })
}

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, 1, 31).unwrap()
}

fn source(n: usize) -> FrameSource {
    FrameSource {
        template: TEMPLATES[n].to_owned(),
        name: "note.hbs".to_owned(),
        style: LinkStyle::Spaced,
        media_key: "media",
    }
}

fn transcript() -> Transcript {
    let video = Video {
        title: "The light".to_owned(),
        channel: Channel {
            name: "Coast".to_owned(),
            folder: "coast".to_owned(),
            ..Channel::default()
        },
        duration_ms: Some(300_000),
        ..Video::new("kbnoteDemo1".parse().unwrap())
    };
    Transcript {
        video,
        chapters: chapters(0),
        tracks: vec![track(0)],
    }
}

/// Five versions of the chapters: with one more, one fewer, another title, other times.
fn chapters(n: usize) -> Vec<Chapter> {
    let all: &[(u64, &str)] = match n {
        0 => &[(0, "Stone"), (100, "Storms"), (200, "Now")],
        1 => &[(0, "Stone"), (100, "Storms"), (150, "Cable"), (200, "Now")],
        2 => &[(0, "Stone"), (200, "Now")],
        3 => &[(0, "Granite"), (100, "Storms"), (200, "Today")],
        4 => &[(0, "Stone"), (110, "Storms"), (210, "Now"), (250, "Birds")],
        _ => &[],
    };
    let chapter = |&(second, title): &(u64, &str)| Chapter {
        start: Timestamp::from_secs(second),
        title: title.to_owned(),
        source: ChapterSource::Author,
    };
    all.iter().map(chapter).collect()
}

/// The captions, with everything said this much later.
fn track(shift: u64) -> Track {
    let at = |n: u64| Timestamp::from_secs(shift + 10 * n);
    let cue = |(n, said): (u64, &&str)| Cue::new(TimeSpan::new(at(n), at(n + 1)), *said);
    let cues = (0..).zip(&SAID).map(cue).collect();
    Track::new(LanguageTag::english(), TrackKind::Manual, cues)
}
