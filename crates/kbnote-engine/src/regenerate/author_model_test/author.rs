//! What authors do to their notes: edits of the text that know nothing of kbnote.

use kbnote_core::Timestamp;
use proptest::prelude::*;

/// An edit; numbers pick the line, sentence or anchor that it is made to.
#[derive(Clone, Debug)]
pub(super) enum Edit {
    InsertSentence(usize, usize),
    DeleteSentence(usize),
    RewordSentence(usize),
    MoveSentence(usize, usize),
    MoveLine(usize, usize),
    DeleteLine(usize),
    AddParagraph(usize, usize),
    TakeAnchor(usize),
    SetTime(usize, u64),
    AddTime(usize, u64),
    TakeLink(usize),
    WriteLink(usize),
    Retitle(usize),
    QuoteTitle,
    AddKey(usize),
    TakeKey(usize),
    WriteFrom(usize),
    RenameHeading(usize, usize),
    AddHeading(usize, usize),
    LineEnds(bool),
    FinalNewline(bool),
}

pub(super) fn edit() -> impl Strategy<Value = Edit> {
    let n = || 0..60usize;
    prop_oneof![
        4 => (n(), n()).prop_map(|(a, b)| Edit::InsertSentence(a, b)),
        2 => n().prop_map(Edit::DeleteSentence),
        3 => n().prop_map(Edit::RewordSentence),
        2 => (n(), n()).prop_map(|(a, b)| Edit::MoveSentence(a, b)),
        2 => (n(), n()).prop_map(|(a, b)| Edit::MoveLine(a, b)),
        1 => n().prop_map(Edit::DeleteLine),
        4 => (n(), n()).prop_map(|(a, b)| Edit::AddParagraph(a, b)),
        1 => n().prop_map(Edit::TakeAnchor),
        1 => (n(), 0..9u64).prop_map(|(a, b)| Edit::SetTime(a, b)),
        1 => (n(), 0..9u64).prop_map(|(a, b)| Edit::AddTime(a, b)),
        2 => n().prop_map(Edit::TakeLink),
        1 => n().prop_map(Edit::WriteLink),
        1 => n().prop_map(Edit::Retitle),
        1 => Just(Edit::QuoteTitle),
        1 => n().prop_map(Edit::AddKey),
        1 => n().prop_map(Edit::TakeKey),
        1 => n().prop_map(Edit::WriteFrom),
        1 => (n(), n()).prop_map(|(a, b)| Edit::RenameHeading(a, b)),
        1 => (n(), n()).prop_map(|(a, b)| Edit::AddHeading(a, b)),
        1 => any::<bool>().prop_map(Edit::LineEnds),
        1 => any::<bool>().prop_map(Edit::FinalNewline),
    ]
}

/// A sentence on the talk in an author's words; every sixth has no support in it.
pub(super) fn sentence(n: usize) -> String {
    let opening = ["It is told that", "We hear that", "The keeper says that"][n / 30 % 3];
    match n % 6 {
        5 => format!("Bananas ripen in crate number {n}."),
        _ => format!(
            "{opening} {}.",
            super::world::SAID[n % 30].trim_end_matches('.')
        ),
    }
}

impl Edit {
    /// The text after the edit; line ends are kept.
    pub(super) fn apply(&self, text: &str) -> String {
        if let Self::LineEnds(crlf) = self {
            let lf = text.replace("\r\n", "\n");
            return if *crlf { lf.replace('\n', "\r\n") } else { lf };
        }
        let crlf = text.contains("\r\n");
        let lf = text.replace("\r\n", "\n");
        let mut page = Page::read(&lf);
        self.edit(&mut page);
        let text = page.text();
        if crlf {
            text.replace('\n', "\r\n")
        } else {
            text
        }
    }

    fn edit(&self, page: &mut Page) {
        match *self {
            Self::InsertSentence(at, n) => page.on_prose(at, |line| {
                let mut all = sentences(line);
                all.insert(at % (all.len() + 1), sentence(n) + " ");
                spaced(&all)
            }),
            Self::DeleteSentence(at) => page.on_prose(at, |line| {
                let mut all = sentences(line);
                all.remove(at % all.len());
                spaced(&all)
            }),
            Self::RewordSentence(at) => page.on_prose(at, |line| {
                let mut all = sentences(line);
                let n = at % all.len();
                all[n] = all[n].replacen("that the", "that, so they say, the", 1);
                spaced(&all)
            }),
            Self::MoveSentence(from, to) => page.move_sentence(from, to),
            Self::MoveLine(from, to) => page.move_line(from, to),
            Self::DeleteLine(at) => page.on_prose(at, |_| String::new()),
            Self::AddParagraph(at, n) => {
                let at = at % (page.body.len() + 1);
                let paragraph = format!("{} {}", sentence(n), sentence(n + 7));
                page.body
                    .splice(at..at, [String::new(), paragraph, String::new()]);
            }
            Self::TakeAnchor(at) => page.on_prose(at, |line| match line.find(" <a class") {
                Some(start) => {
                    let end = start + line[start..].find("</a>").map_or(0, |end| end + 4);
                    format!("{}{}", &line[..start], &line[end..])
                }
                None => line.to_owned(),
            }),
            Self::SetTime(at, n) => page.on_prose(at, |line| match line.find("data-t=\"") {
                Some(start) => {
                    let old = line[start + 8..start + 16].to_owned();
                    line.replace(&old, &by_hand(n))
                }
                None => line.to_owned(),
            }),
            Self::AddTime(at, n) => page.on_prose(at, |line| {
                let time = by_hand(n);
                let more =
                    format!("</a>, <a class=\"yt-timestamp\" data-t=\"{time}\">[{time}]</a>");
                line.replacen("</a>", &more, 1)
            }),
            Self::TakeLink(at) => page.on_prose(at, |line| match line.split_once("[[") {
                Some((before, rest)) => {
                    let (link, behind) = rest.split_once("]]").unwrap_or((rest, ""));
                    let shown = link.rsplit(" | ").next().unwrap_or(link);
                    format!("{before}{shown}{behind}")
                }
                None => line.to_owned(),
            }),
            Self::WriteLink(at) => page.on_prose(at, |line| {
                format!("{line} Mine is [[own_{} | my own]].", at % 3)
            }),
            Self::Retitle(n) => page.set_key("title", &format!("My title {n}")),
            Self::QuoteTitle => page.quote_title(),
            Self::AddKey(n) => page.front.push(format!("mine{n}: value # kept")),
            Self::TakeKey(n) => page.take_key(n),
            Self::WriteFrom(n) => page.write_from(n),
            Self::RenameHeading(at, n) => page.rename_heading(at, n),
            Self::AddHeading(at, n) => {
                let at = at % (page.body.len() + 1);
                page.body.splice(
                    at..at,
                    [String::new(), format!("## Mine {n}"), String::new()],
                );
            }
            Self::FinalNewline(wanted) => page.final_newline = wanted,
            Self::LineEnds(_) => {}
        }
    }
}

