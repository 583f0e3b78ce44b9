//! Requests with their parameters, and who answers them.

use std::sync::Arc;

use gen_lsp_types::{Position, Range};
use kbnote_check::Finding;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::document::Document;
use crate::features::{
    actions, completion, definition, hints, hover, links, references, rename, symbols,
};
use crate::transport::{ErrorKind, ResponseError};
use crate::view::View;

#[derive(Deserialize)]
struct AtPosition {
    position: Position,
}

#[derive(Deserialize)]
struct InRange {
    range: Range,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NewName {
    new_name: String,
}

#[derive(Deserialize)]
struct Query {
    query: String,
}

#[derive(Deserialize)]
struct ActionContext {
    only: Option<Vec<String>>,
}

/// Answers a request that changes nothing.
pub(crate) fn answer(
    view: &View<'_, '_>,
    document: Option<&Arc<Document>>,
    method: &str,
    params: &Value,
) -> Result<Value, ResponseError> {
    let open = || document.map(Arc::as_ref).ok_or_else(not_open);
    let offset = || -> Result<usize, ResponseError> {
        Ok(open()?.offset(read::<AtPosition>(params)?.position))
    };
    match method {
        "textDocument/hover" => hover::hover(view, open()?, offset()?),
        "textDocument/definition" => Ok(definition::definition(view, open()?, offset()?)),
        "textDocument/references" => Ok(references::references(view, open()?, offset()?)),
        "textDocument/completion" => completion::complete(view, open()?, offset()?),
        "textDocument/prepareRename" => rename::prepare(view, open()?, offset()?),
        "textDocument/rename" => {
            let name = read::<NewName>(params)?.new_name;
            rename::rename(view, open()?, offset()?, &name)
        }
        "textDocument/documentSymbol" => Ok(symbols::of_document(open()?)),
        "textDocument/documentLink" => links::document_links(view, open()?),
        "textDocument/inlayHint" => {
            let range = open()?.offsets(read::<InRange>(params)?.range);
            hints::hints(view, open()?, &range)
        }
        "workspace/symbol" => Ok(symbols::of_workspace(view, &read::<Query>(params)?.query)),
        _ => {
            let message = format!("`{method}` is not a request that kbnote answers");
            Err(ResponseError::new(ErrorKind::MethodNotFound, message))
        }
    }
}

/// The code actions in a range.
pub(crate) fn actions(
    view: &View<'_, '_>,
    document: &Document,
    findings: &[Finding],
    params: &Value,
) -> Result<Value, ResponseError> {
    let range = document.offsets(read::<InRange>(params)?.range);
    let context = serde_json::from_value::<ActionContext>(params["context"].clone());
    let only = context.ok().and_then(|context| context.only);
    let only: Option<Vec<&str>> = only
        .as_ref()
        .map(|only| only.iter().map(String::as_str).collect());
    actions::actions(view, document, findings, &range, only.as_deref())
}

fn read<T: DeserializeOwned>(params: &Value) -> Result<T, ResponseError> {
    serde_json::from_value(params.clone())
        .map_err(|error| ResponseError::new(ErrorKind::InvalidParams, error.to_string()))
}

/// The note that a request is about is not open.
pub(crate) fn not_open() -> ResponseError {
    ResponseError::new(
        ErrorKind::InvalidParams,
        "the note is not open in the editor",
    )
}
