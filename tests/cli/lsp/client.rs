//! An editor that speaks with `kbnote lsp`, as far as a test needs one.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::TestVault;

/// Only a server that hangs is waited for so long.
const PATIENCE: Duration = Duration::from_secs(120);

/// An editor with a server of its own, ended with the test.
pub(crate) struct Editor<'v> {
    vault: &'v TestVault,
    child: Child,
    input: Option<ChildStdin>,
    messages: Receiver<Value>,
    /// Messages that were not waited for yet.
    unread: Vec<Value>,
    next_id: i64,
    /// What the server offers.
    pub(crate) capabilities: Value,
    /// The open notes with their versions and texts.
    open: BTreeMap<String, (i64, String)>,
}

impl<'v> Editor<'v> {
    /// An editor of today in UTF-16, initialized.
    pub(crate) fn start(vault: &'v TestVault) -> Self {
        Self::start_with(vault, &json!({}))
    }

    /// The same with these capabilities in place of the usual ones of the same names.
    pub(crate) fn start_with(vault: &'v TestVault, capabilities: &Value) -> Self {
        let mut all = json!({
            "general": {"positionEncodings": ["utf-16"]},
            "workspace": {
                "applyEdit": true,
                "workspaceEdit": {
                    "documentChanges": true,
                    "resourceOperations": ["create", "rename", "delete"],
                },
            },
            "window": {"showDocument": {"support": true}},
        });
        merge(&mut all, capabilities);
        let mut editor = Self::uninitialized(vault);
        let root = editor.uri("");
        let params = json!({"processId": null, "rootUri": root, "capabilities": all});
        editor.capabilities = editor.request("initialize", &params)["capabilities"].take();
        editor.notify("initialized", &json!({}));
        editor
    }

