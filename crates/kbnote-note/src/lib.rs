//! The note as text: front matter, claims, anchors, wikilinks, rendering.

mod draft;
mod heading;
mod link_style;
pub mod render;
mod slug;
pub mod suggest;
pub mod yaml;

pub use draft::Draft;
pub use heading::heading_text;
pub use link_style::{LinkPlace, LinkStyle, display_text, is_linkable_target};
pub use slug::{MAX_SLUG_LEN, ParseSlugError, Slug, SlugRule, channel_folder};
