//! The files of the page, embedded in the binary.

const HTML: &str = include_str!("page.html");

/// Names and texts of the files that the page loads.
const ASSETS: [(&str, &str); 15] = [
    ("api.js", include_str!("api.js")),
    ("changes.js", include_str!("changes.js")),
    ("content.js", include_str!("content.js")),
    ("dom.js", include_str!("dom.js")),
    ("follow.js", include_str!("follow.js")),
    ("icon.svg", include_str!("icon.svg")),
    ("list.js", include_str!("list.js")),
    ("model.js", include_str!("model.js")),
    ("note.js", include_str!("note.js")),
    ("page.css", include_str!("page.css")),
    ("page.js", include_str!("page.js")),
    ("player.js", include_str!("player.js")),
    ("recording.js", include_str!("recording.js")),
    ("strip.js", include_str!("strip.js")),
    ("view.js", include_str!("view.js")),
];

/// What the page is to do.
#[derive(Clone, Copy, Debug, Default)]
pub struct PageSettings {
    /// Whether it must do without the video player.
    pub offline: bool,
    /// Whether it anchors new sentences without being asked.
    pub write: bool,
}

/// The page. Its files are loaded from an address with the token, so that the modules of the script
/// can import each other by relative paths.
pub(crate) fn html(token: &str, settings: PageSettings) -> String {
    let word = |is_on| if is_on { "yes" } else { "no" };
    HTML.replace("{{token}}", token)
        .replace("{{offline}}", word(settings.offline))
        .replace("{{write}}", word(settings.write))
}

/// Content type and text of a file of the page.
pub(crate) fn asset(name: &str) -> Option<(&'static str, &'static str)> {
    let (_, text) = ASSETS.iter().find(|(known, _)| *known == name)?;
    let content_type = match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "text/javascript; charset=utf-8",
    };
    Some((content_type, text))
}
