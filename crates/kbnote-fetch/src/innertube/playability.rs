//! Whether a video can be played, and if not, why.
//!
//! Structure comes first: statuses and keys do not depend on a language. If only the text distinguishes
//! two causes, its [words](crate::innertube::wording) decide.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Value;

use crate::FetchError;
use crate::innertube::text::{Text, for_display};
use crate::innertube::wording::{self, ReasonText};

/// `playabilityStatus` of a player response.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Playability {
    status: String,
    reason: Option<String>,
    messages: Option<Vec<String>>,
    error_screen: Value,
    desktop_legacy_age_gate_reason: Option<Value>,
    live_streamability: Value,
}

/// Facts on the video from other parts of the response.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct VideoFlags<'a> {
    pub(crate) is_private: bool,
    pub(crate) is_upcoming: bool,
    pub(crate) countries: &'a [String],
}

/// The page that YouTube links to from its bot check.
const BOT_CHECK_PAGE: &str = "support.google.com/youtube/answer/3037019";

impl Playability {
    /// Returns the error of an unplayable video.
    pub(crate) fn check(&self, flags: VideoFlags<'_>) -> Result<(), FetchError> {
        if self.status == "OK" {
            return Ok(());
        }
        let by_structure = self.error_by_structure(flags);
        Err(by_structure.unwrap_or_else(|| self.error_by_text(flags)))
    }

    fn error_by_structure(&self, flags: VideoFlags<'_>) -> Option<FetchError> {
        let has_screen = |name: &str| self.error_screen.get(name).is_some();
        let is_age_status = self.status.starts_with("AGE_");
        if has_screen("playerCaptchaViewModel") {
            Some(FetchError::Captcha)
        } else if self.status == "LIVE_STREAM_OFFLINE" || flags.is_upcoming {
            let start = self.scheduled_start();
            Some(FetchError::Upcoming { start })
        } else if is_age_status
            || self.desktop_legacy_age_gate_reason.is_some()
            || has_screen("playerAgeGateRenderer")
        {
            Some(FetchError::AgeRestricted)
        } else if flags.is_private {
            Some(FetchError::Private)
        } else if self.status == "LOGIN_REQUIRED" && self.links_to(BOT_CHECK_PAGE) {
            Some(FetchError::BotCheck)
        } else {
            self.payment_error()
        }
    }

    /// The error for a video that requires payment.
    fn payment_error(&self) -> Option<FetchError> {
        let offer = self
            .error_screen
            .get("playerLegacyDesktopYpcOfferRenderer")?;
        let reason = self.reason();
        Some(if offer.to_string().contains("sponsors_only") {
            FetchError::MembersOnly { reason }
        } else {
            FetchError::PaymentRequired { reason }
        })
    }

    fn error_by_text(&self, flags: VideoFlags<'_>) -> FetchError {
        let reason = self.reason();
        let text = ReasonText::new(&format!("{reason} {}", self.messages()));
        if self.status == "LOGIN_REQUIRED" && text.contains_any(wording::ROBOT) {
            FetchError::BotCheck
        } else if text.contains_any(wording::PRIVATE) {
            FetchError::Private
        } else if text.contains_any(wording::AGE) {
            FetchError::AgeRestricted
        } else if text.contains_any(wording::COUNTRY) {
            let allowed = flags.countries.to_vec();
            FetchError::CountryRestricted { allowed }
        } else if text.contains_any(wording::MONEY) {
            FetchError::PaymentRequired { reason }
        } else if text.contains_any(wording::MEMBERS) {
            FetchError::MembersOnly { reason }
        } else {
            self.error_by_status(&text, reason)
        }
    }

    fn error_by_status(&self, text: &ReasonText, reason: String) -> FetchError {
        match self.status.as_str() {
            "UNPLAYABLE" if text.contains_any(wording::LATER) => {
                FetchError::RateLimited { retry_after: None }
            }
            "UNPLAYABLE" if text.contains_any(wording::GONE) => FetchError::Unavailable { reason },
            "UNPLAYABLE" if text.contains_any(wording::REFUSED) => {
                FetchError::ClientRefused { reason }
            }
            "LOGIN_REQUIRED" => FetchError::LoginRequired { reason },
            "ERROR" => FetchError::Unavailable { reason },
            "UNPLAYABLE" => FetchError::Unplayable { reason },
            _ if reason.is_empty() => UNKNOWN_FORMAT,
            _ => FetchError::Unplayable { reason },
        }
    }

