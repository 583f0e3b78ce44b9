//! Timestamp anchors: the links that say when in the video a claim was made.

mod address;
mod bracket;
mod custom;
mod html;
mod logseq;
mod stamp;
mod style;
mod timestamp_anchor;
mod wikilink;

pub use custom::{CustomStyle, CustomStyles, TemplateError, TemplateProblem};
pub use stamp::{Stamp, StampForm, StampPlace};
pub use style::AnchorStyle;
pub use timestamp_anchor::{Anchor, AnchorForm};

/// All anchors of a text, in order, those of the vault's own styles too; whether they live is not decided yet.
pub(crate) fn scan(text: &str, styles: &CustomStyles) -> Vec<Anchor> {
    styles.add_to(text, built_in(text))
}

fn built_in(text: &str) -> Vec<Anchor> {
    let bytes = text.as_bytes();
    let mut anchors = Vec::new();
    let mut at = 0;
    while let Some(step) = memchr::memchr3(b'<', b'[', b'{', &bytes[at..]) {
        let start = at + step;
        let anchor = match bytes[start] {
            b'<' => html::read(text, start),
            b'{' => logseq::read(text, start),
            _ if bytes.get(start + 1) == Some(&b'[') => wikilink::read(text, start),
            _ => bracket::read(text, start),
        };
        at = anchor.as_ref().map_or(start + 1, |anchor| anchor.range.end);
        anchors.extend(anchor);
    }
    anchors
}

#[cfg(test)]
mod tests {
    use kbnote_core::Timestamp;

    use super::*;
    use crate::Splice;

    fn read(text: &str) -> Vec<(&str, AnchorForm, Option<u64>)> {
        built_in(text)
            .into_iter()
            .map(|anchor| {
                let seconds = anchor.time().map(Timestamp::as_secs);
                (&text[anchor.range.clone()], anchor.form, seconds)
            })
            .collect()
    }

    fn one(text: &str) -> (AnchorForm, Option<u64>) {
        let all = read(text);
        assert_eq!(all.len(), 1, "{text}");
        assert_eq!(all[0].0, text);
        (all[0].1, all[0].2)
    }

    #[test]
    fn every_form_is_read() {
        use AnchorForm::{Bare, Broken, Html, Logseq, Markdown, Wikilink};
        let html = |data: &str, label: &str| {
            format!("<a class=\"yt-timestamp\" data-t=\"{data}\">{label}</a>")
        };
        assert_eq!(one(&html("00:00:42", "[00:00:42]")), (Html, Some(42)));
        assert_eq!(one(&html("00:42", "[00:42]")), (Html, Some(42)));
        assert_eq!(one(&html("0:00:42", "")), (Html, Some(42)));
        assert_eq!(one(&html("00:00:42", "00:00:51")), (Html, Some(42)));
        assert_eq!(one(&html("00:18:58]", "[[00:00:04]]")), (Html, Some(1138)));
        assert_eq!(one(&html("HH:MM:SS", "[HH:MM:SS]")), (Html, None));
        assert_eq!(one(&html("01:00:01:00", "")), (Html, Some(3601)));
        let linked = "<a href=\"https://youtu.be/kbnoteDemo1?t=42\" class='yt-timestamp' data-t='00:00:42'>[00:00:42]</a>";
        assert_eq!(one(linked), (Html, Some(42)));
        let broken = "<a class=\"yt=\" data-t=\"00:00:42\">[00:00:42]</a>";
        assert_eq!(one(broken), (Broken, Some(42)));
        let markdown = "[00:00:42](https://youtu.be/kbnoteDemo1?t=42)";
        assert_eq!(one(markdown), (Markdown, Some(42)));
        assert_eq!(
            one("[00:00:25](https://example.org/view?t=1234)"),
            (Markdown, Some(25))
        );
        assert_eq!(
            one("[00:00:25](https://mirror.example/watch?v=kbnoteDemo1&t=42)"),
            (Markdown, Some(42))
        );
        assert_eq!(
            one("[00:00:25](https://example.org/view?x=1&t=50#t=9)"),
            (Markdown, Some(9))
        );
        assert_eq!(
            one("[12:30](https://example.org/talk?t=750)"),
            (Markdown, Some(750))
        );
        assert_eq!(one("{{youtube-timestamp 42}}"), (Logseq, Some(42)));
        assert_eq!(one("[[talk.mp4#t=62|01:02]]"), (Wikilink, Some(62)));
        assert_eq!(
            one("[[media/talk.mp4#t=1:02 | 1:02]]"),
            (Wikilink, Some(62))
        );
        assert_eq!(one("[01:02](talk.mp4#t=62,70)"), (Markdown, Some(62)));
        assert_eq!(one("[01:02](talk.mp4#t=62.5,70.25)"), (Markdown, Some(62)));
        assert_eq!(
            one("[01:02](https://youtu.be/kbnoteDemo1?t=62)"),
            (Markdown, Some(62))
        );
        assert_eq!(one("[00:08:41]"), (Bare, Some(521)));
        assert_eq!(one("[00:11:02, 00:12:04]"), (Bare, Some(662)));
        assert_eq!(one("[11:02 - 12:04]"), (Bare, Some(662)));
    }

