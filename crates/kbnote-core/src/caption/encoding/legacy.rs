//! Encodings from before Unicode.

use std::borrow::Cow;

use encoding_rs::Encoding;

/// An encoding from before Unicode.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Legacy {
    /// One that browsers read.
    Web(&'static Encoding),
    /// A code page of DOS: its name, and the characters of the bytes from 80.
    Dos(&'static str, &'static str),
}

impl Legacy {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Web(encoding) => encoding.name(),
            Self::Dos(name, _) => name,
        }
    }

    /// The text, and whether bytes in it do not belong to the encoding.
    pub(super) fn decode(self, bytes: &[u8]) -> (Cow<'_, str>, bool) {
        match self {
            Self::Web(encoding) => encoding.decode_without_bom_handling(bytes),
            Self::Dos(_, upper) => {
                let upper: Vec<char> = upper.chars().collect();
                let char_of = |byte: &u8| match byte.checked_sub(0x80) {
                    None => char::from(*byte),
                    Some(place) => upper
                        .get(usize::from(place))
                        .copied()
                        .unwrap_or(char::REPLACEMENT_CHARACTER),
                };
                (Cow::Owned(bytes.iter().map(char_of).collect()), false)
            }
        }
    }
}

/// Greek.
pub(super) const CP737: Legacy = Legacy::Dos(
    "cp737",
    "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρσςτυφχψ░▒▓│┤╡╢╖╕╣║╗╝╜╛┐\
     └┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀ωάέήϊίόύϋώΆΈΉΊΌΎΏ±≥≤ΪΫ÷≈°∙·√ⁿ²■\u{a0}",
);

/// Western Europe.
pub(super) const CP850: Legacy = Legacy::Dos(
    "cp850",
    "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐\
     └┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}",
);

/// Central Europe.
pub(super) const CP852: Legacy = Legacy::Dos(
    "cp852",
    "ÇüéâäůćçłëŐőîŹÄĆÉĹĺôöĽľŚśÖÜŤťŁ×čáíóúĄąŽžĘę¬źČş«»░▒▓│┤ÁÂĚŞ╣║╗╝Żż┐\
     └┴┬├─┼Ăă╚╔╩╦╠═╬¤đĐĎËďŇÍÎě┘┌█▄ŢŮ▀ÓßÔŃńňŠšŔÚŕŰýÝţ´\u{ad}˝˛ˇ˘§÷¸°¨˙űŘř■\u{a0}",
);

/// Hebrew.
pub(super) const CP862: Legacy = Legacy::Dos(
    "cp862",
    "אבגדהוזחטיךכלםמןנסעףפץצקרשת¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐\
     └┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}",
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_of_a_code_page_is_a_character() {
        let bytes: Vec<u8> = (0..=u8::MAX).collect();
        for page in [CP737, CP850, CP852, CP862] {
            let (text, _) = page.decode(&bytes);
            assert_eq!(text.chars().count(), 256, "{}", page.name());
            assert!(text.ends_with('\u{a0}') && !text.contains(char::REPLACEMENT_CHARACTER));
        }
    }
}
