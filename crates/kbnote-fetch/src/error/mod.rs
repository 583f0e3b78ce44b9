//! Errors when fetching, by cause.

pub(crate) mod class;
mod hint;

use std::fmt;
use std::time::Duration;

use chrono::{DateTime, Utc};

pub use self::class::ErrorClass;
use crate::web::error::WebError;

/// The source of an error.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

/// An error when fetching a video, a list of videos or a caption track.
///
/// Each has a stable name ([`kind`](Self::kind)), a next step ([`hint`](Self::hint)) and a
/// [`class`](Self::class): not available, or refused for now. No message contains a cookie, a token or
/// the URL of a request.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// The video does not exist, or was removed.
    #[error("the video is not available{}", because(.reason))]
    Unavailable {
        /// YouTube's reason.
        reason: String,
    },
    /// Only the owner and invited people may watch it.
    #[error("the video is private")]
    Private,
    /// Only members of the channel may watch it.
    #[error("the video is for channel members only{}", because(.reason))]
    MembersOnly {
        /// YouTube's reason.
        reason: String,
    },
    /// It must be bought, rented or subscribed to.
    #[error("the video requires payment{}", because(.reason))]
    PaymentRequired {
        /// YouTube's reason.
        reason: String,
    },
    /// Only adults with an account may watch it.
    #[error("the video is age-restricted")]
    AgeRestricted,
    /// It is not available in this country.
    #[error("the video is not available in this country")]
    CountryRestricted {
        /// The codes of the countries in which it is available, if known.
        allowed: Vec<String>,
    },
    /// It cannot be played, for an unknown reason.
    #[error("the video cannot be played{}", because(.reason))]
    Unplayable {
        /// YouTube's reason.
        reason: String,
    },
    /// It is a stream that has not started, or is offline.
    #[error("{}", upcoming_or_offline(.start.as_ref()))]
    Upcoming {
        /// The scheduled start; `None` for a stream that is only offline.
        start: Option<DateTime<Utc>>,
    },
    /// It is live: its captions are not complete, if there are any.
    #[error("the video is live now; its captions are not complete yet")]
    Live,
    /// It has no captions at all.
    #[error("the recording has no captions")]
    NoCaptions,
    /// No caption track matches the preferences.
    #[error("no caption track matches {preferred}; available: {available}")]
    LanguageMissing {
        /// The preferences.
        preferred: String,
        /// The available tracks.
        available: String,
    },
    /// A playlist, a channel or its feed was not found.
    #[error("playlist or channel not found{}", because(.reason))]
    ListUnavailable {
        /// YouTube's reason.
        reason: String,
    },

    /// An account is required without a reason: the video may need one, or this network is suspected.
    #[error("YouTube requires signing in{}", because(.reason))]
    LoginRequired {
        /// YouTube's reason.
        reason: String,
    },
    /// YouTube suspects a bot.
    #[error("YouTube requires signing in to confirm that this is not a bot")]
    BotCheck,
    /// YouTube requires a captcha.
    #[error("YouTube requires a captcha")]
    Captcha,
    /// Too many requests in a short time.
    #[error("YouTube is limiting requests{}", .retry_after.map(|d| format!("; retry in {} s", d.as_secs())).unwrap_or_default())]
    RateLimited {
        /// The wait that the response asks for, if any.
        retry_after: Option<Duration>,
    },
    /// The track is available only with proof of running YouTube's own player.
    #[error("the caption track requires a token that only YouTube's own player has")]
    TokenNeeded,
    /// The response was empty, as when a token is missing.
    #[error("YouTube returned an empty response")]
    EmptyBody,
    /// Every client was rejected, for no reason related to the video.
    #[error("YouTube rejected the request{}", because(.reason))]
    ClientRefused {
        /// YouTube's reason.
        reason: String,
    },
    /// A different video than requested was returned, as happens to blocked addresses.
    #[error("YouTube returned a different video than requested")]
    WrongVideo,
    /// The cookie consent page was returned, even after consent was given.
    #[error("YouTube requires consent to cookies first")]
    ConsentNeeded,
    /// A web page or other content was returned instead of data.
    #[error("YouTube returned {found} instead of {expected}")]
    UnexpectedContent {
        /// What was returned.
        found: &'static str,
        /// What was expected.
        expected: &'static str,
    },
    /// The response was cut off.
    #[error("the response was cut off")]
    CutOff(#[source] Option<Cause>),
    /// The response is implausibly long.
    #[error("the response is longer than {limit} bytes")]
    TooLarge {
        /// The maximum length.
        limit: usize,
    },
    /// The response redirects to a host that does not belong to YouTube.
    #[error("the response redirects to {host}, which does not belong to YouTube")]
    OffHost {
        /// The host.
        host: String,
    },
    /// No response in time.
    #[error("no response in time")]
    Timeout,
    /// No connection, or it was interrupted.
    #[error("no connection to YouTube")]
    Network(#[source] Cause),
    /// YouTube's server failed.
    #[error("YouTube's server failed with status {status}")]
    Server {
        /// The HTTP status: 500 and above.
        status: u16,
    },
    /// YouTube does not understand the request: its interface has changed.
    #[error("YouTube refused the request with status {status}{}", because(.reason))]
    BadRequest {
        /// The HTTP status: 400 to 499.
        status: u16,
        /// YouTube's reason.
        reason: String,
    },
    /// Several clients were tried, and none of them succeeded.
    #[error("{error} ({})", list(.answers, .error.kind()))]
    EachClient {
        /// The most informative failure.
        error: Box<Self>,
        /// What each client answered, in order.
        answers: Vec<ClientAnswer>,
    },
    /// Another server than YouTube's failed or refused, or its answer is of no use.
    #[error(transparent)]
    Web(#[from] WebError),
    /// yt-dlp is not installed.
    #[error("yt-dlp is not installed")]
    YtDlpMissing,
    /// yt-dlp failed too, for an unknown reason.
    #[error("yt-dlp failed{}", because(.reason))]
    YtDlp {
        /// Its message.
        reason: String,
    },
}

/// The answer of one client of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientAnswer {
    /// Its name in the table.
    pub client: String,
    /// The stable name of its failure.
    pub kind: &'static str,
}

/// `NAME: failure` of each client; names alone if all have the failure that is reported.
fn list(answers: &[ClientAnswer], reported: &str) -> String {
    let is_same = answers.iter().all(|answer| answer.kind == reported);
    let answers = answers.iter().map(|answer| {
        if is_same {
            answer.client.clone()
        } else {
            format!("{}: {}", answer.client, answer.kind)
        }
    });
    answers.collect::<Vec<_>>().join(", ")
}

fn upcoming_or_offline(start: Option<&DateTime<Utc>>) -> String {
    start.map_or_else(
        || "the stream is offline".to_owned(),
        |start| {
            format!(
                "the video has not started; it is scheduled for {}",
                start.format("%Y-%m-%d %H:%M UTC")
            )
        },
    )
}

/// `: reason`, or nothing without a reason.
fn because(reason: &str) -> impl fmt::Display {
    let separator = if reason.is_empty() { "" } else { ": " };
    format!("{separator}{reason}")
}

impl FetchError {
    /// The failure that counts, where several clients failed.
    #[must_use]
    pub fn cause(&self) -> &Self {
        match self {
            Self::EachClient { error, .. } => error,
            other => other,
        }
    }

    /// The stable name of the cause.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::EachClient { error, .. } => error.kind(),
            Self::Unavailable { .. } => "unavailable",
            Self::Private => "private",
            Self::MembersOnly { .. } => "members-only",
            Self::PaymentRequired { .. } => "payment-required",
            Self::AgeRestricted => "age-restricted",
            Self::CountryRestricted { .. } => "country-restricted",
            Self::LoginRequired { .. } => "login-required",
            Self::Unplayable { .. } => "unplayable",
            Self::Upcoming { .. } => "upcoming",
            Self::Live => "live",
            Self::NoCaptions => "no-captions",
            Self::LanguageMissing { .. } => "language-missing",
            Self::ListUnavailable { .. } => "list-unavailable",
            Self::BotCheck => "bot-check",
            Self::Captcha => "captcha",
            Self::RateLimited { .. } => "rate-limited",
            Self::TokenNeeded => "token-needed",
            Self::EmptyBody => "empty-body",
            Self::ClientRefused { .. } => "client-refused",
            Self::WrongVideo => "wrong-video",
            Self::ConsentNeeded => "consent-needed",
            Self::UnexpectedContent { .. } => "unexpected-content",
            Self::CutOff(_) => "cut-off",
            Self::TooLarge { .. } => "too-large",
            Self::OffHost { .. } => "off-host",
            Self::Timeout => "timeout",
            Self::Network(_) => "network",
            Self::Server { .. } => "server-error",
            Self::BadRequest { .. } => "bad-request",
            Self::Web(error) => error.kind(),
            Self::YtDlpMissing => "yt-dlp-missing",
            Self::YtDlp { .. } => "yt-dlp-failed",
        }
    }

    /// Whether a retry can help.
    #[must_use]
    pub fn class(&self) -> ErrorClass {
        match self {
            Self::EachClient { error, .. } => error.class(),
            Self::Unavailable { .. }
            | Self::Private
            | Self::MembersOnly { .. }
            | Self::PaymentRequired { .. }
            | Self::AgeRestricted
            | Self::CountryRestricted { .. }
            | Self::Unplayable { .. }
            | Self::Upcoming { .. }
            | Self::Live
            | Self::NoCaptions
            | Self::LanguageMissing { .. }
            | Self::ListUnavailable { .. } => ErrorClass::NotThere,
            Self::Web(error) => error.class(),
            _ => ErrorClass::RefusedForNow,
        }
    }

    /// Whether every request is refused: more requests make it worse.
    #[must_use]
    pub fn is_block(&self) -> bool {
        matches!(
            self.cause(),
            Self::BotCheck | Self::Captcha | Self::RateLimited { .. } | Self::ConsentNeeded
        )
    }
}
