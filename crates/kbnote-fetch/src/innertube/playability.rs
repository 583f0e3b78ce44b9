//! Whether a video can be played for us, and if not, why.
//!
//! Structure is looked at first: statuses and keys do not depend on a language. Where only the text
//! tells two causes apart, its [words](crate::innertube::wording) are read.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Value;

use crate::FetchError;
use crate::innertube::text::{Text, shown};
use crate::innertube::wording::{self, Told};

/// `playabilityStatus` of a player's answer.
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

/// What other parts of the same answer say of the video.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Circumstances<'a> {
    pub(crate) is_private: bool,
    pub(crate) is_upcoming: bool,
    pub(crate) countries: &'a [String],
}

/// The page that YouTube links to from its check for robots.
const BOT_CHECK_PAGE: &str = "support.google.com/youtube/answer/3037019";

impl Playability {
    /// The trouble, if there is one.
    pub(crate) fn check(&self, around: Circumstances<'_>) -> Result<(), FetchError> {
        if self.status == "OK" {
            return Ok(());
        }
        let by_structure = self.trouble_by_structure(around);
        Err(by_structure.unwrap_or_else(|| self.trouble_by_text(around)))
    }

    fn trouble_by_structure(&self, around: Circumstances<'_>) -> Option<FetchError> {
        let has_screen = |name: &str| self.error_screen.get(name).is_some();
        let is_age_status = self.status.starts_with("AGE_");
        if has_screen("playerCaptchaViewModel") {
            Some(FetchError::Captcha)
        } else if self.status == "LIVE_STREAM_OFFLINE" || around.is_upcoming {
            let start = self.scheduled_start();
            Some(FetchError::Upcoming { start })
        } else if is_age_status
            || self.desktop_legacy_age_gate_reason.is_some()
            || has_screen("playerAgeGateRenderer")
        {
            Some(FetchError::AgeRestricted)
        } else if around.is_private {
            Some(FetchError::Private)
        } else if self.status == "LOGIN_REQUIRED" && self.links_to(BOT_CHECK_PAGE) {
            Some(FetchError::BotCheck)
        } else {
            self.offer()
        }
    }

    /// The trouble of a video that is offered for money.
    fn offer(&self) -> Option<FetchError> {
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

    fn trouble_by_text(&self, around: Circumstances<'_>) -> FetchError {
        let reason = self.reason();
        let told = Told::new(&format!("{reason} {}", self.messages()));
        if self.status == "LOGIN_REQUIRED" && told.says(wording::ROBOT) {
            FetchError::BotCheck
        } else if told.says(wording::PRIVATE) {
            FetchError::Private
        } else if told.says(wording::AGE) {
            FetchError::AgeRestricted
        } else if told.says(wording::COUNTRY) {
            let allowed = around.countries.to_vec();
            FetchError::CountryRestricted { allowed }
        } else if told.says(wording::MONEY) {
            FetchError::PaymentRequired { reason }
        } else if told.says(wording::MEMBERS) {
            FetchError::MembersOnly { reason }
        } else {
            self.trouble_by_status(&told, reason)
        }
    }

    fn trouble_by_status(&self, told: &Told, reason: String) -> FetchError {
        match self.status.as_str() {
            "UNPLAYABLE" if told.says(wording::LATER) => {
                FetchError::RateLimited { retry_after: None }
            }
            "UNPLAYABLE" if told.says(wording::GONE) => FetchError::Unavailable { reason },
            "UNPLAYABLE" if told.says(wording::REFUSED) => FetchError::ClientRefused { reason },
            "LOGIN_REQUIRED" => FetchError::LoginRequired { reason },
            "ERROR" => FetchError::Unavailable { reason },
            "UNPLAYABLE" => FetchError::Unplayable { reason },
            _ if reason.is_empty() => UNKNOWN_SHAPE,
            _ => FetchError::Unplayable { reason },
        }
    }

    /// What YouTube says, with the finer print behind it.
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
        shown(&parts.join(" – "))
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

/// The trouble that a text tells of, where it comes without a status; `None` if it tells of none
/// that is known.
pub(crate) fn of_text(text: &str) -> Option<FetchError> {
    let status = if Told::new(text).says(&["sign in"]) {
        "LOGIN_REQUIRED"
    } else {
        "UNPLAYABLE"
    };
    let playability = Playability {
        status: status.to_owned(),
        reason: Some(text.to_owned()),
        ..Playability::default()
    };
    match playability.trouble_by_text(Circumstances::default()) {
        FetchError::ClientRefused { reason } => Some(FetchError::Unavailable { reason }),
        FetchError::Unplayable { .. } => None,
        known => Some(known),
    }
}

/// An answer that says nothing of the video, as far as is known here. It may well be there.
pub(crate) const UNKNOWN_SHAPE: FetchError = FetchError::UnexpectedContent {
    found: "JSON of an unknown shape",
    expected: "the player's answer",
};

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn kind(status: Value) -> &'static str {
        kind_within(status, Circumstances::default())
    }

    fn kind_within(status: Value, around: Circumstances<'_>) -> &'static str {
        let status: Playability = serde_json::from_value(status).unwrap();
        status
            .check(around)
            .map_or_else(|error| error.kind(), |()| "ok")
    }

    #[test]
    fn texts_tell_causes_apart() {
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
    fn structure_tells_causes_apart_in_any_language() {
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
        let private = Circumstances {
            is_private: true,
            ..Circumstances::default()
        };
        let status = json!({"status": "LOGIN_REQUIRED", "reason": "Privates Video"});
        assert_eq!(kind_within(status, private), "private");
    }

    #[test]
    fn texts_in_other_languages_are_told_apart() {
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
        let error = status.check(Circumstances::default()).unwrap_err();
        insta::assert_snapshot!(error, @"the video has not begun; it is planned for 2023-02-28 14:00 UTC");
    }

    #[test]
    fn the_finer_print_is_shown_and_read() {
        let status = json!({"status": "UNPLAYABLE", "reason": "Video unavailable", "errorScreen":
            {"playerErrorMessageRenderer": {"subreason": {"simpleText":
                "The uploader has not made this video available in your country"}}}});
        let countries = ["AT".to_owned(), "DE".to_owned()];
        let around = Circumstances {
            countries: &countries,
            ..Circumstances::default()
        };
        let error = serde_json::from_value::<Playability>(status)
            .unwrap()
            .check(around)
            .unwrap_err();
        insta::assert_snapshot!(error.hint(), @"it is shown in AT, DE");
    }
}
