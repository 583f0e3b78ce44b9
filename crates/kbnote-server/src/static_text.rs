//! The text of a note for readers without scripts: previews, full-text search, text browsers.

use serde_json::Value;

/// The elements that keep their meaning; callouts, footnotes and the like become plain blocks.
const KEPT: [&str; 16] = [
    "blockquote",
    "code",
    "del",
    "em",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "ol",
    "p",
    "pre",
    "strong",
    "table",
    "td",
    "ul",
];

/// A content as HTML without links, pictures and anchors.
pub(crate) fn static_text(content: &Value) -> String {
    let mut html = String::new();
    add(content, &mut html);
    html
}

/// A text for HTML.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

fn add(content: &Value, html: &mut String) {
    for piece in content.as_array().into_iter().flatten() {
        let inside = &piece["inside"];
        match (piece["kind"].as_str(), piece["tag"].as_str()) {
            (Some("text"), _) => *html += &escaped(piece["text"].as_str().unwrap_or_default()),
            (Some("element"), Some("br" | "hr")) => *html += "<br>",
            (Some("element"), Some("task" | "call" | "source")) => {}
            (Some("element"), Some(tag)) => {
                let tag = match tag {
                    "tr" | "head" => "tr",
                    _ => KEPT.iter().find(|&&kept| kept == tag).unwrap_or(&"div"),
                };
                *html += &format!("<{tag}>");
                add(inside, html);
                *html += &format!("</{tag}>");
            }
            _ => add(inside, html),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn text_is_kept_and_harmless() {
        let content = json!([
            {"kind": "element", "tag": "h4", "inside": [{"kind": "text", "text": "A <b> & b"}]},
            {"kind": "element", "tag": "callout", "inside": [
                {"kind": "claim", "inside": [{"kind": "link", "inside": [{"kind": "text", "text": "Reeds"}]}]},
                {"kind": "anchor"},
                {"kind": "picture", "source": "https://example.org/x.png", "text": "x"},
            ]},
        ]);
        let html = "<h4>A &lt;b&gt; &amp; b</h4><div>Reeds</div>";
        assert_eq!(static_text(&content), html);
    }
}
