//! The names of all settings, with their defaults, as the commented file of a new vault has them.

/// Every setting, commented out with its default, and a line of explanation.
pub(crate) const COMMENTED: &str = include_str!("settings.toml");

/// The settings that only the user's own file may have, with their defaults.
const USER_ONLY: &str = "[network]\nproxy = \"\"\ncookies = \"\"\n";

/// The dotted names of all settings of a vault, in the order of the file.
pub(crate) fn known_keys() -> Vec<String> {
    leaves(&defaults())
        .into_iter()
        .map(|(key, _)| key)
        .collect()
}

/// All settings of a vault at their defaults.
pub(crate) fn defaults() -> toml::Table {
    uncommented().parse().unwrap_or_default()
}

/// The settings that only the user's own file may have, at their defaults.
pub(crate) fn user_defaults() -> toml::Table {
    USER_ONLY.parse().unwrap_or_default()
}

/// The commented file with every setting in it made one that counts.
pub(crate) fn uncommented() -> String {
    let is_setting = |line: &str| line.starts_with('#') && !line.starts_with("# ");
    let lines = COMMENTED.lines();
    let lines = lines.map(|line| if is_setting(line) { &line[1..] } else { line });
    lines.collect::<Vec<_>>().join("\n")
}

/// The values of a table with their dotted names; an empty table is a value.
pub(crate) fn leaves(table: &toml::Table) -> Vec<(String, toml::Value)> {
    let mut found = Vec::new();
    for (key, value) in table {
        match value {
            toml::Value::Table(inner) if !inner.is_empty() => {
                let inner = leaves(inner).into_iter();
                found.extend(inner.map(|(rest, value)| (format!("{key}.{rest}"), value)));
            }
            _ => found.push((key.clone(), value.clone())),
        }
    }
    found
}
