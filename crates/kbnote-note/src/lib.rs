//! The note as text: front matter, claims, anchors, wikilinks, rendering.

mod slug;
pub mod yaml;

pub use slug::{MAX_SLUG_LEN, ParseSlugError, Slug, SlugRule, channel_folder};
