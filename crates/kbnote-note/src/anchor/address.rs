//! Addresses in anchors.

/// An address without the characters that would end a link or an attribute.
pub(super) fn escaped(address: &str) -> String {
    let mut written = String::with_capacity(address.len());
    for c in address.chars() {
        match c {
            ' ' | '(' | ')' | '[' | ']' | '<' | '>' | '"' | '\'' | '\\' | '`' | '|' => {
                written.push_str(&format!("%{:02X}", u32::from(c)));
            }
            c if c.is_control() => {}
            c => written.push(c),
        }
    }
    written
}
