//! The next step after each failure.

use crate::FetchError;

impl FetchError {
    /// What to do next.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::Unavailable { .. } => {
                "check the id; captions that are stored already stay usable".to_owned()
            }
            Self::Private => "ask its owner for access; captions got that way can be taken in with `kbnote import`".to_owned(),
            Self::MembersOnly { .. } | Self::PaymentRequired { .. } => {
                "captions that you may see elsewhere can be taken in with `kbnote import`".to_owned()
            }
            Self::AgeRestricted | Self::LoginRequired { .. } => {
                "get the captions with an account, then take them in with `kbnote import`".to_owned()
            }
            Self::CountryRestricted { allowed } => countries(allowed),
            Self::Upcoming { .. } => "try again after it has begun and ended".to_owned(),
            Self::Live => "captions come some hours after the stream has ended".to_owned(),
            Self::NoCaptions => {
                "transcribe it with a speech recogniser such as Whisper, then take the result in with `kbnote import`".to_owned()
            }
            Self::LanguageMissing { .. } => "use `--lang` and `--kind` to choose another track".to_owned(),
            Self::ListUnavailable { .. } => "check the address; private lists and mixes cannot be read".to_owned(),
            Self::Unplayable { .. } => IMPORT.to_owned(),
            Self::BotCheck => format!(
                "this network is flagged: wait, lower `--rate`, or change the network; {IMPORT}"
            ),
            Self::Captcha => {
                "open YouTube in a browser on this network once and solve it there".to_owned()
            }
            Self::RateLimited { .. } => {
                "wait up to an hour, then go on with `--resume` and a lower `--rate`".to_owned()
            }
            Self::TokenNeeded | Self::EmptyBody | Self::ClientRefused { .. } | Self::WrongVideo => {
                IMPORT.to_owned()
            }
            Self::ConsentNeeded => "open YouTube in a browser, export its cookies, and use `--cookies FILE`".to_owned(),
            Self::UnexpectedContent { .. } | Self::BadRequest { .. } => {
                format!("YouTube may have changed: look for a newer kbnote, or adjust the table of clients (`kbnote fetch --clients`); {IMPORT}")
            }
            Self::OffHost { .. } => "look for a proxy or login page in between".to_owned(),
            Self::TooLarge { .. } => IMPORT.to_owned(),
            Self::YtDlpMissing => "install yt-dlp, or leave out `--source yt-dlp`".to_owned(),
            Self::YtDlp { .. } => "run `yt-dlp` by itself to see more, or look for a newer one".to_owned(),
            Self::CutOff(_) | Self::Timeout | Self::Network(_) | Self::Server { .. } => {
                "check the connection and try again".to_owned()
            }
        }
    }
}

const IMPORT: &str = "fetch it elsewhere, for example with `yt-dlp --skip-download --write-subs --write-auto-subs --sub-format json3 --write-info-json`, then `kbnote import`";

fn countries(allowed: &[String]) -> String {
    if allowed.is_empty() {
        "it is shown elsewhere: try from another network".to_owned()
    } else {
        format!("it is shown in {}", allowed.join(", "))
    }
}
