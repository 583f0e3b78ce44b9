//! Whether the anchors of a vault's own styles are read back as they were meant.

use kbnote_core::Timestamp;

use crate::anchor::{AnchorForm, CustomStyle, CustomStyles, TemplateError, TemplateProblem};
use crate::{Anchor, AnchorFormat, AnchorStyle, Note, reads_the_same};

/// Times of each length on recordings of each kind: on YouTube, on sites that open at a time and that do not, in a file with
/// blanks and brackets in its name.
const SAMPLES: [(u64, &str); 6] = [
    (0, "https://youtu.be/-_noteDemo1"),
    (9, "https://example.org/a (1)_b.mp3"),
    (42, "https://example.org/talks/a?x=1&t=50"),
    (671, "https://vimeo.com/1"),
    (3_723, "https://youtu.be/-_noteDemo1"),
    (360_000, "https://example.org/a (1)_b.mp3"),
];

/// From ten hours on `{{time}}` and `{{short_time}}` are the same.
const FROM_HERE_SHORT_IS_LONG: Timestamp = Timestamp::from_secs(36_000);

impl CustomStyles {
    /// Makes sure that what each style writes is read back as its own, with the same time and recording, and that the text
    /// around it is read as with any other style.
    ///
    /// # Errors
    /// For the first style of which that is not so, with its name.
    pub fn check(&self) -> Result<(), (String, TemplateError)> {
        for style in self.iter() {
            let error = |problem| TemplateError::whole(style.template(), problem);
            self.check_one(style)
                .map_err(|problem| (style.name().to_owned(), error(problem)))?;
        }
        Ok(())
    }

    fn check_one(&self, style: &CustomStyle) -> Result<(), TemplateProblem> {
        if let Some(built_in) = AnchorStyle::built_in(style.name()) {
            let name = built_in.name().to_owned();
            return Err(TemplateProblem::BuiltInName { name });
        }
        for (seconds, address) in SAMPLES {
            self.check_at(style, Timestamp::from_secs(seconds), address)?;
        }
        Ok(())
    }

    fn check_at(
        &self,
        style: &CustomStyle,
        time: Timestamp,
        address: &str,
    ) -> Result<(), TemplateProblem> {
        let format = |style| AnchorFormat {
            style,
            address: Some(address),
            other_video: None,
        };
        let built_in = AnchorStyle::BUILT_IN.into_iter();
        for built_in in built_in.filter(|_| time < FROM_HERE_SHORT_IS_LONG) {
            let text = format(built_in).write(time);
            if self.read(&text).first().map(|anchor| anchor.form) == Some(style.form()) {
                let name = built_in.name().to_owned();
                return Err(TemplateProblem::OtherStyle { name });
            }
        }
        let Some(written) = style.write(time, Some(address), None) else {
            return Ok(());
        };
        let found = self.read(&written);
        if let [Anchor { form, range, .. }] = found.as_slice()
            && *range == (0..written.len())
            && let AnchorForm::Custom(number) = *form
            && let Some(other) = self.get(number).filter(|other| *other != style)
        {
            let name = other.name().to_owned();
            return Err(TemplateProblem::OtherStyle { name });
        }
        let usual = format(AnchorStyle::Html).write(time);
        let around = |anchor: &str| Note::parse_with(surrounded(anchor), self);
        let (note, expected) = (around(&written), around(&usual));
        let is_whole = |anchor: &Anchor| {
            anchor.form == style.form() && note.text().get(anchor.range.clone()) == Some(&written)
        };
        let same_count = note.anchors().len() == expected.anchors().len();
        if !same_count
            || !note
                .anchors()
                .iter()
                .all(|one| is_whole(one) && one.time() == Some(time))
        {
            return Err(TemplateProblem::NotReadBack { written });
        }
        let has_links = !note.wikilinks().is_empty() || !note.file_links().is_empty();
        if has_links || !reads_the_same(&expected, &note) {
            return Err(TemplateProblem::ChangesText { written });
        }
        Ok(())
    }

    fn read(&self, text: &str) -> Vec<Anchor> {
        Note::parse_with(text, self).anchors().to_vec()
    }
}

