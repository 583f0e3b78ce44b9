//! The picture of a terminal in README.md shows what kbnote prints today.

use std::fs;

use anstyle::{Color, RgbColor};
use anstyle_svg::{Palette, Term};

use crate::support::{TestVault, repository};

/// The columns of the terminal.
const WIDTH: usize = 88;

/// A session as a terminal shows it: each command after its prompt, and what it prints.
fn session() -> String {
    let vault = TestVault::shipped();
    let draft = "notes/drafts/tide_tables.md";
    let note = "notes/shorewalks/tide_tables.md";
    let made = vault
        .kbnote(["--color", "always", "new", "kbnoteDemo3", "--draft", draft])
        .success();
    let summary: Vec<&str> = made
        .stderr
        .lines()
        .filter(|line| !line.is_empty())
        .take(9)
        .collect();
    let written = vault.read(note);
    let line = written
        .lines()
        .position(|line| line.starts_with("Many tables"))
        .expect("the line");
    let place = format!("{note}:{}", line + 1);
    let why = vault.kbnote(["--color", "always", "why", &place]).success();
    let why: Vec<&str> = why.stdout.lines().take(10).collect();
    [
        command(&format!("sed -n 3p {draft} | fold -sw {WIDTH}")),
        wrapped(vault.read(draft).lines().nth(2).expect("a sentence")),
        command(&format!("kbnote new kbnoteDemo3 --draft {draft}")),
        summary.join("\n"),
        command(&format!("sed -n 8p {note} | fold -sw {WIDTH}")),
        wrapped(written.lines().nth(7).expect("a sentence")),
        command(&format!("kbnote why {place}")),
        why.join("\n"),
    ]
    .join("\n")
}

fn command(line: &str) -> String {
    format!("\u{1b}[32m$\u{1b}[0m \u{1b}[1m{line}\u{1b}[0m")
}

/// A line as `fold -s` breaks it: after the last blank that fits.
fn wrapped(line: &str) -> String {
    let mut rows = vec![String::new()];
    for word in line.split_inclusive(' ') {
        let row = rows.last().map_or(0, |row| row.chars().count());
        if row + word.chars().count() > WIDTH {
            rows.push(String::new());
        }
        if let Some(row) = rows.last_mut() {
            row.push_str(word);
        }
    }
    rows.join("\n")
}

/// Colours of a terminal: text, background, and the sixteen of the standard.
fn terminal(text: u32, background: u32, colors: [u32; 16]) -> Term {
    let color = |rgb: u32| {
        let [_, red, green, blue] = rgb.to_be_bytes();
        RgbColor(red, green, blue)
    };
    Term::new()
        .palette(Palette::from(colors.map(color)))
        .fg_color(Color::Rgb(color(text)))
        .bg_color(Color::Rgb(color(background)))
}

fn light() -> Term {
    let colors = [
        0x24292f, 0xcf222e, 0x116329, 0x7d4e00, 0x0969da, 0x8250df, 0x1b7c83, 0x6e7781, 0x57606a,
        0xa40e26, 0x1a7f37, 0x633c01, 0x218bff, 0xa475f9, 0x3192aa, 0x8c959f,
    ];
    terminal(0x1f2328, 0xf6f8fa, colors)
}

fn dark() -> Term {
    let colors = [
        0x484f58, 0xff7b72, 0x3fb950, 0xd29922, 0x58a6ff, 0xbc8cff, 0x39c5cf, 0xb1bac4, 0x6e7681,
        0xffa198, 0x56d364, 0xe3b341, 0x79c0ff, 0xd2a8ff, 0x56d4dd, 0xf0f6fc,
    ];
    terminal(0xe6edf3, 0x0d1117, colors)
}

/// With `KBNOTE_PICTURE=write` the pictures are made anew, to be looked at before they are committed.
#[test]
fn the_pictures_show_what_is_printed_today() {
    let session = session();
    for (name, terminal) in [("light", light()), ("dark", dark())] {
        let path = repository().join(format!("crates/kbnote/docs/first-note-{name}.svg"));
        let picture = terminal.render_svg(&session);
        if std::env::var_os("KBNOTE_PICTURE").is_some_and(|value| value == "write") {
            fs::write(&path, &picture).expect("the picture");
        }
        let stored = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            stored == picture,
            "{name}: make the picture anew with KBNOTE_PICTURE=write cargo test --workspace --test cli -- picture"
        );
    }
}