    /// A server that has not been initialized.
    pub(crate) fn uninitialized(vault: &'v TestVault) -> Self {
        let mut child = vault.start(["lsp"]);
        let input = child.stdin.take();
        let output = child.stdout.take().expect("a standard output");
        let (sender, messages) = mpsc::channel();
        thread::spawn(move || {
            let mut output = BufReader::new(output);
            while let Some(message) = read(&mut output) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        Self {
            vault,
            child,
            input,
            messages,
            unread: Vec::new(),
            next_id: 0,
            capabilities: Value::Null,
            open: BTreeMap::new(),
        }
    }

    /// The address of a file of the vault.
    pub(crate) fn uri(&self, name: &str) -> String {
        let path = self.vault.path(name).display().to_string();
        format!("file://{}", path.trim_end_matches('/'))
    }

    /// Sends bytes as they are.
    pub(crate) fn send_raw(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().expect("an open input");
        input.write_all(bytes).expect("the server reads");
        input.flush().expect("the server reads");
    }

    pub(crate) fn send(&mut self, message: &Value) {
        let body = message.to_string();
        let header = format!("Content-Length: {}\r\n\r\n", body.len());
        self.send_raw(&[header.as_bytes(), body.as_bytes()].concat());
    }

    pub(crate) fn notify(&mut self, method: &str, params: &Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Sends a request and does not wait; its id.
    pub(crate) fn begin(&mut self, method: &str, params: &Value) -> i64 {
        self.next_id += 1;
        let id = self.next_id;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        id
    }

    /// The response to a request.
    pub(crate) fn response(&mut self, id: i64) -> Value {
        self.wait(|message| message["id"] == id && message.get("method").is_none())
    }

    /// The result of a request, which must succeed.
    #[track_caller]
    pub(crate) fn request(&mut self, method: &str, params: &Value) -> Value {
        let id = self.begin(method, params);
        let mut response = self.response(id);
        assert!(response.get("error").is_none(), "{method}: {response}");
        response["result"].take()
    }

    /// The error of a request, which must fail.
    #[track_caller]
    pub(crate) fn failure(&mut self, method: &str, params: &Value) -> Value {
        let id = self.begin(method, params);
        let mut response = self.response(id);
        assert!(response.get("error").is_some(), "{method}: {response}");
        response["error"].take()
    }

    /// The result of a request on a place of an open note.
    #[track_caller]
    pub(crate) fn at(&mut self, method: &str, name: &str, position: &Value) -> Value {
        let params = json!({"textDocument": {"uri": self.uri(name)}, "position": position});
        self.request(method, &params)
    }

    /// Waits for a message; others are kept.
    pub(crate) fn wait(&mut self, is_it: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.unread.iter().position(&is_it) {
            return self.unread.remove(at);
        }
        loop {
            let message = self
                .messages
                .recv_timeout(PATIENCE)
                .expect("a message in time");
            if is_it(&message) {
                return message;
            }
            self.unread.push(message);
        }
    }

    /// Waits for a notification or request of the server.
    pub(crate) fn wait_for(&mut self, method: &str) -> Value {
        self.wait(|message| message["method"] == method)
    }

    /// Opens a note of the vault as it is in its file.
    pub(crate) fn open(&mut self, name: &str) {
        let text = self.vault.read(name);
        self.open_with(name, &text);
    }

    /// Opens a note of the vault with a text.
    pub(crate) fn open_with(&mut self, name: &str, text: &str) {
        let uri = self.uri(name);
        self.open_uri(&uri, text);
    }

    pub(crate) fn open_uri(&mut self, uri: &str, text: &str) {
        let item = json!({"uri": uri, "languageId": "markdown", "version": 1, "text": text});
        self.notify("textDocument/didOpen", &json!({"textDocument": item}));
        self.open.insert(uri.to_owned(), (1, text.to_owned()));
    }

    /// The text of an open note as the editor has it.
    pub(crate) fn text(&self, name: &str) -> &str {
        &self.open[&self.uri(name)].1
    }

    /// Replaces the text of an open note.
    pub(crate) fn set_text(&mut self, name: &str, text: &str) {
        self.change(name, &json!([{"text": text}]), text);
    }

    /// Changes an open note; `text` is its text then.
    pub(crate) fn change(&mut self, name: &str, changes: &Value, text: &str) {
        let uri = self.uri(name);
        let (version, known) = self.open.get_mut(&uri).expect("an open note");
        *version += 1;
        text.clone_into(known);
        let document = json!({"uri": uri, "version": *version});
        let params = json!({"textDocument": document, "contentChanges": changes});
        self.notify("textDocument/didChange", &params);
    }

    /// Writes an open note into its file, as the editor has it.
    pub(crate) fn save(&mut self, name: &str) {
        self.vault.write(name, self.text(name));
        let params = json!({"textDocument": {"uri": self.uri(name)}});
        self.notify("textDocument/didSave", &params);
    }

    /// Where some words first are in an open note, in UTF-16.
    #[track_caller]
    pub(crate) fn position_of(&self, name: &str, words: &str) -> Value {
        let text = self.text(name);
        let at = text
            .find(words)
            .unwrap_or_else(|| panic!("no {words} in {text}"));
        position(text, at)
    }

    /// The actions at some words of an open note.
    pub(crate) fn actions(&mut self, name: &str, words: &str) -> Vec<Value> {
        let at = self.position_of(name, words);
        let range = json!({"start": at, "end": at});
        let document = json!({"uri": self.uri(name)});
        let params =
            json!({"textDocument": document, "range": range, "context": {"diagnostics": []}});
        let actions = self.request("textDocument/codeAction", &params);
        actions.as_array().cloned().expect("a list of actions")
    }

    /// Does what an action at some words says, as an editor does; the title begins so.
    #[track_caller]
    pub(crate) fn act(&mut self, name: &str, words: &str, title: &str) {
        let actions = self.actions(name, words);
        let is_it = |action: &&Value| {
            action["title"]
                .as_str()
                .is_some_and(|t| t.starts_with(title))
        };
        let action = actions.iter().find(is_it);
        let action = action
            .unwrap_or_else(|| panic!("no {title} among {actions:#?}"))
            .clone();
        if action["edit"].is_object() {
            self.apply(&action["edit"]);
        }
        if action["command"].is_object() {
            self.execute(
                &action["command"]["command"],
                &action["command"]["arguments"],
            );
        }
    }

    /// Starts a command and makes the change that comes of it, if one does.
    pub(crate) fn execute(&mut self, command: &Value, arguments: &Value) {
        let params = json!({"command": command, "arguments": arguments});
        let id = self.begin("workspace/executeCommand", &params);
        let mut message = self.wait(|message| {
            message["id"] == id && message.get("method").is_none()
                || message["method"] == "workspace/applyEdit"
        });
        if message["method"] == "workspace/applyEdit" {
            self.apply(&message["params"]["edit"]);
            let result = json!({"applied": true});
            self.send(&json!({"jsonrpc": "2.0", "id": message["id"], "result": result}));
            message = self.response(id);
        }
        assert!(message.get("error").is_none(), "{message}");
    }

    /// Makes changes of the texts of open notes, and announces them.
    pub(crate) fn apply(&mut self, edit: &Value) {
        let changes = edit["documentChanges"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let plain = edit["changes"].as_object().cloned().unwrap_or_default();
        let plain = plain
            .into_iter()
            .map(|(uri, edits)| json!({"textDocument": {"uri": uri}, "edits": edits}));
        for change in changes
            .into_iter()
            .chain(plain)
            .filter(|change| change["edits"].is_array())
        {
            let uri = change["textDocument"]["uri"]
                .as_str()
                .expect("an address")
                .to_owned();
            let (version, text) = self.open.get(&uri).expect("an open note").clone();
            if let Some(of) = change["textDocument"]["version"].as_i64() {
                assert_eq!(of, version, "the change is of another version");
            }
            let new = edited(&text, change["edits"].as_array().expect("edits"));
            self.open.insert(uri.clone(), (version + 1, new.clone()));
            let document = json!({"uri": uri, "version": version + 1});
            let params = json!({"textDocument": document, "contentChanges": [{"text": new}]});
            self.notify("textDocument/didChange", &params);
        }
    }

    /// The findings in an open note as it is now.
    pub(crate) fn findings(&mut self, name: &str) -> Vec<Value> {
        let uri = self.uri(name);
        self.findings_at(&uri)
    }

    pub(crate) fn findings_at(&mut self, uri: &str) -> Vec<Value> {
        let version = self.open[uri].0;
        let published = self.wait(|message| {
            let params = &message["params"];
            message["method"] == "textDocument/publishDiagnostics"
                && params["uri"] == uri
                && params["version"] == version
        });
        let findings = published["params"]["diagnostics"].as_array().cloned();
        findings.expect("a list of findings")
    }

    /// Ends the server as editors do; its exit code.
    pub(crate) fn shut_down(mut self) -> i32 {
        self.request("shutdown", &Value::Null);
        self.notify("exit", &Value::Null);
        self.ended()
    }

    /// The exit code of a server that ends by itself.
    pub(crate) fn ended(&mut self) -> i32 {
        let code = self.child.wait().expect("an end").code();
        code.expect("an exit code")
    }

    /// Closes the input of the server; its exit code.
    pub(crate) fn hang_up(mut self) -> i32 {
        drop(self.input.take());
        self.ended()
    }
}

impl Drop for Editor<'_> {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The position of an offset, in UTF-16.
pub(crate) fn position(text: &str, offset: usize) -> Value {
    let line = text[..offset].matches('\n').count();
    let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    let character = text[start..offset].encode_utf16().count();
    json!({"line": line, "character": character})
}

/// The offset of a position in UTF-16.
fn offset(text: &str, position: &Value) -> usize {
    let number =
        |key: &str| usize::try_from(position[key].as_u64().expect("a number")).expect("a place");
    let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1));
    let start = starts
        .clone()
        .nth(number("line"))
        .expect("a line of the text");
    let units = text[start..].char_indices().scan(0, |units, (at, c)| {
        let before = *units;
        *units += c.len_utf16();
        Some((before, at))
    });
    let mut units = units.chain([(usize::MAX, text.len() - start)]);
    let (_, at) = units
        .find(|(before, _)| *before >= number("character"))
        .expect("a place");
    start + at
}

/// A text after edits, which do not overlap.
pub(crate) fn edited(text: &str, edits: &[Value]) -> String {
    let range = |edit: &Value| {
        let place = |end: &str| offset(text, &edit["range"][end]);
        place("start")..place("end")
    };
    let mut edits: Vec<_> = edits
        .iter()
        .map(|edit| (range(edit), &edit["newText"]))
        .collect();
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    let mut new = text.to_owned();
    for (range, with) in edits.into_iter().rev() {
        new.replace_range(range, with.as_str().expect("a text"));
    }
    new
}

/// Puts the values of one object into another, those of objects in it too.
fn merge(into: &mut Value, from: &Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (key, value) in from {
                merge(into.entry(key).or_insert(Value::Null), value);
            }
        }
        (into, from) => *into = from.clone(),
    }
}

/// Reads a message; nothing but messages may come.
fn read(output: &mut impl BufRead) -> Option<Value> {
    let mut length = None;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if line == "\r\n" {
            break;
        }
        let value = line.strip_prefix("Content-Length: ").expect("a header");
        length = value.trim().parse().ok();
    }
    let mut body = vec![0; length.expect("a length")];
    output.read_exact(&mut body).ok()?;
    Some(serde_json::from_slice(&body).expect("a message in JSON"))
}
