//! The frame of a note: what the template writes around the author's prose.

use std::borrow::Cow;
use std::ops::Range;

use chrono::NaiveDate;
use kbnote_core::Transcript;
use kbnote_note::render::{NoteContext, RenderError, Template, check_own_recording, render};
use kbnote_note::{LinkStyle, Note, TemplateBase, yaml};

/// What stands for the author's prose while a frame is made.
const PROSE: &str = "\u{1a}prose\u{1a}";

/// The template that frames are rendered from.
#[derive(Clone, Debug)]
pub struct FrameSource {
    /// The text of the template.
    pub template: String,
    /// The name of the template in messages.
    pub name: String,
    /// The style of its links.
    pub style: LinkStyle,
    /// The key in front matter for the address of a recording that is not on YouTube.
    pub media_key: &'static str,
}

/// The input of a frame besides the template and the video.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameInput {
    /// The title asked for; none for that of the video.
    pub title: Option<String>,
    /// Whether the title is the video's, and shall go on to be.
    pub title_of_video: bool,
    /// Whether the note has prose of its own and no headings to be filled.
    pub with_prose: bool,
    /// The link of the `From:` line, where the author gave it.
    pub from: Option<String>,
    /// The day on which the note was made.
    pub made: NaiveDate,
}

/// The text that the template writes around the author's prose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RenderedFrame {
    pub(super) entries: Vec<Entry>,
    /// The lines below the front matter, without blank ones.
    pub(super) lines: Vec<Line>,
    /// The lines among which the author writes. Where the note came with prose these are none, and
    /// the prose is at this place; all lines where the template has no place for prose.
    pub(super) prose: Range<usize>,
    /// How many blank lines stand before the prose, where the note came with some.
    pub(super) prose_gap: Option<usize>,
    /// Whether the template has a place for prose.
    pub(super) has_prose_place: bool,
}

/// An entry of the front matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) key: String,
    /// The value as it is written.
    pub(super) value: String,
    /// All of it, without the last line end.
    pub(super) text: String,
}

/// A line of the template's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) text: String,
    /// How many blank lines stand before it.
    pub(super) gap: usize,
}

impl RenderedFrame {
    /// Renders the frame of a note.
    ///
    /// # Errors
    /// If the template cannot be rendered, or names another recording.
    pub fn render(
        source: &FrameSource,
        transcript: &Transcript,
        about: &FrameInput,
    ) -> Result<Self, RenderError> {
        let mut context = NoteContext::new(&transcript.video, &transcript.chapters, about.made)
            .with_media_key(&transcript.video, source.media_key);
        if let Some(title) = &about.title {
            context = context.with_title(title);
        }
        if let Some(from) = &about.from {
            context.channel.wikilink.clone_from(from);
        }
        let template = Template {
            name: &source.name,
            text: &source.template,
        };
        context.body = about.with_prose.then(|| PROSE.to_owned());
        let note = Note::parse(render(template, &context, source.style)?);
        check_own_recording(template, &note, &transcript.video)?;
        let frame = Self::read(&note);
        if about.with_prose {
            return Ok(frame);
        }
        context.body = Some(PROSE.to_owned());
        Ok(match render(template, &context, source.style) {
            Ok(text) => frame.with_prose_as_in(&Self::read(&Note::parse(text))),
            Err(_) => frame,
        })
    }

    fn read(note: &Note) -> Self {
        let text = note.text();
        let entries = note.front_matter().map(|front| &front.entries);
        let entry = |entry: &kbnote_note::FrontMatterEntry| Entry {
            key: text[entry.key.clone()].to_owned(),
            value: text[entry.value.clone()].to_owned(),
            text: text[entry.range.clone()].trim_end().to_owned(),
        };
        let mut frame = Self {
            entries: entries.into_iter().flatten().map(entry).collect(),
            ..Self::default()
        };
        let mut prose = None;
        let mut gap = 0;
        for line in text[note.body_start()..].lines() {
            if line.trim().is_empty() {
                gap += 1;
                continue;
            }
            if line.contains(PROSE) {
                prose = prose.or(Some((frame.lines.len(), gap)));
            } else {
                let text = line.to_owned();
                frame.lines.push(Line { text, gap });
            }
            gap = 0;
        }
        frame.prose = prose.map_or(0..frame.lines.len(), |(at, _)| at..at);
        frame.prose_gap = prose.map(|(_, gap)| gap);
        frame.has_prose_place = prose.is_some();
        frame
    }

    /// The frame of a note without prose: the author writes in place of the lines that the same
    /// template does not write around prose.
    fn with_prose_as_in(self, other: &Self) -> Self {
        let Some(at) = other.prose_gap.map(|_| other.prose.start) else {
            return self;
        };
        let same = |(a, b): &(&Line, &Line)| a.text == b.text;
        let (above, below) = other.lines.split_at(at);
        let head = self.lines.iter().zip(above).take_while(same).count();
        let rest = self.lines[head..].iter().rev();
        let tail = rest.zip(below.iter().rev()).take_while(same).count();
        Self {
            prose: head..self.lines.len() - tail,
            has_prose_place: true,
            ..self
        }
    }

    /// What to remember of a note that was written with this frame.
    #[must_use]
    pub fn base(&self, about: &FrameInput) -> TemplateBase {
        TemplateBase {
            title_of_video: about.title_of_video,
            with_prose: about.with_prose,
            from: about.from.clone(),
            made: about.made.to_string(),
            front_matter: self
                .entries
                .iter()
                .map(|entry| entry.text.clone())
                .collect(),
            lines: self.lines.iter().map(|line| line.text.clone()).collect(),
            prose_at: Some(self.prose.start),
        }
    }
}

impl FrameInput {
    /// That of a note as it is now. Its title is the video's only if kbnote wrote it as such and
    /// the author did not change it since.
    pub(super) fn of_note(note: &Note, base: Option<&TemplateBase>, today: NaiveDate) -> Self {
        let standing = note.title().map(Cow::into_owned);
        let written = base.and_then(title_of);
        let title_of_video = match base {
            Some(base) => base.title_of_video && (standing.is_none() || standing == written),
            None => standing.is_none(),
        };
        let title = standing.or(written).filter(|_| !title_of_video);
        let made = base.and_then(|base| base.made.parse().ok());
        Self {
            title,
            title_of_video,
            with_prose: base.map_or_else(|| has_prose(note), |base| base.with_prose),
            from: base.and_then(|base| base.from.clone()),
            made: made.unwrap_or(today),
        }
    }

    /// The same if the note keeps the title that the video had; none if the video has it still.
    pub(super) fn with_old_title(&self, note: &Note, transcript: &Transcript) -> Option<Self> {
        let title = note.title().filter(|_| self.title_of_video)?;
        (title != transcript.video.title.as_str()).then(|| Self {
            title: Some(title.into_owned()),
            title_of_video: false,
            ..self.clone()
        })
    }
}

fn has_prose(note: &Note) -> bool {
    note.blocks().iter().any(|block| block.kind.is_prose())
}

fn title_of(base: &TemplateBase) -> Option<String> {
    let (_, value) = base
        .front_matter
        .iter()
        .find_map(|entry| entry.split_once(':').filter(|(key, _)| *key == "title"))?;
    yaml::read_scalar(value)
}

pub(super) fn is_from(line: &str) -> bool {
    line.starts_with("From:")
}

pub(super) fn is_heading(line: &str) -> bool {
    let text = line.trim_start_matches('#');
    (1..=6).contains(&(line.len() - text.len())) && (text.is_empty() || text.starts_with(' '))
}
