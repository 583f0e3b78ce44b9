//! Decides about retries.

use std::time::Duration;

use crate::FetchError;

/// The waits before retries.
///
/// Only temporary failures are retried: timeouts, too many requests, and server failures. The waits grow
/// by a factor, unless the server specifies the wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    /// The wait before the second attempt.
    pub first: Duration,
    /// The factor between waits.
    pub factor: u32,
    /// The maximum number of attempts.
    pub attempts: u32,
    /// The maximum total time of all attempts and waits of a request.
    pub budget: Duration,
}

impl Default for Backoff {
    fn default() -> Self {
        Self {
            first: Duration::from_millis(500),
            factor: 3,
            attempts: 4,
            budget: Duration::from_secs(58),
        }
    }
}

impl Backoff {
    /// No retries.
    pub const NEVER: Self = Self {
        first: Duration::ZERO,
        factor: 1,
        attempts: 1,
        budget: Duration::ZERO,
    };

    /// The wait after attempt number `attempt` (from 1) failed, `elapsed` after the first one started;
    /// `None` for no retry. The next attempt may take as long as `timeout`.
    pub(crate) fn wait(
        &self,
        failure: &FetchError,
        attempt: u32,
        elapsed: Duration,
        timeout: Duration,
    ) -> Option<Duration> {
        let own = self.first * self.factor.saturating_pow(attempt - 1);
        let wait = match failure {
            FetchError::RateLimited { retry_after } => retry_after.unwrap_or(own),
            FetchError::Timeout | FetchError::Server { .. } => own,
            FetchError::Web(error) => error.retry()?.unwrap_or(own),
            _ => return None,
        };
        let in_time = elapsed.saturating_add(wait).saturating_add(timeout) <= self.budget;
        (attempt < self.attempts && in_time).then_some(wait)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIMEOUT: Duration = Duration::from_secs(20);

    fn waits(failure: &FetchError, each: Duration) -> Vec<u128> {
        let backoff = Backoff::default();
        let mut elapsed = each;
        let mut waits = Vec::new();
        while let Some(wait) = backoff.wait(failure, waits.len() as u32 + 1, elapsed, TIMEOUT) {
            waits.push(wait.as_millis());
            elapsed += wait + each;
        }
        waits
    }

    #[test]
    fn waits_grow_and_end() {
        let failed = FetchError::Server { status: 503 };
        assert_eq!(
            waits(&failed, Duration::from_millis(100)),
            [500, 1_500, 4_500]
        );
    }

    #[test]
    fn all_attempts_together_stay_below_a_minute() {
        assert_eq!(waits(&FetchError::Timeout, TIMEOUT), [500]);
    }

    #[test]
    fn the_server_says_how_long_to_wait() {
        let limited = |secs| FetchError::RateLimited {
            retry_after: Some(Duration::from_secs(secs)),
        };
        assert_eq!(waits(&limited(5), Duration::ZERO), [5_000, 5_000, 5_000]);
        assert!(waits(&limited(3_600), Duration::ZERO).is_empty());
    }

    #[test]
    fn permanent_failures_are_not_retried() {
        for failure in [
            FetchError::BotCheck,
            FetchError::CutOff(None),
            FetchError::EmptyBody,
        ] {
            assert!(waits(&failure, Duration::ZERO).is_empty(), "{failure}");
        }
    }
}
