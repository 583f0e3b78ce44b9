//! Places in notes as they are typed: `NOTE:LINE` or `NOTE:LINE:COLUMN`.

use std::fmt;
use std::ops::Range;
use std::path::PathBuf;
use std::str::FromStr;

use kbnote_note::{Claim, Note};

use crate::{CaptionedPart, Error, ErrorKind, no_video_id};
use kbnote_engine::text::shorten;

/// A line of a note, or a place on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotePlace {
    /// The file of the note.
    pub note: PathBuf,
    /// From 1.
    line: usize,
    /// In characters, from 1.
    column: Option<usize>,
}

impl FromStr for NotePlace {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || format!("`{text}` is not of the form NOTE:LINE or NOTE:LINE:COLUMN");
        let number = |text: &str| text.parse::<usize>().ok().filter(|&number| number > 0);
        let (rest, last) = text.rsplit_once(':').ok_or_else(wrong)?;
        let last = number(last).ok_or_else(wrong)?;
        let with_column = rest
            .rsplit_once(':')
            .and_then(|(note, line)| Some((note, number(line)?)));
        let (note, line, column) = match with_column {
            Some((note, line)) => (note, line, Some(last)),
            None => (rest, last, None),
        };
        if note.is_empty() {
            return Err(wrong());
        }
        Ok(Self {
            note: note.into(),
            line,
            column,
        })
    }
}

impl fmt::Display for NotePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.note.display(), self.line)?;
        self.column.map_or(Ok(()), |column| write!(f, ":{column}"))
    }
}

impl NotePlace {
    /// Whether it names one sentence of its line.
    #[must_use]
    pub fn has_column(&self) -> bool {
        self.column.is_some()
    }

    /// The place of an offset in the text of a note.
    #[must_use]
    pub fn at(note: PathBuf, text: &str, offset: usize) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let line = before.rsplit('\n').next().unwrap_or(before);
        Self {
            note,
            line: before.matches('\n').count() + 1,
            column: Some(line.chars().count() + 1),
        }
    }

    /// The claims of a note at this place: those that begin on the line, else the one that goes on there, or the one
    /// at the column.
    ///
    /// # Errors
    /// If the line has no claim.
    pub fn claims(&self, note: &Note) -> Result<Vec<Claim>, Error> {
        let line = self.line_range(note);
        let is_there = |claim: &Claim| {
            claim.line == self.line
                || claim.range.start < line.start && claim.range.end > line.start
        };
        let mut meant: Vec<Claim> = note.claims().into_iter().filter(is_there).collect();
        if self.column.is_none() && meant.iter().any(|claim| claim.line == self.line) {
            meant.retain(|claim| claim.line == self.line);
        }
        if let Some(offset) = self.column.map(|column| self.offset(note, column)) {
            // Without a blank between them, one sentence ends where the next begins.
            let begins = meant.iter().rposition(|claim| claim.range.start == offset);
            let holds = || meant.iter().position(|claim| claim.range.end >= offset);
            let at = begins.or_else(holds);
            meant = at.map(|at| meant.swap_remove(at)).into_iter().collect();
        }
        if meant.is_empty() {
            let message = format!(
                "line {} of {} has no sentence",
                self.line,
                self.note.display()
            );
            return Err(Error::new(ErrorKind::NotFound, "no-claim", message));
        }
        Ok(meant)
    }

    /// The parts of a note with claims at this place, each with those.
    ///
    /// # Errors
    /// If the note is on no recording, or no claim of a part begins there.
    pub fn parts(
        &self,
        parts: Vec<CaptionedPart>,
    ) -> Result<Vec<(CaptionedPart, Vec<Claim>)>, Error> {
        let Some(first) = parts.first() else {
            return Err(no_video_id(&self.note.display().to_string()));
        };
        let none_here = self.claims(&first.part.note).err();
        let here = parts.into_iter().filter_map(|captioned| {
            let claims = self.claims(&captioned.part.note).ok()?;
            Some((captioned, claims))
        });
        let here: Vec<_> = here.collect();
        match none_here.filter(|_| here.is_empty()) {
            Some(error) => Err(error),
            None => Ok(here),
        }
    }

    /// The failure that there are several sentences where one is needed.
    #[must_use]
    pub fn ambiguous(&self, note: &Note, claims: &[Claim]) -> Error {
        let line = self.line;
        let listed = claims.iter().map(|claim| {
            let place = self.of_claim(note, claim);
            format!("\n  {place}  {}", shorten(&claim.text, 50))
        });
        let message = format!(
            "line {line} holds {} sentences:{}",
            claims.len(),
            listed.collect::<String>()
        );
        Error::new(ErrorKind::Usage, "ambiguous", message)
            .with_next_step("name one of them with its column")
    }

    /// The place of one of its claims.
    #[must_use]
    pub fn of_claim(&self, note: &Note, claim: &Claim) -> Self {
        Self {
            note: self.note.clone(),
            line: claim.line,
            column: Some(column_of(note, claim.range.start)),
        }
    }

    /// The line in the text of the note, without its end.
    fn line_range(&self, note: &Note) -> Range<usize> {
        let text = note.text();
        let before = text.split_inclusive('\n').take(self.line - 1).map(str::len);
        let start = before.sum();
        let line = text[start..].lines().next().unwrap_or_default();
        start..start + line.len()
    }

    fn offset(&self, note: &Note, column: usize) -> usize {
        let line = self.line_range(note);
        let mut chars = note.text()[line.clone()].char_indices();
        let within = chars.nth(column - 1);
        within.map_or(line.end, |(at, _)| line.start + at)
    }
}

