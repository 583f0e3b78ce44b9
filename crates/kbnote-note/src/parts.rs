//! The parts of a note that are on different recordings.
//!
//! An anchor is on the recording that it names itself, else on that of its section, else on that of
//! the front matter. A section is on the recording that its heading or a `From:` line below it names,
//! up to the next heading of the same or a higher level or the next such line.

use std::collections::BTreeSet;
use std::ops::Range;

use kbnote_core::{VideoId, is_media_file};

use crate::Note;
use crate::anchor::Anchor;
use crate::block::{Block, BlockKind};
use crate::claim::Claim;
use crate::part_contents::PartContents;
use crate::wikilink::Wikilink;

/// Which recordings are meant by what notes have in their anchors and headings.
pub trait RecordingNames {
    /// The recording at an address that an anchor leads to, or of an id that it has.
    fn of_anchor(&self, name: &str) -> Option<VideoId>;

    /// The recording that a word of a heading names: an address, or an id; none for any other word.
    fn of_word(&self, word: Word<'_>) -> Option<VideoId>;

    /// Whether a transcript of the recording is stored.
    fn is_stored(&self, video: &VideoId) -> bool;
}

/// A word of a heading or a `From:` line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word<'a> {
    /// Its text without the marks around it.
    pub text: &'a str,
    /// Whether it is an id and not a word of prose: it is in code, or all that a `From:` line says, or it has digits and
    /// is all of a heading or in brackets.
    pub is_set_off: bool,
}

/// What of a note is on one recording.
#[derive(Debug)]
pub struct NotePart {
    /// The recording.
    pub video: VideoId,
    /// Whether the front matter names it.
    pub is_own: bool,
    /// How an anchor or a heading names it, if the front matter does not.
    pub name: Option<String>,
    /// The note with the claims and anchors on the recording, and no others.
    pub note: Note,
}

impl NotePart {
    /// The recording, if it is not that of the front matter: what is written for it names it.
    #[must_use]
    pub fn other_video(&self) -> Option<&VideoId> {
        (!self.is_own).then_some(&self.video)
    }

    /// Whether a claim of it has an anchor, or should have one.
    #[must_use]
    pub fn has_claims_for_anchors(&self) -> bool {
        let mut claims = self.note.claims().into_iter();
        claims.any(|claim| claim.is_anchored() || claim.wants_anchor())
    }
}

impl Note {
    /// Whether anything of a note on the recording `own` is on another one.
    #[must_use]
    pub fn names_others(&self, own: Option<VideoId>, names: &dyn RecordingNames) -> bool {
        let on = Recordings::read(self, own, names);
        on.names_others() && on.parts(self).iter().any(|part| !part.is_own)
    }

    /// What of the note is in none of its parts.
    #[must_use]
    pub fn rest(&self, parts: &[NotePart]) -> Self {
        let is_rest = |anchor: &&Anchor| {
            let mut anchors = parts.iter().flat_map(|part| part.note.anchors());
            !anchors.any(|other| other.range == anchor.range)
        };
        self.with_part(PartContents {
            anchors: self.anchors().iter().filter(is_rest).cloned().collect(),
            claims: Vec::new(),
        })
    }

    /// What of the note is on its own recording; if it names none, what is in no part.
    #[must_use]
    pub fn own_of(&self, parts: &[NotePart]) -> Self {
        match parts.iter().find(|part| part.is_own) {
            Some(own) => self.with_part(PartContents {
                anchors: own.note.anchors().to_vec(),
                claims: own.note.claims(),
            }),
            None => self.rest(parts),
        }
    }

