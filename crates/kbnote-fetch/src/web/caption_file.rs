//! The address of a caption file.

use kbnote_core::{LanguageTag, TrackKind, VideoId, caption};
use percent_encoding::percent_decode_str;
use reqwest::Url;

use super::address::Reach;
use super::captions::readable;
use super::error::WebProblem;
use super::files::{CaptionFile, FileForm, FilePlace};
use super::recording::{WebRecording, WebTrack};

/// Extensions of caption files.
const EXTENSIONS: [&str; 10] = [
    "vtt", "srt", "sbv", "ttml", "dfxp", "srv1", "srv2", "srv3", "json3", "xml",
];

/// Whether a URL promises a caption file.
pub(crate) fn is_named_so(url: &Url) -> bool {
    let extension = url
        .path()
        .rsplit_once('.')
        .map(|(_, extension)| extension.to_ascii_lowercase());
    extension.is_some_and(|extension| EXTENSIONS[..9].contains(&extension.as_str()))
}

/// The recording whose captions are at an address, received already.
pub(crate) fn recording(
    url: &Url,
    reach: &Reach,
    body: Vec<u8>,
) -> Result<WebRecording, WebProblem> {
    let body = readable(body, FileForm::Other)?;
    let captions =
        caption::parse(&body).map_err(|error| WebProblem::Captions(error.to_string()))?;
    let Some(id) = VideoId::of_address(url.as_str()) else {
        return Err(WebProblem::Address("no name can be made of it"));
    };
    let (name, named_language) = name_and_language(url);
    let mut recording = WebRecording::new(id, reach);
    recording.video.title = name;
    recording.add_track(WebTrack {
        language: captions
            .language
            .or(named_language)
            .unwrap_or_else(LanguageTag::undetermined),
        kind: captions.kind.unwrap_or(TrackKind::Manual),
        name: None,
        file: CaptionFile {
            form: FileForm::Other,
            place: FilePlace::Content(body),
        },
    });
    recording.set_original(None);
    Ok(recording)
}

/// The name and language in `https://…/NAME.en.vtt`.
fn name_and_language(url: &Url) -> (String, Option<LanguageTag>) {
    let last = url
        .path()
        .trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or_default();
    let last = percent_decode_str(last).decode_utf8_lossy().into_owned();
    let is_extension = |part: &str| EXTENSIONS.contains(&part) || matches!(part, "json" | "txt");
    let name = match last.rsplit_once('.') {
        Some((name, part)) if is_extension(&part.to_ascii_lowercase()) => name,
        _ => &last,
    };
    let (name, language) = match name.rsplit_once('.') {
        Some((before, part)) if !before.is_empty() && (2..=11).contains(&part.len()) => {
            let language = LanguageTag::from_name(part).filter(LanguageTag::is_real);
            (if language.is_some() { before } else { name }, language)
        }
        _ => (name, None),
    };
    (name.trim().to_owned(), language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_that_of_the_file() {
        let of = |path: &str| {
            let url = Url::parse(&format!("https://example.org/{path}")).unwrap();
            let (name, language) = name_and_language(&url);
            format!("{name} {}", language.map(String::from).unwrap_or_default())
        };
        assert_eq!(of("talks/Counting%20geese.de.vtt?x=1"), "Counting geese de");
        assert_eq!(of("talk.vtt"), "talk ");
        assert_eq!(of("talk.final.srt"), "talk.final ");
        assert_eq!(of("captions/42"), "42 ");
    }
}
