//! What to make of the failures of several clients.

use crate::FetchError;

/// The failures of the clients that were asked for one thing.
#[derive(Debug, Default)]
pub(crate) struct Verdict {
    failures: Vec<FetchError>,
}

impl Verdict {
    /// Takes in a failure, and says whether it is of no use to ask another client: the failure
    /// does not lie in the client, or two clients gave the same reason.
    pub(crate) fn is_settled_by(&mut self, failure: FetchError) -> bool {
        let is_agreed =
            is_believed_twice(&failure) && self.failures.iter().any(|f| f.kind() == failure.kind());
        let is_settled = is_agreed || !may_lie_in_client(&failure);
        self.failures.push(failure);
        is_settled
    }

    /// Whether an account may get what was refused to guests.
    pub(crate) fn may_need_account(&self) -> bool {
        self.failures.iter().any(|failure| {
            matches!(
                failure,
                FetchError::Private
                    | FetchError::MembersOnly { .. }
                    | FetchError::PaymentRequired { .. }
                    | FetchError::AgeRestricted
                    | FetchError::LoginRequired { .. }
                    | FetchError::BotCheck
            )
        })
    }

    /// The reason that tells most; of several such, the first.
    pub(crate) fn into_error(self) -> FetchError {
        let failures = self.failures.into_iter().rev();
        failures
            .max_by_key(weight)
            .unwrap_or_else(|| FetchError::ClientRefused {
                reason: "the table of clients has no player".to_owned(),
            })
    }
}

/// Whether another client may do better.
const fn may_lie_in_client(failure: &FetchError) -> bool {
    matches!(
        failure,
        FetchError::Unavailable { .. }
            | FetchError::AgeRestricted
            | FetchError::LoginRequired { .. }
            | FetchError::Unplayable { .. }
            | FetchError::BotCheck
            | FetchError::TokenNeeded
            | FetchError::EmptyBody
            | FetchError::ClientRefused { .. }
            | FetchError::WrongVideo
            | FetchError::UnexpectedContent { .. }
            | FetchError::BadRequest { .. }
    )
}

/// Whether a second client with the same reason is enough.
const fn is_believed_twice(failure: &FetchError) -> bool {
    matches!(
        failure,
        FetchError::Unavailable { .. }
            | FetchError::LoginRequired { .. }
            | FetchError::Unplayable { .. }
            | FetchError::BotCheck
    )
}

/// How much a failure tells of the video or of our standing, rather than of one client.
const fn weight(failure: &FetchError) -> u8 {
    match failure {
        FetchError::BadRequest { .. } | FetchError::UnexpectedContent { .. } => 0,
        FetchError::WrongVideo => 1,
        FetchError::ClientRefused { .. } | FetchError::Unavailable { .. } => 2,
        FetchError::EmptyBody => 3,
        FetchError::TokenNeeded | FetchError::Unplayable { .. } => 4,
        FetchError::LoginRequired { .. } | FetchError::AgeRestricted => 5,
        FetchError::BotCheck => 6,
        _ => 7,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused() -> FetchError {
        FetchError::ClientRefused {
            reason: "not available".to_owned(),
        }
    }

    fn unavailable() -> FetchError {
        FetchError::Unavailable {
            reason: String::new(),
        }
    }

    #[test]
    fn two_clients_with_one_reason_are_believed() {
        let mut verdict = Verdict::default();
        assert!(!verdict.is_settled_by(unavailable()));
        assert!(!verdict.is_settled_by(refused()));
        assert!(!verdict.is_settled_by(refused()));
        assert!(verdict.is_settled_by(unavailable()));
    }

    #[test]
    fn what_lies_in_the_video_or_the_network_is_settled_at_once() {
        for failure in [
            FetchError::Private,
            FetchError::Timeout,
            FetchError::Captcha,
        ] {
            assert!(Verdict::default().is_settled_by(failure));
        }
    }

    #[test]
    fn the_most_telling_reason_is_given() {
        let mut verdict = Verdict::default();
        for failure in [refused(), FetchError::AgeRestricted, FetchError::WrongVideo] {
            verdict.is_settled_by(failure);
        }
        assert_eq!(verdict.into_error().kind(), "age-restricted");
        assert_eq!(Verdict::default().into_error().kind(), "client-refused");
    }
}
