//! Drafts: the author's prose, before it is a note.

use crate::yaml;

/// What an author wrote on a video, taken apart; nothing of it is lost.
///
/// The text may open with front matter, with a `From:` line as notes have it, and with its title as
/// a heading `# …`. Everything else is the body, byte for byte, but that line ends come out as line
/// feeds, as in the note that it goes into, and that blank lines at either end are left out.
///
/// ```
/// # use kbnote_note::Draft;
/// let draft = Draft::parse("# Counting birds\n\nFlocks are counted at dusk.\n");
/// assert_eq!(draft.title.as_deref(), Some("Counting birds"));
/// assert_eq!(draft.body, "Flocks are counted at dusk.");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// Its own title: the front matter's, else that of a leading heading `# …`. A heading that
    /// says something other than the front matter's title stays in the body.
    pub title: Option<String>,
    /// The `videoId` in its front matter, to be compared with the video it is a draft on.
    pub video_id: Option<String>,
    /// The link of its `From:` line, brackets included.
    pub from: Option<String>,
    /// The rest of its front matter as it stands: empty, or whole lines.
    pub front_matter: String,
    /// The prose, without blank lines at either end.
    pub body: String,
}

impl Draft {
    /// Takes a draft apart. Front matter that is not closed, or no mapping, is prose.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let text = text.trim_start_matches('\u{FEFF}').replace("\r\n", "\n");
        let (mut draft, mut rest) = match split_front_matter(&text) {
            Some((entries, rest)) => (Self::of_entries(&entries), rest),
            None => (Self::default(), text.as_str()),
        };
        rest = draft.take_from(without_blank_lines(rest));
        rest = draft.take_heading(without_blank_lines(rest));
        rest = draft.take_from(without_blank_lines(rest));
        without_blank_lines(rest)
            .trim_end()
            .clone_into(&mut draft.body);
        draft
    }

    fn of_entries(entries: &[&str]) -> Self {
        let mut draft = Self::default();
        for entry in entries {
            let known = match key(entry).as_deref() {
                Some("title") => &mut draft.title,
                Some("videoId") => &mut draft.video_id,
                _ => {
                    draft.front_matter.push_str(entry);
                    continue;
                }
            };
            *known = known.take().or_else(|| value(entry));
        }
        draft
    }

    fn take_from<'a>(&mut self, text: &'a str) -> &'a str {
        match split_from_line(text) {
            Some((link, rest)) if self.from.is_none() => {
                self.from = Some(link.to_owned());
                rest
            }
            _ => text,
        }
    }

    fn take_heading<'a>(&mut self, text: &'a str) -> &'a str {
        let (line, rest) = text.split_once('\n').unwrap_or((text, ""));
        match title_of_heading(line) {
            Some(title) if *self.title.get_or_insert_with(|| title.clone()) == title => rest,
            _ => text,
        }
    }
}

fn without_blank_lines(mut text: &str) -> &str {
    while let Some((line, rest)) = text.split_once('\n') {
        if !line.trim().is_empty() {
            break;
        }
        text = rest;
    }
    text
}

/// The entries between the fences, and what stands below them.
fn split_front_matter(text: &str) -> Option<(Vec<&str>, &str)> {
    let inner = text
        .strip_prefix("---")?
        .trim_start_matches([' ', '\t'])
        .strip_prefix('\n')?;
    let mut end = 0;
    for line in inner.split_inclusive('\n') {
        if line.trim_end() == "---" {
            return Some((entries(&inner[..end])?, &inner[end + line.len()..]));
        }
        end += line.len();
    }
    None
}

/// The entries of a mapping, each with the lines that continue it; comments are entries of their
/// own. `None` if it is no mapping.
fn entries(block: &str) -> Option<Vec<&str>> {
    let mut starts = Vec::new();
    let mut at = 0;
    for line in block.split_inclusive('\n') {
        if line.starts_with('#') || key(line).is_some() {
            starts.push(at);
        } else if starts.is_empty() && !line.trim().is_empty() {
            return None;
        }
        at += line.len();
    }
    let ends = starts.iter().skip(1).copied().chain([block.len()]);
    Some(
        starts
            .iter()
            .zip(ends)
            .map(|(&start, end)| &block[start..end])
            .collect(),
    )
}

/// The key that an entry of a mapping begins with.
fn key(entry: &str) -> Option<String> {
    let line = entry.lines().next()?;
    let colon = line.match_indices(':').map(|(at, _)| at);
    let end = colon
        .into_iter()
        .find(|at| line[at + 1..].is_empty() || line[at + 1..].starts_with([' ', '\t']))?;
    let outside = line.starts_with([' ', '\t', '#']) || line.starts_with("- ");
    if outside {
        None
    } else {
        yaml::read_scalar(&line[..end])
    }
}

/// The value of an entry as one line of text; `None` if there is none.
fn value(entry: &str) -> Option<String> {
    let (_, value) = entry.split_once(':')?;
    let (first, more) = value.split_once('\n').unwrap_or((value, ""));
    let block = first.trim_start().starts_with(['|', '>']);
    let lines = if block { "" } else { first }.lines().chain(more.lines());
    let text = lines
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    let value = if block {
        text
    } else {
        yaml::read_scalar(&text).unwrap_or(text)
    };
    (!value.is_empty()).then_some(value)
}

