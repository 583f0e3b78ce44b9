//! The next step after each failure.

use crate::FetchError;

/// The remaining way when YouTube has changed or refuses.
const IMPORT: &str = "get it elsewhere, for example with `yt-dlp --skip-download --write-subs \
    --write-auto-subs --sub-format json3 --write-info-json`, then `kbnote import` the files";

impl FetchError {
    /// What to do next.
    #[must_use]
    pub fn hint(&self) -> String {
        match self.cause() {
            Self::CountryRestricted { allowed } if !allowed.is_empty() => {
                format!("it is available in {}", allowed.join(", "))
            }
            Self::BotCheck => format!(
                "this network is flagged: wait, use a lower rate or another network; or {IMPORT}"
            ),
            Self::UnexpectedContent { .. } | Self::BadRequest { .. } => format!(
                "YouTube may have changed: update kbnote, or adjust the table of clients in the \
                 settings; or {IMPORT}"
            ),
            other => other.advice().to_owned(),
        }
    }

    const fn advice(&self) -> &'static str {
        match self {
            Self::Unavailable { .. } => "check the id; stored captions remain usable",
            Self::Private | Self::MembersOnly { .. } | Self::PaymentRequired { .. } => {
                "if you have an account that may watch it, export the cookies of your browser \
                 and pass them with `--cookies FILE`"
            }
            Self::AgeRestricted | Self::LoginRequired { .. } => {
                "export the cookies of a browser that is signed in and pass them with \
                 `--cookies FILE`"
            }
            Self::CountryRestricted { .. } => "it is available elsewhere: try another network",
            Self::Upcoming { .. } => "try again after it has ended",
            Self::Live => "try again some hours after the stream has ended",
            Self::NoCaptions => {
                "create them with speech recognition such as Whisper, then `kbnote import` the \
                 result"
            }
            Self::LanguageMissing { .. } => "choose another track with `--lang` and `--kind`",
            Self::ListUnavailable { .. } => "check the URL; private lists and mixes cannot be read",
            Self::Captcha => "open YouTube in a browser on this network and solve the captcha",
            Self::RateLimited { .. } => "wait up to an hour, then use a lower rate",
            Self::ConsentNeeded => {
                "open YouTube in a browser, export its cookies and pass them with `--cookies FILE`"
            }
            Self::OffHost { .. } => "check for a proxy or login page in between",
            Self::CutOff(_) | Self::Timeout | Self::Network(_) | Self::Server { .. } => {
                "check the connection and try again"
            }
            Self::Web(error) => error.advice(),
            Self::YtDlpMissing => "install yt-dlp, or omit `--source yt-dlp`",
            Self::YtDlp { .. } => "run yt-dlp itself for details, or update it",
            _ => IMPORT,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_names_the_next_step() {
        insta::assert_snapshot!(FetchError::TokenNeeded.hint(), @"get it elsewhere, for example with `yt-dlp --skip-download --write-subs --write-auto-subs --sub-format json3 --write-info-json`, then `kbnote import` the files");
        let nowhere = FetchError::CountryRestricted {
            allowed: Vec::new(),
        };
        insta::assert_snapshot!(nowhere.hint(), @"it is available elsewhere: try another network");
    }
}
