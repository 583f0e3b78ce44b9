//! What the server offers.

use gen_lsp_types::{
    CodeActionKind, CodeActionOptions, CompletionOptions, DocumentLinkOptions,
    ExecuteCommandOptions, PositionEncodingKind, RenameOptions, Save, ServerCapabilities,
    TextDocumentSyncKind, TextDocumentSyncOptions,
};

use crate::client::Client;
use crate::features::{actions, commands};

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
        hover_provider: Some(true.into()),
        definition_provider: Some(true.into()),
        references_provider: Some(true.into()),
        document_symbol_provider: Some(true.into()),
        workspace_symbol_provider: Some(true.into()),
        inlay_hint_provider: Some(true.into()),
        document_link_provider: Some(DocumentLinkOptions::default()),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some(vec!["[".to_owned(), "#".to_owned()]),
            ..CompletionOptions::default()
        }),
        rename_provider: Some(
            RenameOptions {
                prepare_provider: Some(true),
                ..RenameOptions::default()
            }
            .into(),
        ),
        code_action_provider: Some(
            CodeActionOptions {
                code_action_kinds: Some(action_kinds()),
                ..CodeActionOptions::default()
            }
            .into(),
        ),
        execute_command_provider: Some(ExecuteCommandOptions {
            commands: commands::ALL.map(str::to_owned).to_vec(),
            ..ExecuteCommandOptions::default()
        }),
        ..ServerCapabilities::default()
    }
}

fn action_kinds() -> Vec<CodeActionKind> {
    let kinds = [actions::QUICK_FIX, actions::REWRITE, actions::SOURCE];
    kinds
        .map(|kind| CodeActionKind::from(kind.to_owned()))
        .to_vec()
}
