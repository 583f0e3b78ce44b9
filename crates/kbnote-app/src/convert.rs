//! Writing the anchors of a note in another style.

use std::ops::Range;

use kbnote_core::{Video, VideoId};
use kbnote_engine::regenerate::Applied;
use kbnote_note::{
    AnchorChange, AnchorFormat, AnchorStyle, EditError, Note, NotePart, Splice, reads_the_same,
};
use serde::Serialize;

use crate::{Error, ErrorKind, NoteFile, Workspace};

/// A note with its anchors in another style.
#[derive(Debug)]
pub struct ConvertedNote {
    /// The note with its state, in which every decision of its author stays.
    pub applied: Applied,
    /// Number of anchors that were written anew.
    pub converted: usize,
    /// The anchors that stay as they are though they are in another style.
    pub kept: Vec<KeptAnchor>,
    /// Those of them that stay since no address is known.
    pub unclickable: Option<Unclickable>,
}

/// An anchor that cannot be written in the style without a loss.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct KeptAnchor {
    /// Its line.
    pub line: usize,
    /// The anchor.
    pub text: String,
    /// Why it stays as it is.
    pub why: &'static str,
    /// Whether that is since no address of its recording is known.
    #[serde(skip)]
    pub lacks_address: bool,
}

/// The anchors of a note that cannot be clicked, since no address of their recordings is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unclickable {
    /// How many there are.
    pub anchors: usize,
    /// The first of the recordings.
    pub video: VideoId,
}

impl Unclickable {
    /// How to name the recording.
    #[must_use]
    pub fn next_step(&self) -> String {
        let video = &self.video;
        format!(
            "say where the recording is: its file with `media: {video}.mp3` in the front matter of the note (or its \
             path), a page with `kbnote import FILE --video={video} --url URL`"
        )
    }
}

/// Why an anchor is not written in a style with an address.
const LACKS_ADDRESS: &str = "no address of its recording is known";

impl Workspace {
    /// The style of anchors of this name: a built-in one, or one that the settings define.
    ///
    /// # Errors
    /// If there is none.
    pub fn anchor_style(&self, name: &str) -> Result<AnchorStyle<'_>, Error> {
        let settings = &self.vault.settings().anchor;
        settings.style_named(name).ok_or_else(|| {
            let known: Vec<&str> = settings.style_names().collect();
            let message = format!("`{name}` is not an anchor style");
            Error::new(ErrorKind::Usage, "no-style", message).with_next_step(format!(
                "the styles are {}; `kbnote help templates` shows how to define one",
                known.join(", ")
            ))
        })
    }

    /// Writes all anchors of a note in a style. Their times and recordings stay, and so does what is stored of the
    /// note: none counts as set by hand.
    ///
    /// # Errors
    /// If the state or a transcript cannot be read.
    pub fn convert(&self, file: &NoteFile, style: AnchorStyle<'_>) -> Result<ConvertedNote, Error> {
        let note = file.note();
        let parts = self.vault.parts_of(file.note());
        let mut changes = Changes::default();
        for part in &parts {
            self.add_part(&mut changes, &note, part, style)?;
        }
        changes.add(&note.rest(&parts), style.into());
        let Changes {
            mut splices,
            mut kept,
            unclickable,
        } = changes;
        splices.sort_by_key(|splice| splice.range.start);
        let mut safe = Vec::new();
        let mut others = add_safe(&note, &mut safe, &splices)?;
        // What could not be written may be possible now that its neighbours are.
        loop {
            let again = add_safe(&note, &mut safe, &others)?;
            if again.len() == others.len() {
                break;
            }
            others = again;
        }
        for unsafe_one in others {
            kept.push(KeptAnchor::new(
                &note,
                &unsafe_one.range,
                "what is around it would be read otherwise",
            ));
        }
        kept.sort_by_key(|kept| kept.line);
        Ok(ConvertedNote {
            applied: Applied::new(note.edited(&safe)?, file.state(self)?),
            converted: safe.len(),
            kept,
            unclickable,
        })
    }

    /// The anchors of a note that cannot be clicked though the style of the settings is one of links, since no address
    /// of their recordings is known.
    ///
    /// # Errors
    /// If a transcript cannot be read.
    pub fn unclickable(&self, note: &Note) -> Result<Option<Unclickable>, Error> {
        let style = self.vault.settings().anchor.style();
        if !style.needs_address() {
            return Ok(None);
        }
        let parts = self.vault.parts_of(note.read_again());
        let mut changes = Changes::default();
        // The address of a video on YouTube is always known.
        for part in parts.iter().filter(|part| !part.video.has_youtube_form()) {
            self.add_part(&mut changes, note, part, style)?;
        }
        Ok(changes.unclickable)
    }

    /// Whether anchors of the style of the settings can lead to a recording that is stored.
    #[must_use]
    pub fn can_link_to(&self, video: &Video) -> bool {
        !self.vault.settings().anchor.style().needs_address() || video.watch_url().is_some()
    }

    fn add_part(
        &self,
        changes: &mut Changes,
        note: &Note,
        part: &NotePart,
        style: AnchorStyle<'_>,
    ) -> Result<(), Error> {
        let address = self.address_of(note, part)?;
        let format = AnchorFormat {
            style,
            address: address.as_deref(),
            other_video: part.other_video(),
        };
        let lacking = changes.add(&part.note, format);
        if lacking > 0 {
            let first = changes.unclickable.get_or_insert_with(|| Unclickable {
                anchors: 0,
                video: part.video.clone(),
            });
            first.anchors += lacking;
        }
        Ok(())
    }

    /// The address of the recording of a part.
    fn address_of(&self, note: &Note, part: &NotePart) -> Result<Option<String>, Error> {
        if let Some(stored) = self.stored_address(&part.video)? {
            return Ok(Some(stored));
        }
        let own = part.is_own.then(|| note.address()).flatten();
        let on_youtube = || {
            part.video
                .has_youtube_form()
                .then(|| part.video.youtube_url())
        };
        Ok(own.or_else(on_youtube))
    }
}

