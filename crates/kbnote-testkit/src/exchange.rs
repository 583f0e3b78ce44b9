//! One request with its reply.

use crate::{Pattern, Reply};

/// What is asked, what is answered, and how often.
#[derive(Clone, Debug)]
pub struct Exchange {
    pub(crate) pattern: Pattern,
    pub(crate) reply: Reply,
    pub(crate) left: Option<usize>,
}

impl Exchange {
    /// An exchange that is played as often as it is asked for.
    #[must_use]
    pub const fn new(pattern: Pattern, reply: Reply) -> Self {
        Self {
            pattern,
            reply,
            left: None,
        }
    }

    /// Plays it at most `times` times; later requests go to the next exchange that fits.
    #[must_use]
    pub const fn times(mut self, times: usize) -> Self {
        self.left = Some(times);
        self
    }

    /// Plays it once.
    #[must_use]
    pub const fn once(self) -> Self {
        self.times(1)
    }
}
