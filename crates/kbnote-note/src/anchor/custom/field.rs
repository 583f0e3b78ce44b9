//! The fields of a template of anchors.

use kbnote_core::{Timestamp, VideoId, address_at, is_recording_address};

use crate::anchor::address::escaped;
use crate::anchor::{StampForm, StampPlace};

/// A field of a template: what is written in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    /// `00:01:02`.
    Time,
    /// `1:02`, with hours `1:01:02`.
    ShortTime,
    /// `62`.
    Seconds,
    /// `62000`.
    Milliseconds,
    /// The address at which the recording plays from there.
    Url,
    /// The id of the video on YouTube.
    Video,
}

/// What the fields of an anchor are filled with.
pub(super) struct Moment<'a> {
    time: Timestamp,
    address: Option<&'a str>,
    video: Option<VideoId>,
}

impl<'a> Moment<'a> {
    pub(super) fn new(
        time: Timestamp,
        address: Option<&'a str>,
        other_video: Option<&VideoId>,
    ) -> Self {
        let address = address.filter(|address| is_recording_address(address));
        let other = other_video.filter(|video| video.has_youtube_form());
        Self {
            time,
            address,
            video: other
                .cloned()
                .or_else(|| address.and_then(|address| address.parse().ok())),
        }
    }
}

impl Field {
    pub(super) const ALL: [Self; 6] = [
        Self::Time,
        Self::ShortTime,
        Self::Seconds,
        Self::Milliseconds,
        Self::Url,
        Self::Video,
    ];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::ShortTime => "short_time",
            Self::Seconds => "seconds",
            Self::Milliseconds => "milliseconds",
            Self::Url => "url",
            Self::Video => "video",
        }
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }

    /// What is written for it; `None` if that is not known.
    pub(super) fn write(self, moment: &Moment<'_>) -> Option<String> {
        let seconds = moment.time.as_secs();
        Some(match self {
            Self::Time => moment.time.to_string(),
            Self::ShortTime => moment.time.to_short(),
            Self::Seconds => seconds.to_string(),
            Self::Milliseconds => (seconds * 1000).to_string(),
            Self::Url => escaped(&address_at(moment.address?, seconds)),
            Self::Video => moment.video.as_ref()?.to_string(),
        })
    }

    /// What may be written for it, as a regular expression without groups that capture.
    pub(super) const fn pattern(self) -> &'static str {
        match self {
            Self::Time => "[0-9]{2,4}:[0-5][0-9]:[0-5][0-9]",
            Self::ShortTime => {
                "(?:[1-9][0-9]{0,3}:[0-5][0-9]:[0-5][0-9]|(?:0|[1-5]?[0-9]):[0-5][0-9])"
            }
            Self::Seconds => "[0-9]{1,6}",
            Self::Milliseconds => "[0-9]{1,9}",
            Self::Url => r#"[^\s()\[\]<>"'\\`|]+"#,
            Self::Video => "[A-Za-z0-9_-]{11}",
        }
    }

    pub(super) const fn names_recording(self) -> bool {
        matches!(self, Self::Url | Self::Video)
    }

    /// Where and how a time is written in it, if it is nothing but a time.
    pub(super) const fn stamp(self) -> Option<(StampPlace, StampForm)> {
        match self {
            Self::Time => Some((StampPlace::Label, StampForm::Regular)),
            Self::ShortTime => Some((StampPlace::Label, StampForm::Short)),
            Self::Seconds => Some((StampPlace::Data, StampForm::Seconds)),
            Self::Milliseconds => Some((StampPlace::Data, StampForm::Milliseconds)),
            Self::Url | Self::Video => None,
        }
    }
}