    /// YouTube's reason, with its details.
    fn reason(&self) -> String {
        let screen = |part: &str| {
            let text = self
                .error_screen
                .pointer(&format!("/playerErrorMessageRenderer/{part}"))?;
            let text = Text::deserialize(text).ok()?.plain();
            Some(text.trim().to_owned()).filter(|text| !text.is_empty())
        };
        let reason = self.reason.clone().or_else(|| screen("reason"));
        let parts: Vec<String> = reason.into_iter().chain(screen("subreason")).collect();
        for_display(&parts.join(" – "))
    }

    fn messages(&self) -> String {
        self.messages.as_deref().unwrap_or_default().join(" ")
    }

    fn links_to(&self, page: &str) -> bool {
        self.error_screen.to_string().contains(page)
    }

    fn scheduled_start(&self) -> Option<DateTime<Utc>> {
        let slate = "/liveStreamabilityRenderer/offlineSlate/liveStreamOfflineSlateRenderer";
        let seconds = self
            .live_streamability
            .pointer(&format!("{slate}/scheduledStartTime"))?;
        let seconds = seconds
            .as_str()
            .map_or_else(|| seconds.as_i64(), |s| s.parse().ok())?;
        DateTime::from_timestamp(seconds, 0)
    }
}

/// The error described by a text without a status; `None` if it is unknown.
pub(crate) fn error_in_text(text: &str) -> Option<FetchError> {
    let status = if ReasonText::new(text).contains_any(&["sign in"]) {
        "LOGIN_REQUIRED"
    } else {
        "UNPLAYABLE"
    };
    let playability = Playability {
        status: status.to_owned(),
        reason: Some(text.to_owned()),
        ..Playability::default()
    };
    match playability.error_by_text(VideoFlags::default()) {
        FetchError::ClientRefused { reason } => Some(FetchError::Unavailable { reason }),
        FetchError::Unplayable { .. } => None,
        known => Some(known),
    }
}

