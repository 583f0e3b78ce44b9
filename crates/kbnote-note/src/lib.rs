//! The note as text: front matter, claims, anchors, wikilinks, rendering.
