//! The setting that an unknown key was meant for.

use crate::setting_keys::known_keys;

/// The most similar known key, of an error that names an unknown one and those expected in its place; one of
/// another table with the table's name.
pub(crate) fn meant(message: &str) -> Option<String> {
    let (unknown, expected) = message
        .strip_prefix("unknown field `")?
        .split_once("`, expected ")?;
    let beside = expected.split('`').skip(1).step_by(2);
    if let Some(near) = nearest(unknown, beside) {
        return Some(near.to_owned());
    }
    let all = known_keys();
    let last = |key: &str| key.rsplit('.').next().unwrap_or_default().to_owned();
    let mut elsewhere = all.into_iter().filter(|key| last(key) == unknown);
    elsewhere.next()
}

/// The most similar name, if one is so similar that it may be a slip.
fn nearest<'a>(unknown: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let distance = |name: &&str| strsim::osa_distance(unknown, name);
    let near = names.min_by_key(distance)?;
    (distance(&near) <= 1 + unknown.chars().count() / 4).then_some(near)
}
