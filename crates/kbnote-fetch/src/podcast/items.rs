//! Splits a feed into its items by their tags alone, so that a broken item spoils no other.

/// The items of a feed, and what is outside of them.
pub(super) struct Parts<'a> {
    pub(super) head: String,
    pub(super) items: Vec<&'a str>,
}

/// The names of items: in RSS and in Atom.
const NAMES: [&str; 2] = ["item", "entry"];

pub(super) fn split(text: &str) -> Parts<'_> {
    let has_items = |name: &&str| Scanner::new(text, name).next_start(0, text.len()).is_some();
    let Some(name) = NAMES.into_iter().find(has_items) else {
        return Parts {
            head: text.to_owned(),
            items: Vec::new(),
        };
    };
    let mut scanner = Scanner::new(text, name);
    let end_tag = format!("</{name}");
    let mut parts = Parts {
        head: String::new(),
        items: Vec::new(),
    };
    let mut at = 0;
    let mut next_end = 0;
    while let Some(start) = scanner.next_start(at, text.len()) {
        parts.head.push_str(&text[at..start]);
        if next_end <= start {
            next_end = position(text, start, &end_tag);
        }
        // An item that does not end before the next one begins ends there.
        let end = scanner.next_start(start + 1, next_end).unwrap_or(next_end);
        parts.items.push(&text[start..end]);
        at = end;
    }
    parts.head.push_str(&text[at..]);
    parts
}

/// Where a text is at or after `from`; the end if it is not.
fn position(text: &str, from: usize, wanted: &str) -> usize {
    text[from..].find(wanted).map_or(text.len(), |at| from + at)
}

/// Finds the starts of items, each time further on, so that the whole text is read once.
struct Scanner<'a> {
    text: &'a str,
    name: &'a str,
    /// The next ends of CDATA and comments.
    cdata_end: usize,
    comment_end: usize,
}

impl<'a> Scanner<'a> {
    fn new(text: &'a str, name: &'a str) -> Self {
        Self {
            text,
            name,
            cdata_end: 0,
            comment_end: 0,
        }
    }

    /// The next start tag of an item from `from` on and before `limit`, outside of CDATA and comments, which end before
    /// `limit` too.
    fn next_start(&mut self, from: usize, limit: usize) -> Option<usize> {
        let mut at = from;
        loop {
            at += self.text.get(at..limit)?.find('<')?;
            if self.is_start(at) {
                return Some(at);
            }
            at = self
                .end_of_section(at)
                .filter(|end| *end <= limit)
                .unwrap_or(at + 1);
        }
    }

    fn is_start(&self, at: usize) -> bool {
        let after = self.text[at + 1..].strip_prefix(self.name);
        after.is_some_and(|after| {
            after.starts_with(|c: char| c.is_whitespace() || matches!(c, '>' | '/'))
        })
    }

    /// The end of the CDATA or comment that begins here.
    fn end_of_section(&mut self, at: usize) -> Option<usize> {
        let rest = &self.text[at..];
        let (known_end, mark) = if rest.starts_with("<![CDATA[") {
            (&mut self.cdata_end, "]]>")
        } else if rest.starts_with("<!--") {
            (&mut self.comment_end, "-->")
        } else {
            return None;
        };
        if *known_end <= at {
            *known_end = position(self.text, at, mark);
        }
        (*known_end < self.text.len()).then(|| *known_end + mark.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(text: &str) -> Vec<&str> {
        split(text).items
    }

    #[test]
    fn items_are_split_by_their_tags() {
        let feed = "<rss><title>A</title><item>1</item> <item >2</item><!-- <item> --></rss>";
        assert_eq!(items(feed), ["<item>1", "<item >2"]);
        assert_eq!(
            split(feed).head,
            "<rss><title>A</title></item> </item><!-- <item> --></rss>"
        );
        assert_eq!(items("<item>1<item>2</item>"), ["<item>1", "<item>2"]);
        assert_eq!(
            items("<item><![CDATA[<item>]]>1</item><item>2"),
            ["<item><![CDATA[<item>]]>1", "<item>2"]
        );
        assert_eq!(
            items("<item><![CDATA[ 1</item><item>2</item>"),
            ["<item><![CDATA[ 1", "<item>2"]
        );
        assert_eq!(items("<feed><entry>1</entry></feed>"), ["<entry>1"]);
        assert_eq!(items("<items>"), Vec::<&str>::new());
    }

    #[test]
    fn many_open_items_take_no_longer() {
        let feed = "<item><![CDATA[".repeat(50_000) + "</item>";
        assert_eq!(items(&feed).len(), 50_000);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_split(text in "(<item>|</item>|<!\\[CDATA\\[|]]>|<!--|-->|[<> aä]){0,30}") {
            let _ = split(&text);
        }
    }
}
