//! Checks the content of responses.

use kbnote_core::caption;
use serde::de::{DeserializeOwned, IgnoredAny};

use crate::FetchError;

/// Parses JSON; other content gives a specific error.
pub(crate) fn read_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, FetchError> {
    serde_json::from_slice(body).map_err(|error| not_json(body, error))
}

/// Checks that a response is a complete caption file. One without cues counts as an empty response:
/// YouTube does not offer empty tracks.
pub(crate) fn check_captions(body: &[u8]) -> Result<(), FetchError> {
    let start = start_of(body);
    if start.is_empty() {
        return Err(FetchError::EmptyBody);
    }
    if is_page(start) {
        return Err(page(body, "captions"));
    }
    if start.starts_with(b"{") {
        read_json::<IgnoredAny>(body)?;
    }
    let is_markup = start.starts_with(b"<");
    if is_markup && !body.trim_ascii_end().ends_with(b">") {
        return Err(FetchError::CutOff(None));
    }
    match caption::parse(body) {
        Ok(captions) if captions.cues.is_empty() => Err(FetchError::EmptyBody),
        // Other errors are reported when the captions are read.
        _ => Ok(()),
    }
}

/// The error for a web page that was returned instead of `expected`.
pub(crate) fn page(body: &[u8], expected: &'static str) -> FetchError {
    let text = String::from_utf8_lossy(body);
    if text.contains("https://consent.youtube.com/") || text.contains("https://consent.google.") {
        FetchError::ConsentNeeded
    } else if ["g-recaptcha", "google.com/sorry/", "recaptcha/api.js"]
        .iter()
        .any(|marker| text.contains(marker))
    {
        FetchError::Captcha
    } else {
        FetchError::UnexpectedContent {
            found: "a web page",
            expected,
        }
    }
}

/// Whether a body is a web page.
pub(crate) fn is_page(body: &[u8]) -> bool {
    let start = start_of(body);
    let start = &start[..start.len().min(15)];
    let start = start.to_ascii_lowercase();
    start.starts_with(b"<!doctype html") || start.starts_with(b"<html")
}

/// The required value of the cookie `CONSENT`, from the hidden field `v` of a consent page.
pub(crate) fn consent_value(body: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(body);
    let (_, field) = text.split_once("name=\"v\"")?;
    let (_, value) = field.split_once("value=\"")?;
    let (value, _) = value.split_once('"')?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.+".contains(c);
    (value.len() <= 200 && value.chars().all(is_plain)).then(|| value.to_owned())
}

fn not_json(body: &[u8], error: serde_json::Error) -> FetchError {
    if start_of(body).is_empty() {
        FetchError::EmptyBody
    } else if is_page(body) {
        page(body, "JSON")
    } else if error.is_eof() {
        FetchError::CutOff(Some(error.into()))
    } else {
        let found = if error.is_data() {
            "JSON in an unknown format"
        } else {
            "something else"
        };
        FetchError::UnexpectedContent {
            found,
            expected: "JSON",
        }
    }
}

fn start_of(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(body)
        .trim_ascii_start()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(body: &str) -> &'static str {
        check_captions(body.as_bytes()).map_or_else(|error| error.kind(), |()| "captions")
    }

    #[test]
    fn captions_are_distinguished_from_other_content() {
        let event = "{\"tStartMs\": 1, \"dDurationMs\": 9, \"segs\": [{\"utf8\": \"so\"}]}";
        assert_eq!(kind(&format!("{{\"events\": [{event}]}}")), "captions");
        let paragraph = "<p t=\"1\" d=\"9\">so</p>";
        let markup = format!("<timedtext format=\"3\"><body>{paragraph}</body></timedtext>\n");
        assert_eq!(kind(&markup), "captions");
        assert_eq!(kind("WEBVTT\n\n00:01.000 --> 00:02.000\nso\n"), "captions");
        assert_eq!(kind("\u{feff} \n"), "empty-body");
        assert_eq!(kind("{\"events\": [{\"segs\""), "cut-off");
        assert_eq!(kind("<timedtext><p t=\"1\">so"), "cut-off");
        assert_eq!(kind(" <!DOCTYPE html><p>Sorry"), "unexpected-content");
        assert_eq!(kind("<html class=\"g-recaptcha\">"), "captcha");
        assert_eq!(
            kind("<!doctype HTML><form action=\"https://consent.youtube.com/s\">"),
            "consent-needed"
        );
    }

    #[test]
    fn captions_without_a_cue_are_an_empty_answer() {
        for body in [
            "{\"wireMagic\": \"pb3\", \"events\": []}",
            "{\"events\": [{\"tStartMs\": 0, \"id\": 1}]}",
            "<?xml version=\"1.0\"?><timedtext format=\"3\"></timedtext>\n",
            "WEBVTT\n",
        ] {
            assert_eq!(kind(body), "empty-body", "{body}");
        }
    }

    #[test]
    fn the_value_of_consent_is_read() {
        let page = br#"<input type="hidden" name="v" value="cb.20210328-17-p0.en+FX+884">"#;
        assert_eq!(
            consent_value(page).as_deref(),
            Some("cb.20210328-17-p0.en+FX+884")
        );
        assert_eq!(consent_value(br#"<input name="v" value="a; b=c">"#), None);
    }
}
