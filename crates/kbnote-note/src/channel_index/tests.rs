//! Index notes as authors leave them, brought up to date.

use chrono::NaiveDate;
use kbnote_core::VideoId;
use proptest::prelude::*;

use super::*;
use crate::{LinkPaths, LinkStyle, Note, Resolver};

const NAMES: [&str; 5] = [
    "coast/coast",
    "coast/tides",
    "coast/waders",
    "coast/mud",
    "birds/roosts",
];

fn video(id: &str, title: &str, day: Option<u32>, topics: &[(usize, &str)]) -> IndexedVideo {
    let id: VideoId = id.parse().unwrap();
    IndexedVideo {
        url: Some(id.youtube_url()),
        id,
        title: title.to_owned(),
        published: day.and_then(|day| NaiveDate::from_ymd_opt(2024, 1, day)),
        topics: topics
            .iter()
            .map(|&(note, title)| Topic {
                note,
                title: title.to_owned(),
            })
            .collect(),
    }
}

fn videos() -> Vec<IndexedVideo> {
    vec![
        video(
            "kbnoteDemo1",
            "Tides [live]",
            Some(2),
            &[(1, "Tides"), (2, "Waders")],
        ),
        video("kbnoteDemo2", "Mud", Some(3), &[(3, "Mud | sand")]),
    ]
}

fn updated_with(text: &str, videos: &[IndexedVideo], record: &IndexRecord) -> (String, IndexPlan) {
    try_updated(text, videos, record).unwrap()
}

fn try_updated(
    text: &str,
    videos: &[IndexedVideo],
    record: &IndexRecord,
) -> Result<(String, IndexPlan), IndexPlanError> {
    let resolver = Resolver::new(NAMES, LinkPaths::Shortest);
    let index = ChannelIndex {
        name: "coast/coast",
        videos,
        resolver: &resolver,
        style: LinkStyle::Spaced,
    };
    let note = Note::parse(text);
    let plan = index.plan(&note, record)?;
    assert_eq!(plan.record_of(record, |_| true), plan.record);
    assert_eq!(&plan.record_of(record, |_| false), record);
    Ok((note.edited(&plan.splices)?.text().to_owned(), plan))
}

fn updated(text: &str) -> String {
    updated_with(text, &videos(), &IndexRecord::default()).0
}

const WHOLE: &str = "---\ntitle: Coast\n---\n
### [Mud](https://www.youtube.com/watch?v=kbnoteDemo2)

- [[mud | Mud / sand]]

### [Tides \\[live\\]](https://www.youtube.com/watch?v=kbnoteDemo1)

- [[tides | Tides]]
- [[waders | Waders]]
";

#[test]
fn a_new_index_lists_the_newest_video_first() {
    assert_eq!(updated("---\ntitle: Coast\n---\n"), WHOLE);
    assert_eq!(updated(WHOLE), WHOLE);
}

#[test]
fn the_record_of_each_edit_alone_is_known() {
    let earlier = IndexRecord::default();
    let (_, plan) = updated_with(
        WHOLE.split("\n### [Tides").next().unwrap(),
        &videos(),
        &earlier,
    );
    assert_eq!(plan.splices.len(), 1);
    let (_, plan) = updated_with("---\ntitle: Coast\n---\n", &videos(), &earlier);
    let mud = plan.record_of(&earlier, |number| number == 0);
    assert_eq!(mud.entries.into_keys().collect::<Vec<_>>(), ["coast/mud"]);
    assert_eq!(mud.videos.into_values().collect::<Vec<_>>(), ["Mud"]);
}

#[test]
fn entries_are_added_below_those_of_their_video_and_all_else_stays() {
    let text = "---\ntitle: Coast\n---\nMy notes.\n\n### [My own title](https://youtu.be/kbnoteDemo1)\n\
                *   [[waders]] first!\n    Indented.\n\nProse on it.\n\n## More\n\nSee [[mud]].";
    assert_eq!(
        updated(text),
        text.replace("Indented.\n", "Indented.\n*   [[tides | Tides]]\n")
    );
}