impl KeptAnchor {
    fn new(note: &Note, range: &Range<usize>, why: &'static str) -> Self {
        Self {
            line: note.line_at(range.start),
            text: note.text()[range.clone()].to_owned(),
            lacks_address: why == LACKS_ADDRESS,
            why,
        }
    }
}

/// Adds those edits after which the note reads as before, and returns the others: in a formula that is not closed,
/// for example, another style would be read otherwise.
fn add_safe(
    note: &Note,
    safe: &mut Vec<Splice>,
    splices: &[Splice],
) -> Result<Vec<Splice>, EditError> {
    let before = safe.len();
    safe.extend_from_slice(splices);
    if splices.is_empty() || reads_the_same(note, &note.edited(safe)?) {
        return Ok(Vec::new());
    }
    safe.truncate(before);
    if let [one] = splices {
        return Ok(vec![one.clone()]);
    }
    let (first, rest) = splices.split_at(splices.len() / 2);
    let mut others = add_safe(note, safe, first)?;
    others.extend(add_safe(note, safe, rest)?);
    Ok(others)
}

#[derive(Default)]
struct Changes {
    splices: Vec<Splice>,
    kept: Vec<KeptAnchor>,
    unclickable: Option<Unclickable>,
}

impl Changes {
    /// Adds what a format makes of the anchors of a note, and returns how many lack an address.
    fn add(&mut self, note: &Note, format: AnchorFormat<'_>) -> usize {
        let before = self.kept.len();
        for anchor in note.anchors() {
            let why = match format.change(note.text(), anchor) {
                AnchorChange::None => continue,
                AnchorChange::Rewritten(splice) => {
                    self.splices.push(splice);
                    continue;
                }
                AnchorChange::Kept(why) => why,
                AnchorChange::WithoutAddress => LACKS_ADDRESS,
            };
            self.kept.push(KeptAnchor::new(note, &anchor.range, why));
        }
        let new = self.kept.iter().skip(before);
        new.filter(|kept| kept.lacks_address).count()
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::LazyLock;

    use kbnote_core::Timestamp;
    use kbnote_note::Anchor;
    use kbnote_vault::{Settings, Vault};
    use proptest::prelude::*;

    use super::*;

    const OWN: [(&str, &str); 5] = [
        ("linked", "[▶ {{short_time}}]({{url}})"),
        ("bare", "(▶ {{time}})"),
        ("macro", "\\{{renderer :at, {{milliseconds}}}}"),
        ("cited", "[@{{video}}, {{short_time}}]"),
        (
            "tag",
            "<a href=\"{{url}}\" data-s=\"{{seconds}}\">▶ {{time}}</a>",
        ),
    ];

    fn any_style() -> impl Strategy<Value = &'static str> {
        let own = OWN.map(|(name, _)| name);
        let all = ["html", "html-link", "markdown", "logseq"].into_iter();
        prop::sample::select(all.chain(own).collect::<Vec<_>>())
    }

    /// A vault with the own styles.
    static SETTINGS: LazyLock<Settings> = LazyLock::new(|| {
        let own = OWN.map(|(name, template)| format!("{name} = '{template}'\n"));
        Settings::parse(&format!("[anchor.styles]\n{}", own.concat())).unwrap()
    });

    fn workspace(root: &Path) -> Workspace {
        let vault = Vault::with_settings(root, SETTINGS.clone());
        Workspace::for_one_change(vault, "convert")
    }