/// The error for a response without known parts; the video may exist.
pub(crate) const UNKNOWN_FORMAT: FetchError = FetchError::UnexpectedContent {
    found: "JSON in an unknown format",
    expected: "a player response",
};

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn kind(status: Value) -> &'static str {
        kind_within(status, VideoFlags::default())
    }

    fn kind_within(status: Value, flags: VideoFlags<'_>) -> &'static str {
        let status: Playability = serde_json::from_value(status).unwrap();
        status
            .check(flags)
            .map_or_else(|error| error.kind(), |()| "ok")
    }

    #[test]
    fn texts_distinguish_causes() {
        for (status, reason, wanted) in [
            (
                "LOGIN_REQUIRED",
                "Sign in to confirm you’re not a bot",
                "bot-check",
            ),
            ("LOGIN_REQUIRED", "This video is private", "private"),
            (
                "LOGIN_REQUIRED",
                "Sign in if you've been granted access to this video",
                "private",
            ),
            (
                "LOGIN_REQUIRED",
                "Sign in to confirm your age",
                "age-restricted",
            ),
            (
                "LOGIN_REQUIRED",
                "This video may be inappropriate for some users.",
                "age-restricted",
            ),
            ("LOGIN_REQUIRED", "Please sign in", "login-required"),
            (
                "UNPLAYABLE",
                "This content isn’t available, try again later.",
                "rate-limited",
            ),
            (
                "UNPLAYABLE",
                "This video is not available",
                "client-refused",
            ),
            (
                "UNPLAYABLE",
                "The page needs to be reloaded.",
                "client-refused",
            ),
            (
                "UNPLAYABLE",
                "The uploader has not made this video available in your country",
                "country-restricted",
            ),
            (
                "UNPLAYABLE",
                "This video is only available to Music Premium members",
                "payment-required",
            ),
            (
                "UNPLAYABLE",
                "This video requires payment to watch",
                "payment-required",
            ),
            (
                "UNPLAYABLE",
                "This video is available to this channel's members on level: Gold",
                "members-only",
            ),
            (
                "UNPLAYABLE",
                "Join this channel to get access to members-only content",
                "members-only",
            ),
            (
                "UNPLAYABLE",
                "This live stream recording is over",
                "unplayable",
            ),
            ("ERROR", "This video is unavailable", "unavailable"),
            (
                "ERROR",
                "This video has been removed for violating the rules",
                "unavailable",
            ),
            (
                "UNPLAYABLE",
                "Video unavailable. It contains content that its owner has blocked on copyright grounds",
                "unavailable",
            ),
            ("CUSTOM", "Custom reason", "unplayable"),
        ] {
            assert_eq!(
                kind(json!({"status": status, "reason": reason})),
                wanted,
                "{reason}"
            );
        }
    }

    #[test]
    fn structure_distinguishes_causes_in_any_language() {
        let bot = json!({"status": "LOGIN_REQUIRED", "reason": "Melde dich bitte an", "errorScreen": {
            "playerErrorMessageRenderer": {"subreason": {"runs": [{"text": "Mehr", "navigationEndpoint":
                {"urlEndpoint": {"url": "https://support.google.com/youtube/answer/3037019#zippy"}}}]}}}});
        assert_eq!(kind(bot), "bot-check");
        let age = json!({"status": "LOGIN_REQUIRED", "reason": "Bestätige dein Alter", "desktopLegacyAgeGateReason": 1});
        assert_eq!(kind(age), "age-restricted");
        assert_eq!(
            kind(json!({"status": "AGE_CHECK_REQUIRED"})),
            "age-restricted"
        );
        let captcha =
            json!({"status": "UNPLAYABLE", "errorScreen": {"playerCaptchaViewModel": {}}});
        assert_eq!(kind(captcha), "captcha");
        let members = json!({"status": "UNPLAYABLE", "reason": "Nur für Kanalmitglieder", "errorScreen":
            {"playerLegacyDesktopYpcOfferRenderer": {"offerId": "sponsors_only_video"}}});
        assert_eq!(kind(members), "members-only");
        let private = VideoFlags {
            is_private: true,
            ..VideoFlags::default()
        };
        let status = json!({"status": "LOGIN_REQUIRED", "reason": "Privates Video"});
        assert_eq!(kind_within(status, private), "private");
    }

    #[test]
    fn texts_in_other_languages_are_distinguished() {
        for (status, reason, wanted) in [
            (
                "LOGIN_REQUIRED",
                "Melde dich an, um zu bestätigen, dass du kein Bot bist",
                "bot-check",
            ),
            (
                "LOGIN_REQUIRED",
                "Connectez-vous pour confirmer que vous n’êtes pas un robot",
                "bot-check",
            ),
            ("LOGIN_REQUIRED", "Confirma tu edad", "age-restricted"),
            ("LOGIN_REQUIRED", "Dieses Video ist privat", "private"),
            (
                "UNPLAYABLE",
                "O usuário não disponibilizou este vídeo em seu país",
                "country-restricted",
            ),
            (
                "UNPLAYABLE",
                "Diese Inhalte sind nicht verfügbar. Versuche es später noch einmal.",
                "rate-limited",
            ),
            (
                "UNPLAYABLE",
                "Cette vidéo n’est pas disponible : vidéo indisponible",
                "client-refused",
            ),
        ] {
            assert_eq!(
                kind(json!({"status": status, "reason": reason})),
                wanted,
                "{reason}"
            );
        }
    }

    #[test]
    fn a_planned_stream_says_when_it_begins() {
        let status: Playability = serde_json::from_value(json!({"status": "LIVE_STREAM_OFFLINE",
            "liveStreamability": {"liveStreamabilityRenderer": {"offlineSlate":
                {"liveStreamOfflineSlateRenderer": {"scheduledStartTime": "1677592800"}}}}}))
        .unwrap();
        let error = status.check(VideoFlags::default()).unwrap_err();
        insta::assert_snapshot!(error, @"the video has not started; it is scheduled for 2023-02-28 14:00 UTC");
    }

    #[test]
    fn the_finer_print_is_shown_and_read() {
        let status = json!({"status": "UNPLAYABLE", "reason": "Video unavailable", "errorScreen":
            {"playerErrorMessageRenderer": {"subreason": {"simpleText":
                "The uploader has not made this video available in your country"}}}});
        let countries = ["AT".to_owned(), "DE".to_owned()];
        let flags = VideoFlags {
            countries: &countries,
            ..VideoFlags::default()
        };
        let error = serde_json::from_value::<Playability>(status)
            .unwrap()
            .check(flags)
            .unwrap_err();
        insta::assert_snapshot!(error.hint(), @"it is available in AT, DE");
    }
}
