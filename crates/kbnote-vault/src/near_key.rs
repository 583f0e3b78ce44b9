//! The setting or value that an unknown one was meant for.

use kbnote_core::nearest_name;

use crate::setting_keys::known_keys;

/// The most similar known key or value, of an error that names an unknown one and those expected in its place; one of
/// another table with the table's name.
pub(crate) fn meant(message: &str) -> Option<String> {
    let unknown = ["unknown field `", "unknown variant `"];
    let unknown = unknown
        .iter()
        .find_map(|start| message.strip_prefix(start))?;
    let (unknown, expected) = unknown.split_once("`, expected ")?;
    let beside = expected.split('`').skip(1).step_by(2);
    if let Some(near) = nearest_name(unknown, beside) {
        return Some(near.to_owned());
    }
    let all = known_keys();
    let last = |key: &str| key.rsplit('.').next().unwrap_or_default().to_owned();
    let mut elsewhere = all.into_iter().filter(|key| last(key) == unknown);
    elsewhere.next()
}