/// The link of a `From: [[…]] <br/>` line, and what stands behind the line break.
fn split_from_line(text: &str) -> Option<(&str, &str)> {
    let behind = text.strip_prefix("From:")?.trim_start_matches(' ');
    let end = behind.strip_prefix("[[")?.find("]]")? + "[[]]".len();
    let (link, rest) = behind.split_at(end);
    let rest = rest.trim_start_matches(' ');
    let rest = match ["<br/>", "<br />", "<br>"]
        .into_iter()
        .find_map(|br| rest.strip_prefix(br))
    {
        Some(rest) => rest.trim_start_matches(' '),
        None if rest.is_empty() || rest.starts_with('\n') => rest,
        None => return None,
    };
    (!link.contains('\n')).then_some((link, rest))
}

/// The text of a heading of the first level, without the backslashes that Markdown needs there.
fn title_of_heading(line: &str) -> Option<String> {
    let text = line
        .strip_prefix('#')
        .filter(|text| text.starts_with([' ', '\t']))?
        .trim();
    let open = text.trim_end_matches('#');
    let text = if open.ends_with([' ', '\t']) {
        open.trim_end()
    } else {
        text
    };
    let mut title = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let escapes = c == '\\' && chars.peek().is_some_and(char::is_ascii_punctuation);
        title.extend(if escapes { chars.next() } else { Some(c) });
    }
    (!title.is_empty()).then_some(title)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn prose_alone_is_the_body() {
        let draft = Draft::parse("\u{FEFF}\r\n\r\n  indented\r\n\r\nlast  \r\n\r\n");
        assert_eq!(draft.body, "  indented\n\nlast");
        assert_eq!(
            draft,
            Draft {
                body: draft.body.clone(),
                ..Draft::default()
            }
        );
    }

    #[test]
    fn front_matter_is_read_and_unknown_keys_are_kept() {
        let draft = Draft::parse(
            "---\n# mine\ntitle: 'It''s: birds' # yes\naliases:\n- a\n  - b\nvideoId: -bnoteDemo1\ntags: [x]\n---\n\nText.\n",
        );
        assert_eq!(draft.title.as_deref(), Some("It's: birds"));
        assert_eq!(draft.video_id.as_deref(), Some("-bnoteDemo1"));
        assert_eq!(
            draft.front_matter,
            "# mine\naliases:\n- a\n  - b\ntags: [x]\n"
        );
        assert_eq!(draft.body, "Text.");
    }

    #[test]
    fn a_title_over_several_lines_is_joined() {
        let folded = Draft::parse("---\ntitle: >-\n  Counting\n  birds\n---\n");
        let plain = Draft::parse("---\ntitle: Counting\n  birds\n---\n");
        assert_eq!(folded.title.as_deref(), Some("Counting birds"));
        assert_eq!(plain.title, folded.title);
    }

    #[test]
    fn a_leading_heading_is_the_title() {
        let title = |text| Draft::parse(text).title;
        assert_eq!(
            title("# Costs \\$5 in C# ##\ntext").as_deref(),
            Some("Costs $5 in C#")
        );
        assert_eq!(title("#hashtag"), None);
        assert_eq!(title("## Second level"), None);
        assert_eq!(title("text\n\n# Later"), None);
    }

    #[test]
    fn a_heading_other_than_the_title_stays() {
        let same = Draft::parse("---\ntitle: A\n---\n# A\n\ntext");
        let other = Draft::parse("---\ntitle: A\n---\n# B\n\ntext");
        assert_eq!(same.body, "text");
        assert_eq!(other.body, "# B\n\ntext");
    }

    #[test]
    fn a_from_line_is_removed_and_prose_glued_to_it_kept() {
        let draft = Draft::parse("# T\n\nFrom: [[fieldnotes]] <br/> Flocks gather.\nMore.");
        assert_eq!(draft.from.as_deref(), Some("[[fieldnotes]]"));
        assert_eq!(draft.body, "Flocks gather.\nMore.");
        let prose = Draft::parse("From: [[a]] to [[b]] they fly.");
        assert_eq!(
            (prose.from, prose.body.as_str()),
            (None, "From: [[a]] to [[b]] they fly.")
        );
    }

    #[test]
    fn text_that_is_not_front_matter_is_prose() {
        for text in [
            "---\ntitle: open",
            "---\n\nJust prose.\n\n---\n\nMore.",
            "--- x\na: b\n---",
        ] {
            assert_eq!(Draft::parse(text).body, text);
        }
    }

    proptest! {
        #[test]
        fn no_word_is_lost(lines in prop::collection::vec("(---|# [a-c ]{0,4}|title: [a-c]?|[a-c]{1,2}: \\[d|[ d-f]{0,4}|From: \\[\\[g\\]\\]( <br/> h)?)", 0..10)) {
            let text = lines.join("\n");
            let draft = Draft::parse(&text);
            let (title, from) = (draft.title.unwrap_or_default(), draft.from.unwrap_or_default());
            let kept = [title.as_str(), &from, &draft.front_matter, &draft.body].concat();
            for word in text.split_whitespace() {
                let structure = ["---", "#", "title:", "From:", "<br/>"].contains(&word);
                // A second title in front matter that repeats a key is the one thing that goes.
                prop_assert!(structure || kept.contains(word) || text.matches("title:").count() > 1, "{word}: {kept}");
            }
        }

        #[test]
        fn any_draft_is_read(text in prop::collection::vec(any::<char>(), 0..40), fence in "(---\n)?") {
            let _ = Draft::parse(&format!("{fence}{}", String::from_iter(text)));
        }

        #[test]
        fn a_body_is_its_own_draft(text in "[a-c#\\-: \n]{0,30}") {
            let body = format!("word\n{}", Draft::parse(&text).body);
            prop_assert_eq!(Draft::parse(&body).body, body.trim_end());
        }
    }
}
