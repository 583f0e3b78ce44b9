//! A vault of one note in memory, its template, and the runs of `regen`.

use chrono::NaiveDate;
use kbnote_core::{
    Channel, Chapter, ChapterSource, Cue, LanguageTag, TimeSpan, Timestamp, Track, TrackKind,
    Transcript, Video,
};
use kbnote_note::render::{NoteContext, Template, render};
use kbnote_note::{AnchorStyle, Claim, LinkStyle, Note, NoteState};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use super::super::template::{FrameInput, FrameSource, RenderedFrame};
use super::super::{Change, Kinds, RegenerationBuilder, Verdict, regeneration_policy};
use super::author::{AuthorEdit, Page, Touched, is_authors};
use super::template::TemplateText;
use crate::anchoring::{AnchorPlan, aligner};

/// The prose of a note that was made with some.
const DRAFT: &str = "Mine is the first line.\nMine is the second.\n\n## Mine\n\nMine is the last.";

pub(super) struct World {
    pub(super) template: TemplateText,
    text: String,
    state: NoteState,
    transcript: Transcript,
    with_draft: bool,
    touched: Touched,
    /// Whether something waited for the author so far.
    had_conflicts: bool,
    /// Whether all templates so far wrote the prose once.
    had_prose_place: bool,
    edits: usize,
}

impl World {
    pub(super) fn new(template: TemplateText, with_draft: bool) -> Self {
        let mut world = Self {
            template,
            text: String::new(),
            state: NoteState::default(),
            transcript: transcript(),
            with_draft,
            touched: Touched::default(),
            had_conflicts: false,
            had_prose_place: true,
            edits: 0,
        };
        world.text = world.new_note();
        let about = FrameInput {
            title: None,
            title_of_video: true,
            with_prose: with_draft,
            from: None,
            made: day(),
        };
        let frame = RenderedFrame::render(&world.source(), &world.transcript, &about).unwrap();
        world.state.base.template = Some(frame.base(&about));
        world
    }

    /// The note as `new` would write it now.
    fn new_note(&self) -> String {
        let context = NoteContext::new(&self.transcript.video, &self.transcript.chapters, day());
        let context = NoteContext {
            body: self.with_draft.then(|| DRAFT.to_owned()),
            ..context
        };
        let text = self.template.text();
        let template = Template {
            name: "note.hbs",
            text: &text,
        };
        render(template, &context, LinkStyle::Spaced).unwrap()
    }

    fn source(&self) -> FrameSource {
        FrameSource {
            template: self.template.text(),
            name: "note.hbs".to_owned(),
            style: LinkStyle::Spaced,
            media_key: "video",
        }
    }

    pub(super) fn edit(&mut self, edit: &AuthorEdit) {
        self.edits += 1;
        self.text = edit.apply(&self.text, self.edits, &mut self.touched);
    }

    /// Regenerates the note, and holds what must hold after that.
    pub(super) fn regenerate(&mut self) -> Result<(), TestCaseError> {
        let before = self.text.clone();
        let known = self.state.base.template.clone();
        let changes = self.run();
        let conflicts: Vec<Change> = changes
            .iter()
            .filter(|change| change.conflict)
            .cloned()
            .collect();
        let (text, state) = (self.text.clone(), self.state.clone());
        let context = format!(
            "{before}\n=== template\n{}\n=== after\n{text}\n=== known\n{known:#?}\n=== changes\n{:#?}",
            self.template.text(),
            changes
                .iter()
                .map(|c| (&c.before, &c.after, c.conflict))
                .collect::<Vec<_>>(),
        );
        self.had_conflicts |= !conflicts.is_empty();
        self.check_author(&before, &context)?;
        self.had_prose_place &= self.template.writes_prose_once();
        if !self.touched.anything && self.had_prose_place {
            self.check_untouched(&context)?;
        }
        self.check_lines(&conflicts, &context)?;
        self.check_entries(&conflicts, &context)?;
        let recording = |text: &str| Note::parse(text).video_id();
        let named = recording(&before);
        prop_assert!(
            named.is_none() || recording(&text) == named,
            "the recording\n{}",
            context
        );
        self.check_anchors(&context)?;
        self.run();
        prop_assert_eq!(&self.text, &text, "a second run\n{}", context);
        prop_assert_eq!(
            &self.state,
            &state,
            "what is remembered after a second run\n{}",
            context
        );
        Ok(())
    }

