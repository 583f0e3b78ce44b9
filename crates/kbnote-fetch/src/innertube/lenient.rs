//! Reading what may come in another shape than the one known, without losing the rest.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// The value, or the default where it is null or of an unknown shape.
pub(crate) fn or_default<'de, D: Deserializer<'de>, T: DeserializeOwned + Default>(
    from: D,
) -> Result<T, D::Error> {
    Ok(T::deserialize(Value::deserialize(from)?).unwrap_or_default())
}

/// The items of a list that are of the shape known.
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
    fn what_is_of_another_shape_is_left_out() {
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
