//! The change of a file as a patch that `git apply` and `patch` take.

use std::collections::HashMap;
use std::ops::Range;

use super::align::align;

/// How many lines are shown around a change.
const CONTEXT: usize = 3;

/// The change from `old` to `new` as a unified diff in the form of git; empty if there is none.
///
/// `name` is the path of the file below the folder in which the patch is applied, with `/`
/// between its parts. The bytes of the files come out as they are, whatever their encoding and
/// their line ends.
///
/// ```
/// let patch = kbnote_note::diff::patch(b"one\n", b"two", "notes/a b.md");
/// assert_eq!(
///     String::from_utf8(patch).unwrap(),
///     "diff --git a/notes/a b.md b/notes/a b.md\n\
///      --- a/notes/a b.md\t\n+++ b/notes/a b.md\t\n\
///      @@ -1 +1 @@\n-one\n+two\n\\ No newline at end of file\n"
/// );
/// ```
#[must_use]
pub fn patch(old: &[u8], new: &[u8], name: impl AsRef<[u8]>) -> Vec<u8> {
    if old == new {
        return Vec::new();
    }
    let (old, new) = (lines(old), lines(new));
    let mut patch = header(name.as_ref());
    for hunk in hunks(&edits(&old, &new), old.len()) {
        hunk.write(&old, &new, &mut patch);
    }
    patch
}

fn lines(bytes: &[u8]) -> Vec<&[u8]> {
    bytes.split_inclusive(|&b| b == b'\n').collect()
}

fn header(name: &[u8]) -> Vec<u8> {
    let (a, b) = (quoted(b"a/", name), quoted(b"b/", name));
    // A tab ends a name that holds blanks, as `patch` wants it.
    let end: &[u8] = if name.contains(&b' ') && a[0] != b'"' {
        b"\t\n"
    } else {
        b"\n"
    };
    let parts: [&[u8]; 10] = [
        b"diff --git ",
        &a,
        b" ",
        &b,
        b"\n--- ",
        &a,
        end,
        b"+++ ",
        &b,
        end,
    ];
    parts.concat()
}

/// A path as git writes it: in quotes, with escapes, if it holds anything out of the ordinary.
fn quoted(prefix: &[u8], name: &[u8]) -> Vec<u8> {
    let is_plain = |b: &u8| matches!(b, b' '..=b'~') && !matches!(b, b'"' | b'\\');
    if name.iter().all(is_plain) {
        return [prefix, name].concat();
    }
    let mut out = vec![b'"'];
    out.extend_from_slice(prefix);
    for &byte in name {
        match byte {
            b'"' | b'\\' => out.extend([b'\\', byte]),
            b'\t' => out.extend(b"\\t"),
            b'\n' => out.extend(b"\\n"),
            b'\r' => out.extend(b"\\r"),
            b' '..=b'~' => out.push(byte),
            _ => out.extend(format!("\\{byte:03o}").as_bytes()),
        }
    }
    out.push(b'"');
    out
}

/// Lines that went and the lines in their place.
type LineEdit = (Range<usize>, Range<usize>);

fn edits(old: &[&[u8]], new: &[&[u8]]) -> Vec<LineEdit> {
    let mut numbers = HashMap::new();
    let mut identify = |lines: &[&[u8]]| -> Vec<u32> {
        let ids = lines.iter().map(|line| {
            let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
            *numbers.entry(line.to_vec()).or_insert(next)
        });
        ids.collect()
    };
    let pairs = align(&identify(old), &identify(new));
    let mut edits = Vec::new();
    let mut from = (0, 0);
    for (o, n) in pairs.into_iter().chain([(old.len(), new.len())]) {
        if from != (o, n) {
            edits.push((from.0..o, from.1..n));
        }
        from = (o + 1, n + 1);
    }
    edits
}

/// Edits so near to each other that what is shown around them touches.
struct Hunk {
    edits: Vec<LineEdit>,
    old: Range<usize>,
    new: Range<usize>,
}

