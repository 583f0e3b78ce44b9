//! Prints the sentences of texts, `|` between them: `sentences <TEXTS`, one text a line.
#![allow(clippy::print_stdout)]

use std::io::{self, BufRead, BufWriter, Write};

use kbnote_note::Note;

fn main() -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    for text in io::stdin().lock().lines() {
        let claims = Note::parse(text?.into_bytes()).claims();
        let sentences: Vec<&str> = claims.iter().map(|claim| claim.text.as_str()).collect();
        writeln!(out, "{}", sentences.join("|"))?;
    }
    out.flush()
}
