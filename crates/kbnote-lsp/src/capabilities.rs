//! What the server offers.

use gen_lsp_types::{
    PositionEncodingKind, Save, ServerCapabilities, TextDocumentSyncKind, TextDocumentSyncOptions,
};

use crate::client::Client;

/// What the server offers to an editor.
pub(crate) fn capabilities(client: &Client) -> ServerCapabilities {
    let sync = TextDocumentSyncOptions {
        open_close: Some(true),
        change: Some(TextDocumentSyncKind::Incremental),
        save: Some(Save::Bool(true)),
        ..TextDocumentSyncOptions::default()
    };
    ServerCapabilities {
        position_encoding: Some(PositionEncodingKind::from(
            client.encoding.name().to_owned(),
        )),
        text_document_sync: Some(sync.into()),
        ..ServerCapabilities::default()
    }
}