fn column_of(note: &Note, offset: usize) -> usize {
    let before = &note.text()[..offset];
    before.rsplit('\n').next().unwrap_or(before).chars().count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &str) -> NotePlace {
        text.parse().unwrap()
    }

    #[test]
    fn a_place_is_a_line_and_perhaps_a_column() {
        let with_column = place("a:b.md:3:7");
        assert_eq!(
            with_column,
            NotePlace {
                note: "a:b.md".into(),
                line: 3,
                column: Some(7)
            }
        );
        assert_eq!(place("b.md:3").column, None);
        for wrong in ["b.md", "b.md:", "b.md:0", ":3", "b.md:x"] {
            assert!(wrong.parse::<NotePlace>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_line_in_the_middle_of_a_sentence_is_a_place_of_it() {
        let note = Note::parse("One goes\non here. Two goes\non. Three.\n\nFour.\n");
        let texts = |text| {
            let claims = place(text).claims(&note).unwrap();
            let texts = claims.into_iter().map(|claim| claim.text);
            texts.collect::<Vec<_>>()
        };
        assert_eq!(texts("b.md:1"), ["One goes on here."]);
        assert_eq!(texts("b.md:2"), ["Two goes on."]);
        assert_eq!(texts("b.md:2:1"), ["One goes on here."]);
        assert_eq!(texts("b.md:2:10"), ["Two goes on."]);
        assert_eq!(texts("b.md:3:2"), ["Two goes on."]);
        assert_eq!(texts("b.md:3"), ["Three."]);
        assert!(place("b.md:4").claims(&note).is_err());
        let wrapped = Note::parse("One goes\non and\non.\n");
        let claims = place("b.md:3").claims(&wrapped).unwrap();
        let named = place("b.md:3").of_claim(&wrapped, &claims[0]);
        assert_eq!(named.to_string(), "b.md:1:1");
    }

    #[test]
    fn a_column_names_one_of_several_sentences() {
        let note = Note::parse("Élan first. Then more. Last.\n");
        let texts = |text| {
            let claims = place(text).claims(&note).unwrap();
            claims
                .into_iter()
                .map(|claim| claim.text)
                .collect::<Vec<_>>()
        };
        assert_eq!(texts("b.md:1").len(), 3);
        assert_eq!(texts("b.md:1:1"), ["Élan first."]);
        assert_eq!(texts("b.md:1:13"), ["Then more."]);
        assert!(place("b.md:9").claims(&note).is_err());
        let told = place("b.md:1")
            .ambiguous(&note, &note.claims())
            .message()
            .to_owned();
        assert!(told.contains("b.md:1:13  Then more."), "{told}");
    }
}