    /// The parts of a note on the recording `own`: first what is on that one, though it may be nothing, then
    /// those that sections and anchors name, in the order of the note.
    ///
    /// ```
    /// # use kbnote_core::VideoId;
    /// # use kbnote_note::{Note, RecordingNames, Word};
    /// struct Youtube;
    /// impl RecordingNames for Youtube {
    ///     fn of_anchor(&self, name: &str) -> Option<VideoId> {
    ///         name.parse().ok()
    ///     }
    ///     fn of_word(&self, word: Word<'_>) -> Option<VideoId> {
    ///         word.text.contains('/').then(|| word.text.parse().ok())?
    ///     }
    ///     fn is_stored(&self, _: &VideoId) -> bool {
    ///         false
    ///     }
    /// }
    /// let note = Note::parse("One.\n\n## [Talk](https://youtu.be/kbnoteDemo2)\n\nTwo.\n");
    /// let own = VideoId::any("kbnoteDemo1").ok();
    /// let parts = note.into_parts(own, &Youtube);
    /// assert_eq!(parts[1].video.as_str(), "kbnoteDemo2");
    /// assert_eq!(parts[1].note.claims().last().unwrap().text, "Two.");
    /// ```
    #[must_use]
    pub fn into_parts(self, own: Option<VideoId>, names: &dyn RecordingNames) -> Vec<NotePart> {
        let on = Recordings::read(&self, own, names);
        if on.names_others() {
            let parts = on.parts(&self);
            if parts.iter().any(|part| !part.is_own) {
                return parts;
            }
        }
        let own = on.own.map(|video| NotePart {
            video,
            is_own: true,
            name: None,
            note: self,
        });
        own.into_iter().collect()
    }
}

/// The recordings of a note, and what is on which.
struct Recordings {
    own: Option<VideoId>,
    /// The own one first.
    videos: Vec<VideoId>,
    names: Vec<Option<String>>,
    sections: Vec<Section>,
    /// That of each anchor, as an index into `videos`.
    of_anchors: Vec<Option<usize>>,
}

/// Where the recording changes.
struct Section {
    start: usize,
    /// As an index into the recordings.
    video: Option<usize>,
}

impl Recordings {
    fn read(note: &Note, own: Option<VideoId>, names: &dyn RecordingNames) -> Self {
        let mut on = Self {
            videos: own.iter().cloned().collect(),
            names: own.iter().map(|_| None).collect(),
            own,
            sections: Vec::new(),
            of_anchors: Vec::new(),
        };
        on.read_sections(note, names);
        for anchor in note.anchors() {
            let name = anchor.recording.clone().map(|name| &note.text()[name]);
            let named = name.and_then(|name| Some((names.of_anchor(name)?, name)));
            let video = match named {
                Some((video, name)) => Some(on.number(video, name)),
                None => on.at(anchor.range.start),
            };
            on.of_anchors.push(video);
        }
        on
    }

    /// Whether any other than the own one is named.
    fn names_others(&self) -> bool {
        self.videos.len() > usize::from(self.own.is_some())
    }

    fn number(&mut self, video: VideoId, name: &str) -> usize {
        let known = self.videos.iter().position(|known| *known == video);
        known.unwrap_or_else(|| {
            self.videos.push(video);
            self.names.push(Some(name.to_owned()));
            self.videos.len() - 1
        })
    }

    /// The recording of the section at an offset.
    fn at(&self, offset: usize) -> Option<usize> {
        let next = self
            .sections
            .partition_point(|section| section.start <= offset);
        match next.checked_sub(1) {
            Some(last) => self.sections[last].video,
            None => self.own.as_ref().map(|_| 0),
        }
    }

    fn read_sections(&mut self, note: &Note, names: &dyn RecordingNames) {
        let own = self.own.as_ref().map(|_| 0);
        // The levels of the headings above, each with the recording of what is below it.
        let mut above: Vec<(u8, Option<usize>)> = vec![(0, own)];
        let counts_headings = self.own.is_some() || is_on_recordings(note, names);
        for block in note.blocks() {
            match block.kind {
                BlockKind::Heading => {
                    let heading = block.heading.and_then(|index| note.headings().get(index));
                    let level = heading.map_or(1, |heading| heading.level);
                    above.retain(|(upper, _)| *upper < level);
                    let inherited = above.last().and_then(|(_, video)| *video);
                    above.push((level, inherited));
                }
                BlockKind::FromLine => {}
                _ => continue,
            }
            let counts = counts_headings || block.kind == BlockKind::FromLine;
            let named = only_recording(note, &block.range, names).filter(|_| counts);
            let named = named.map(|(video, name)| self.number(video, name));
            if let Some((_, video)) = above.last_mut() {
                *video = named.or(*video);
                let (start, video) = (block.range.start, *video);
                self.sections.push(Section { start, video });
            }
        }
    }

