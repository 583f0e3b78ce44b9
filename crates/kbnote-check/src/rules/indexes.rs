//! KB5xx: the index notes of channels.

use crate::{Example, Rule, Severity};

pub(crate) static STALE: Rule = Rule {
    code: "KB501",
    name: "stale-index",
    severity: Severity::Warning,
    repairs: false,
    what: "`kbnote index` would change the index note of a channel.",
    why: "Readers go from the index to the notes: what it lacks is not found, and what is gone leads \
          nowhere. `kbnote index` brings it up to date, and leaves out what you took out.",
    example: Example::Files {
        bad: "notes/birds/reed_beds.md, which notes/birds/birds.md does not link to",
        good: "notes/birds/birds.md with - [[reed_beds | Reed beds]]",
    },
};
