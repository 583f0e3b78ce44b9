//! The values that some settings may have, for their JSON Schema.

use schemars::{Schema, SchemaGenerator, json_schema};

pub(crate) fn slug(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "enum": ["transliterate", "ascii", "title"] })
}

pub(crate) fn style(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "examples": ["html", "html-link", "markdown", "logseq"] })
}

pub(crate) fn spacing(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "enum": [true, false, "auto"] })
}

pub(crate) fn paths(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "enum": ["shortest", "absolute", "relative", "auto"] })
}
