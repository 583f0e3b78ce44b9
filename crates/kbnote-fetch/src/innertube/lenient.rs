//! Lenient deserialization: an unknown format of one value does not affect the rest.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// The value, or the default if it is null or malformed.
pub(crate) fn or_default<'de, D: Deserializer<'de>, T: DeserializeOwned + Default>(
    from: D,
) -> Result<T, D::Error> {
    Ok(T::deserialize(Value::deserialize(from)?).unwrap_or_default())
}

/// The well-formed items of a list.
pub(crate) fn each<'de, D: Deserializer<'de>, T: DeserializeOwned>(
    from: D,
) -> Result<Vec<T>, D::Error> {
    let items = Vec::<Value>::deserialize(Value::deserialize(from)?).unwrap_or_default();
    Ok(items
        .into_iter()
        .filter_map(|item| T::deserialize(item).ok())
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default, Deserialize)]
    #[serde(default)]
    struct Shape {
        #[serde(deserialize_with = "or_default")]
        one: String,
        #[serde(deserialize_with = "each")]
        many: Vec<u8>,
    }

    #[test]
    fn malformed_values_are_skipped() {
        let read = |text| serde_json::from_str::<Shape>(text).unwrap();
        let shape = read(r#"{"one": null, "many": [1, "two", 3]}"#);
        assert_eq!(
            (shape.one.as_str(), shape.many.as_slice()),
            ("", [1, 3].as_slice())
        );
        assert!(read(r#"{"one": {}, "many": null}"#).many.is_empty());
        assert_eq!(read(r#"{"one": "text"}"#).one, "text");
    }
}
