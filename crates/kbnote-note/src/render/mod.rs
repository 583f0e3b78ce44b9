//! From a template and what is known of a video to the text of a note.
//!
//! Templates are [Handlebars](https://handlebarsjs.com/guide/). Their variables are the fields of
//! [`NoteContext`]; nothing is escaped for HTML, as the result is Markdown. A variable that does
//! not exist is an error. Beside Handlebars' own there are these helpers:
//!
//! | helper | gives |
//! | --- | --- |
//! | `{{yaml title}}` | a string as a YAML value, quoted where it must be |
//! | `{{heading title}}` | plain text as the text of a heading, markup escaped |
//! | `{{timestamp start}}` | milliseconds as `HH:MM:SS` |
//! | `{{anchor_url video.url start}}` | the address at which the video plays from there |
//! | `{{wikilink target display}}` | a wikilink in the vault's style; `display` may be left out |

mod condition;
mod context;
mod error;
mod helpers;
mod names;
mod nesting;
mod own_recording;
mod prose_place;
mod samples;
mod syntax;
mod template;

pub use context::{ChannelContext, ChapterContext, NoteContext, VideoContext};
pub use error::{RenderError, RenderErrorKind};
pub use own_recording::check_own_recording;
pub use prose_place::check_prose_place;
pub use template::{Template, render};

