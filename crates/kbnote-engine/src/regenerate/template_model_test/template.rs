//! Templates drawn at random, and what people do to them.

use proptest::prelude::*;

/// Entries of the front matter; of those with one key a template has one.
const ENTRIES: [&str; 16] = [
    "title: {{yaml title}}",
    "videoId: {{yaml video.id}}",
    "channel: {{yaml channel.name}}",
    "made: {{yaml today}}",
    "length: {{video.duration}}",
    "kind: talk",
    "kind: \"lecture\"",
    "type: talk",
    "tags: [a, b]",
    "tags: [c] # of the site",
    "tags:\n  - a\n  - b",
    "aliases:",
    "summary: |\n  Two lines\n\n  of it",
    "'quoted key': x # of the site",
    "source: {{video.url}}",
    "talk: {{yaml video.title}}",
];

/// What a template has around the prose.
const LINES: [&str; 24] = [
    "From: {{channel.wikilink}} <br/> ",
    "# {{heading title}}",
    "## Notes",
    "## Notes",
    "## Questions",
    "### {{channel.name}}",
    "%% reviewed %%",
    "<!-- of the site -->",
    "* [[index]]",
    "* [[index | All talks]]",
    "- [ ] watch again",
    "1. first",
    "Watched on {{today}}.",
    "[Video]({{video.url}})",
    "***",
    "> [!info] Talk",
    "| a | b |\n| --- | --- |",
    "```dataview\nLIST\nFROM [[index]]\n```",
    "{{#each chapters}}\n## {{heading title}}\n\n%% {{timestamp start}} %%\n{{/each}}",
    "{{#each chapters}}\n- {{timestamp start}} {{title}}\n{{/each}}",
    "{{#unless body}}\nWrite here.\n{{/unless}}",
    "Trailing  ",
    "![[picture.png]]",
    "<div class=\"talk\">\n\n</div>",
];

/// How the prose is written: once, and as no template should.
const PROSE: [&str; 6] = [
    "{{body}}",
    "{{#if body}}\n{{body}}\n{{else}}\n{{#each chapters}}\n## {{heading title}}\n\n\
     %% {{timestamp start}} %%\n\n{{/each}}\n{{/if}}",
    "{{#if body}}\n{{body}}\n{{else}}\n{{#each chapters}}\n### {{heading title}} ({{timestamp start}})\n\n\
     {{/each}}\n{{/if}}",
    "{{#if body}}\n{{body}}\n{{else}}\nWrite here.\n{{/if}}",
    "Written elsewhere.",
    "{{body}}\n\n{{body}}",
];

/// How many of these write it once.
const PROSE_ONCE: usize = 4;

/// A template. Notes are made with front matter, which names their recording; without it nothing is
/// known of what they are on.
#[derive(Clone, Debug)]
pub(super) struct TemplateText {
    front: Option<Vec<usize>>,
    above: Vec<Piece>,
    prose: Piece,
    below: Vec<Piece>,
    crlf: bool,
}

/// A line or several, and the blank lines before.
#[derive(Clone, Copy, Debug)]
struct Piece {
    gap: usize,
    text: usize,
}

/// An edit; numbers pick what it is made to.
#[derive(Clone, Debug)]
pub(super) enum TemplateEdit {
    AddEntry(usize, usize),
    RemoveEntry(usize),
    ReplaceEntry(usize, usize),
    SwapEntries(usize, usize),
    ToggleFrontMatter,
    AddLine(usize, usize, usize),
    RemoveLine(usize),
    ReplaceLine(usize, usize),
    MoveLine(usize, usize),
    Gap(usize, usize),
    Prose(usize),
    MoveProse(bool),
    LineEnds(bool),
}

fn piece() -> impl Strategy<Value = Piece> {
    (0..3usize, 0..LINES.len()).prop_map(|(gap, text)| Piece { gap, text })
}

pub(super) fn template() -> impl Strategy<Value = TemplateText> {
    let entries = prop::collection::vec(0..ENTRIES.len(), 0..5);
    let pieces = || prop::collection::vec(piece(), 0..4);
    let prose = (0..3usize, 0..PROSE_ONCE).prop_map(|(gap, text)| Piece { gap, text });
    (entries, pieces(), prose, pieces(), any::<bool>()).prop_map(
        |(entries, above, prose, below, crlf)| TemplateText {
            front: Some([vec![0, 1], entries].concat()),
            above,
            prose,
            below,
            crlf,
        },
    )
}

pub(super) fn edit() -> impl Strategy<Value = TemplateEdit> {
    use TemplateEdit as E;
    let n = || 0..12usize;
    let entry = || 0..ENTRIES.len();
    let line = || 0..LINES.len();
    prop_oneof![
        2 => (n(), entry()).prop_map(|(at, entry)| E::AddEntry(at, entry)),
        1 => n().prop_map(E::RemoveEntry),
        2 => (n(), entry()).prop_map(|(at, entry)| E::ReplaceEntry(at, entry)),
        1 => (n(), n()).prop_map(|(a, b)| E::SwapEntries(a, b)),
        1 => Just(E::ToggleFrontMatter),
        4 => (n(), 0..3usize, line()).prop_map(|(at, gap, line)| E::AddLine(at, gap, line)),
        3 => n().prop_map(E::RemoveLine),
        3 => (n(), line()).prop_map(|(at, line)| E::ReplaceLine(at, line)),
        2 => (n(), n()).prop_map(|(a, b)| E::MoveLine(a, b)),
        2 => (n(), 0..3usize).prop_map(|(at, gap)| E::Gap(at, gap)),
        2 => (0..PROSE.len()).prop_map(E::Prose),
        1 => any::<bool>().prop_map(E::MoveProse),
        1 => any::<bool>().prop_map(E::LineEnds),
    ]
}