/// An anchor in every kind of text in which kbnote writes one.
fn surrounded(anchor: &str) -> String {
    format!(
        "Flocks are counted {anchor}, {anchor}. “They roost {anchor}” at dusk {anchor} and then sleep. \
         *Two* count {anchor}\n\n- A list item {anchor}.\n- Another {anchor}\n\n> A quotation {anchor}.\n\n\
         | Birds | Times |\n| --- | --- |\n| Two count. {anchor} | They sleep {anchor} |\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(templates: &[(&str, &str)]) -> Result<CustomStyles, String> {
        let styles: Result<Vec<_>, _> = templates
            .iter()
            .map(|(name, template)| CustomStyle::new(name, template))
            .collect();
        let styles = CustomStyles::new(styles.map_err(|error| error.to_string())?);
        let fault = |(name, error): (String, TemplateError)| format!("{name}: {error}");
        styles.check().map_err(fault)?;
        Ok(styles)
    }

    #[test]
    fn what_a_template_writes_is_read_back() {
        for template in [
            "[▶ {{short_time}}]({{url}})",
            "[{{short_time}}]({{url}})",
            "([{{time}}]({{url}}))",
            "(at {{short_time}})",
            "▶{{seconds}}◀",
            "<a href=\"{{url}}\" data-ms=\"{{milliseconds}}\">{{ short_time }}</a>",
            "\\{{renderer :media-timestamp, {{seconds}}}}",
            "[@{{video}}, {{time}}]",
            "@{{video}}@{{milliseconds}}",
            "^[see {{time}}, {{seconds}} s]",
        ] {
            let styles = checked(&[("own", template)]);
            assert!(styles.is_ok(), "{template}: {styles:?}");
        }
    }

    #[test]
    fn what_would_not_be_read_back_or_means_something_else_is_refused() {
        for (template, problem) in [
            ("", "the time is missing"),
            ("[▶]({{url}})", "the time is missing"),
            ("[▶ {{tme}}]", "did you mean `{{time}}`?"),
            ("[▶ {{colour}}]", "the fields are time, short_time"),
            ("[▶ {{time]", "without `}}`"),
            ("[▶\n{{time}}]", "no line ends"),
            ("{{time}}", "must begin with a sign"),
            ("at {{time}}", "must begin with a sign"),
            ("▶{{time}} ", "not end with a blank"),
            ("({{short_time}})", "would be read as text"),
            ("[{{seconds}}]", "would be read as text"),
            ("▶{{seconds}}{{milliseconds}}", "is not read back"),
            ("▶{{time}}{{url}}", "is not read back"),
            ("`▶ {{time}}`", "changes how the text"),
            ("%%▶ {{time}}%%", "changes how the text"),
            ("[[▶ {{time}}]]", "changes how the text"),
            ("[[{{url}}][{{short_time}}]]", "changes how the text"),
            ("[▶|{{time}}]", "changes how the text"),
            ("[{{time}}]({{url}})", "of the style `markdown`"),
            (
                "\\{{youtube-timestamp {{seconds}}}}",
                "of the style `logseq`",
            ),
        ] {
            let error = checked(&[("own", template)]).unwrap_err();
            assert!(error.contains(problem), "{template}: {error}");
        }
    }

    #[test]
    fn styles_that_cannot_be_told_apart_are_refused() {
        let error = checked(&[("a", "(▶ {{time}})"), ("b", "(▶ {{time}})")]).unwrap_err();
        assert_eq!(error, "b: it is read as an anchor of the style `a`");
        let error = checked(&[("html", "(▶ {{time}})")]).unwrap_err();
        assert_eq!(error, "html: `html` is a built-in style");
    }

    #[test]
    fn a_line_of_nothing_but_first_signs_is_read_in_pieces() {
        let styles = checked(&[("own", "▶{{url}}▶{{time}}▶")]).unwrap();
        let anchor = "▶https://youtu.be/kbnoteDemo1?t=9▶00:00:09▶";
        let text = format!("{}{anchor}", "▶".repeat(20_000));
        let note = Note::parse_with(text.as_str(), &styles);
        let found: Vec<&str> = note
            .anchors()
            .iter()
            .map(|anchor| &text[anchor.range.clone()])
            .collect();
        assert_eq!(found.len(), 1, "{}", found.len());
        assert!(found[0].ends_with(anchor) && found[0].len() <= 1_024 + "▶".len());
    }

    #[test]
    fn a_new_time_is_written_into_every_field() {
        let template = "[▶ {{short_time}} {{time}} {{seconds}} {{milliseconds}}]({{url}})";
        let styles = checked(&[("own", template)]).unwrap();
        let format = |seconds| {
            let style = styles.named("own").map(AnchorStyle::Custom).unwrap();
            let time = Timestamp::from_secs(seconds);
            AnchorFormat {
                address: Some("https://youtu.be/kbnoteDemo1"),
                ..style.into()
            }
            .write(time)
        };
        let note = Note::parse_with(format!("Two count {}.", format(9)), &styles);
        let retimed = note.anchors()[0].retime(&[Timestamp::from_secs(3_723)]);
        let note = note.edited(&retimed).unwrap();
        assert_eq!(note.text(), format!("Two count {}.", format(3_723)));
    }
}
