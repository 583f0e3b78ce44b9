//! What authors do to notes: each line of theirs says `Mine`, with a number of its own.

use proptest::prelude::*;

/// An edit; numbers pick the line that it is made to.
#[derive(Clone, Debug)]
pub(super) enum AuthorEdit {
    Paragraph(usize),
    Line(usize),
    Entry(usize),
    ChangeLine(usize),
    DeleteLine(usize),
    ChangeEntry(usize),
    DeleteEntry(usize),
    LineEnds(bool),
}

pub(super) fn edit() -> impl Strategy<Value = AuthorEdit> {
    use AuthorEdit as E;
    let n = || 0..40usize;
    prop_oneof![
        4 => n().prop_map(E::Paragraph),
        2 => n().prop_map(E::Line),
        1 => n().prop_map(E::Entry),
        1 => n().prop_map(E::ChangeLine),
        1 => n().prop_map(E::DeleteLine),
        1 => n().prop_map(E::ChangeEntry),
        1 => n().prop_map(E::DeleteEntry),
        1 => any::<bool>().prop_map(E::LineEnds),
    ]
}

/// What the author did to the template's part of a note.
#[derive(Clone, Debug, Default)]
pub(super) struct Touched {
    /// Whether they did anything but change line ends.
    pub(super) anything: bool,
    /// Whether they changed or deleted lines below the front matter.
    pub(super) lines: bool,
    /// The keys whose entries they changed or deleted.
    pub(super) keys: Vec<String>,
}

/// Whether a line is the author's.
pub(super) fn is_authors(line: &str) -> bool {
    line.contains("Mine")
}

/// A note in lines.
pub(super) struct Page {
    pub(super) front: Option<Vec<String>>,
    pub(super) body: Vec<String>,
}

impl Page {
    pub(super) fn read(text: &str) -> Self {
        let text = text.replace("\r\n", "\n");
        let lines = |text: &str| text.lines().map(str::to_owned).collect();
        let parts = text
            .strip_prefix("---\n")
            .map(|rest| match rest.strip_prefix("---\n") {
                Some(body) => ("", body),
                None => rest.split_once("\n---\n").unwrap_or((rest, "")),
            });
        match parts {
            Some((front, body)) => Self {
                front: Some(lines(front)),
                body: lines(body),
            },
            None => Self {
                front: None,
                body: lines(&text),
            },
        }
    }

    fn text(&self) -> String {
        let lines =
            |lines: &[String]| -> String { lines.iter().map(|line| format!("{line}\n")).collect() };
        let front = self
            .front
            .as_ref()
            .map(|front| format!("---\n{}---\n", lines(front)));
        front.unwrap_or_default() + &lines(&self.body)
    }
}

impl AuthorEdit {
    /// The text after the edit, `number` being one that no edit had before.
    pub(super) fn apply(&self, text: &str, number: usize, touched: &mut Touched) -> String {
        let mut crlf = text.contains("\r\n");
        let mut page = Page::read(text);
        let mine = format!("Mine {number} is about the tide.");
        let of_template = |lines: &[String]| -> Vec<usize> {
            // Without its fence, the rest of the note would be code.
            let is_one = |n: &usize| {
                let line = lines[*n].trim();
                !line.is_empty() && !is_authors(line) && !line.starts_with("```")
            };
            (0..lines.len()).filter(is_one).collect()
        };
        match *self {
            Self::LineEnds(wanted) => crlf = wanted,
            Self::Paragraph(at) => {
                let at = at % (page.body.len() + 1);
                page.body
                    .splice(at..at, [String::new(), mine, String::new()]);
            }
            Self::Line(at) => {
                let at = at % (page.body.len() + 1);
                page.body.insert(at, mine);
            }
            Self::Entry(at) => {
                if let Some(front) = &mut page.front {
                    let is_key = |n: &usize| {
                        front
                            .get(*n)
                            .is_none_or(|line| !line.starts_with([' ', '-']) && !line.is_empty())
                    };
                    let places: Vec<usize> = (0..=front.len()).filter(is_key).collect();
                    front.insert(places[at % places.len()], format!("Mine{number}: x"));
                }
            }
            Self::ChangeLine(at) | Self::DeleteLine(at) => {
                let lines = of_template(&page.body);
                if let Some(&line) = lines.get(at % lines.len().max(1)) {
                    touched.lines = true;
                    match self {
                        Self::ChangeLine(_) => page.body[line] += &format!(" Mine {number}"),
                        _ => drop(page.body.remove(line)),
                    }
                }
            }
            Self::ChangeEntry(at) | Self::DeleteEntry(at) => {
                let front = page.front.as_mut();
                let Some(front) = front else {
                    return text.to_owned();
                };
                let lines: Vec<usize> = (0..front.len())
                    .filter(|&n| is_whole_entry(front, n))
                    .collect();
                if let Some(&line) = lines.get(at % lines.len().max(1)) {
                    let (key, _) = front[line].split_once(':').unwrap();
                    touched.keys.push(key.trim_matches('\'').to_owned());
                    match self {
                        Self::ChangeEntry(_) => front[line] = format!("{key}: Mine {number}"),
                        _ => drop(front.remove(line)),
                    }
                }
            }
        }
        let lf = page.text();
        touched.anything |= !matches!(self, Self::LineEnds(_));
        if crlf { lf.replace('\n', "\r\n") } else { lf }
    }
}

/// Whether a line of front matter is an entry of one line that is not the title and does not name the recording.
fn is_whole_entry(front: &[String], at: usize) -> bool {
    let line = &front[at];
    let is_key = !line.starts_with([' ', '-'])
        && line.contains(':')
        && !line.starts_with("title")
        && !line.starts_with("videoId")
        && !line.starts_with("source");
    let goes_on = front
        .get(at + 1)
        .is_some_and(|next| next.is_empty() || next.starts_with([' ', '-']));
    is_key && !goes_on && !is_authors(line)
}
