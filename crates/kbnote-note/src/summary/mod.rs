//! What the rest of a vault needs to know of a note: its names, headings and links.

mod fast_scan;
mod heading;

use kbnote_core::VideoId;
use serde::{Deserialize, Serialize};

pub use self::heading::SummaryHeading;
use crate::wikilink::Wikilink;
use crate::{FileLink, FileLinkKind, Note};

/// What the rest of a vault needs to know of a note, without its bytes.
///
/// It says what a [`Note`] of the same bytes says, and takes a fraction of the time to read: most
/// notes have nothing in them for which the Markdown must be parsed to find headings and links.
///
/// ```
/// use kbnote_note::NoteSummary;
///
/// let text = "---\ntitle: Reed beds\naliases: [reeds]\n---\n\n## Frost\n\nSee [[roost_sites|roosts]].";
/// let summary = NoteSummary::read(text);
/// assert_eq!((summary.title.as_str(), summary.aliases[0].as_str()), ("Reed beds", "reeds"));
/// assert_eq!(summary.headings[0].text, "Frost");
/// assert_eq!(summary.links[0].target, "roost_sites");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteSummary {
    /// The title in the front matter; empty if it has none.
    pub title: String,
    /// The video in the front matter, if it names one.
    pub video: Option<VideoId>,
    /// The address or file by which it names it, if not by an id.
    pub recording: Option<String>,
    /// Its other names in the front matter.
    pub aliases: Vec<String>,
    /// Its headings, in order.
    pub headings: Vec<SummaryHeading>,
    /// Its wikilinks, in order, those in code and comments too.
    pub links: Vec<SummaryLink>,
    /// Its other links to files, in order.
    pub file_links: Vec<SummaryFileLink>,
}

/// A wikilink, as [`Wikilink`] has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SummaryLink {
    /// The name of the note; empty in `[[#heading]]`.
    pub target: String,
    /// The heading or block in that note, from its `#` on.
    pub heading: Option<String>,
    /// What is shown instead of the target.
    pub display: Option<String>,
    /// Whether the note is shown in place.
    pub embed: bool,
    /// Whether it stands where it is a link for the reader.
    pub live: bool,
}

/// A link to a file that is not a wikilink of Quartz, as [`FileLink`] has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SummaryFileLink {
    /// How it is written.
    pub kind: FileLinkKind,
    /// The path, with its percent escapes.
    pub target: String,
    /// Whether a reader can follow it.
    pub live: bool,
}

impl NoteSummary {
    /// Reads the bytes of a note. Any will do.
    #[must_use]
    pub fn read(bytes: impl Into<Vec<u8>>) -> Self {
        let note = Note::parse(bytes);
        match fast_scan::read(&note) {
            Some(read) => Self::with(&note, read.headings, &read.links, &read.file_links),
            None => Self::of(&note),
        }
    }

    /// The summary of a note that was read already.
    #[must_use]
    pub fn of(note: &Note) -> Self {
        let heading = |heading: &crate::Heading| SummaryHeading {
            level: heading.level,
            text: heading.text.clone(),
        };
        let headings = note.headings().iter().map(heading).collect();
        Self::with(note, headings, note.wikilinks(), note.file_links())
    }

    fn with(
        note: &Note,
        headings: Vec<SummaryHeading>,
        links: &[Wikilink],
        file_links: &[FileLink],
    ) -> Self {
        let text = note.text();
        Self {
            title: note.title().unwrap_or_default().into_owned(),
            video: note.video_id(),
            recording: note.recording_value(),
            aliases: note.aliases(),
            headings,
            links: links
                .iter()
                .map(|link| SummaryLink::of(text, link))
                .collect(),
            file_links: file_links.iter().map(SummaryFileLink::of).collect(),
        }
    }
}

impl SummaryFileLink {
    fn of(link: &FileLink) -> Self {
        Self {
            kind: link.kind,
            target: link.target.clone(),
            live: link.live,
        }
    }
}

