//! Words that distinguish causes if nothing else does.
//!
//! English is always requested; the other languages are for responses in the language of the network.

use crate::innertube::text::normalised;

/// Words of one cause, in the form of [`normalised`].
pub(crate) type Words = &'static [&'static str];

/// A bot is suspected.
#[rustfmt::skip]
pub(crate) const ROBOT: Words = &[
    " bot", "robot", "robô", "бот", "ボット", "봇", "机器人", "機器人",
];

/// The video is private.
#[rustfmt::skip]
pub(crate) const PRIVATE: Words = &[
    "is private", "private video", "granted access", "privates video", "video ist privat", "vidéo privée",
    "vidéo est privée", "video privado", "video es privado", "vídeo privado", "vídeo é privado",
    "video privato", "video è privato", "privévideo", "är privat", "приватное", "закрытое видео", "非公開", "비공개", "私享",
];

/// The video is for adults.
#[rustfmt::skip]
pub(crate) const AGE: Words = &[
    "your age", "inappropriate", "age-restricted", "age restricted", "dein alter", "ihr alter", "votre âge",
    "tu edad", "su edad", "sua idade", "tua età", "je leeftijd", "din ålder", "возраст", "年齢", "나이", "年龄", "年齡",
];

/// The video is not available here.
#[rustfmt::skip]
pub(crate) const COUNTRY: Words = &[
    "your country", "your location", "your region", "deinem land", "ihrem land", "votre pays", "tu país",
    "su país", "seu país", "tuo paese", "jouw land", "je land", "ditt land", "вашей стране", "お住まいの国",
    "해당 국가", "您所在的国家", "你所在的國家",
];

/// The video requires payment.
#[rustfmt::skip]
pub(crate) const MONEY: Words = &[
    "premium", "payment", "purchase", "to rent", "to buy", "bezahl", "gekauft", "paiement", "acheter",
    "de pago", "comprar", "pagamento", "acquist",
];

/// The video is for members of its channel.
#[rustfmt::skip]
pub(crate) const MEMBERS: Words = &[
    "members", "membership", "join this channel", "mitglieder", "kanalmitglied", "membres", "miembros",
    "membros", "abbonati", "leden van", "medlemmar", "спонсор", "メンバー", "회원", "会员", "會員",
];

/// Too many requests.
#[rustfmt::skip]
pub(crate) const LATER: Words = &[
    "try again later", "später noch", "später erneut", "réessayez plus tard", "plus tard", "más tarde",
    "mais tarde", "più tardi", "later opnieuw", "senare", "позже", "後で", "나중에", "稍后", "稍後",
];

/// The video was removed.
#[rustfmt::skip]
pub(crate) const GONE: Words = &["copyright", "removed", "terminated", "violat", "no longer"];

/// The client is refused, not the video.
#[rustfmt::skip]
pub(crate) const REFUSED: Words = &[
    "not available", "unavailable", "isn't available", "reloaded", "nicht verfügbar", "indisponible",
    "no está disponible", "não está disponível", "indisponível", "non disponibile", "niet beschikbaar",
    "недоступно", "利用できません", "볼 수 없", "无法观看", "無法觀看",
];

/// The normalized text of a reason.
pub(crate) struct ReasonText(String);

impl ReasonText {
    pub(crate) fn new(text: &str) -> Self {
        Self(normalised(text))
    }

    pub(crate) fn contains_any(&self, words: Words) -> bool {
        words.iter().any(|word| self.0.contains(word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_normalized() {
        for words in [
            ROBOT, PRIVATE, AGE, COUNTRY, MONEY, MEMBERS, LATER, GONE, REFUSED,
        ] {
            for word in words {
                assert_eq!(*word, normalised(word));
            }
        }
    }
}
