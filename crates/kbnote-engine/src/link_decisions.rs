//! Remembers for which notes link suggestions are settled, so that a second run proposes nothing new.
//!
//! Links that were written make others likelier, in their note and elsewhere: a second run would
//! find more, and so on. So the links of a note are settled until its words or links or the names of
//! the vault's notes change, or weaker links are asked for. The decisions are stored among the
//! caches, in one file for all notes; without it links are suggested again. A line is added to it
//! before each note is written: it names the new words and links, so it holds only once the note has them.

use std::collections::BTreeMap;
use std::mem;

use kbnote_core::Fingerprint;
use kbnote_note::Note;
use serde_json::{Value, json};

/// The score from which on a link is listed for the author to choose from.
pub const MIN_LISTED_SCORE: f64 = 0.3;

/// What a stored file begins with. The number rises with each change of what is stored.
const SCHEMA: &str = "kbnote.links-seen/1";

/// The notes whose links are settled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkDecisions {
    /// The fingerprint of what the vault's notes are called.
    called: String,
    notes: BTreeMap<String, Decision>,
    /// Whether a note was written.
    wrote: bool,
    /// Whether what notes are called has changed with what was written.
    retitled: bool,
    /// Whether a file for these names is stored.
    is_stored: bool,
    /// The lines that are not stored yet.
    unstored: Vec<String>,
}

/// Decisions to be stored with the note that is written next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnstoredDecisions {
    /// A new file.
    File(String),
    /// Lines to be added to the stored file.
    Lines(String),
}

/// The decision on the links of one note.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Decision {
    /// The fingerprint of the note's words and links.
    body: String,
    /// The least score of the links that were decided on, in thousandths.
    least: u16,
}

impl LinkDecisions {
    /// Those of a stored file, if the notes of the vault still have the names that it was written
    /// for; none if it is damaged.
    #[must_use]
    pub fn parse(stored: &[u8], names: Fingerprint) -> Self {
        let called = names.to_string();
        let notes = std::str::from_utf8(stored).ok();
        let notes = notes.and_then(|text| parse(text, &called));
        Self {
            called,
            is_stored: notes.is_some(),
            notes: notes.unwrap_or_default(),
            ..Self::default()
        }
    }

    /// None yet, for a vault with these names to which a note was just added: each of the others could
    /// link to it.
    #[must_use]
    pub fn with_new_note(names: Fingerprint) -> Self {
        Self {
            called: names.to_string(),
            wrote: true,
            ..Self::default()
        }
    }

    /// Whether all links of at least this score are decided on in the note of this name, as it is.
    pub fn is_decided(&self, name: Option<&str>, note: &Note, least: f64) -> bool {
        let decision = name.and_then(|name| self.notes.get(name));
        decision.is_some_and(|decision| {
            thousandths(least) >= decision.least && decision.body == body(note)
        })
    }

    /// Remembers that all links of at least this score are decided on in the note of this name,
    /// which was `old` and is `new`. What has no name in the vault is not remembered.
    pub fn decide(&mut self, name: Option<&str>, (old, new): (&Note, &Note), least: f64) {
        // A name that is more than a line cannot be stored.
        let fits = |name: &&str| !name.contains(['\n', '\r']) && !least.is_nan();
        let Some(name) = name.filter(fits) else {
            return;
        };
        self.wrote |= old.bytes() != new.bytes();
        self.retitled |= old.title() != new.title();
        let before = self
            .notes
            .get(name)
            .filter(|decision| decision.body == body(old));
        let least = before
            .map_or(u16::MAX, |decision| decision.least)
            .min(thousandths(least));
        let body = body(new);
        let decision = Decision { body, least };
        self.unstored.push(added_line(&line(name, &decision)));
        self.notes.insert(name.to_owned(), decision);
    }

    /// Takes the decisions since the last call; none as long as no note is written, since another run
    /// then finds the same.
    pub fn take_unstored(&mut self) -> Option<UnstoredDecisions> {
        if !self.wrote || self.unstored.is_empty() {
            return None;
        }
        let lines = mem::take(&mut self.unstored);
        if mem::replace(&mut self.is_stored, true) {
            Some(UnstoredDecisions::Lines(lines.concat()))
        } else {
            Some(UnstoredDecisions::File(self.to_text()))
        }
    }