/// A time that no caption begins at.
pub(super) fn by_hand(n: u64) -> String {
    Timestamp::from_secs(3600 + n).to_string()
}

/// A note in lines: those of the front matter and those below it.
struct Page {
    front: Vec<String>,
    body: Vec<String>,
    final_newline: bool,
}

impl Page {
    fn read(text: &str) -> Self {
        let rest = text.strip_prefix("---\n").unwrap_or(text);
        let (front, body) = rest.split_once("---\n").unwrap_or(("", rest));
        let lines = |text: &str| text.lines().map(str::to_owned).collect();
        Self {
            front: lines(front),
            body: lines(body),
            final_newline: text.ends_with('\n'),
        }
    }

    fn text(&self) -> String {
        let front: String = self.front.iter().map(|line| format!("{line}\n")).collect();
        let body = self.body.join("\n");
        let end = if self.final_newline { "\n" } else { "" };
        format!("---\n{front}---\n{body}{end}")
    }

    fn prose(&self) -> Vec<usize> {
        let is_prose = |line: &str| {
            !line.trim().is_empty()
                && !["#", "%%", "From:", "*"]
                    .iter()
                    .any(|sign| line.starts_with(sign))
        };
        (0..self.body.len())
            .filter(|&n| is_prose(&self.body[n]))
            .collect()
    }

    fn on_prose(&mut self, at: usize, edit: impl FnOnce(&str) -> String) {
        let prose = self.prose();
        if let Some(&line) = prose.get(at % prose.len().max(1)) {
            self.body[line] = edit(&self.body[line]);
        }
    }

    fn move_sentence(&mut self, from: usize, to: usize) {
        let prose = self.prose();
        if prose.is_empty() {
            return;
        }
        let (from, to) = (prose[from % prose.len()], prose[to % prose.len()]);
        let mut source = sentences(&self.body[from]);
        let moved = source.remove(to % source.len());
        self.body[from] = spaced(&source);
        let mut target = sentences(&self.body[to]);
        target.push(moved);
        self.body[to] = spaced(&target);
    }

    fn move_line(&mut self, from: usize, to: usize) {
        let prose = self.prose();
        if prose.is_empty() {
            return;
        }
        let line = self.body.remove(prose[from % prose.len()]);
        let to = to % (self.body.len() + 1);
        self.body
            .splice(to..to, [String::new(), line, String::new()]);
    }

    fn set_key(&mut self, key: &str, value: &str) {
        let prefix = format!("{key}:");
        if let Some(line) = self.front.iter_mut().find(|line| line.starts_with(&prefix)) {
            *line = format!("{key}: {value}");
        }
    }

    fn quote_title(&mut self) {
        let title = self
            .front
            .iter_mut()
            .find(|line| line.starts_with("title: "));
        if let Some(line) = title.filter(|line| !line.contains(['\'', '"'])) {
            *line = format!("title: '{}' # quoted", &line["title: ".len()..]);
        }
    }

    fn take_key(&mut self, n: usize) {
        let at = n % self.front.len().max(1);
        let is_video = self
            .front
            .get(at)
            .is_none_or(|line| line.starts_with("videoId"));
        if !is_video {
            self.front.remove(at);
        }
    }

    fn write_from(&mut self, n: usize) {
        let Some(at) = self.body.iter().position(|line| line.starts_with("From:")) else {
            return;
        };
        match n % 3 {
            0 => drop(self.body.remove(at)),
            1 => self.body[at] = "From: [[elsewhere]] <br/> ".to_owned(),
            _ => self.body[at].push_str(" and friends"),
        }
    }

    fn rename_heading(&mut self, at: usize, n: usize) {
        let headings = self.body.iter_mut().filter(|line| line.starts_with('#'));
        let mut headings: Vec<_> = headings.collect();
        let count = headings.len().max(1);
        if let Some(line) = headings.get_mut(at % count) {
            **line = format!("## Renamed {n}");
        }
    }
}

/// The sentences of a line, each with the blank behind it.
fn sentences(line: &str) -> Vec<String> {
    line.split_inclusive(". ").map(str::to_owned).collect()
}

fn spaced(sentences: &[String]) -> String {
    let trimmed: Vec<&str> = sentences.iter().map(|sentence| sentence.trim()).collect();
    trimmed.join(" ").trim().to_owned()
}
