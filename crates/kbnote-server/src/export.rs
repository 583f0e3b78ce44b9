//! The page of a note as one file, which opens from the disk: read-only, without a server.

use kbnote_app::{Error, ErrorKind};
use kbnote_engine::note_view::NoteView;
use percent_encoding::utf8_percent_encode;
use serde_json::Value;

use crate::ADDRESS;
use crate::static_text::{escaped, static_text};

const HTML: &str = include_str!("page/export.html");
const INDEX: &str = include_str!("page/export_index.html");
const STYLE: &str = include_str!("page/page.css");

/// The scripts of the page, in an order in which each follows what it uses. Browsers load no modules
/// from the disk, so they become one script.
const SCRIPTS: [&str; 8] = [
    include_str!("page/dom.js"),
    include_str!("page/model.js"),
    include_str!("page/content.js"),
    include_str!("page/player.js"),
    include_str!("page/strip.js"),
    include_str!("page/view.js"),
    include_str!("page/recording.js"),
    include_str!("page/export.js"),
];

/// What of a sentence only serves to change it.
const FOR_CHANGES: [&str; 5] = ["source", "reason", "places", "unsaid", "proposed_ms"];

/// The mark by which a file is known to be an exported page.
const MARK: &str = "<meta name=\"generator\" content=\"kbnote export\">";

/// Where the links and pictures of a page lead.
pub trait Targets {
    /// The path to the page of the note that a wikilink leads to, or the path in a link.
    fn page(&self, target: &str, is_wikilink: bool) -> Option<String>;

    /// The path to the copy of a picture of the vault.
    ///
    /// # Errors
    /// If it cannot be read or copied.
    fn picture(&self, source: &str) -> Result<Option<String>, Error>;
}

/// A page that shows a note. `index` is the address of the page that lists it with others.
///
/// # Errors
/// If the note cannot be represented in JSON, or a picture cannot be copied.
pub fn note_page(
    view: &NoteView,
    index: Option<&str>,
    targets: &dyn Targets,
) -> Result<String, Error> {
    let json = |error| Error::from_error(ErrorKind::InvalidData, "note", &error);
    let mut note = serde_json::to_value(view).map_err(json)?;
    remove_what_is_for_changes(&mut note);
    set_targets(&mut note["content"], targets)?;
    let data = serde_json::to_string(&note).map_err(json)?;
    let link = index.map(|address| {
        let address = escaped(address);
        format!("<a id=\"home\" href=\"{address}\">All notes</a>")
    });
    Ok(filled(
        HTML,
        &[
            ("mark", MARK),
            ("title", &escaped(view.title())),
            ("index", &link.unwrap_or_default()),
            ("style", STYLE),
            ("text", &static_text(&note["content"])),
            // A text in it cannot end the element.
            ("note", &data.replace('<', "\\u003c")),
            ("script", &SCRIPTS.map(without_imports).concat()),
        ],
    ))
}

/// A page that lists others by their titles and their paths below it.
#[must_use]
pub fn index_page(pages: &[(String, String)]) -> String {
    let row = |(title, path): &(String, String)| {
        let (title, address) = (escaped(title), utf8_percent_encode(path, ADDRESS));
        format!("  <li><a href=\"{address}\">{title}</a></li>\n")
    };
    let rows: String = pages.iter().map(row).collect();
    filled(INDEX, &[("mark", MARK), ("style", STYLE), ("pages", &rows)])
}

/// Whether a file is a page that was exported, and may be replaced by a newer one.
#[must_use]
pub fn is_exported_page(bytes: &[u8]) -> bool {
    bytes
        .windows(MARK.len())
        .any(|window| window == MARK.as_bytes())
}

/// The page shows a note to readers: what helps its author stays with the author.
fn remove_what_is_for_changes(note: &mut Value) {
    note["walk"] = Value::Array(Vec::new());
    for claim in note["claims"].as_array_mut().into_iter().flatten() {
        for key in FOR_CHANGES {
            claim[key] = match claim[key] {
                Value::Array(_) => Value::Array(Vec::new()),
                _ => Value::Null,
            };
        }
    }
}

/// Puts the paths of pages and pictures into a content.
fn set_targets(content: &mut Value, targets: &dyn Targets) -> Result<(), Error> {
    for piece in content.as_array_mut().into_iter().flatten() {
        match piece["kind"].as_str() {
            Some("link") => {
                let url = piece["url"].as_str().filter(|url| !is_web(url));
                let note = piece["note"].as_str();
                let to = note.or(url).map(|to| targets.page(to, note.is_some()));
                if let Some(to) = to {
                    piece["url"] = to.map_or(Value::Null, |to| encoded(&to).into());
                }
            }
            Some("picture") => {
                let source = piece["source"].as_str().unwrap_or_default();
                if !is_web(source) {
                    let copy = targets.picture(source)?;
                    piece["source"] = copy.map_or(Value::Null, |copy| encoded(&copy).into());
                }
            }
            _ => {}
        }
        if let Some(inside) = piece.get_mut("inside") {
            set_targets(inside, targets)?;
        }
    }
    Ok(())
}

fn encoded(path: &str) -> String {
    utf8_percent_encode(path, ADDRESS).to_string()
}

/// Whether an address leads to a site.
fn is_web(address: &str) -> bool {
    let lower = address.to_ascii_lowercase();
    ["https://", "http://", "mailto:"]
        .iter()
        .any(|scheme| lower.starts_with(scheme))
}

/// A script without its imports and exports.
fn without_imports(script: &str) -> String {
    let mut kept = String::new();
    let mut is_import = false;
    for line in script.lines() {
        is_import |= line.starts_with("import ");
        if !is_import {
            kept.push_str(line.strip_prefix("export ").unwrap_or(line));
            kept.push('\n');
        }
        is_import &= !line.ends_with(';');
    }
    kept
}

/// A template with the text for each `{{name}}`; what is filled in is not looked at again.
fn filled(template: &str, texts: &[(&str, &str)]) -> String {
    let mut parts = template.split("{{");
    let mut page = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once("}}").unwrap_or((part, ""));
        let found = texts.iter().find(|(known, _)| *known == name);
        page.push_str(found.map_or("", |(_, text)| text));
        page.push_str(rest);
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_lose_their_imports_and_exports() {
        let script = "import {\n  a,\n  b,\n} from \"./a.js\";\nexport const c = a;\nimport { d } from \"./d.js\";\n// import x\n";
        assert_eq!(without_imports(script), "const c = a;\n// import x\n");
    }

    #[test]
    fn what_is_filled_in_is_not_a_template() {
        let page = filled("<{{a}}|{{b}}|{{c}}>", &[("a", "{{b}}"), ("b", "1")]);
        assert_eq!(page, "<{{b}}|1|>");
    }

    #[test]
    fn only_exported_pages_are_known() {
        assert!(is_exported_page(index_page(&[]).as_bytes()));
        assert!(!is_exported_page(b"<!doctype html>\n<title>Mine</title>"));
    }

    #[test]
    fn titles_and_addresses_are_text() {
        let page = index_page(&[("<b>\"T\"".to_owned(), "a/b\"#.html".to_owned())]);
        assert!(page.contains("<a href=\"a/b%22%23.html\">&lt;b&gt;&quot;T&quot;</a>"));
    }
}