    #[test]
    fn text_that_is_not_an_anchor_is_not_read() {
        for text in [
            "<a href=\"https://example.org\">there</a>",
            "<a class=\"yt-timestamp\" data-t=\"00:00:42\">soon",
            "[a](https://youtu.be/kbnoteDemo1?t=42)",
            "[12:30:00 noon]",
            "(00:12:30)",
            "[[00:00:04]]",
            "[[talk.mp4#t=62|here she says]]",
            "[[talk.mp4#t=62]]",
            "[[talk#t=62|01:02]]",
            "[[talk.mp4#Part 2|01:02]]",
            "[[talk.mp4|01:02]]",
            "![[talk.mp4#t=62]]",
            "- ![[talk.mp4#t=62|01:02]]",
            "{{youtube-timestamp soon}}",
            "<abbr>",
        ] {
            assert_eq!(read(text), [], "{text}");
        }
    }

    #[test]
    fn a_new_time_goes_wherever_the_old_one_stood() {
        let retimed = |text: &str, times: &[u64]| {
            let times: Vec<_> = times.iter().copied().map(Timestamp::from_secs).collect();
            let splices = built_in(text)[0].retime(&times);
            let bytes = crate::splice::apply(text.as_bytes(), text, &splices).unwrap();
            String::from_utf8(bytes).unwrap()
        };
        assert_eq!(
            retimed(
                "<a class=\"yt-timestamp\" data-t=\"1:02\">[01:04]</a>",
                &[75]
            ),
            "<a class=\"yt-timestamp\" data-t=\"00:01:15\">[00:01:15]</a>"
        );
        assert_eq!(
            retimed("[00:00:09](https://youtu.be/kbnoteDemo1?t=9s&x=1)", &[75]),
            "[00:01:15](https://youtu.be/kbnoteDemo1?t=75s&x=1)"
        );
        assert_eq!(
            retimed("[00:09, 00:10 – 00:11]", &[1, 2]),
            "[00:00:01, 00:00:02 – 00:00:02]"
        );
        assert_eq!(
            retimed("[[talk.mp4#t=62,70|01:02]]", &[75]),
            "[[talk.mp4#t=75,83|00:01:15]]"
        );
        assert_eq!(
            retimed("[1:02](talk.mp4#t=1:02.5,1:10&x=1)", &[75]),
            "[00:01:15](talk.mp4#t=00:01:15,00:01:23&x=1)"
        );
        assert_eq!(
            retimed("{{youtube-timestamp 0:09}}", &[75]),
            "{{youtube-timestamp 00:01:15}}"
        );
        assert_eq!(
            retimed(
                "<a data-t='HH:MM:SS' class='yt-timestamp'>[HH:MM:SS]</a>",
                &[75]
            ),
            "<a data-t='00:01:15' class='yt-timestamp'>[00:01:15]</a>"
        );
    }

    #[test]
    fn an_embed_behind_words_is_an_anchor() {
        for (text, anchor) in [
            ("- Birds ![[talk.mp4#t=1:02]].", "![[talk.mp4#t=1:02]]"),
            ("Birds ![[talk.mp4#t=62|01:02]]", "![[talk.mp4#t=62|01:02]]"),
            ("Birds [[talk.mp4#t=62]].", "[[talk.mp4#t=62]]"),
        ] {
            assert_eq!(read(text), [(anchor, AnchorForm::Wikilink, Some(62))]);
        }
    }

    #[test]
    fn an_anchor_goes_with_its_blanks() {
        let text = "Birds \t[00:00:09].";
        assert_eq!(built_in(text)[0].remove(text), Splice::remove(5..17));
    }
}
