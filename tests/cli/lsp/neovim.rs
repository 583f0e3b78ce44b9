//! A real editor: Neovim without a window, where it is installed.

use std::process::{Command, Stdio};

use serde_json::Value;

use crate::support::TestVault;

const NAME: &str = "notes/fieldnotes/new.md";

/// Opens a note, types, asks, starts a command, saves, and writes what came of it into a file.
const SCRIPT: &str = r#"
local out = {}
local function fail(message)
  out.error = tostring(message)
end
local function run()
  vim.cmd('edit ' .. vim.env.KBNOTE_NOTE)
  vim.bo.filetype = 'markdown'
  local id = vim.lsp.start_client({
    name = 'kbnote', cmd = { vim.env.KBNOTE_BIN, 'lsp' }, root_dir = vim.fn.getcwd(),
  })
  vim.lsp.buf_attach_client(0, id)
  local client
  assert(vim.wait(60000, function()
    client = vim.lsp.get_client_by_id(id)
    return client ~= nil and client.server_capabilities ~= nil and client.initialized == true
  end, 20), 'the server was not initialized')
  local function codes()
    local found = {}
    for _, d in ipairs(vim.diagnostic.get(0)) do found[d.code or d.user_data.lsp.code] = d.lnum end
    return found
  end
  assert(vim.wait(60000, function() return codes().KB301 ~= nil end, 20), 'no findings')
  out.broken_line = codes().KB301
  -- Typing: the finding goes once the link is right.
  local line = vim.api.nvim_buf_get_lines(0, 5, 6, true)[1]
  local at = line:find('nowhere', 1, true)
  vim.api.nvim_buf_set_text(0, 5, at - 1, 5, at - 1 + #'nowhere', { 'the_sourdough_starter' })
  assert(vim.wait(60000, function() return codes().KB301 == nil end, 20), 'the finding stays')
  vim.api.nvim_win_set_cursor(0, { 6, at + 2 })
  local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
  out.hover = client.request_sync('textDocument/hover', params, 60000, 0).result
  out.definition = client.request_sync('textDocument/definition', params, 60000, 0).result
  local uri = vim.uri_from_bufnr(0)
  local answer = client.request_sync('workspace/executeCommand',
    { command = 'kbnote.align', arguments = { { uri = uri } } }, 60000, 0)
  out.command_error = answer.err
  assert(vim.wait(60000, function()
    return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), '\n'):find('yt-timestamp', 1, true) ~= nil
  end, 20), 'no anchors')
  vim.cmd('write')
  -- The answer to a later request comes after the note was recorded.
  client.request_sync('workspace/symbol', { query = 'x' }, 60000, 0)
  out.text = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), '\n')
  vim.lsp.stop_client(id)
  out.stopped = vim.wait(60000, function() return vim.lsp.get_client_by_id(id) == nil end, 20)
end
local done, message = pcall(run)
if not done then fail(message) end
local file = io.open(vim.env.KBNOTE_OUT, 'w')
file:write(vim.json and vim.json.encode(out) or vim.fn.json_encode(out))
file:close()
vim.cmd('qall!')
"#;

#[test]
fn neovim_shows_findings_and_saves_what_kbnote_decides() {
    if Command::new("nvim")
        .arg("--version")
        .stdout(Stdio::null())
        .status()
        .is_err()
    {
        eprintln!("skipped: neovim: nvim is not installed");
        return;
    }
    let vault = TestVault::shipped();
    vault.write(
        NAME,
        "---\ntitle: New\nvideoId: kbnoteDemo1\n---\n\n\
         🦆 Nobody can count two thousand moving ducks one at a time, says [[nowhere]].\n\n\
         For very big flocks the block is a hundred birds.\n",
    );
    vault.write("script.lua", SCRIPT);
    let kbnote = vault.command(["lsp"]);
    let mut nvim = Command::new("nvim");
    nvim.args(["--headless", "-u", "NONE", "-n", "-c", "luafile script.lua"])
        .current_dir(vault.path(""))
        .envs(
            kbnote
                .get_envs()
                .filter_map(|(key, value)| Some((key, value?))),
        )
        .env("KBNOTE_BIN", kbnote.get_program())
        .env("KBNOTE_NOTE", NAME)
        .env("KBNOTE_OUT", vault.path("out.json"))
        .stdin(Stdio::null());
    let output = nvim.output().expect("nvim runs");
    let shown = String::from_utf8_lossy(&output.stderr).into_owned();
    let out: Value = serde_json::from_str(&vault.read("out.json")).expect("a result");
    assert_eq!(out["error"], Value::Null, "{shown}");
    assert_eq!(out["command_error"], Value::Null, "{shown}");
    assert_eq!(out["broken_line"], 5);
    let hover = out["hover"]["contents"]["value"].as_str().expect("a text");
    assert!(hover.starts_with("**The sourdough starter**"), "{hover}");
    let uri = out["definition"]["uri"].as_str().expect("an address");
    assert!(uri.ends_with("the_sourdough_starter.md"), "{uri}");
    assert_eq!(out["stopped"], true);
    let saved = vault.read(NAME);
    assert_eq!(
        saved.trim_end(),
        out["text"].as_str().expect("a text").trim_end()
    );
    assert_eq!(saved.matches("<a class").count(), 2, "{saved}");
    let aligned = vault
        .kbnote(["--json", "align", NAME, "--check"])
        .success()
        .json();
    let claims = aligned["notes"][0]["claims"]
        .as_array()
        .cloned()
        .expect("claims");
    assert!(
        claims.iter().all(|claim| claim["status"] == "kept"),
        "{aligned}"
    );
}