    /// What is to be kept once the run has come to its end.
    pub fn to_json(&self) -> Value {
        json!({"called": self.called, "text": self.to_text(), "retitled": self.retitled})
    }

    /// What was to be kept when the run would have come to its end.
    pub fn from_json(json: &Value) -> Option<Self> {
        let called = json["called"].as_str()?;
        Some(Self {
            called: called.to_owned(),
            notes: parse(json["text"].as_str()?, called)?,
            wrote: true,
            retitled: json["retitled"].as_bool()?,
            ..Self::default()
        })
    }

    /// Whether there is anything to store: as long as no note is written, another run finds the same.
    #[must_use]
    pub const fn is_worth_storing(&self) -> bool {
        self.wrote
    }

    /// Whether a title changed, so that the names of the notes are others now.
    #[must_use]
    pub const fn has_new_titles(&self) -> bool {
        self.retitled
    }

    /// The file to store, for a vault whose notes have these names; if no title changed, the names
    /// are those that were read.
    #[must_use]
    pub fn to_stored(mut self, new_names: Option<Fingerprint>) -> String {
        if let Some(names) = new_names {
            self.called = names.to_string();
        }
        self.to_text()
    }

    /// A line that says what it is, then a line for each note.
    fn to_text(&self) -> String {
        let lines = self.notes.iter();
        let lines: String = lines
            .map(|(name, decision)| line(name, decision) + "\n")
            .collect();
        let sum = Fingerprint::of(lines.as_bytes());
        format!("{SCHEMA} {} {sum}\n{lines}", self.called)
    }
}

/// The notes in a stored file; nothing if it is damaged, or not of the notes as they are called.
fn parse(text: &str, called: &str) -> Option<BTreeMap<String, Decision>> {
    let (head, rest) = text.split_once('\n')?;
    let added = rest
        .match_indices(ADDED)
        .find(|(at, _)| *at == 0 || rest[..*at].ends_with('\n'));
    let (lines, added) = rest.split_at(added.map_or(rest.len(), |(at, _)| at));
    let sum = Fingerprint::of(lines.as_bytes());
    if head != format!("{SCHEMA} {called} {sum}") {
        return None;
    }
    let mut decisions: BTreeMap<_, _> = lines.lines().map(decision).collect::<Option<_>>()?;
    decisions.extend(added.lines().filter_map(added_decision));
    Some(decisions)
}

/// The line of a note.
fn line(name: &str, Decision { body, least }: &Decision) -> String {
    format!("{body} {least} {name}")
}

fn decision(line: &str) -> Option<(String, Decision)> {
    let mut parts = line.splitn(3, ' ');
    let body = parts.next()?.to_owned();
    let least = parts.next()?.parse().ok()?;
    Some((parts.next()?.to_owned(), Decision { body, least }))
}

/// A line that was added to a stored file begins with this, and with its own fingerprint.
const ADDED: &str = "+ ";

fn added_line(line: &str) -> String {
    format!("{ADDED}{} {line}\n", Fingerprint::of(line.as_bytes()))
}

/// The decision of a line that was added; nothing if the line was cut short.
fn added_decision(added: &str) -> Option<(String, Decision)> {
    let (sum, line) = added.strip_prefix(ADDED)?.split_once(' ')?;
    decision(line).filter(|_| Fingerprint::of(line.as_bytes()).to_string() == sum)
}

fn thousandths(score: f64) -> u16 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an out-of-range number counts as the nearest valid one"
    )]
    let thousandths = (score * 1000.0).round() as u16;
    thousandths
}

