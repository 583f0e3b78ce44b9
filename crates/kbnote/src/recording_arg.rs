//! The argument that names a stored recording.

use kbnote_core::{ParseVideoIdError, VideoId};

/// A recording by its id or the address under which it was stored.
pub(crate) fn recording(text: &str) -> Result<VideoId, ParseVideoIdError> {
    let of_address = || {
        text.contains("://")
            .then(|| VideoId::of_address(text))
            .flatten()
    };
    VideoId::any(text).or_else(|error| of_address().ok_or(error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recording_is_named_by_id_or_address() {
        let address = "https://vimeo.com/123456";
        assert_eq!(recording(address).ok(), VideoId::of_address(address));
        assert_eq!(recording("lecture").unwrap().as_str(), "lecture");
        assert!(recording("a/b").is_err() && recording("").is_err());
    }
}
