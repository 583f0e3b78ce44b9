//! The name that a misspelt one was meant for.

/// The name most like an unknown one, if it is so similar that the unknown one may be a slip: one letter wrong, added,
/// missing or swapped with its neighbour, and one more for each four letters of the last part of a dotted name.
/// Capitals do not count.
///
/// ```
/// # use kbnote_core::nearest_name;
/// let names = ["anchor.style", "links", "notes"];
/// assert_eq!(nearest_name("ancor.stile", names), Some("anchor.style"));
/// assert_eq!(nearest_name("nots", names), Some("notes"));
/// assert_eq!(nearest_name("title", names), None);
/// ```
#[must_use]
pub fn nearest_name<N: AsRef<str>>(unknown: &str, names: impl IntoIterator<Item = N>) -> Option<N> {
    let unknown = unknown.to_lowercase();
    let last = unknown.rsplit(['.', '/']).next().unwrap_or(&unknown);
    let most = 1 + last.chars().count() / 4;
    let distance = |name: &N| strsim::osa_distance(&unknown, &name.as_ref().to_lowercase());
    let near = names.into_iter().min_by_key(distance)?;
    (distance(&near) <= most).then_some(near)
}
