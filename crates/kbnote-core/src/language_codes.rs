//! The codes of real languages, scripts and regions.
//!
//! They are fewer than the registries have: of the eight thousand codes of ISO 639-3 many are words
//! that stand in the names of files, as `raw`, `cut` and `sub`. And they are more: `ger` and `iw`
//! are old, and `UK` is no code of ISO 3166, but all are met.

use crate::LanguageTag;

/// ISO 639-1, with the older codes that are still met.
const TWO_LETTERS: &str = "\
    aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy \
    da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu \
    hy hz ia id ie ig ii ik io is it iu iw ja jv jw ka kg ki kj kk kl km kn ko kr ks ku kv kw ky \
    la lb lg li ln lo lt lu lv mg mh mi mk ml mn mo mr ms mt my na nb nd ne ng nl nn no nr nv ny \
    oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss \
    st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za \
    zh zu";

/// Those of three letters for languages that have one of two (ISO 639-2, both kinds).
const THREE_LETTERS: &str = "\
    aar abk afr aka alb amh ara arg arm asm ava aym aze bak bam baq bel ben bih bis bod bos bre \
    bul bur cat ces cha che chi chu chv cor cos cre cym cze dan deu div dut dzo ell eng epo est \
    eus ewe fao fas fij fin fra fre fry ful geo ger gla gle glg glv gre grn guj hat hau heb her \
    hin hmo hrv hun hye ibo ice ido iii iku ile ina ind ipk isl ita jav jpn kal kan kas kat kau \
    kaz khm kik kin kir kom kon kor kua kur lao lat lav lim lin lit ltz lub lug mac mah mal mao \
    mar may mkd mlg mlt mon mri msa mya nau nav nbl nde ndo nep nld nno nob nor nya oci oji ori \
    orm oss pan per pli pol por pus que roh ron rum run rus sag san sin slk slo slv sme smo sna \
    snd som sot spa sqi srd srp ssw sun swa swe tah tam tat tel tgk tgl tha tib tir ton tsn tso \
    tuk tur twi uig ukr urd uzb ven vie vol wel wln wol xho yid yor zha zho zul";

/// Those of three letters for languages that have none of two, as YouTube uses them. Not among
/// them are `new` and `war`, which in a name are English words.
const ONLY_THREE_LETTERS: &str = "\
    arz ase asf ast bfi bgc bho brx bsq ceb chr ckb cmn cop crh crs doi fil fon fsl gaa gom gsg \
    gsw hak haw hmn ilo jsl kha kok kri lua luo lus mad mai mfe min mnc mni nan nds nso pam pap \
    pcm prs rom sat sco scn sgn sgs shi srn tlh tpi tum vec vor vro wuu yue zxx";

const SCRIPTS: &str = "\
    Arab Armn Beng Cans Cher Cyrl Deva Ethi Geor Grek Gujr Guru Hans Hant Hebr Jpan Khmr Knda Kore \
    Laoo Latn Mlym Mong Mtei Mymr Nkoo Olck Orya Sinh Syrc Taml Telu Tfng Thaa Thai Tibt Vaii";

/// ISO 3166-1, and the parts of the world that stand for more than one country.
const REGIONS: &str = "\
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR \
    BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ \
    EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW \
    GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY \
    KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV \
    MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY \
    QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG \
    TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UK UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT \
    ZA ZM ZW 001 002 019 142 150 419";

fn has(list: &str, code: &str) -> bool {
    list.split(' ').any(|known| known == code)
}

impl LanguageTag {
    /// Whether it is a language that there is, alone or in a script or region that there is:
    /// `en`, `eng`, `fil`, `pt-BR`, `zh-Hans`, but not `captions`, which only looks like a tag.
    ///
    /// ```
    /// # use kbnote_core::LanguageTag;
    /// assert!("zh-Hant-TW".parse::<LanguageTag>()?.is_real());
    /// assert!(!"forced".parse::<LanguageTag>()?.is_real());
    /// # Ok::<(), kbnote_core::ParseLanguageTagError>(())
    /// ```
    #[must_use]
    pub fn is_real(&self) -> bool {
        let lists = [TWO_LETTERS, THREE_LETTERS, ONLY_THREE_LETTERS];
        let is_language = lists.iter().any(|list| has(list, self.primary()));
        let mut subtags = self.as_str().split('-').skip(1).peekable();
        subtags.next_if(|subtag| has(SCRIPTS, subtag));
        subtags.next_if(|subtag| has(REGIONS, subtag));
        is_language && subtags.next().is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_real(tag: &str) -> bool {
        tag.parse::<LanguageTag>().unwrap().is_real()
    }

    #[test]
    fn languages_are_told_from_words() {
        for tag in [
            "en",
            "iw",
            "no",
            "eng",
            "ger",
            "deu",
            "fil",
            "yue",
            "haw",
            "en-GB",
            "zh-Hans",
            "zh-Hant-HK",
            "pt-BR",
            "es-419",
            "sr-Latn",
            "mni-Mtei",
            "nan-TW",
        ] {
            assert!(is_real(tag), "{tag}");
        }
        for tag in [
            "captions",
            "srt",
            "final",
            "forced",
            "sdh",
            "cc",
            "orig",
            "auto",
            "und",
            "new",
            "xx",
            "en-final",
            "en-XX",
            "en-GB-GB",
            "zh-TW-Hant",
            "qqq",
        ] {
            assert!(!is_real(tag), "{tag}");
        }
    }

    /// All that YouTube translates into, but for the two that are words.
    #[test]
    fn the_languages_of_youtube_are_known() {
        let offered = "aa ab af ak am ar as ay az ba be bg bho bn bo br bs ca ceb co crs cs cy da \
            de dv dz ee el en eo es et eu fa fi fil fj fo fr fy ga gaa gd gl gn gu gv ha haw hi \
            hmn hr ht hu hy id ig is it iu iw ja jv ka kha kk kl km kn ko kri ku ky la lb lg ln lo \
            lt lua luo lv mfe mg mi mk ml mn mr ms mt my ne nl no nso ny oc om or os pa pam pl ps \
            pt pt-PT qu rn ro ru rw sa sd sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti \
            tk tn to tr ts tt tum ug uk ur uz ve vi wo xh yi yo zh-Hans zh-Hant zu";
        for tag in offered.split_whitespace() {
            assert!(is_real(tag), "{tag}");
        }
    }
}