impl TemplateText {
    /// The template as it is in its file.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        if let Some(front) = &self.front {
            text += "---\n";
            for entry in distinct(front) {
                text += ENTRIES[entry];
                text += "\n";
            }
            text += "---\n";
        }
        // Of two equal headings nobody knows which one the author wrote below.
        let is_one_of_a_kind = |line: &&str| line.starts_with("From:") || line.starts_with('#');
        let mut written: Vec<&str> = PROSE[self.prose.text].lines().collect();
        let write = |text: &mut String, piece: &Piece, lines: &str| {
            *text += &"\n".repeat(piece.gap);
            *text += lines;
            *text += "\n";
        };
        let mut write_line = |text: &mut String, piece: &Piece| {
            let lines = LINES[piece.text];
            let mut ones = lines.lines().filter(is_one_of_a_kind);
            if !ones.any(|line| written.contains(&line)) {
                written.extend(lines.lines());
                write(text, piece, lines);
            }
        };
        self.above
            .iter()
            .for_each(|piece| write_line(&mut text, piece));
        write(&mut text, &self.prose, PROSE[self.prose.text]);
        self.below
            .iter()
            .for_each(|piece| write_line(&mut text, piece));
        match self.crlf {
            true => text.replace('\n', "\r\n"),
            false => text,
        }
    }

    /// Whether a note made by it has its prose, and once.
    pub(super) fn writes_prose_once(&self) -> bool {
        self.prose.text < PROSE_ONCE
    }

    pub(super) fn edit(&mut self, edit: &TemplateEdit) {
        use TemplateEdit as E;
        match *edit {
            E::AddEntry(at, entry) => {
                self.on_front(|front| front.insert(at % (front.len() + 1), entry));
            }
            E::RemoveEntry(at) => self.on_front(|front| {
                front.remove(at % front.len());
            }),
            E::ReplaceEntry(at, entry) => self.on_front(|front| {
                let at = at % front.len();
                front[at] = entry;
            }),
            E::SwapEntries(a, b) => self.on_front(|front| {
                let count = front.len();
                front.swap(a % count, b % count);
            }),
            E::ToggleFrontMatter => {
                self.front = match self.front {
                    Some(_) => None,
                    None => Some(vec![0, 1, 5]),
                };
            }
            E::AddLine(at, gap, text) => {
                let at = at % (self.above.len() + self.below.len() + 2);
                let (lines, at) = match at.checked_sub(self.above.len() + 1) {
                    Some(at) => (&mut self.below, at),
                    None => (&mut self.above, at),
                };
                lines.insert(at, Piece { gap, text });
            }
            E::RemoveLine(at) => drop(self.take_line(at)),
            E::ReplaceLine(at, text) => {
                if let Some(piece) = self.line(at) {
                    piece.text = text;
                }
            }
            E::MoveLine(from, to) => {
                if let Some(piece) = self.take_line(from) {
                    self.edit(&E::AddLine(to, piece.gap, piece.text));
                }
            }
            E::Gap(at, gap) => match self.line(at) {
                Some(piece) if at % 3 > 0 => piece.gap = gap,
                _ => self.prose.gap = gap,
            },
            E::Prose(text) => self.prose.text = text,
            E::MoveProse(up) => {
                if up {
                    self.below.splice(0..0, self.above.pop());
                } else if !self.below.is_empty() {
                    self.above.push(self.below.remove(0));
                }
            }
            E::LineEnds(crlf) => self.crlf = crlf,
        }
    }

    fn on_front(&mut self, edit: impl FnOnce(&mut Vec<usize>)) {
        if let Some(front) = self.front.as_mut().filter(|front| !front.is_empty()) {
            edit(front);
        }
    }

    fn line(&mut self, at: usize) -> Option<&mut Piece> {
        let at = at % (self.above.len() + self.below.len()).max(1);
        self.above.iter_mut().chain(&mut self.below).nth(at)
    }

    fn take_line(&mut self, at: usize) -> Option<Piece> {
        let count = self.above.len() + self.below.len();
        let at = at.checked_rem(count)?;
        Some(match at.checked_sub(self.above.len()) {
            Some(at) => self.below.remove(at),
            None => self.above.remove(at),
        })
    }
}

/// The entries whose keys no earlier one has.
fn distinct(entries: &[usize]) -> Vec<usize> {
    let key = |entry: usize| ENTRIES[entry].split_once(':').map(|(key, _)| key);
    let mut kept: Vec<usize> = Vec::new();
    for &entry in entries {
        if kept.iter().all(|&earlier| key(earlier) != key(entry)) {
            kept.push(entry);
        }
    }
    kept
}
