//! The note as text: front matter, claims, anchors, wikilinks, rendering.
//!
//! A [`Note`] keeps the bytes of its file and knows what they mean as ranges into them: its
//! [`FrontMatter`], its [`Block`]s and [`Heading`]s, its [`Anchor`]s, its [`Wikilink`]s, and its
//! [`Claim`]s, the pieces of prose that are anchored one by one. Changes are [`Splice`]s; what no
//! splice touches stays byte for byte.

mod anchor;
mod block;
mod claim;
mod front_matter;
mod inline;
mod linkable;
mod mask;
mod math;
mod note;
mod outline;
mod place;
mod plain;
mod sentence;
mod splice;
mod structure;
mod text;
mod wikilink;

pub use anchor::{Anchor, AnchorForm, AnchorStyle, Stamp, StampForm, StampPlace};
pub use block::{Block, BlockKind, Heading};
pub use claim::{Claim, ClaimRole};
pub use front_matter::{FrontMatter, FrontMatterEntry};
pub use note::Note;
pub use splice::{EditError, Splice};
pub use wikilink::Wikilink;