    /// Accepts all that is not in conflict; gives all.
    fn run(&mut self) -> Vec<Change> {
        let note = Note::parse(self.text.as_str());
        let regeneration =
            RegenerationBuilder::new(note, Some(self.state.clone()), Kinds::new(&[]))
                .with_template(&self.source(), &self.transcript, day())
                .unwrap()
                .without_anchors();
        let applied = regeneration.apply(Verdict::without_conflicts).unwrap();
        self.text = applied.note.text().to_owned();
        self.state = applied.state.unwrap();
        regeneration.changes
    }

    fn check_author(&self, before: &str, context: &str) -> Result<(), TestCaseError> {
        let authored = |text: &str| -> Vec<String> {
            let lines = text.lines().filter(|line| is_authors(line));
            lines.map(str::to_owned).collect()
        };
        prop_assert_eq!(
            authored(&self.text),
            authored(before),
            "the author's lines\n{}",
            context
        );
        let paragraphs = |text: &str| -> Vec<(String, String)> {
            let body = Page::read(text).body;
            let are_prose = |pair: &&[String]| pair.iter().all(|line| line.starts_with("Mine"));
            let pairs = body.windows(2).filter(are_prose);
            pairs
                .map(|pair| (pair[0].clone(), pair[1].clone()))
                .collect()
        };
        let (kept, were) = (paragraphs(&self.text), paragraphs(before));
        let torn: Vec<_> = were.iter().filter(|pair| !kept.contains(pair)).collect();
        prop_assert!(
            torn.is_empty(),
            "lines {:?} were next to each other\n{}",
            torn,
            context
        );
        let is_crlf = |text: &str| text.matches('\n').count() == text.matches("\r\n").count();
        prop_assert!(
            !before.contains("\r\n") || is_crlf(&self.text),
            "line ends\n{}",
            context
        );
        prop_assert!(
            before.contains("\r\n") || !self.text.contains('\r'),
            "line ends\n{}",
            context
        );
        Ok(())
    }

    /// A note that its author did not touch is a new one, but that it keeps naming its recording.
    fn check_untouched(&self, context: &str) -> Result<(), TestCaseError> {
        let read = |text: &str| {
            let mut page = Page::read(text);
            page.front.iter_mut().for_each(|front| front.sort());
            page.body.retain(|line| !line.is_empty());
            page.front
                .iter_mut()
                .for_each(|front| front.retain(|line| !names_recording(line)));
            (page.front.unwrap_or_default(), page.body)
        };
        prop_assert_eq!(read(&self.text), read(&self.new_note()), "{}", context);
        Ok(())
    }

    /// The lines that are not the author's are those of the template; all of them where the author
    /// removed and changed none. A heading that the author wrote below may be in another place.
    fn check_lines(&self, conflicts: &[Change], context: &str) -> Result<(), TestCaseError> {
        let of_template = |text: &str| -> Vec<String> {
            let lines = Page::read(text).body.into_iter();
            let lines = lines.filter(|line| !line.trim().is_empty() && !is_authors(line));
            lines.map(|line| line.trim_end().to_owned()).collect()
        };
        let (mut present, mut wanted) = (of_template(&self.text), of_template(&self.new_note()));
        present.sort();
        wanted.sort();
        let is_waiting = |line: &String| {
            let mut waiting = conflicts.iter().flat_map(|change| change.before.lines());
            waiting.any(|before| before.trim_end() == *line)
        };
        if !self.had_conflicts && !self.touched.lines {
            prop_assert_eq!(present, wanted, "{}", context);
            return Ok(());
        }
        let mut rest = wanted;
        for line in present.iter().filter(|line| !is_waiting(line)) {
            let at = rest.iter().position(|wanted| wanted == line);
            prop_assert!(
                at.is_some(),
                "{:?} is not of the template\n{}",
                line,
                context
            );
            rest.remove(at.unwrap());
        }
        Ok(())
    }