/// The template of notes that comes with kbnote.
pub const BUILT_IN_NOTE: &str = include_str!("note.hbs");

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use insta::assert_snapshot;
    use kbnote_core::{Channel, Chapter, ChapterSource, Timestamp, Video};
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Parser, Tag};

    use super::*;
    use crate::{Draft, LinkStyle, yaml};

    const BUILT_IN: Template<'_> = Template {
        name: "templates/note.hbs",
        text: BUILT_IN_NOTE,
    };

    fn video(title: &str) -> Video {
        Video {
            title: title.to_owned(),
            channel: Channel::new("Field Notes", Some("fieldnotes")),
            duration_ms: Some(300_500),
            ..Video::new("kbnoteDemo1".parse().unwrap())
        }
    }

    fn context(title: &str, chapters: &[(u64, &str)]) -> NoteContext {
        let chapters: Vec<_> = chapters
            .iter()
            .map(|&(second, title)| Chapter {
                start: Timestamp::from_secs(second),
                title: title.to_owned(),
                source: ChapterSource::Author,
            })
            .collect();
        let today = NaiveDate::from_ymd_opt(2024, 1, 31).unwrap();
        NoteContext::new(&video(title), &chapters, today)
    }

    fn note(context: &NoteContext) -> String {
        render(BUILT_IN, context, LinkStyle::Spaced).unwrap()
    }

    fn error(text: &str) -> RenderError {
        let template = Template {
            name: "note.hbs",
            text,
        };
        render(template, &context("T", &[(0, "One")]), LinkStyle::Spaced).unwrap_err()
    }

    #[test]
    fn a_scaffold_has_a_heading_for_each_chapter() {
        let context = context(
            "Counting birds",
            &[(0, "Why at dusk?"), (130, "$5 [[x]] #1\n🦆"), (200, "")],
        );
        assert_snapshot!(note(&context).replace(" \n", "~\n"), @r"
        ---
        title: Counting birds
        videoId: kbnoteDemo1
        ---

        From: [[fieldnotes]] <br/>~

        ## Why at dusk?

        %% 00:00:00 – 00:02:10 %%


        ## \$5 \[x\] \#1 🦆

        %% 00:02:10 – 00:03:20 %%


        ## 00:03:20

        %% 00:03:20 – 00:05:00 %%
        ");
    }

    #[test]
    fn a_draft_comes_out_as_it_went_in() {
        let draft = Draft::parse(
            "---\ntags: [birds]\n---\n# My: title\n\nTwo {{people}} & <b>one</b> \"flock\".\n\n* a  \n\n\n",
        );
        let note = note(&context("Counting birds", &[(0, "One")]).with_draft(draft));
        assert_snapshot!(note.replace(" \n", "~\n"), @r#"
        ---
        title: "My: title"
        videoId: kbnoteDemo1
        tags: [birds]
        ---

        From: [[fieldnotes]] <br/>~

        Two {{people}} & <b>one</b> "flock".

        * a
        "#);
    }

    #[test]
    fn a_given_title_comes_first() {
        let draft = Draft::parse("# Draft's\n\ntext");
        let context = context("Video's", &[])
            .with_draft(draft)
            .with_title("Roost sites");
        assert!(note(&context).starts_with("---\ntitle: Roost sites\nvideoId: kbnoteDemo1\n---\n"));
        assert_eq!(context.video.title, "Video's");
    }

    #[test]
    fn every_helper_is_there() {
        let text = "{{#each chapters}}{{wikilink \"a_b\" title}} {{timestamp start}} \
                    {{anchor_url ../video.url start}}{{#if ../video.published}}!{{/if}}{{/each}}";
        let template = Template { name: "", text };
        let text = render(template, &context("T", &[(70, "A|B")]), LinkStyle::Tight).unwrap();
        assert_eq!(
            text,
            "[[a_b|A/B]] 00:01:10 https://youtu.be/kbnoteDemo1?t=70\n"
        );
    }

    #[test]
    fn a_moment_has_the_address_that_its_player_takes() {
        for (url, at_nine) in [
            (
                "https://www.youtube.com/watch?v=kbnoteDemo1",
                "https://youtu.be/kbnoteDemo1?t=9",
            ),
            ("https://vimeo.com/123456", "https://vimeo.com/123456#t=9s"),
            ("https://example.org/#/talk", "https://example.org/#/talk"),
        ] {
            let text = &format!("{{{{anchor_url \"{url}\" 9000}}}}");
            let rendered = render(
                Template { name: "", text },
                &context("T", &[]),
                LinkStyle::Tight,
            );
            assert_eq!(rendered.unwrap(), format!("{at_nine}\n"));
        }
    }

    #[test]
    fn line_ends_and_mark_of_a_template_leave_no_trace() {
        let text = "\u{FEFF}{{title}}\r\n{{#if body}}\r\n{{/if}}\r\nend\r\n\r\n";
        let template = Template { name: "", text };
        assert_eq!(
            render(template, &context("T", &[]), LinkStyle::Spaced).unwrap(),
            "T\nend\n"
        );
    }

    #[test]
    fn an_error_in_a_template_is_reported_with_its_place() {
        let messages: Vec<_> = [
            "a\n{{#each chapters}}{{titel}}{{/each}}",
            "{{video.lenght}}",
            "{{#if nonsense}}x{{/if}}",
            "{{#each nonsense}}x{{/each}}",
            "{{shout title}}",
            "{{timestamp title}}",
            "{{yaml}}",
            "{{wikilink nonsense}}",
            "{{yaml titel}}",
            "{{> other}}",
            "{{timestmp 3}}",
            "{{timestamp start}}",
            "{{#if body}}{{/each}}",
            "{{title",
        ]
        .into_iter()
        .map(|text| error(text).to_string())
        .collect();
        assert_snapshot!(messages.join("\n"), @r#"
        note.hbs:2:19: `titel` is not known here; did you mean `title`?
        note.hbs:1:1: `video.lenght` is not known here
        note.hbs:1:1: `nonsense` is not known here
        note.hbs:1:1: `nonsense` is not known here
        note.hbs:1:1: unknown helper `shout`
        note.hbs:1:1: `timestamp` needs a value of type u64
        note.hbs:1:1: `yaml` needs a value, and there is none
        note.hbs:1:1: `nonsense` is not known here
        note.hbs:1:1: `titel` is not known here; did you mean `title`?
        note.hbs:1:1: `other` cannot be included: `{{#*inline "other"}} … {{/inline}}` is missing before it
        note.hbs:1:1: unknown helper `timestmp`; did you mean `timestamp`?
        note.hbs:1:1: `start` is not known here; did you mean `{{#each chapters}} … start`?
        note.hbs:1:13: `{{/each}}` comes before `{{/if}}`, which closes `{{#if body}}`
        note.hbs:1:1: `{{title` is not closed: `}}` is missing
        "#);
    }

    #[test]
    fn an_error_shows_the_line_with_carets_below_the_name() {
        let text = "---\ntitle: {{yaml titel}}\n";
        assert_snapshot!(error(text).excerpt(text).unwrap(), @r"
          |
        2 | title: {{yaml titel}}
          |               ^^^^^
        ");
        assert_eq!(error("{{> other}}").excerpt("").as_deref(), None);
    }

    #[test]
    fn the_built_in_template_is_correct_for_all_samples() {
        for context in NoteContext::samples() {
            render(BUILT_IN, &context, LinkStyle::Spaced).unwrap();
        }
    }

    proptest! {
        #[test]
        fn front_matter_and_headings_hold_whatever_is_in_a_title(title in "[-a-c0-9 #\\[\\]|$*_`'\"~:=%&;<>{}!\\\\🦆\n]{0,12}") {
            let context = context(&title, &[(0, title.as_str())]);
            let note = note(&context);
            let line = note.lines().nth(1).and_then(|line| line.strip_prefix("title: "));
            prop_assert_eq!(line.and_then(yaml::read_scalar), Some(title));
            let body = note.split_once("<br/> ").map_or("", |(_, body)| body);
            let headings = Parser::new(body).filter(|event| matches!(event, Event::Start(Tag::Heading { .. })));
            prop_assert_eq!(headings.count(), 1);
            prop_assert_eq!(body.matches("%%").count(), 2);
        }
    }
}
