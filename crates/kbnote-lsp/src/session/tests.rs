//! What becomes of requests whose note changes, or that are cancelled, wherever that arrives in between.

use std::io::{self, Write};
use std::sync::mpsc;

use kbnote_app::{SilentObserver, WorkspaceOptions};

use super::*;

/// What the server has sent.
#[derive(Clone, Debug, Default)]
struct Output(Arc<Mutex<Vec<u8>>>);

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Output {
    /// The code of the error with which a request was answered; none if it has a result.
    fn codes(&self, id: i64) -> Vec<Option<i64>> {
        let bytes = self.0.lock().unwrap().clone();
        let text = String::from_utf8(bytes).unwrap();
        let messages = text.split("Content-Length: ").skip(1);
        let bodies = messages.filter_map(|message| message.split_once("\r\n\r\n"));
        let messages = bodies.map(|(_, body)| serde_json::from_str::<Value>(body).unwrap());
        let own = messages.filter(|message| message["id"] == id);
        own.map(|message| message["error"]["code"].as_i64())
            .collect()
    }
}

const URI: &str = "file:///elsewhere/note.md";

fn notified(method: &str, params: Value) -> Event {
    let method = method.to_owned();
    Event::Message(Message::Notification { method, params })
}

fn requested(id: i64) -> Event {
    Event::Message(Message::Request {
        id: Id::Number(id),
        method: "textDocument/documentSymbol".to_owned(),
        params: json!({"textDocument": {"uri": URI}}),
    })
}

fn changed(version: i32) -> Event {
    let params = json!({
        "textDocument": {"uri": URI, "version": version},
        "contentChanges": [{"text": format!("# Version {version}\n")}],
    });
    notified("textDocument/didChange", params)
}

/// Runs a session with an open note whose names are read, and returns what it sent.
fn run(steps: impl FnOnce(&mut Session<'_>)) -> Output {
    let dir = tempfile::tempdir().unwrap();
    let options = WorkspaceOptions {
        vault: Some(dir.path().to_owned()),
        offline: true,
        command: "lsp",
    };
    let workspace = Workspace::open(&options, Box::new(SilentObserver)).unwrap();
    let output = Output::default();
    let outbox = Outbox::new(output.clone());
    let news = Mutex::default();
    let (ask, _asked) = mpsc::channel();
    let page = |_: &Path| Ok(String::new());
    let editor = EditorState::new(Client::read(&json!({})));
    let mut session = Session::new(&workspace, editor, &outbox, (ask, &news), &page);
    let names = crate::vault_names::read_names(&workspace);
    news.lock().unwrap().push(VaultNews::Names(names));
    session.take(Event::News);
    let item = json!({"uri": URI, "languageId": "markdown", "version": 1, "text": "# Version 1\n"});
    session.take(notified(
        "textDocument/didOpen",
        json!({"textDocument": item}),
    ));
    steps(&mut session);
    while session.has_work() {
        session.work();
    }
    output
}

#[test]
fn a_request_on_a_text_that_changes_is_answered_as_out_of_date() {
    const CONTENT_MODIFIED: i64 = -32801;
    let output = run(|session| {
        session.take(requested(1));
        session.take(changed(2));
    });
    assert_eq!(
        output.codes(1),
        [Some(CONTENT_MODIFIED)],
        "before it is worked on"
    );
    let output = run(|session| {
        session.take(requested(1));
        session.work();
        session.take(changed(2));
    });
    assert_eq!(
        output.codes(1),
        [Some(CONTENT_MODIFIED)],
        "before it is sent"
    );
    let output = run(|session| {
        session.take(requested(1));
        session.work();
        session.work();
        session.take(changed(2));
        session.take(requested(2));
    });
    assert_eq!((output.codes(1), output.codes(2)), (vec![None], vec![None]));
}

#[test]
fn a_cancelled_request_is_answered_once() {
    const CANCELLED: i64 = -32800;
    for works in [0, 1] {
        let output = run(|session| {
            session.take(requested(1));
            (0..works).for_each(|_| session.work());
            session.take(notified("$/cancelRequest", json!({"id": 1})));
        });
        assert_eq!(output.codes(1), [Some(CANCELLED)], "{works}");
    }
}