#[test]
fn a_video_without_entries_gets_them_below_its_heading() {
    let text = "### [A](https://youtu.be/kbnoteDemo1)\nProse.\n\n[[mud]]";
    assert_eq!(
        updated(text),
        "### [A](https://youtu.be/kbnoteDemo1)\n- [[tides | Tides]]\n- [[waders | Waders]]\n\nProse.\n\n[[mud]]"
    );
}

#[test]
fn a_new_video_goes_where_its_date_belongs() {
    let mut videos = videos();
    videos.push(video("kbnoteDemo3", "Old", Some(1), &[(4, "Roosts")]));
    let (text, _) = updated_with(WHOLE, &videos, &IndexRecord::default());
    assert!(text.starts_with(WHOLE.trim_end()), "{text}");
    let two = WHOLE
        .replace("kbnoteDemo2", "kbnoteDemo3")
        .replace("[[mud | Mud / sand]]", "[[roosts]]");
    videos[2].published = NaiveDate::from_ymd_opt(2023, 1, 1);
    let (text, _) = updated_with(&two, &videos, &IndexRecord::default());
    assert!(text.find("kbnoteDemo3") < text.find("kbnoteDemo1"));
    assert!(
        text.find("kbnoteDemo1") < text.find("kbnoteDemo2"),
        "they run from old to new: {text}"
    );
}

#[test]
fn entries_changed_or_removed_by_the_author_stay_so() {
    let (_, plan) = updated_with("", &videos(), &IndexRecord::default());
    let own = WHOLE
        .replace("- [[tides | Tides]]\n", "")
        .replace("| Mud / sand", "| On mud");
    let mut videos = videos();
    videos[0].topics[1].title = "Wading birds".to_owned();
    videos[1].topics[0].title = "Silt".to_owned();
    videos[1].title = "The mud".to_owned();
    let (text, plan) = updated_with(&own, &videos, &plan.record);
    let wanted = own
        .replace("| Waders", "| Wading birds")
        .replace("[Mud](", "[The mud](");
    assert_eq!(text, wanted);
    assert_eq!(plan.left_out, ["coast/tides"]);
    assert_eq!(plan.retitled, ["coast/waders", "kbnoteDemo2"]);
    let again = updated_with(&text, &videos, &plan.record);
    assert_eq!(again.0, text);
}

#[test]
fn an_entry_whose_note_is_gone_goes_if_it_was_written_here() {
    let mut record = IndexRecord::default();
    record
        .entries
        .insert("coast/silt".to_owned(), "Silt".to_owned());
    let text = WHOLE.replace(
        "- [[tides",
        "- [[silt | Silt]]\n- [[planned | Planned]]\n- [[tides",
    );
    let (changed, plan) = updated_with(&text, &videos(), &record);
    assert_eq!(changed, text.replace("- [[silt | Silt]]\n", ""));
    assert_eq!(
        (plan.removed, plan.gone),
        (vec!["silt".to_owned()], vec!["planned".to_owned()])
    );
    let own = text.replace("| Silt", "| My silt");
    assert_eq!(updated_with(&own, &videos(), &record).0, own);
}

#[test]
fn a_section_at_the_end_follows_one_that_loses_its_last_entry() {
    let mut record = IndexRecord::default();
    record
        .entries
        .insert("coast/gone".to_owned(), "Gone".to_owned());
    let head = "### [Mud](https://www.youtube.com/watch?v=kbnoteDemo2)\n\n";
    let tides = "### [Tides \\[live\\]](https://www.youtube.com/watch?v=kbnoteDemo1)\n\n- [[tides | Tides]]\n- [[waders | Waders]]";
    for (entries, left, end) in [
        ("- [[mud]]\n- [[gone | Gone]]\n", "- [[mud]]\n\n", "\n"),
        ("- [[mud]]\n- [[gone | Gone]]", "- [[mud]]\n\n", ""),
        ("[[mud]]\n\n- [[gone | Gone]]\n", "[[mud]]\n\n", "\n\n"),
        ("- [[gone | Gone]]\n\n[[mud]]\n", "\n[[mud]]\n\n", "\n"),
    ] {
        let text = format!("{head}{entries}");
        let (after, plan) = updated_with(&text, &videos(), &record);
        assert_eq!(plan.removed, ["gone"]);
        assert_eq!(after, format!("{head}{left}{tides}{end}"), "{entries:?}");
    }
}

