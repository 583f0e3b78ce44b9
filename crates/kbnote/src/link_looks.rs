//! Which notes were looked at for links, and the links acted upon.
//!
//! Links that were written make others likelier, in their note and elsewhere: a second look would
//! find more, and so on. So a note that was looked at is left alone until its words or links, or
//! the names of the vault's notes, are others, or weaker links are asked for. What is remembered
//! lies among the caches, in one file for all notes; without it links are looked for again.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use kbnote_core::Fingerprint;
use kbnote_note::Note;
use serde_json::{Value, json};

use crate::context::Context;
use crate::error::CliError;

/// Where it is kept, among what may be lost.
const STORED: &str = "links.seen";

/// What a stored file begins with. The number rises with each change of what is stored.
const SCHEMA: &str = "kbnote.links-seen/1";

/// The notes whose links were decided on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct LinkLooks {
    /// The fingerprint of what the vault's notes are called.
    called: String,
    notes: BTreeMap<String, Look>,
    /// Whether a note was written.
    wrote: bool,
    /// Whether what notes are called has changed with what was written.
    retitled: bool,
}

/// One look at a note.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Look {
    /// The fingerprint of the note's words and links.
    body: String,
    /// The least score of the links that were decided on, in thousandths.
    least: u16,
}

impl LinkLooks {
    /// What is remembered, as far as the notes of the vault are called as they were.
    pub(crate) fn read(cx: &Context, called: Fingerprint) -> Self {
        let bytes = cx.vault.aid(STORED);
        let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
        let called = called.to_string();
        let notes = text.and_then(|text| parse(&text, &called));
        Self {
            called,
            notes: notes.unwrap_or_default(),
            ..Self::default()
        }
    }

    /// Nothing yet of the notes of the vault as they are called now, one of which was just made: each
    /// of the others could link to it. What is remembered here is worth keeping.
    pub(crate) fn with_new_note(cx: &Context) -> Result<Self, CliError> {
        Ok(Self {
            called: cx.vault.names()?.called().to_string(),
            wrote: true,
            ..Self::default()
        })
    }

    /// Whether all links of at least this score are decided on in the note of this name, as it is.
    pub(crate) fn is_decided(&self, name: Option<&str>, note: &Note, least: f64) -> bool {
        let look = name.and_then(|name| self.notes.get(name));
        look.is_some_and(|look| thousandths(least) >= look.least && look.body == body(note))
    }

    /// Remembers that all links of at least this score are decided on in the note of this name,
    /// which was `old` and is `new`. What has no name in the vault is not remembered.
    pub(crate) fn decide(&mut self, name: Option<&str>, (old, new): (&Note, &Note), least: f64) {
        // A name that is more than a line cannot be stored.
        let fits = |name: &&str| !name.contains(['\n', '\r']) && !least.is_nan();
        let Some(name) = name.filter(fits) else {
            return;
        };
        self.wrote |= old.bytes() != new.bytes();
        self.retitled |= old.title() != new.title();
        let before = self.notes.get(name).filter(|look| look.body == body(old));
        let least = before
            .map_or(u16::MAX, |look| look.least)
            .min(thousandths(least));
        let body = body(new);
        self.notes.insert(name.to_owned(), Look { body, least });
    }

    /// What is to be kept once the run has come to its end.
    pub(crate) fn to_json(&self) -> Value {
        json!({"called": self.called, "text": self.to_text(), "retitled": self.retitled})
    }

    /// What was to be kept when the run would have come to its end.
    pub(crate) fn from_json(json: &Value) -> Option<Self> {
        let called = json["called"].as_str()?;
        Some(Self {
            called: called.to_owned(),
            notes: parse(json["text"].as_str()?, called)?,
            wrote: true,
            retitled: json["retitled"].as_bool()?,
        })
    }

    /// Keeps it, if there is anything to keep: as long as no note is written, another look finds
    /// the same.
    pub(crate) fn store(mut self, cx: &Context) -> Result<(), CliError> {
        if !self.wrote {
            return Ok(());
        }
        if self.retitled {
            self.called = cx.vault.names()?.called().to_string();
        }
        cx.vault.store_aid(STORED, self.to_text().as_bytes());
        Ok(())
    }

    /// A line that says what it is, then a line for each note.
    fn to_text(&self) -> String {
        let mut lines = String::new();
        for (name, Look { body, least }) in &self.notes {
            // Writing to a string cannot fail.
            let _ = writeln!(lines, "{body} {least} {name}");
        }
        let sum = Fingerprint::of(lines.as_bytes());
        format!("{SCHEMA} {} {sum}\n{lines}", self.called)
    }
}

/// The notes in a stored file; nothing if it is damaged, or not of the notes as they are called.
fn parse(text: &str, called: &str) -> Option<BTreeMap<String, Look>> {
    let (head, lines) = text.split_once('\n')?;
    let sum = Fingerprint::of(lines.as_bytes());
    if head != format!("{SCHEMA} {called} {sum}") {
        return None;
    }
    let look = |line: &str| {
        let mut parts = line.splitn(3, ' ');
        let body = parts.next()?.to_owned();
        let least = parts.next()?.parse().ok()?;
        Some((parts.next()?.to_owned(), Look { body, least }))
    };
    lines.lines().map(look).collect()
}

fn thousandths(score: f64) -> u16 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "what is out of reach is as good as the nearest number"
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

    fn looks() -> LinkLooks {
        let called = Fingerprint::of(b"reeds").to_string();
        let mut looks = LinkLooks {
            called,
            ..LinkLooks::default()
        };
        let old = Note::parse("Starlings roost in reeds. Two count.");
        let new = Note::parse("Starlings roost in [[reeds]]. Two count.");
        looks.decide(Some("birds/roost sites"), (&old, &new), 0.5);
        looks
    }

    fn is_decided(text: &str, least: f64) -> bool {
        looks().is_decided(Some("birds/roost sites"), &Note::parse(text), least)
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
        assert!(!looks().is_decided(Some("birds/terns"), &Note::parse(linked), 0.5));
        assert!(!looks().is_decided(None, &Note::parse(linked), 0.5));
    }

    #[test]
    fn a_look_that_wanted_less_does_not_undo_one_that_wanted_more() {
        let mut looks = looks();
        let note = Note::parse("Starlings roost in [[reeds]]. Two count.");
        looks.decide(Some("birds/roost sites"), (&note, &note), 0.9);
        assert!(looks.is_decided(Some("birds/roost sites"), &note, 0.5));
    }

    #[test]
    fn what_is_stored_is_read_again_while_notes_are_called_as_they_were() {
        let (looks, text) = (looks(), looks().to_text());
        assert_eq!(parse(&text, &looks.called), Some(looks.notes));
        assert_eq!(parse(&text, "0"), None);
        for (old, new) in [("500", "400"), ("birds", "words"), ("seen/1", "seen/2")] {
            assert_eq!(parse(&text.replace(old, new), &looks.called), None, "{old}");
        }
        assert_eq!(parse("", &looks.called), None);
    }

    #[test]
    fn a_name_of_two_lines_is_not_remembered() {
        let mut looks = LinkLooks::default();
        let note = Note::parse("Reeds.");
        looks.decide(Some("a\nb"), (&note, &note), 0.5);
        assert_eq!(looks, LinkLooks::default());
    }
}