fn hunks(edits: &[LineEdit], old_lines: usize) -> Vec<Hunk> {
    let mut hunks: Vec<Hunk> = Vec::new();
    for (old, new) in edits {
        let before = old.start.min(CONTEXT);
        let after = (old_lines - old.end).min(CONTEXT);
        let (start, end) = (old.start - before, old.end + after);
        match hunks.last_mut() {
            Some(last) if start <= last.old.end => {
                last.edits.push((old.clone(), new.clone()));
                last.old.end = end;
                last.new.end = new.end + after;
            }
            _ => hunks.push(Hunk {
                edits: vec![(old.clone(), new.clone())],
                old: start..end,
                new: new.start - before..new.end + after,
            }),
        }
    }
    hunks
}

impl Hunk {
    fn write(&self, old: &[&[u8]], new: &[&[u8]], out: &mut Vec<u8>) {
        let (was, is) = (numbered(&self.old), numbered(&self.new));
        out.extend(format!("@@ -{was} +{is} @@\n").bytes());
        let mut at = self.old.start;
        for (gone, come) in &self.edits {
            write_lines(b' ', &old[at..gone.start], out);
            write_lines(b'-', &old[gone.clone()], out);
            write_lines(b'+', &new[come.clone()], out);
            at = gone.end;
        }
        write_lines(b' ', &old[at..self.old.end], out);
    }
}

/// A range of lines as a hunk names it: from 1, without the length if that is 1.
fn numbered(lines: &Range<usize>) -> String {
    match lines.len() {
        0 => format!("{},0", lines.start),
        1 => format!("{}", lines.start + 1),
        length => format!("{},{length}", lines.start + 1),
    }
}

fn write_lines(mark: u8, lines: &[&[u8]], out: &mut Vec<u8>) {
    for line in lines {
        out.push(mark);
        out.extend_from_slice(line);
        if !line.ends_with(b"\n") {
            out.extend_from_slice(b"\n\\ No newline at end of file\n");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(old: &str, new: &str, name: &str) -> String {
        String::from_utf8(patch(old.as_bytes(), new.as_bytes(), name)).unwrap()
    }

    #[test]
    fn without_a_change_the_patch_is_empty() {
        assert_eq!(seen("same", "same", "a.md"), "");
    }

    #[test]
    fn near_changes_share_a_hunk() {
        let old: String = (1..=20).map(|n| format!("{n}\n")).collect();
        let new = old.replace("2\n3\n", "2\n").replace("9\n", "IX\n") + "end";
        insta::assert_snapshot!(seen(&old, &new, "a.md"), @r"
        diff --git a/a.md b/a.md
        --- a/a.md
        +++ b/a.md
        @@ -1,12 +1,11 @@
         1
         2
        -3
         4
         5
         6
         7
         8
        -9
        +IX
         10
         11
         12
        @@ -16,5 +15,6 @@
         16
         17
         18
        -19
        +1IX
         20
        +end
        \ No newline at end of file
        ");
    }

    #[test]
    fn empty_files_have_no_lines() {
        insta::assert_snapshot!(seen("", "a\r\n", "a.md"), @"
        diff --git a/a.md b/a.md
        --- a/a.md
        +++ b/a.md
        @@ -0,0 +1 @@
        +a
        ");
        insta::assert_snapshot!(seen("a", "", "a.md"), @r"
        diff --git a/a.md b/a.md
        --- a/a.md
        +++ b/a.md
        @@ -1 +0,0 @@
        -a
        \ No newline at end of file
        ");
    }

    #[test]
    fn odd_names_are_quoted() {
        let name = |name: &str| String::from_utf8(quoted(b"a/", name.as_bytes())).unwrap();
        assert_eq!(name("a b'c.md"), "a/a b'c.md");
        assert_eq!(name("a\"b\\c\td.md"), r#""a/a\"b\\c\td.md""#);
        assert_eq!(name("é.md"), r#""a/\303\251.md""#);
    }
}