/// The fingerprint of the words and links of a note, without its front matter and anchors.
fn body(note: &Note) -> String {
    let text = note.text();
    let mut all = Fingerprint::new();
    let mut add = |stretch: &str| {
        for word in stretch.split_whitespace() {
            all = all.and(word.as_bytes()).and(b" ");
        }
    };
    let mut at = note.front_matter().map_or(0, |front| front.range.end);
    for anchor in note.anchors() {
        add(text.get(at..anchor.range.start).unwrap_or_default());
        at = anchor.range.end.max(at);
    }
    add(text.get(at..).unwrap_or_default());
    all.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANCHOR: &str = r#"<a class="yt-timestamp" data-t="00:00:42">[00:00:42]</a>"#;

    fn decisions() -> LinkDecisions {
        let called = Fingerprint::of(b"reeds").to_string();
        let mut decisions = LinkDecisions {
            called,
            ..LinkDecisions::default()
        };
        let old = Note::parse("Starlings roost in reeds. Two count.");
        let new = Note::parse("Starlings roost in [[reeds]]. Two count.");
        decisions.decide(Some("birds/roost sites"), (&old, &new), 0.5);
        decisions
    }

    fn is_decided(text: &str, least: f64) -> bool {
        decisions().is_decided(Some("birds/roost sites"), &Note::parse(text), least)
    }

    #[test]
    fn links_are_decided_on_until_words_or_links_change_or_weaker_ones_are_wanted() {
        let linked = "Starlings roost in [[reeds]]. Two count.";
        assert!(is_decided(linked, 0.5) && is_decided(linked, 0.8));
        assert!(!is_decided(linked, 0.49));
        let anchored = format!(
            "---\ntitle: Roosts\n---\nStarlings roost in [[reeds]]. {ANCHOR} Two count. {ANCHOR}"
        );
        assert!(is_decided(&anchored, 0.5));
        assert!(!is_decided("Starlings roost in reeds. Two count.", 0.5));
        assert!(!is_decided("Starlings sleep in [[reeds]]. Two count.", 0.5));
        assert!(!decisions().is_decided(Some("birds/terns"), &Note::parse(linked), 0.5));
        assert!(!decisions().is_decided(None, &Note::parse(linked), 0.5));
    }

    #[test]
    fn a_look_that_wanted_less_does_not_undo_one_that_wanted_more() {
        let mut decisions = decisions();
        let note = Note::parse("Starlings roost in [[reeds]]. Two count.");
        decisions.decide(Some("birds/roost sites"), (&note, &note), 0.9);
        assert!(decisions.is_decided(Some("birds/roost sites"), &note, 0.5));
    }

    #[test]
    fn stored_decisions_hold_while_titles_stay_the_same() {
        let (decisions, text) = (decisions(), decisions().to_text());
        assert_eq!(parse(&text, &decisions.called), Some(decisions.notes));
        assert_eq!(parse(&text, "0"), None);
        for (old, new) in [("500", "400"), ("birds", "words"), ("seen/1", "seen/2")] {
            assert_eq!(
                parse(&text.replace(old, new), &decisions.called),
                None,
                "{old}"
            );
        }
        assert_eq!(parse("", &decisions.called), None);
    }

    #[test]
    fn decisions_are_added_to_the_stored_file_and_a_line_cut_short_is_ignored() {
        let names = Fingerprint::of(b"reeds");
        let mut decisions = decisions();
        let Some(UnstoredDecisions::File(mut stored)) = decisions.take_unstored() else {
            panic!("there is no file yet");
        };
        assert_eq!(decisions.take_unstored(), None);
        let terns = Note::parse("Terns [[roost sites | roost]].");
        decisions.decide(Some("birds/+ terns"), (&terns, &terns), 0.5);
        let Some(UnstoredDecisions::Lines(added)) = decisions.take_unstored() else {
            panic!("there is a file");
        };
        stored += &added;
        let is_read = |stored: &str| {
            let read = LinkDecisions::parse(stored.as_bytes(), names);
            let first = Note::parse("Starlings roost in [[reeds]]. Two count.");
            assert!(read.is_decided(Some("birds/roost sites"), &first, 0.5));
            read.is_decided(Some("birds/+ terns"), &terns, 0.5)
        };
        assert!(is_read(&stored));
        assert!(!is_read(&stored[..stored.len() - 3]));
    }

    #[test]
    fn decisions_wait_until_a_note_is_written() {
        let note = Note::parse("Reeds.");
        let changed = Note::parse("[[Reeds]].");
        let mut decisions = LinkDecisions::default();
        decisions.decide(Some("a"), (&note, &note), 0.5);
        assert_eq!(decisions.take_unstored(), None);
        decisions.decide(Some("b"), (&note, &changed), 0.5);
        let stored = decisions.take_unstored();
        assert!(matches!(stored, Some(UnstoredDecisions::File(text)) if text.lines().count() == 3));
    }

    #[test]
    fn a_name_of_two_lines_is_not_remembered() {
        let mut decisions = LinkDecisions::default();
        let note = Note::parse("Reeds.");
        decisions.decide(Some("a\nb"), (&note, &note), 0.5);
        assert_eq!(decisions, LinkDecisions::default());
    }
}