    /// The own part, and those others in which something has an anchor or should have one.
    fn parts(&self, note: &Note) -> Vec<NotePart> {
        let mut contents: Vec<PartContents> = Vec::new();
        contents.resize_with(self.videos.len(), PartContents::default);
        // The number of each anchor in its part.
        let mut numbers = Vec::new();
        for (anchor, video) in note.anchors().iter().zip(&self.of_anchors) {
            let Some(part) = video.and_then(|video| contents.get_mut(video)) else {
                numbers.push(0);
                continue;
            };
            numbers.push(part.anchors.len());
            part.anchors.push(anchor.clone());
        }
        for claim in note.claims() {
            for (video, anchors) in self.anchors_of(&claim, &numbers) {
                let part = Claim {
                    anchors,
                    ..claim.clone()
                };
                contents[video].claims.push(part);
            }
        }
        let recordings = self.videos.iter().zip(&self.names).enumerate();
        let part =
            |(contents, (number, (video, name))): (_, (usize, (&VideoId, &Option<String>)))| {
                NotePart {
                    video: video.clone(),
                    is_own: number == 0 && self.own.is_some(),
                    name: name.clone(),
                    note: note.with_part(contents),
                }
            };
        let mut parts: Vec<NotePart> = contents.into_iter().zip(recordings).map(part).collect();
        parts.retain(|part| part.is_own || part.has_claims_for_anchors());
        parts
    }

    /// The recordings of a claim, each with the numbers of its anchors in that part.
    fn anchors_of(&self, claim: &Claim, numbers: &[usize]) -> Vec<(usize, Range<usize>)> {
        if claim.anchors.is_empty() {
            let video = self.at(claim.range.start);
            return video.map(|video| (video, 0..0)).into_iter().collect();
        }
        let of_anchors = &self.of_anchors[claim.anchors.clone()];
        let videos: BTreeSet<usize> = of_anchors.iter().copied().flatten().collect();
        let one = |video: usize| {
            let own = claim
                .anchors
                .clone()
                .filter(|&i| self.of_anchors[i] == Some(video));
            let mut numbers = own.map(|i| numbers[i]);
            let first = numbers.next()?;
            Some((video, first..first + 1 + numbers.count()))
        };
        videos.into_iter().filter_map(one).collect()
    }
}

/// Whether a note whose front matter names no recording is on some all the same: it has an anchor, a `From:` line that
/// names one, or prose below a heading that names a stored one.
fn is_on_recordings(note: &Note, names: &dyn RecordingNames) -> bool {
    let from_lines = note
        .blocks()
        .iter()
        .filter(|block| block.kind == BlockKind::FromLine);
    let mut named = from_lines.filter_map(|line| only_recording(note, &line.range, names));
    note.anchors().iter().any(|anchor| anchor.live)
        || named.next().is_some()
        || has_prose_below_recordings(note, names)
}

/// Whether there is prose below a heading that names a stored recording. The index note of a channel has only links to
/// notes there.
fn has_prose_below_recordings(note: &Note, names: &dyn RecordingNames) -> bool {
    let names_stored = |range: &Range<usize>| {
        only_recording(note, range, names).is_some_and(|(video, _)| names.is_stored(&video))
    };
    // The level of the heading that names a recording, and what is below it.
    let mut named_at: Option<u8> = None;
    let mut below = BTreeSet::new();
    for (number, block) in note.blocks().iter().enumerate() {
        if block.kind == BlockKind::Heading {
            let heading = block.heading.and_then(|index| note.headings().get(index));
            let level = heading.map_or(1, |heading| heading.level);
            named_at = named_at.filter(|upper| *upper < level);
            if named_at.is_none() && names_stored(&block.range) {
                named_at = Some(level);
            }
        } else if named_at.is_some() && !is_entry(note, block) {
            below.insert(number);
        }
    }
    let is_prose = |claim: &Claim| claim.wants_anchor() && below.contains(&claim.block);
    !below.is_empty() && note.claims().iter().any(is_prose)
}

/// Whether a block is an item of a list that begins with a link to a note.
fn is_entry(note: &Note, block: &Block) -> bool {
    let begins = |link: &Wikilink| link.range.start == block.range.start;
    block.kind == BlockKind::ListItem && note.wikilinks().iter().any(begins)
}

/// The recording that a heading or a `From:` line names, with the word that does; none where it names
/// several.
fn only_recording<'a>(
    note: &'a Note,
    line: &Range<usize>,
    names: &dyn RecordingNames,
) -> Option<(VideoId, &'a str)> {
    let mut found: Option<(VideoId, &str)> = None;
    for word in words(note, line) {
        let Some(video) = names.of_word(word) else {
            continue;
        };
        match &found {
            Some((known, _)) if *known != video => return None,
            Some(_) => {}
            None => found = Some((video, word.text)),
        }
    }
    found
}

