//! Many videos, one after the other or a few at a time, with manners.

use std::num::NonZeroUsize;
use std::time::Duration;

use futures_util::stream::{FuturesUnordered, StreamExt};
use tokio::time::{Instant, sleep_until};

use crate::{ErrorClass, FetchError};

/// How many videos are fetched: how fast, how many at a time, and when to stop asking.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Batch {
    /// Videos a minute; 0 for as fast as they come.
    pub per_minute: f64,
    /// How many at a time.
    pub jobs: NonZeroUsize,
    /// After so many refusals in a row nothing more is asked for.
    pub patience: usize,
}

impl Default for Batch {
    /// Eight videos a minute, one at a time: well below what YouTube grants to guests.
    fn default() -> Self {
        Self {
            per_minute: 8.0,
            jobs: NonZeroUsize::MIN,
            patience: 3,
        }
    }
}

/// What a piece of work says of YouTube's mood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// It answered, if only that the thing is not there.
    Answered,
    /// It refused.
    Refused,
    /// It refuses us altogether: asking on is of no use.
    Blocked,
}

impl Mood {
    /// What an outcome says of it.
    #[must_use]
    pub fn of<T>(outcome: &Result<T, FetchError>) -> Self {
        match outcome {
            Err(FetchError::Captcha | FetchError::RateLimited { .. }) => Self::Blocked,
            Err(error) if error.class() == ErrorClass::RefusedForNow => Self::Refused,
            _ => Self::Answered,
        }
    }
}

/// How a batch ended.
#[derive(Debug, PartialEq, Eq)]
pub struct BatchEnd<I> {
    /// Whether it was given up, for YouTube refused.
    pub gave_up: bool,
    /// What was not asked for any more, in its order.
    pub left: Vec<I>,
}

impl Batch {
    /// Does `work` for each of `items`, in their order, and hands each outcome to `done` as it
    /// comes. The first begins at once; each further one waits for its turn.
    pub async fn run<I, R, F: Future<Output = R>>(
        &self,
        items: impl IntoIterator<Item = I>,
        work: impl Fn(I) -> F,
        mut done: impl FnMut(R) -> Mood,
    ) -> BatchEnd<I> {
        let mut items = items.into_iter().peekable();
        let mut pace = Pace::new(self.per_minute);
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
                    Mood::Answered if gave_up => {}
                    Mood::Answered => refusals = 0,
                    Mood::Refused => refusals += 1,
                    Mood::Blocked => refusals = self.patience.max(refusals),
                },
                else => break,
            }
        }
        BatchEnd {
            gave_up: refusals >= self.patience,
            left: items.collect(),
        }
    }
}

/// Gives out turns, evenly spaced.
struct Pace {
    spacing: Duration,
    /// When the next piece of work may begin.
    next: Instant,
}

impl Pace {
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

    /// Waits for the next turn; without a timer, whose steps are coarse, where it has come.
    async fn turn(&self) {
        if Instant::now() < self.next {
            sleep_until(self.next).await;
        }
    }

    /// Time that went by unused is not made up for.
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
            Mood::of(&outcome)
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
                    left: vec![]
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
                    left: vec![4, 5]
                }
            )
        );
    }

    #[test]
    fn a_limit_of_rate_ends_it_at_once() {
        let limited = Err(FetchError::RateLimited { retry_after: None });
        let (count, end) = run(FAST, vec![limited, Ok(())]);
        assert_eq!((count, end.left), (1, vec![1]));
    }

    #[test]
    fn no_more_run_at_a_time_than_asked_for() {
        let (now, most) = (Cell::new(0), Cell::new(0));
        let work = |_: usize| async {
            now.set(now.get() + 1);
            most.set(most.get().max(now.get()));
            tokio::task::yield_now().await;
            now.set(now.get() - 1);
        };
        let jobs = NonZeroUsize::new(3).unwrap();
        block_on(Batch { jobs, ..FAST }.run(0..20, work, |()| Mood::Answered)).unwrap();
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
                Mood::Answered
            })
            .await;
        assert_eq!(at, [0, 10, 20, 30]);
    }
}
