//! Cookies that are sent along.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use reqwest::header::HeaderValue;

/// The cookies of one process. What they hold is never shown.
#[derive(Default)]
pub(crate) struct Cookies {
    /// `name=value` pairs from the user.
    own: Vec<(String, String)>,
    /// The value of `CONSENT`, once a page has asked for it.
    consent: Mutex<Option<String>>,
}

impl Cookies {
    pub(crate) fn new(own: Vec<(String, String)>) -> Self {
        Self {
            own,
            consent: Mutex::default(),
        }
    }

    /// Gives consent, in the wording that the page asked for.
    pub(crate) fn consent(&self, value: Option<String>) {
        let value = format!("YES+{}", value.unwrap_or_default());
        *self.consent.lock().unwrap_or_else(PoisonError::into_inner) = Some(value);
    }

    /// The header to send. `SOCS=CAI` says that no more cookies are wanted than needed, which
    /// spares the page that asks.
    pub(crate) fn header(&self) -> Option<HeaderValue> {
        let consent = self.consent.lock().unwrap_or_else(PoisonError::into_inner);
        let consent = consent.iter().map(|value| ("CONSENT", value.as_str()));
        let own = self
            .own
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        let pairs: Vec<String> = [("SOCS", "CAI")]
            .into_iter()
            .filter(|(name, _)| self.value(name).is_none())
            .chain(consent)
            .chain(own)
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let mut header = HeaderValue::from_str(&pairs.join("; ")).ok()?;
        header.set_sensitive(true);
        Some(header)
    }

    fn value(&self, name: &str) -> Option<&str> {
        self.own
            .iter()
            .find(|(own, _)| own == name)
            .map(|(_, value)| value.as_str())
    }
}

impl fmt::Debug for Cookies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cookies({} of the user's)", self.own.len())
    }
}
