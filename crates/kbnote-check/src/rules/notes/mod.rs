//! KB4xx: the notes as files.

pub(crate) mod conflicts;
pub(crate) mod fenced;
pub(crate) mod from_line;
pub(crate) mod names;
pub(crate) mod transcript;

use kbnote_note::is_utf16;

use crate::finding::Findings;
use crate::subject::Subject;
use crate::{Example, Rule, Severity};

pub(crate) static ORPHAN: Rule = Rule {
    code: "KB404",
    name: "orphan",
    severity: Severity::Info,
    repairs: false,
    what: "No other note links to the note.",
    why: "A reader comes to it by search alone. `kbnote index` lists it in the channel's index note, \
          `kbnote links` suggests where others could link to it.",
    example: Example::Files {
        bad: "notes/birds/reed_beds.md, and no [[reed_beds]] anywhere",
        good: "notes/birds/birds.md with - [[reed_beds | Reed beds]]",
    },
};

pub(crate) static NOT_UTF8: Rule = Rule {
    code: "KB410",
    name: "not-utf8",
    severity: Severity::Error,
    repairs: false,
    what: "The note holds bytes that are not UTF-8.",
    why: "Quartz and Obsidian show � in their place. Save the note again, in UTF-8.",
    example: Example::Files {
        bad: "a note in Latin-1, saved by an old editor",
        good: "the same note in UTF-8",
    },
};

pub(crate) fn check(subject: &Subject<'_>, findings: &mut Findings) {
    names::check(subject, findings);
    from_line::check(subject, findings);
    transcript::check(subject, findings);
    conflicts::check(subject, findings);
    encoding(subject, findings);
}

fn encoding(subject: &Subject<'_>, findings: &mut Findings) {
    if is_utf16(subject.note.bytes()) {
        findings.of_note(&NOT_UTF8, "the note is in UTF-16".to_owned());
        return;
    }
    let (text, bytes) = (subject.text.as_bytes(), subject.note.bytes());
    if text == bytes {
        return;
    }
    let differs = |(shown, byte): (&u8, &u8)| shown != byte;
    if let Some(at) = text.iter().zip(bytes).position(differs) {
        let message = format!("byte {:#04x} is not UTF-8", bytes[at]);
        findings.at(&NOT_UTF8, at..at + 1, message);
    }
}
