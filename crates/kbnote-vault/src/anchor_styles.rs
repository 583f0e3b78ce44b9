//! `[anchor.styles]`: reading and checking the styles of anchors that a vault defines.

use std::collections::BTreeMap;

use kbnote_note::{CustomStyle, CustomStyles, TemplateError};
use serde::de::Error;
use serde::{Deserialize, Deserializer};

/// A template that can be used; its name is not known yet.
struct Template(CustomStyle);

impl<'de> Deserialize<'de> for Template {
    fn deserialize<D: Deserializer<'de>>(value: D) -> Result<Self, D::Error> {
        let text = String::deserialize(value)?;
        let unnamed = |text| {
            let style = CustomStyle::new("", text)?;
            let styles = CustomStyles::new([style.clone()]);
            styles.check().map_err(|(_, error)| error)?;
            Ok(Self(style))
        };
        unnamed(&text).map_err(|error: TemplateError| D::Error::custom(pointed(&text, &error)))
    }
}

/// The message with the part of the template that is wrong, if it is a part only.
fn pointed(template: &str, error: &TemplateError) -> String {
    match template.get(error.range.clone()) {
        Some(part) if part != template && !error.to_string().contains(part) => {
            format!("{error} (`{part}`)")
        }
        _ => error.to_string(),
    }
}

/// Reads templates by their names.
pub(crate) fn read<'de, D: Deserializer<'de>>(value: D) -> Result<CustomStyles, D::Error> {
    let templates = BTreeMap::<String, Template>::deserialize(value)?;
    let named = templates
        .into_iter()
        .map(|(name, Template(style))| style.with_name(name));
    let styles = CustomStyles::new(named);
    let error = |(name, error)| D::Error::custom(format!("style `{name}`: {error}"));
    styles.check().map_err(error)?;
    Ok(styles)
}

#[cfg(test)]
mod tests {
    use crate::Settings;

    #[test]
    fn styles_are_read_and_mistakes_shown_where_they_are() {
        let settings = Settings::parse(
            "[anchor]\nstyle = 'player'\n[anchor.styles]\nplayer = '[▶ {{time}}]({{url}})'",
        );
        assert_eq!(settings.unwrap().anchor.style().name(), "player");
        for (text, expected) in [
            (
                "[anchor.styles]\na = '(▶ {{time}})'\nb = '(▶ {{tiem}})'",
                "at line 3, column 5\n  |\n3 | b = '(▶ {{tiem}})'\n  |     ^^^",
            ),
            ("anchor.styles.a = '(▶)'", "the time is missing"),
            (
                "anchor.styles.html = '(▶ {{time}})'",
                "`html` is a built-in style",
            ),
            (
                "[anchor.styles]\na = '(▶ {{time}})'\nb = '(▶ {{time}})'",
                "style `b`: it is read as",
            ),
        ] {
            let error = Settings::parse(text).unwrap_err().to_string();
            assert!(error.contains(expected), "{text}: {error}");
        }
    }
}
