//! Puts an anchor behind each sentence of a note that has none, and changes no other byte:
//! `cargo run -p kbnote-note --example edit_note`

#![allow(clippy::print_stdout)]

use std::error::Error;

use kbnote_core::Timestamp;
use kbnote_note::{AnchorFormat, AnchorStyle, Note};

/// Odd spaces and a list marker of the author's: all of it stays.
const WRITTEN: &str = "---
title:   Roost sites
videoId: kbnoteDemo1
---

Starlings   share a roost.  Reeds hide it [00:00:42](https://youtu.be/kbnoteDemo1?t=42).

+ One counts at dusk.
";

fn main() -> Result<(), Box<dyn Error>> {
    let note = Note::parse(WRITTEN);
    let format = AnchorFormat::from(AnchorStyle::Markdown);

    let claims = note.claims();
    let bare = claims.iter().filter(|claim| claim.anchors.is_empty());
    let splices: Vec<_> = bare
        .zip([5, 90])
        .flat_map(|(claim, second)| format.insert(&note, claim, &[Timestamp::from_secs(second)]))
        .collect();

    let edited = note.edited(&splices)?;
    print!("{}", edited.text());
    Ok(())
}
