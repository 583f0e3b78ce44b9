//! Combines the failures of several clients.

use crate::{ClientAnswer, ErrorClass, FetchError};

/// The failures of the clients that were tried for one request.
#[derive(Debug, Default)]
pub(crate) struct ClientFailures {
    clients: Vec<ClientAnswer>,
    failures: Vec<FetchError>,
}

impl ClientFailures {
    /// Adds the failure of a client. Returns whether trying another client is useless: the failure does not depend on
    /// the client, or two clients gave the same reason.
    pub(crate) fn add_is_final(&mut self, client: &str, failure: FetchError) -> bool {
        let is_agreed = is_final_if_repeated(&failure)
            && self.failures.iter().any(|f| f.kind() == failure.kind());
        let is_settled = is_agreed || !may_depend_on_client(&failure);
        self.clients.push(ClientAnswer {
            client: client.to_owned(),
            kind: failure.kind(),
        });
        self.failures.push(failure);
        is_settled
    }

    /// Whether an account may succeed where guests were refused.
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

    /// The most informative failure; of equals, the first. With what each client answered, unless all say that the video
    /// is not available.
    pub(crate) fn into_error(self) -> FetchError {
        let failures = self.failures.into_iter().rev();
        let error = failures
            .max_by_key(weight)
            .unwrap_or_else(|| FetchError::ClientRefused {
                reason: "the table of clients has no entry for videos".to_owned(),
            });
        let differs = self
            .clients
            .iter()
            .any(|answer| answer.kind != error.kind());
        let is_refusal = error.class() == ErrorClass::RefusedForNow;
        if self.clients.len() > 1 && (differs || is_refusal) {
            let error = Box::new(error);
            return FetchError::EachClient {
                error,
                answers: self.clients,
            };
        }
        error
    }
}

/// Whether another client may succeed.
const fn may_depend_on_client(failure: &FetchError) -> bool {
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

/// Whether the same reason from a second client is final.
const fn is_final_if_repeated(failure: &FetchError) -> bool {
    matches!(
        failure,
        FetchError::Unavailable { .. }
            | FetchError::LoginRequired { .. }
            | FetchError::Unplayable { .. }
            | FetchError::BotCheck
    )
}

/// How informative a failure is about the video or the network, rather than about one client.
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
        let mut failures = ClientFailures::default();
        assert!(!failures.add_is_final("A", unavailable()));
        assert!(!failures.add_is_final("A", refused()));
        assert!(!failures.add_is_final("A", refused()));
        assert!(failures.add_is_final("A", unavailable()));
    }

    #[test]
    fn failures_of_video_or_network_are_final_at_once() {
        for failure in [
            FetchError::Private,
            FetchError::Timeout,
            FetchError::Captcha,
        ] {
            assert!(ClientFailures::default().add_is_final("A", failure));
        }
    }

    #[test]
    fn the_most_specific_reason_is_given() {
        let mut failures = ClientFailures::default();
        for failure in [refused(), FetchError::AgeRestricted, FetchError::WrongVideo] {
            failures.add_is_final("A", failure);
        }
        let error = failures.into_error();
        assert_eq!(error.kind(), "age-restricted");
        insta::assert_snapshot!(error, @"the video is age-restricted (A: client-refused, A: age-restricted, A: wrong-video)");
        assert_eq!(
            ClientFailures::default().into_error().kind(),
            "client-refused"
        );
    }
}