/// The media files that a heading or a `From:` line links to, and its words, without those of wikilinks to notes.
fn words<'a>(note: &'a Note, line: &Range<usize>) -> impl Iterator<Item = Word<'a>> {
    let text = &note.text()[line.clone()];
    let content = text.trim_matches(['#', ' ', '\t', '\r', '\n']);
    let from_line = content.strip_prefix("From:");
    let content = from_line.unwrap_or(content);
    let content = content.trim_end_matches("<br/>").trim();
    let is_prose = from_line.is_some() && !is_one_value(content);
    let is_mark = |c: char| {
        matches!(
            c,
            '<' | '>'
                | '('
                | ')'
                | '['
                | ']'
                | '{'
                | '}'
                | '"'
                | '\''
                | '`'
                | '|'
                | '*'
                | '“'
                | '”'
        )
    };
    let is_end = move |c: char| is_mark(c) || c.is_whitespace();
    let in_wikilink = |at: usize| {
        let mut links = note.wikilinks().iter();
        links.any(|link| link.range.contains(&at))
    };
    let links = note.wikilinks().iter();
    let links = links.filter(|link| line.contains(&link.range.start));
    let targets = links.map(|link| &note.text()[link.target.clone()]);
    let files = targets
        .filter(|target| is_media_file(target))
        .map(|text| Word {
            text,
            is_set_off: true,
        });
    let mut at = 0;
    let words = text.split(is_end).filter_map(move |piece| {
        let from = at;
        at += piece.len()
            + text[from + piece.len()..]
                .chars()
                .next()
                .map_or(0, char::len_utf8);
        let word = piece.trim_end_matches(['.', ',', ';', ':', '!', '?']);
        let is_code = text[..from].ends_with('`');
        let is_alone = word == content || text[..from].ends_with(['(', '[', '{', '<']);
        let is_set_off = is_code || is_alone && (from_line.is_some() || is_numbered(word));
        let is_word = !word.is_empty() && !is_prose && !in_wikilink(line.start + from);
        is_word.then_some(Word {
            text: word,
            is_set_off,
        })
    });
    files.chain(words)
}

/// Whether what a `From:` line says is one value, a link for example, and not prose.
fn is_one_value(content: &str) -> bool {
    let is_link = content.starts_with('[') && content.ends_with(')');
    !content.contains(char::is_whitespace) || is_link && content.matches("](").count() == 1
}