    /// The sentences of a note, and the time and recording of each anchor that can be clicked.
    fn contents(workspace: &Workspace, text: &str) -> (Vec<String>, Vec<(usize, u64, String)>) {
        let note = workspace.vault.note(text);
        let claims = note.claims().into_iter().map(|claim| claim.text);
        let mut anchors = Vec::new();
        let mut add = |note: &Note, video: &str| {
            let live = note
                .anchors()
                .iter()
                .filter(|anchor| anchor.live && anchor.form.is_link());
            let time = |anchor: &Anchor| anchor.time().map_or(0, Timestamp::as_secs);
            anchors.extend(live.map(|anchor| (anchor.range.start, time(anchor), video.to_owned())));
        };
        let parts = workspace.vault.parts_of(workspace.vault.note(text));
        add(&note.rest(&parts), "");
        for part in &parts {
            add(&part.note, part.video.as_str());
        }
        anchors.sort();
        let anchors = anchors.into_iter().enumerate();
        (
            claims.collect(),
            anchors
                .map(|(at, (_, time, video))| (at, time, video))
                .collect(),
        )
    }

    fn converted(workspace: &Workspace, text: &str, style: &str) -> String {
        let file = NoteFile::new(
            Path::new("/none/note.md").to_owned(),
            text.as_bytes().to_vec(),
        )
        .with_styles(&workspace.vault.settings().anchor.styles);
        let style = workspace.anchor_style(style).unwrap();
        let converted = workspace.convert(&file, style).unwrap();
        converted.applied.note.text().to_owned()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]
        #[test]
        fn no_time_recording_or_word_is_lost_on_the_way_through_all_styles(
            front in "(videoId: kbnoteDemo1|media: https://vimeo.com/1|media: lecture|title: T)",
            pieces in prop::collection::vec(
                "(A flock|, then dusk|\\. |\n\n|- |## On kbnoteDemo3\n\n| \\[00:00:0[1-9]\\]\\(https://youtu\\.be/kbnoteDemo[12]\\?t=[1-9]\\)\
                 | \\[00:00:09\\]\\(https://(vimeo\\.com/1|example\\.org/a\\.mp3)#t=9s?\\)| \\[00:09\\]\\(talk\\.mp4#t=9\\)\
                 | <a class=\"yt-timestamp\" data-t=\"00:00:0[1-9]\">\\[00:00:0[1-9]\\]</a>\
                 | <a class=\"yt-timestamp\" data-t=\"00:00:07\" data-video=\"kbnoteDemo[12]\">\\[00:00:07\\]</a>\
                 | <a class=\"yt-timestamp\" data-t=\"00:00:08\" href=\"https://youtu\\.be/kbnoteDemo2\\?t=8\">\\[00:00:08\\]</a>\
                 | \\{\\{youtube-timestamp [1-9]\\}\\}| \\(▶ 00:00:0[1-9]\\)| \\[▶ 0:0[1-9]\\]\\(https://youtu\\.be/kbnoteDemo2\\?t=[1-9]\\)| \\[00:00:05\\]|`|\\$|%%|\\| )",
                0..20,
            ),
            styles in prop::collection::vec(
                any_style(),
                1..5,
            ),
        ) {
            let dir = tempfile::tempdir().unwrap();
            let workspace = workspace(dir.path());
            let text = format!("---\n{front}\n---\n\n{}\n", pieces.concat());
            let before = contents(&workspace, &text);
            let mut now = text;
            for style in styles {
                now = converted(&workspace, &now, style);
                prop_assert_eq!(&contents(&workspace, &now), &before, "{:?}: {}", style, now);
                prop_assert_eq!(&converted(&workspace, &now, style), &now, "a second time");
            }
        }

        #[test]
        fn there_and_back_gives_the_same_bytes(
            pieces in prop::collection::vec("(A flock|, then dusk|\\. |\n\n|- |> | @[0-9]{1,5}@)", 0..20),
            (style, other) in (any_style(), any_style()),
        ) {
            let dir = tempfile::tempdir().unwrap();
            let workspace = workspace(dir.path());
            let anchor = |(at, piece): (usize, &str)| match at % 2 {
                0 => piece.to_owned(),
                _ => AnchorStyle::Html.write(Timestamp::from_secs(piece.parse().unwrap()), None),
            };
            let body: String = pieces.concat().split('@').enumerate().map(anchor).collect();
            let text = format!("---\nvideoId: kbnoteDemo1\n---\n\n{body}\n");
            let first = converted(&workspace, &text, style);
            let there = converted(&workspace, &first, other);
            prop_assert_eq!(converted(&workspace, &there, style), first, "{}", there);
        }
    }
}
