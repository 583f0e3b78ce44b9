//! The next step after each failure.

use crate::FetchError;

/// The route that stays open when YouTube has changed or refuses.
const IMPORT: &str = "get it elsewhere, for example with `yt-dlp --skip-download --write-subs \
    --write-auto-subs --sub-format json3 --write-info-json`, and then `kbnote import` the files";

impl FetchError {
    /// What to do next.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::CountryRestricted { allowed } if !allowed.is_empty() => {
                format!("it is shown in {}", allowed.join(", "))
            }
            Self::BotCheck => format!(
                "this network is flagged: wait, ask more slowly, or use another network; or {IMPORT}"
            ),
            Self::UnexpectedContent { .. } | Self::BadRequest { .. } => format!(
                "YouTube may have changed: look for a newer kbnote, or adjust its table of \
                 clients in the settings; or {IMPORT}"
            ),
            other => other.advice().to_owned(),
        }
    }

    const fn advice(&self) -> &'static str {
        match self {
            Self::Unavailable { .. } => "check the id; captions that are stored stay usable",
            Self::Private | Self::MembersOnly { .. } | Self::PaymentRequired { .. } => {
                "with an account that may see it, export the cookies of your browser and give \
                 them with `--cookies FILE`"
            }
            Self::AgeRestricted | Self::LoginRequired { .. } => {
                "export the cookies of a browser that is signed in and give them with \
                 `--cookies FILE`"
            }
            Self::CountryRestricted { .. } => "it is shown elsewhere: try from another network",
            Self::Upcoming { .. } => "try again after it has begun and ended",
            Self::Live => "try again some hours after the stream has ended",
            Self::NoCaptions => {
                "have a speech recogniser such as Whisper write them, and then `kbnote import` \
                 the result"
            }
            Self::LanguageMissing { .. } => "choose another track with `--lang` and `--kind`",
            Self::ListUnavailable { .. } => {
                "check the address; private lists and mixes cannot be read"
            }
            Self::Captcha => "open YouTube in a browser on this network once, and solve it there",
            Self::RateLimited { .. } => "wait up to an hour, and then ask more slowly",
            Self::ConsentNeeded => {
                "open YouTube in a browser, export its cookies and give them with `--cookies FILE`"
            }
            Self::OffHost { .. } => "look for a proxy or a login page in between",
            Self::CutOff(_) | Self::Timeout | Self::Network(_) | Self::Server { .. } => {
                "check the connection and try again"
            }
            Self::YtDlpMissing => "install yt-dlp, or leave out `--source yt-dlp`",
            Self::YtDlp { .. } => "run yt-dlp by itself to see more, or look for a newer one",
            _ => IMPORT,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_names_the_next_step() {
        insta::assert_snapshot!(FetchError::TokenNeeded.hint(), @"get it elsewhere, for example with `yt-dlp --skip-download --write-subs --write-auto-subs --sub-format json3 --write-info-json`, and then `kbnote import` the files");
        let nowhere = FetchError::CountryRestricted {
            allowed: Vec::new(),
        };
        insta::assert_snapshot!(nowhere.hint(), @"it is shown elsewhere: try from another network");
    }
}
