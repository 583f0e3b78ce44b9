//! Fetches many videos at a limited rate.

use std::num::NonZeroUsize;
use std::time::Duration;

use futures_util::stream::{FuturesUnordered, StreamExt};
use tokio::time::{Instant, sleep_until};

use crate::{ErrorClass, FetchError};

/// Limits for fetching many videos: rate, concurrency, and when to stop.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Batch {
    /// Videos per minute; 0 for no limit.
    pub per_minute: f64,
    /// The number of videos at a time.
    pub jobs: NonZeroUsize,
    /// The number of consecutive refusals after which the batch stops.
    pub patience: usize,
}

impl Default for Batch {
    /// Eight videos per minute, one at a time: well below the limit for guests.
    fn default() -> Self {
        Self {
            per_minute: 8.0,
            jobs: NonZeroUsize::MIN,
            patience: 3,
        }
    }
}

/// What the outcome of a request shows about the server's willingness.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServerSignal {
    /// It responded, possibly that the video does not exist.
    Answered,
    /// It refused.
    Refused,
    /// It refuses every request: continuing is useless.
    Blocked,
}

impl ServerSignal {
    /// The signal of an outcome.
    #[must_use]
    pub fn of<T>(outcome: &Result<T, FetchError>) -> Self {
        match outcome.as_ref().map_err(FetchError::cause) {
            Err(FetchError::Captcha | FetchError::RateLimited { .. }) => Self::Blocked,
            Err(error) if error.class() == ErrorClass::RefusedForNow => Self::Refused,
            _ => Self::Answered,
        }
    }
}

/// The end of a batch.
#[derive(Debug, PartialEq, Eq)]
pub struct BatchEnd<I> {
    /// Whether it stopped because YouTube refused.
    pub gave_up: bool,
    /// The remaining items, in order.
    pub remaining: Vec<I>,
}

impl Batch {
    /// Runs `work` for each of `items` in order, and passes each outcome to `done` when it is ready. The
    /// first starts at once; each later one waits for its turn.
    pub async fn run<I, R, F: Future<Output = R>>(
        &self,
        items: impl IntoIterator<Item = I>,
        work: impl Fn(I) -> F,
        mut done: impl FnMut(R) -> ServerSignal,
    ) -> BatchEnd<I> {
        let mut items = items.into_iter().peekable();
        let mut pace = RateLimiter::new(self.per_minute);
        let mut running = FuturesUnordered::new();
        let mut refusals = 0;
        loop {
            let gave_up = refusals >= self.patience;
            let may_begin = !gave_up && running.len() < self.jobs.get() && items.peek().is_some();
            tokio::select! {
                biased;
                () = pace.turn(), if may_begin => {
                    pace.take_turn();
                    running.extend(items.next().map(&work));
                }
                Some(outcome) = running.next() => match done(outcome) {
                    ServerSignal::Answered if gave_up => {}
                    ServerSignal::Answered => refusals = 0,
                    ServerSignal::Refused => refusals += 1,
                    ServerSignal::Blocked => refusals = self.patience.max(refusals),
                },
                else => break,
            }
        }
        BatchEnd {
            gave_up: refusals >= self.patience,
            remaining: items.collect(),
        }
    }
}

/// Schedules evenly spaced starts.
struct RateLimiter {
    spacing: Duration,
    /// The earliest next start.
    next: Instant,
}

impl RateLimiter {
    fn new(per_minute: f64) -> Self {
        let seconds = if per_minute > 0.0 {
            60.0 / per_minute
        } else {
            0.0
        };
        Self {
            spacing: Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX),
            next: Instant::now(),
        }
    }

    /// Waits for the next turn; without a timer, whose resolution is coarse, if it is due.
    async fn turn(&self) {
        if Instant::now() < self.next {
            sleep_until(self.next).await;
        }
    }

    /// Unused time is not made up for.
    fn take_turn(&mut self) {
        let now = Instant::now();
        self.next = now.checked_add(self.spacing).unwrap_or(now);
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::block_on;

    const FAST: Batch = Batch {
        per_minute: 0.0,
        jobs: NonZeroUsize::MIN,
        patience: 3,
    };

    fn refused() -> Result<(), FetchError> {
        Err(FetchError::BotCheck)
    }

    fn run(batch: Batch, outcomes: Vec<Result<(), FetchError>>) -> (usize, BatchEnd<usize>) {
        let mut count = 0;
        let outcomes: Vec<_> = outcomes
            .into_iter()
            .map(|outcome| Cell::new(Some(outcome)))
            .collect();
        let work = |item: usize| std::future::ready(outcomes[item].take().unwrap());
        let end = block_on(batch.run(0..outcomes.len(), work, |outcome| {
            count += 1;
            ServerSignal::of(&outcome)
        }));
        (count, end.unwrap())
    }

    #[test]
    fn a_batch_ends_with_its_items() {
        let outcomes = vec![
            Ok(()),
            refused(),
            refused(),
            Err(FetchError::Private),
            refused(),
        ];
        let (count, end) = run(FAST, outcomes);
        assert_eq!(
            (count, end),
            (
                5,
                BatchEnd {
                    gave_up: false,
                    remaining: vec![]
                }
            )
        );
    }

    #[test]
    fn repeated_refusals_end_it() {
        let outcomes = vec![Ok(()), refused(), refused(), refused(), Ok(()), Ok(())];
        let (count, end) = run(FAST, outcomes);
        assert_eq!(
            (count, end),
            (
                4,
                BatchEnd {
                    gave_up: true,
                    remaining: vec![4, 5]
                }
            )
        );
    }

    #[test]
    fn a_limit_of_rate_ends_it_at_once() {
        let limited = Err(FetchError::RateLimited { retry_after: None });
        let (count, end) = run(FAST, vec![limited, Ok(())]);
        assert_eq!((count, end.remaining), (1, vec![1]));
    }

    #[test]
    fn at_most_the_given_number_run_at_a_time() {
        let (now, most) = (Cell::new(0), Cell::new(0));
        let work = |_: usize| async {
            now.set(now.get() + 1);
            most.set(most.get().max(now.get()));
            tokio::task::yield_now().await;
            now.set(now.get() - 1);
        };
        let jobs = NonZeroUsize::new(3).unwrap();
        block_on(Batch { jobs, ..FAST }.run(0..20, work, |()| ServerSignal::Answered)).unwrap();
        assert_eq!(most.get(), 3);
    }

    #[tokio::test(start_paused = true)]
    async fn all_but_the_first_wait_for_their_turn() {
        let begun = Instant::now();
        let batch = Batch {
            per_minute: 6.0,
            ..FAST
        };
        let mut at = Vec::new();
        let work = |_: usize| async { begun.elapsed().as_secs() };
        batch
            .run(0..4, work, |second| {
                at.push(second);
                ServerSignal::Answered
            })
            .await;
        assert_eq!(at, [0, 10, 20, 30]);
    }
}
