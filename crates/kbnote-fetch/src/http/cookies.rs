//! Cookies, and the account that they authenticate.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use reqwest::header::HeaderValue;
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};

/// The cookies of one process. Their values are never shown.
#[derive(Default)]
pub(crate) struct Cookies {
    /// Names and values from the user's file.
    own: Vec<(String, String)>,
    /// The value of `CONSENT`, once a page has required it.
    consent: Mutex<Option<String>>,
}

/// An error in a cookies file. The file's content is not shown: it is secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CookieFileError {
    /// A line is not in Netscape's format: seven fields separated by tabs.
    #[error("line {line} of the cookies file is not in Netscape's format")]
    Line {
        /// The line, from 1.
        line: usize,
    },
    /// No line has a valid cookie for YouTube.
    #[error(
        "the cookies file has no valid cookie for YouTube; export it again from a signed-in browser"
    )]
    Empty,
}

/// The cookies that authenticate an account, the preferred one first.
const PROOFS: [&str; 2] = ["SAPISID", "__Secure-3PAPISID"];

impl Cookies {
    /// Reads the cookies for YouTube from a file in Netscape's format.
    pub(crate) fn from_netscape(text: &str) -> Result<Self, CookieFileError> {
        let now = seconds_now();
        let mut own = Vec::new();
        for (index, line) in text.lines().enumerate() {
            let line = line.strip_prefix("#HttpOnly_").unwrap_or(line);
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let line_error = CookieFileError::Line { line: index + 1 };
            own.extend(read_line(line, now).ok_or(line_error)?);
        }
        if own.is_empty() {
            return Err(CookieFileError::Empty);
        }
        Ok(Self {
            own,
            consent: Mutex::default(),
        })
    }

    /// Gives consent, with the value that the page requires.
    pub(crate) fn consent(&self, value: Option<String>) {
        let value = format!("YES+{}", value.unwrap_or_default());
        *self.consent.lock().unwrap_or_else(PoisonError::into_inner) = Some(value);
    }

    /// The header to send, with the user's own cookies where the account is wanted. `SOCS=CAI`
    /// declines unnecessary cookies, which avoids the consent page.
    pub(crate) fn header(&self, with_account: bool) -> Option<HeaderValue> {
        let consent = self.consent.lock().unwrap_or_else(PoisonError::into_inner);
        let own: &[(String, String)] = if with_account { &self.own } else { &[] };
        let given = own
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        let is_given = |name: &str| given.clone().any(|(own, _)| own == name);
        let ours = [("SOCS", Some("CAI")), ("CONSENT", consent.as_deref())];
        let pairs: Vec<String> = ours
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)))
            .filter(|(name, _)| !is_given(name))
            .chain(given.clone())
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        secret(&pairs.join("; "))
    }

    /// Whether the user's cookies authenticate an account.
    pub(crate) fn has_account(&self) -> bool {
        self.proof().is_some()
    }

    /// The header that authenticates the account for InnerTube: a hash of the time, a cookie and the
    /// origin.
    pub(crate) fn authorization(&self, origin: &str) -> Option<HeaderValue> {
        let now = seconds_now();
        let text = format!("{now} {} {origin}", self.proof()?);
        let hash = digest(&SHA1_FOR_LEGACY_USE_ONLY, text.as_bytes());
        let hex: String = hash
            .as_ref()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        secret(&format!("SAPISIDHASH {now}_{hex}"))
    }

    fn proof(&self) -> Option<&str> {
        let value = |name| self.own.iter().find(|(own, _)| own == name);
        let (_, value) = PROOFS.into_iter().find_map(value)?;
        Some(value)
    }
}

/// The cookie of a line: `Some(None)` if it is not YouTube's or expired, `None` if the line is malformed.
fn read_line(line: &str, now: u64) -> Option<Option<(String, String)>> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [domain, _, _, _, expires, name, value] = fields.as_slice() else {
        return None;
    };
    let expires = expires.split('.').next().unwrap_or_default();
    let expires: u64 = expires.parse().ok()?;
    let is_youtube =
        domain.trim_start_matches('.') == "youtube.com" || domain.ends_with(".youtube.com");
    let is_good = expires == 0 || expires > now;
    let is_plain = |text: &str| text.bytes().all(|b| (0x21..0x7f).contains(&b) && b != b';');
    if !is_plain(name) || !is_plain(value) {
        return None;
    }
    Some((is_youtube && is_good).then(|| ((*name).to_owned(), (*value).to_owned())))
}

fn seconds_now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}

fn secret(text: &str) -> Option<HeaderValue> {
    let mut header = HeaderValue::from_str(text).ok()?;
    header.set_sensitive(true);
    Some(header)
}

impl fmt::Debug for Cookies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cookies({} of the user's)", self.own.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "# Netscape HTTP Cookie File\n\n\
        .youtube.com\tTRUE\t/\tTRUE\t0\tPREF\ttz=UTC\n\
        #HttpOnly_.youtube.com\tTRUE\t/\tTRUE\t4102444800\tSAPISID\tabc/def\n\
        .youtube.com\tTRUE\t/\tTRUE\t1000000000\tOLD\told\n\
        .example.org\tTRUE\t/\tTRUE\t0\tOTHER\tother\n";

    fn sent(cookies: &Cookies, with_account: bool) -> String {
        let header = cookies.header(with_account).unwrap();
        header.to_str().unwrap().to_owned()
    }

    #[test]
    fn good_cookies_for_youtube_are_sent_with_the_account() {
        let cookies = Cookies::from_netscape(FILE).unwrap();
        assert_eq!(
            sent(&cookies, true),
            "SOCS=CAI; PREF=tz=UTC; SAPISID=abc/def"
        );
        assert_eq!(sent(&cookies, false), "SOCS=CAI");
        cookies.consent(Some("cb.1".to_owned()));
        assert_eq!(sent(&cookies, false), "SOCS=CAI; CONSENT=YES+cb.1");
    }

    #[test]
    fn an_account_is_proved_by_a_hash() {
        let cookies = Cookies::from_netscape(FILE).unwrap();
        let header = cookies.authorization("https://www.youtube.com").unwrap();
        let (time, hash) = header.to_str().unwrap().split_once('_').unwrap();
        assert!(time.starts_with("SAPISIDHASH ") && hash.len() == 40);
        assert!(
            Cookies::default()
                .authorization("https://www.youtube.com")
                .is_none()
        );
    }

    #[test]
    fn another_file_is_refused_and_not_shown() {
        let error = |text: &str| Cookies::from_netscape(text).unwrap_err().to_string();
        insta::assert_snapshot!(error("# none\n\nSAPISID=secret"), @"line 3 of the cookies file is not in Netscape's format");
        insta::assert_snapshot!(error(".youtube.com\tTRUE\t/\tTRUE\t0\tA\tb;c=d"), @"line 1 of the cookies file is not in Netscape's format");
        insta::assert_snapshot!(error("# none\n"), @"the cookies file has no valid cookie for YouTube; export it again from a signed-in browser");
        let shown = format!("{:?}", Cookies::from_netscape(FILE).unwrap());
        assert_eq!(shown, "Cookies(2 of the user's)");
    }

    proptest::proptest! {
        #[test]
        fn every_accepted_cookie_can_be_sent(lines in "([.a-z]{0,12}(youtube.com)?\t|[\\PC]{0,5}\t){0,7}[\\PC]{0,9}\n?") {
            if let Ok(cookies) = Cookies::from_netscape(&lines) {
                proptest::prop_assert!(cookies.header(true).is_some());
            }
        }
    }
}
