//! What changes in the vault while its notes are open.

use kbnote_vault::WatchEvent;
use serde::Serialize;

/// An event of `GET /api/events`, a stream of server-sent events: files changed, or are watched otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema, ts_rs::TS))]
pub struct VaultEvent {
    schema: &'static str,
    /// Paths of the files and folders that changed; if there are none, any may have changed.
    paths: Vec<String>,
    /// Why changes are from now on found by comparing times of files, which takes a second or longer.
    polling: Option<String>,
}

impl VaultEvent {
    /// Anything may have changed.
    #[must_use]
    pub fn anything() -> Self {
        Self::from(WatchEvent::ManyChanged)
    }
}

impl From<WatchEvent> for VaultEvent {
    fn from(event: WatchEvent) -> Self {
        let (paths, polling) = match event {
            WatchEvent::Changed(paths) => (paths, None),
            WatchEvent::ManyChanged => (Vec::new(), None),
            WatchEvent::Polling(reason) => (Vec::new(), Some(reason)),
        };
        Self {
            schema: "kbnote.serve-event/1",
            paths,
            polling,
        }
    }
}

#[cfg(test)]
mod tests {
    use kbnote_testkit::{assert_described, assert_generated, json_schema};
    use ts_rs::{Config, TS};

    use super::*;

    #[test]
    fn json_page_is_current() {
        let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../kbnote/JSON.md");
        let schema = json_schema::<VaultEvent>();
        assert_described(page.as_ref(), &[("kbnote.serve-event/1", schema)]);
    }

    #[test]
    fn typescript_types_are_current() {
        let types = format!("export {}\n", VaultEvent::decl(&Config::new()));
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../kbnote-server/src/page/vault_event.d.ts"
        );
        assert_generated(path.as_ref(), &types);
    }
}
