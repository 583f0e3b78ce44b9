//! The text of a made note.

use std::fmt::Write as _;

use super::plan::{LinkTarget, VaultPlan};
use super::random::Random;
use super::words::{Words, capitalised};

/// The index note of a channel.
pub(super) fn channel_index<'a>(
    channel: &str,
    notes: impl Iterator<Item = &'a LinkTarget>,
) -> String {
    let mut text = format!("---\ntitle: {channel}\n---\n");
    let mut video = "";
    for note in notes {
        if note.video != video {
            video = &note.video;
            let title = capitalised(&note.title);
            // Writing to a string cannot fail.
            let _ = write!(
                text,
                "\n### [{title}](https://www.youtube.com/watch?v={video})\n\n"
            );
        }
        let _ = writeln!(text, "- [[{} | {}]]", note.slug, note.title);
    }
    text
}

/// A note, with the variants of the dialect in about the shares of a real vault.
pub(super) fn note(
    words: &Words,
    random: &mut Random,
    plan: &VaultPlan,
    channel: &str,
    named: &LinkTarget,
    all: &[LinkTarget],
) -> String {
    let mut text = String::with_capacity(plan.note_size * 2);
    let quote = if named.title.contains(": ") { "\"" } else { "" };
    let _ = write!(
        text,
        "---\ntitle: {quote}{}{quote}\nvideoId: {}\n---\n\nFrom: [[{channel}]] <br/> ",
        named.title, named.video
    );
    text.push_str(if random.chance(7) { "" } else { "\n\n" });
    let size = plan.note_size / 2 + random.below(plan.note_size);
    let mut writer = Writer {
        words,
        random,
        all,
        // A link stands about every so many bytes.
        link_every: plan.note_size / plan.links.max(1),
        next_link: plan.note_size / plan.links.max(1) / 2,
        seconds: 0,
        text,
    };
    while writer.text.len() < size {
        writer.section();
    }
    writer.finish()
}

struct Writer<'a> {
    words: &'a Words,
    random: &'a mut Random,
    all: &'a [LinkTarget],
    link_every: usize,
    next_link: usize,
    seconds: usize,
    text: String,
}

impl Writer<'_> {
    fn section(&mut self) {
        for _ in 0..1 + self.random.below(3) {
            self.paragraph();
        }
        match self.random.below(100) {
            0..70 => self.list(),
            70..73 => self.callout(),
            73..74 => self.code(),
            74..75 => self.table(),
            _ => {}
        }
        self.heading();
    }

    fn heading(&mut self) {
        let title = self.words.some(self.random, 4);
        let marks = if self.random.chance(70) { "##" } else { "###" };
        let title = match self.random.below(20) {
            0 => self.link(),
            1 => format!("**{}**", capitalised(&title)),
            _ => capitalised(&title),
        };
        let _ = write!(self.text, "{marks} {title}\n\n");
    }

    fn paragraph(&mut self) {
        for number in 0..2 + self.random.below(4) {
            if number > 0 {
                self.text.push(' ');
            }
            self.sentence();
        }
        self.text.push_str("\n\n");
    }

    fn list(&mut self) {
        for number in 0..2 + self.random.below(4) {
            let label = capitalised(&self.words.some(self.random, 2));
            let indent = if number > 0 && self.random.chance(10) {
                "    "
            } else {
                ""
            };
            let _ = write!(self.text, "{indent}*   **{label}**: ");
            self.sentence();
            self.text.push('\n');
        }
        self.text.push('\n');
    }

    fn callout(&mut self) {
        let title = self.words.some(self.random, 3);
        let _ = write!(self.text, "> [!info] {}\n> ", capitalised(&title));
        self.sentence();
        self.text.push_str("\n\n");
    }

    fn code(&mut self) {
        let code = self.words.some(self.random, 6);
        let _ = write!(self.text, "```sh\n{code} [[{code}]]\n```\n\n");
    }

    fn table(&mut self) {
        let cells: Vec<_> = (0..4).map(|_| self.words.some(self.random, 2)).collect();
        let [a, b, c, d] = [&cells[0], &cells[1], &cells[2], &cells[3]];
        let _ = write!(self.text, "| {a} | {b} |\n| --- | --- |\n| {c} | {d} |\n\n");
    }

    fn sentence(&mut self) {
        let sentence = self.words.sentence(self.random);
        self.text.push_str(&sentence);
        if self.text.len() > self.next_link {
            self.next_link += self.link_every / 2 + self.random.below(self.link_every);
            let link = self.link();
            let _ = write!(self.text, " {link}");
        }
        if self.random.one_in(40) {
            self.text.push_str(", at $5 rather than $10");
        }
        if self.random.chance(75) {
            self.anchor();
        }
        self.text.push('.');
    }

    fn anchor(&mut self) {
        self.seconds = (self.seconds + self.random.below(40)) % 7200;
        let (hours, minutes) = (self.seconds / 3600, self.seconds / 60 % 60);
        let full = format!("{hours:02}:{minutes:02}:{:02}", self.seconds % 60);
        let shown = match self.random.below(40) {
            // Written as minutes and seconds, or with the unit slipped.
            0 => full[3..].to_owned(),
            1..5 => format!("{}:00", &full[3..]),
            _ => full,
        };
        match self.random.below(40) {
            0 => drop(write!(self.text, " [{shown}]")),
            _ => drop(write!(
                self.text,
                " <a class=\"yt-timestamp\" data-t=\"{shown}\">[{shown}]</a>"
            )),
        }
    }

    /// A link in one of the forms that are seen, a good third of them broken.
    fn link(&mut self) -> String {
        let other = &self.all[self.random.below(self.all.len())];
        let (slug, title) = (&other.slug, &other.title);
        match self.random.below(100) {
            0..52 => format!("[[{slug} | {}]]", title.to_lowercase()),
            52..54 => format!("[[{slug}|{title}]]"),
            54..58 => format!("[[{slug}]]"),
            58..63 => format!("[[{slug} | {title}]]"),
            63..79 => format!("[[{title}]]"),
            _ => {
                let gone = self.words.some(self.random, 3);
                format!("[[{} | {gone}]]", gone.replace(' ', "_"))
            }
        }
    }

    fn finish(self) -> String {
        let mut text = self.text;
        if !self.random.chance(3) {
            text.truncate(text.trim_end().len());
        }
        match self.random.below(2000) {
            0 => text.replace('\n', "\r\n"),
            1..16 => match text.split_once("---\n\n") {
                Some((front, body)) => format!("{front}---\n\n```markdown\n{body}\n```\n"),
                None => text,
            },
            _ => text,
        }
    }
}