    /// Lines of the template get no anchors, whatever the captions say.
    fn check_anchors(&self, context: &str) -> Result<(), TestCaseError> {
        let note = Note::parse(self.text.as_str());
        let (track, policy) = (&self.transcript.tracks[0], AnchorStyle::Html);
        let policy = regeneration_policy(policy);
        let plan = AnchorPlan::new(&note, track, &aligner(track), Some(&self.state), policy);
        let gets_one = |claim: &Claim| {
            let mut places = plan.splices.iter().map(|splice| splice.range.start);
            places.any(|place| claim.place == Some(place))
        };
        // What is in a paragraph or on a line with words of the author's is theirs.
        let is_templates = |claim: &Claim| {
            let block = note.blocks()[claim.block].range.clone();
            !is_authors(&note.text()[block])
        };
        let claims = note.claims().into_iter();
        let wrong = claims.filter(|claim| gets_one(claim) && is_templates(claim));
        let wrong: Vec<String> = wrong.map(|claim| claim.text).collect();
        prop_assert!(wrong.is_empty(), "{:?} get anchors\n{}", wrong, context);
        Ok(())
    }

    /// The entries of the front matter that the author did not touch are those of the template.
    fn check_entries(&self, _conflicts: &[Change], context: &str) -> Result<(), TestCaseError> {
        let entries = |text: &str| -> Vec<(String, String)> {
            let note = Note::parse(text);
            let entries = note.front_matter().map(|front| front.entries.clone());
            let of = |range: std::ops::Range<usize>| note.text()[range].replace('\r', "");
            let entries = entries.into_iter().flatten();
            let entries = entries.map(|entry| (of(entry.key), of(entry.value)));
            let is_templates = |(key, _): &(String, String)| {
                !is_authors(key) && !self.touched.keys.iter().any(|touched| touched == key)
            };
            entries.filter(is_templates).collect()
        };
        let (mut present, mut wanted) = (entries(&self.text), entries(&self.new_note()));
        present.sort();
        wanted.sort();
        present.retain(|(key, _)| !names_recording(key));
        wanted.retain(|(key, _)| !names_recording(key));
        prop_assert_eq!(present, wanted, "{}", context);
        Ok(())
    }
}

fn names_recording(line: &str) -> bool {
    ["videoId", "source"]
        .iter()
        .any(|key| line.starts_with(key))
}

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, 1, 31).unwrap()
}

/// Captions that say what some templates do, and what the author does.
fn track() -> Track {
    let said = [
        "write here",
        "watched on",
        "written elsewhere",
        "trailing",
        "mine is about the tide",
    ];
    let at = |n: u64| Timestamp::from_secs(10 * n);
    let cue = |(n, said): (u64, &&str)| Cue::new(TimeSpan::new(at(n), at(n + 1)), *said);
    let cues = (0..).zip(&said).map(cue).collect();
    Track::new(LanguageTag::english(), TrackKind::Manual, cues)
}

fn transcript() -> Transcript {
    let chapter = |&(second, title): &(u64, &str)| Chapter {
        start: Timestamp::from_secs(second),
        title: title.to_owned(),
        source: ChapterSource::Author,
    };
    let video = Video {
        title: "The light: a history".to_owned(),
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
        chapters: [(0, "Stone"), (100, "Storms"), (200, "Now")]
            .iter()
            .map(chapter)
            .collect(),
        tracks: vec![track()],
    }
}
