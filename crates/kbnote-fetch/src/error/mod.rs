//! Why something could not be fetched, told apart by cause.

mod hint;

use std::fmt;
use std::time::Duration;

use chrono::{DateTime, Utc};

/// What stands behind an error, for the chain of causes.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

/// Why a video, a list of videos or a caption track could not be fetched.
///
/// Each cause has a stable name ([`kind`](Self::kind)), a next step ([`hint`](Self::hint)) and a
/// [`class`](Self::class): the thing is not there for us, or it was refused for now. No message
/// holds a cookie, a token or the address of a request.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// The id was never given, or the video was removed.
    #[error("the video is not available{}", because(.reason))]
    Unavailable {
        /// What YouTube says.
        reason: String,
    },
    /// Only its owner, and those invited, may see it.
    #[error("the video is private")]
    Private,
    /// Only members of the channel may see it.
    #[error("the video is for members of the channel only{}", because(.reason))]
    MembersOnly {
        /// What YouTube says.
        reason: String,
    },
    /// It must be bought, rented or subscribed to.
    #[error("the video must be paid for{}", because(.reason))]
    PaymentRequired {
        /// What YouTube says.
        reason: String,
    },
    /// It is shown only to those whose age is known.
    #[error("the video is shown only to people whose age YouTube knows")]
    AgeRestricted,
    /// It is not shown in this country.
    #[error("the video is not shown in this country")]
    CountryRestricted {
        /// The codes of the countries in which it is shown, where they are known.
        allowed: Vec<String>,
    },
    /// It cannot be played, for a reason that is not known better.
    #[error("the video cannot be played{}", because(.reason))]
    Unplayable {
        /// What YouTube says.
        reason: String,
    },
    /// It is a stream that has not begun, or is not running now.
    #[error("{}", not_on_air(.start.as_ref()))]
    Upcoming {
        /// When it is planned to begin; not known of a stream that is only off the air.
        start: Option<DateTime<Utc>>,
    },
    /// It is live now: its captions are not complete, if there are any.
    #[error("the video is live now, and its captions are not complete")]
    Live,
    /// It has no captions at all.
    #[error("the video has no captions")]
    NoCaptions,
    /// It has captions, but none as wished.
    #[error("no caption track as wished ({wished}); offered: {offered}")]
    LanguageMissing {
        /// What was wished for.
        wished: String,
        /// What there is.
        offered: String,
    },
    /// A playlist, a channel or its feed is not there.
    #[error("no such playlist or channel{}", because(.reason))]
    ListUnavailable {
        /// What YouTube says.
        reason: String,
    },

    /// An account is asked for, and why is not said: the video may need one, or we are suspected.
    #[error("YouTube asks to sign in{}", because(.reason))]
    LoginRequired {
        /// What YouTube says.
        reason: String,
    },
    /// YouTube takes us for a robot.
    #[error("YouTube asks to sign in, to confirm that this is not a bot")]
    BotCheck,
    /// YouTube wants a riddle solved.
    #[error("YouTube asks for a captcha")]
    Captcha,
    /// Too much was asked for in a short time.
    #[error("YouTube limits the rate of requests{}", .retry_after.map(|d| format!("; it says to try again in {} s", d.as_secs())).unwrap_or_default())]
    RateLimited {
        /// How long to wait, where the answer says so.
        retry_after: Option<Duration>,
    },
    /// The track is given only to those who prove that they run YouTube's own player.
    #[error("the caption track needs a token that only YouTube's own player has")]
    TokenNeeded,
    /// The answer had no content, which is how a missing token shows.
    #[error("YouTube answered with nothing")]
    EmptyBody,
    /// Every client was turned away, for no reason that lies in the video.
    #[error("YouTube turned the request away{}", because(.reason))]
    ClientRefused {
        /// What YouTube says.
        reason: String,
    },
    /// Another video came back than the one asked for, as happens to blocked addresses.
    #[error("YouTube answered with another video than the one asked for")]
    WrongVideo,
    /// The page that asks for consent to cookies came back, even after consent was given.
    #[error("YouTube asks for consent to cookies first")]
    ConsentNeeded,
    /// A web page or something else came where data was expected.
    #[error("YouTube answered with {found} where {expected} was expected")]
    UnexpectedContent {
        /// What came.
        found: &'static str,
        /// What should have come.
        expected: &'static str,
    },
    /// The answer broke off.
    #[error("the answer was cut off")]
    CutOff(#[source] Option<Cause>),
    /// The answer is longer than any sensible one.
    #[error("the answer is longer than {limit} bytes")]
    TooLarge {
        /// The longest that is read.
        limit: usize,
    },
    /// The answer points to a host that is not YouTube's.
    #[error("the answer points to {host}, which is not YouTube")]
    OffHost {
        /// The host.
        host: String,
    },
    /// No answer came in time.
    #[error("no answer in time")]
    Timeout,
    /// No connection, or it broke.
    #[error("no connection to YouTube")]
    Network(#[source] Cause),
    /// YouTube's server failed.
    #[error("YouTube's server failed with status {status}")]
    Server {
        /// The HTTP status: 500 and above.
        status: u16,
    },
    /// YouTube does not understand the request: it has changed.
    #[error("YouTube refused the request with status {status}{}", because(.reason))]
    BadRequest {
        /// The HTTP status: 400 to 499.
        status: u16,
        /// What YouTube says.
        reason: String,
    },
    /// yt-dlp is not installed.
    #[error("yt-dlp is not installed")]
    YtDlpMissing,
    /// yt-dlp could not get it either, for a reason that is not known better.
    #[error("yt-dlp failed{}", because(.reason))]
    YtDlp {
        /// What it says.
        reason: String,
    },
}

/// Whether trying again can help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorClass {
    /// The thing is not there for us.
    NotThere,
    /// It was refused for now: trying later or elsewhere can help.
    RefusedForNow,
}

fn not_on_air(start: Option<&DateTime<Utc>>) -> String {
    start.map_or_else(
        || "the video is a stream that is not on the air".to_owned(),
        |start| {
            format!(
                "the video has not begun; it is planned for {}",
                start.format("%Y-%m-%d %H:%M UTC")
            )
        },
    )
}

/// `: reason`, or nothing where none is known.
fn because(reason: &str) -> impl fmt::Display {
    let separator = if reason.is_empty() { "" } else { ": " };
    format!("{separator}{reason}")
}

impl FetchError {
    /// The cause's name, which stays the same from version to version.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
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
            Self::YtDlpMissing => "yt-dlp-missing",
            Self::YtDlp { .. } => "yt-dlp-failed",
        }
    }

    /// Whether trying again can help.
    #[must_use]
    pub const fn class(&self) -> ErrorClass {
        match self {
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
            _ => ErrorClass::RefusedForNow,
        }
    }

    /// Whether the one who asks is turned away, whatever is asked for: asking on makes it worse.
    #[must_use]
    pub const fn is_block(&self) -> bool {
        matches!(
            self,
            Self::BotCheck | Self::Captcha | Self::RateLimited { .. } | Self::ConsentNeeded
        )
    }
}
