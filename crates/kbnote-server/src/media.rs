//! Sends media files, or the part of one that a player requests.

use std::io;
use std::ops::Range;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use kbnote_app::MediaFile;

/// How many bytes are read at once.
const CHUNK: u64 = 256 * 1024;

/// What of a file is requested.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Requested {
    All,
    Part(Range<u64>),
    /// No byte of it.
    Nothing,
}

/// The response to a request for a media file.
pub(crate) fn response(file: MediaFile, headers: &HeaderMap) -> Response {
    let length = file.length;
    let range = headers.get(header::RANGE);
    let requested = range.map_or(Requested::All, |range| {
        requested(range.to_str().unwrap_or_default(), length)
    });
    let (status, part) = match requested {
        Requested::All => (StatusCode::OK, 0..length),
        Requested::Part(part) => (StatusCode::PARTIAL_CONTENT, part),
        Requested::Nothing => {
            let whole = [(header::CONTENT_RANGE, format!("bytes */{length}"))];
            return (StatusCode::RANGE_NOT_SATISFIABLE, whole).into_response();
        }
    };
    let described = [
        (header::CONTENT_TYPE, file.kind.to_owned()),
        (header::ACCEPT_RANGES, "bytes".to_owned()),
        (header::CONTENT_LENGTH, (part.end - part.start).to_string()),
    ];
    let last = part.end.saturating_sub(1);
    let place = format!("bytes {}-{last}/{length}", part.start);
    let place = (status == StatusCode::PARTIAL_CONTENT).then_some([(header::CONTENT_RANGE, place)]);
    (status, described, place, body(file, part)).into_response()
}

/// The bytes of a part of a file, read as they are sent.
fn body(file: MediaFile, part: Range<u64>) -> Body {
    let file = Arc::new(file);
    let chunks = stream::unfold(part, move |part| {
        let file = Arc::clone(&file);
        async move {
            if part.is_empty() {
                return None;
            }
            let length = CHUNK.min(part.end - part.start);
            let read = tokio::task::spawn_blocking(move || file.read(part.start, length));
            let read = read.await.map_err(io::Error::other);
            let bytes = read.and_then(|read| read.map_err(io::Error::other));
            // A file that became shorter ends the response early.
            let bytes = bytes.and_then(|bytes| match bytes.is_empty() {
                true => Err(io::Error::from(io::ErrorKind::UnexpectedEof)),
                false => Ok(bytes),
            });
            let end = match &bytes {
                Ok(bytes) => part.start + bytes.len() as u64..part.end,
                Err(_) => part.end..part.end,
            };
            Some((bytes.map(Bytes::from), end))
        }
    });
    Body::from_stream(chunks)
}

/// What a header `Range` requests. Several ranges, and other units, are answered with the whole file.
fn requested(range: &str, length: u64) -> Requested {
    let Some((first, last)) = range
        .strip_prefix("bytes=")
        .and_then(|range| range.split_once('-'))
    else {
        return Requested::All;
    };
    let (first, last) = (first.trim(), last.trim());
    let part = match (first.parse::<u64>(), last.parse::<u64>()) {
        (Ok(first), Ok(last)) if first <= last => first..last.saturating_add(1).min(length),
        (Ok(first), Err(_)) if last.is_empty() => first..length,
        (Err(_), Ok(count)) if first.is_empty() => length.saturating_sub(count)..length,
        _ => return Requested::All,
    };
    match part.is_empty() {
        true => Requested::Nothing,
        false => Requested::Part(part),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_players_write_them() {
        for (range, expected) in [
            ("bytes=0-", Requested::Part(0..10)),
            ("bytes=2-4", Requested::Part(2..5)),
            ("bytes=8-99", Requested::Part(8..10)),
            ("bytes=-3", Requested::Part(7..10)),
            ("bytes=-99", Requested::Part(0..10)),
            ("bytes=10-", Requested::Nothing),
            ("bytes=-0", Requested::Nothing),
            ("bytes=4-2", Requested::All),
            ("bytes=0-1,3-4", Requested::All),
            ("bytes=-", Requested::All),
            (
                "bytes=18446744073709551615-18446744073709551615",
                Requested::Nothing,
            ),
            ("pages=1-2", Requested::All),
            ("", Requested::All),
        ] {
            assert_eq!(requested(range, 10), expected, "{range}");
        }
    }
}