/// Whether a word of a heading has letters and digits, which hardly any other words than ids have.
fn is_numbered(word: &str) -> bool {
    word.contains(char::is_numeric) && word.contains(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// YouTube's addresses, and the ids `kbnoteDemo1` to `kbnoteDemo3` and `tides`, which are stored.
    struct Known;

    impl RecordingNames for Known {
        fn of_anchor(&self, name: &str) -> Option<VideoId> {
            VideoId::any(name).ok()
        }

        fn of_word(&self, word: Word<'_>) -> Option<VideoId> {
            if word.text.contains('/') {
                return word.text.parse().ok();
            }
            let stored = ["kbnoteDemo1", "kbnoteDemo2", "kbnoteDemo3"].contains(&word.text);
            let is_id = stored || (word.text == "tides" && word.is_set_off);
            is_id.then(|| VideoId::any(word.text).ok())?
        }

        fn is_stored(&self, video: &VideoId) -> bool {
            video.as_str() != "kbnoteDemo9"
        }
    }

    fn parts(body: &str) -> Vec<NotePart> {
        let own = VideoId::any("kbnoteDemo1").ok();
        Note::parse(body).into_parts(own, &Known)
    }

    /// A claim with the times of its anchors.
    type TimedClaim = (String, Vec<u64>);

    /// The claims of each part.
    fn claims(parts: &[NotePart]) -> Vec<(String, Vec<TimedClaim>)> {
        let times = |part: &NotePart, claim: &Claim| -> Vec<u64> {
            let anchors = part.note.anchors()[claim.anchors.clone()].iter();
            anchors
                .filter_map(Anchor::time)
                .map(kbnote_core::Timestamp::as_secs)
                .collect()
        };
        let of_part = |part: &NotePart| {
            let claims = part.note.claims();
            let claims = claims.iter().filter(|claim| !claim.text.is_empty());
            let claims = claims.map(|claim| (claim.text.clone(), times(part, claim)));
            (part.video.to_string(), claims.collect())
        };
        parts.iter().map(of_part).collect()
    }

    fn texts(body: &str) -> Vec<(String, Vec<String>)> {
        let named = claims(&parts(body)).into_iter();
        named
            .map(|(video, claims)| (video, claims.into_iter().map(|(text, _)| text).collect()))
            .collect()
    }

    fn on(video: &str, claims: &[&str]) -> (String, Vec<String>) {
        (
            video.to_owned(),
            claims.iter().map(|&text| text.to_owned()).collect(),
        )
    }

    #[test]
    fn a_heading_reaches_to_the_next_of_its_level() {
        let body = "One.\n\n## B kbnoteDemo2\n\nTwo.\n\n### More\n\nThree.\n\n## C\n\nFour.\n";
        assert_eq!(
            texts(body),
            [
                on("kbnoteDemo1", &["One.", "Four."]),
                on("kbnoteDemo2", &["Two.", "Three."])
            ]
        );
        let body = "## B <https://youtu.be/kbnoteDemo2>\n\nTwo.\n\n# C\n\nFour.\n\n## Own: kbnoteDemo1\n\nFive.\n";
        assert_eq!(
            texts(body),
            [
                on("kbnoteDemo1", &["Four.", "Five."]),
                on("kbnoteDemo2", &["Two."])
            ]
        );
    }

    #[test]
    fn a_from_line_reaches_to_the_next_or_to_the_end_of_its_section() {
        let body = "From: [[birds]]\n\nOne.\n\n## B\n\nFrom: https://youtu.be/kbnoteDemo2 <br/>\n\nTwo.\n\n\
                    From: kbnoteDemo3\n\nThree.\n\n### D\n\nFour.\n\n## E\n\nFive.\n";
        let expected = [
            on("kbnoteDemo1", &["One.", "Five."]),
            on("kbnoteDemo2", &["Two."]),
            on("kbnoteDemo3", &["Three.", "Four."]),
        ];
        assert_eq!(texts(body), expected);
    }

    #[test]
    fn words_and_notes_are_not_recordings() {
        for body in [
            "## What tides do\n\nOne.\n",
            "## [[tides]]\n\nOne.\n",
            "From: [[kbnoteDemo2]]\n\nOne.\n",
            "## kbnoteDemo2 or kbnoteDemo3\n\nOne.\n",
            "    ## kbnoteDemo2\n\nOne.\n",
            // A heading of one word may be the name of a file that was imported later.
            "## tides\n\nOne.\n",
            "## High water (tides)\n\nOne.\n",
            "From: the talk https://youtu.be/kbnoteDemo2 of May\n\nOne.\n",
            "From: [[show]] see also https://youtu.be/kbnoteDemo2\n\nOne.\n",
        ] {
            assert_eq!(parts(body).len(), 1, "{body}");
        }
        for body in ["From: tides\n\nOne.\n", "## `tides`, again\n\nOne.\n"] {
            assert_eq!(texts(body)[1], on("tides", &["One."]), "{body}");
        }
    }

    #[test]
    fn an_anchor_is_on_the_recording_that_it_names() {
        let body = "One [00:00:09](https://youtu.be/kbnoteDemo2?t=9), <a class=\"yt-timestamp\" data-t=\"00:00:07\">[00:00:07]</a>, \
                    <a class=yt-timestamp data-t=00:00:08 data-video=kbnoteDemo2>[00:00:08]</a>. Two.\n\n\
                    ## kbnoteDemo2\n\nThree [00:00:05].\n";
        let one = |times: &[u64]| ("One.".to_owned(), times.to_vec());
        let expected = [
            (
                "kbnoteDemo1".to_owned(),
                vec![one(&[7]), ("Two.".to_owned(), vec![])],
            ),
            (
                "kbnoteDemo2".to_owned(),
                vec![one(&[9, 8]), ("Three.".to_owned(), vec![5])],
            ),
        ];
        assert_eq!(claims(&parts(body)), expected);
        let both = parts(body);
        assert_eq!(both[1].name.as_deref(), Some("kbnoteDemo2"));
        assert_eq!(both[0].note.bytes(), body.as_bytes());
        assert_eq!(
            (
                both[0].note.anchors().len(),
                both[0].note.all_anchors().len()
            ),
            (1, 4)
        );
    }

    #[test]
    fn without_an_own_recording_what_names_none_is_in_no_part() {
        let body = "One [00:00:03].\n\n## kbnoteDemo2\n\nTwo.\n";
        let note = Note::parse(body);
        let parts = Note::parse(body).into_parts(None, &Known);
        assert_eq!(
            claims(&parts),
            [("kbnoteDemo2".to_owned(), vec![("Two.".to_owned(), vec![])])]
        );
        assert_eq!(note.rest(&parts).anchors().len(), 1);
        assert!(
            Note::parse("One [00:00:03].\n")
                .into_parts(None, &Known)
                .is_empty()
        );
    }

    #[test]
    fn without_an_own_recording_prose_below_a_heading_that_names_a_stored_one_is_on_it() {
        let videos = |body: &str| -> Vec<String> {
            let parts = Note::parse(body).into_parts(None, &Known).into_iter();
            parts.map(|part| part.video.to_string()).collect()
        };
        for (body, on) in [
            (
                "## [Talk](https://youtu.be/kbnoteDemo2)\n\nTwo.\n\n## kbnoteDemo3\n\n- Three [[a]] says.\n",
                vec!["kbnoteDemo2", "kbnoteDemo3"],
            ),
            ("# kbnoteDemo2\n\n## More\n\nTwo.\n", vec!["kbnoteDemo2"]),
            // One that is not stored is on it too where another shows that headings name recordings.
            (
                "## kbnoteDemo2\n\nTwo.\n\n## https://youtu.be/kbnoteDemo9\n\nNine.\n",
                vec!["kbnoteDemo2", "kbnoteDemo9"],
            ),
            ("## https://youtu.be/kbnoteDemo9\n\nNine.\n", vec![]),
            ("## kbnoteDemo2\n\n## B\n\nOther.\n", vec![]),
            (
                "# Ana\n\nTalks of Ana.\n\n### [Talk](https://youtu.be/kbnoteDemo2)\n\n- [[a | A]] says this.\n",
                vec![],
            ),
        ] {
            assert_eq!(videos(body), on, "{body}");
        }
    }

    proptest! {
        /// A note of sections is cut into those that each would be as a note of its own.
        #[test]
        fn a_part_has_the_claims_and_anchors_of_its_sections(sections in proptest::collection::vec((0..3_usize, 1..4_usize, 0..200_u64), 1..6)) {
            let ids = ["kbnoteDemo1", "kbnoteDemo2", "kbnoteDemo3"];
            let text = |at: usize, &(video, sentences, time): &(usize, usize, u64)| {
                let anchor = format!("[00:{:02}:{:02}]", time / 60, time % 60);
                let prose: String = (0..sentences).map(|n| format!("Sentence {at} {n} {anchor}. Other {n}. ")).collect();
                format!("## On {}\n\n{}\n\n", ids[video], prose.trim_end())
            };
            let whole: String = sections.iter().enumerate().map(|(at, section)| text(at, section)).collect();
            let together = claims(&parts(&whole));
            for (number, id) in ids.iter().enumerate() {
                let own: String = sections.iter().enumerate().filter(|(_, section)| section.0 == number).map(|(at, section)| text(at, section)).collect();
                let alone = Note::parse(own.as_str()).into_parts(VideoId::any(id).ok(), &Known);
                let alone = claims(&alone).swap_remove(0).1;
                let part = together.iter().find(|(video, _)| video == id).map(|(_, claims)| claims.clone());
                prop_assert_eq!(part.unwrap_or_default(), alone);
            }
        }

        #[test]
        fn no_anchor_is_in_two_parts(text in "(One|\\. |\n\n|## kbnoteDemo2|From: kbnoteDemo3| \\[00:00:0[1-9]\\]| \\[00:00:07\\]\\(https://youtu.be/kbnoteDemo3\\?t=7\\)|# |\\* ){0,30}") {
            let note = Note::parse(text.as_str());
            let count = note.anchors().len();
            let parts = parts(&text);
            let in_parts: usize = parts.iter().map(|part| part.note.anchors().len()).sum();
            prop_assert_eq!(in_parts, count);
            for part in &parts {
                for claim in part.note.claims() {
                    prop_assert!(part.note.anchors().get(claim.anchors.clone()).is_some());
                }
            }
        }
    }
}