#[test]
fn sections_are_put_in_the_order_of_their_dates() {
    let text = "Intro\n\n### [A](https://youtu.be/kbnoteDemo1)\na\n\n## Own\n\n### [B](https://youtu.be/kbnoteDemo2)\nb";
    let note = Note::parse(text);
    let sorted = note.edited(&[by_date(&note, &videos()).unwrap()]).unwrap();
    assert_eq!(
        sorted.text(),
        "Intro\n\n### [B](https://youtu.be/kbnoteDemo2)\nb\n\n## Own\n\n### [A](https://youtu.be/kbnoteDemo1)\na"
    );
    assert_eq!(by_date(&sorted, &videos()), None);
}

#[test]
fn nothing_is_written_into_code_that_is_never_closed() {
    let refused = try_updated("```\nx", &videos(), &IndexRecord::default());
    assert_eq!(
        refused.map(|(text, _)| text),
        Err(IndexPlanError::Swallowed)
    );
}

fn any_index() -> impl Strategy<Value = String> {
    let lines = [
        "### [A](https://www.youtube.com/watch?v=kbnoteDemo1)",
        "### [B](https://youtu.be/kbnoteDemo2)",
        "## Own",
        "- [[tides | Tides]]",
        "- [[waders]]",
        "*   [[mud|x]] y",
        "- [[gone | Gone]]",
        "  more",
        "",
        "",
        "Prose.",
        "```",
        "> quote",
        "| a | b |",
        "### [C](https://youtu.be/kbnoteDemo9)",
        "- plain",
    ];
    let lines = prop::collection::vec(prop::sample::select(lines.to_vec()), 0..14);
    (
        lines,
        prop::sample::select(vec!["\n", "\r\n"]),
        any::<bool>(),
    )
        .prop_map(|(lines, end, ends)| lines.join(end) + if ends { end } else { "" })
}

proptest! {
    #[test]
    fn nothing_is_lost_and_a_second_time_changes_nothing(text in any_index()) {
        let updated = try_updated(&text, &videos(), &IndexRecord::default());
        let Ok((once, plan)) = updated else {
            prop_assert!(text.contains("```"), "{:?} for {}", updated, text);
            return Ok(());
        };
        let mut rest = once.lines().filter(|line| !line.trim().is_empty());
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            prop_assert!(rest.any(|kept| kept == line), "{} is lost in\n{}", line, once);
        }
        let (twice, again) = updated_with(&once, &videos(), &plan.record);
        prop_assert_eq!(&twice, &once);
        prop_assert!(again.added.is_empty(), "{:?} in\n{}", again.added, once);
        let (anew, _) = updated_with(&once, &videos(), &IndexRecord::default());
        prop_assert_eq!(&anew, &once);
    }

    #[test]
    fn sorting_keeps_every_line(text in any_index()) {
        let note = Note::parse(text.clone());
        if let Some(splice) = by_date(&note, &videos()) {
            let sorted = note.edited(&[splice]).unwrap();
            let lines = |text: &str| {
                let mut lines: Vec<String> = text.lines().map(|line| line.trim_end().to_owned()).collect();
                lines.retain(|line| !line.is_empty());
                lines.sort();
                lines
            };
            prop_assert_eq!(lines(sorted.text()), lines(&text));
            prop_assert_eq!(by_date(&sorted, &videos()), None);
        }
    }
}

#[test]
fn a_markdown_link_is_an_entry_too() {
    for entry in [
        "* [Mud](mud.md)",
        "* [Mud](./mud.md \"all of it\")",
        "* [Mud](../coast/mud) and more",
        "* <a href=\"mud\">Mud</a>",
    ] {
        let text = WHOLE.replace("- [[mud | Mud / sand]]", entry);
        assert_ne!(text, WHOLE);
        assert_eq!(updated(&text), text, "{entry}");
    }
}
