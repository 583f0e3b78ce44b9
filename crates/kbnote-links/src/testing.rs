//! A small vault for the tests.

use kbnote_note::Note;

use crate::{LinkIndex, NoteFacts};

/// Notes by path, title and body, in the order of their paths.
const NOTES: [(&str, &str, &str); 8] = [
    (
        "coast/reed_beds",
        "Reed beds",
        "Reed beds give shelter. The [[coast/tides|tide]] does not reach them.",
    ),
    (
        "coast/tides",
        "Tides and how the moon moves the sea",
        "The moon pulls the sea. A spring tide follows a full moon.",
    ),
    (
        "fieldnotes/counting_birds_in_winter",
        "Counting birds in winter",
        "Two people count the same flock at a [[roost_sites | roost site]].",
    ),
    (
        "fieldnotes/fieldnotes",
        "Field notes",
        "- [[roost_sites | Roost sites]]",
    ),
    (
        "fieldnotes/roost_sites",
        "Roost sites",
        "Starlings share a roost in the [[reed_beds|reeds]].",
    ),
    (
        "fieldnotes/starlings",
        "Starlings",
        "Starlings fly in flocks, and roost in reed beds.",
    ),
    (
        "other/the_art_of_waiting",
        "The art of waiting",
        "Patience is the art of waiting for the birds.",
    ),
    ("other/tides", "Tides", "A note of the same name."),
];

/// The facts that the index is made of.
pub(crate) fn facts() -> Vec<NoteFacts> {
    let facts = |(path, title, body): &(&str, &str, &str)| {
        let note = Note::parse(format!("---\ntitle: {title}\n---\n\n{body}\n"));
        let mut facts = NoteFacts::read(*path, &note);
        facts.is_index = *path == "fieldnotes/fieldnotes";
        facts
    };
    NOTES.iter().map(facts).collect()
}

/// The index of the vault.
pub(crate) fn index() -> LinkIndex {
    LinkIndex::new(facts())
}