impl SummaryLink {
    fn of(text: &str, link: &Wikilink) -> Self {
        let owned = |range: &std::ops::Range<usize>| text[range.clone()].to_owned();
        Self {
            target: owned(&link.target),
            heading: link.heading.as_ref().map(owned),
            display: link.display.as_ref().map(owned),
            embed: link.embed,
            live: link.live,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn assert_like_the_note(text: &str) {
        let full = NoteSummary::of(&Note::parse(text));
        assert_eq!(NoteSummary::read(text), full, "{text:?}");
    }

    #[test]
    fn it_agrees_with_the_note() {
        for text in [
            "",
            "---\ntitle: 'A'\nvideoId: kbnoteDemo1\n---\n# One\n\nx [[a|b]]\n\n   ## *Two* [[c|d]] ##\n",
            "# `a` [[b]]\n\n```\n[[c]]\n# d\n```\n",
            "* # In a list\n> ## in a quote\n\na\n===\n\nb\n-\n",
            "%% [[a]] %% <!-- [[b]] -->\n",
            "    [[code]]\n\n* a\n\n    [[b]]\n",
            "<div>\n# x\n</div>\n\n# y\n",
            "[[a\n# b]]\n\n# c\r# d\r\n# e\r\n",
            "# [a] [b](c) ![d](e) [^1]\n\n[a]: /x\n\n[^1]: # f\n",
            "#\n## \n#x\n####### y\n#\tz\n# a \\# b #\n",
            "a\n# b\n---\n\n---\n# c\n",
            ">     *b*\n    [[a]]",
            "* * \t[[a]]",
            "* a\n    * [[b]]\n        [[c]]\n\n    [[d]]",
            "a `b` [[c]]\n\n[[d]]",
            "a $b[[c]]$ \\[[d]] \\\\[[e]] \\![[f]]\n\n\\[[g]] [[h]] \\[[i#j#k]]",
            "~~~\n# a\n~~~\n# b &amp; $c$ ~~d~~\n",
            "[a](https://x.org/y) [b](c.md) [[d#e#f]]\n\n[g]: h.md\n",
            "# [a](https://x.org)\n\n[b]: https://x.org\n<a href=\"https://x.org\">c</a>",
            "a <a HREF = b>c</a>",
            "---\na: \"[b](c.md) [[d|e#f]]\"\n---\ng",
        ] {
            assert_like_the_note(text);
        }
    }

    #[test]
    fn aliases_come_in_every_form() {
        let aliases =
            |value: &str| NoteSummary::read(format!("---\ntitle: T\n{value}\n---\n")).aliases;
        assert_eq!(
            aliases("aliases: [reeds, 'reed, bed', \"c\\\"d\" ]"),
            ["reeds", "reed, bed", "c\"d"]
        );
        assert_eq!(
            aliases("aliases:\n- reeds\n- 'reed bed' # old\nx: y"),
            ["reeds", "reed bed"]
        );
        assert_eq!(aliases("alias: reeds"), ["reeds"]);
        assert_eq!(aliases("aliases: []"), Vec::<String>::new());
        assert_eq!(aliases("aliases:"), Vec::<String>::new());
    }

    /// Lines of what headings, links, code and their surroundings are made of.
    fn any_note() -> impl Strategy<Value = String> {
        let pieces = [
            "# ",
            "## ",
            "#",
            "a",
            "b c",
            " ",
            "    ",
            "\t",
            "\n",
            "\n\n",
            "\r\n",
            "[[a]]",
            "[[b|c]]",
            "![[d#e]]",
            "*",
            "**",
            "* ",
            "- ",
            "1. ",
            "> ",
            "`",
            "```\n",
            "~~~\n",
            "---\n",
            "===\n",
            "%%",
            "<!--",
            "-->",
            "<div>",
            "<br/>",
            "[a]",
            "[^1]",
            "[^1]: ",
            "|",
            "$",
            "\\",
            "&amp;",
            "é",
            "[[a\n",
            "]]",
            "title: x\n",
            "_",
            "\u{b}",
            "\r",
            "[a]: /x\n",
            "| - |\n",
            "](x)",
            "](http://x)",
            "<a href=x>",
            "[[a#b#c]]",
            "[[a|#]]",
        ];
        prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..24)
            .prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn it_agrees_with_any_note(text in any_note()) {
            assert_like_the_note(&text);
        }

        #[test]
        fn it_agrees_with_notes_of_few_characters(lines in prop::collection::vec(
            "(#{0,3} {0,2}|[*>-] {1,3}|-{1,3}|={1,2}| {1,5}|1\\. )?[a ]{0,3}(\\[\\[a\\]\\]|\\*b\\*|#)?", 0..12,
        )) {
            assert_like_the_note(&lines.join("\n"));
        }

        #[test]
        fn any_bytes_do(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            let full = NoteSummary::of(&Note::parse(bytes.clone()));
            prop_assert_eq!(NoteSummary::read(bytes), full);
        }
    }
}
