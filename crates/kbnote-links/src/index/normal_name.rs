//! Link targets in comparable form.

/// A link target in comparable form: lower case, without heading and `.md`.
pub(super) fn normal_name(link: &str) -> String {
    let name = link
        .split(['#', '|'])
        .next()
        .unwrap_or(link)
        .trim()
        .to_lowercase();
    name.strip_suffix(".md").map_or(name.clone(), str::to_owned)
}
