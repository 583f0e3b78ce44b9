//! Languages by name, as speech recognition and players write them: `german`, `English (US)`.

/// Names in English and in the language itself, in lower case, each with its code.
const NAMES: &str = "\
    afrikaans=af albanian=sq shqip=sq amharic=am arabic=ar العربية=ar armenian=hy հայերեն=hy \
    assamese=as azerbaijani=az bashkir=ba basque=eu euskara=eu belarusian=be bengali=bn বাংলা=bn \
    bosnian=bs bosanski=bs breton=br bulgarian=bg български=bg burmese=my myanmar=my catalan=ca \
    català=ca valencian=ca cantonese=yue chinese=zh mandarin=zh 中文=zh 汉语=zh 普通话=zh croatian=hr \
    hrvatski=hr czech=cs čeština=cs cesky=cs danish=da dansk=da dutch=nl flemish=nl nederlands=nl \
    english=en esperanto=eo estonian=et eesti=et faroese=fo filipino=fil finnish=fi suomi=fi french=fr \
    français=fr francais=fr galician=gl galego=gl georgian=ka ქართული=ka german=de deutsch=de greek=el \
    ελληνικά=el gujarati=gu ગુજરાતી=gu haitian=ht haitian-creole=ht hausa=ha hawaiian=haw hebrew=he \
    עברית=he hindi=hi हिन्दी=hi हिंदी=hi hungarian=hu magyar=hu icelandic=is íslenska=is igbo=ig \
    indonesian=id bahasa-indonesia=id irish=ga gaeilge=ga italian=it italiano=it japanese=ja 日本語=ja \
    javanese=jv kannada=kn ಕನ್ನಡ=kn kazakh=kk khmer=km cambodian=km kinyarwanda=rw korean=ko 한국어=ko \
    kurdish=ku kyrgyz=ky lao=lo latin=la latvian=lv latviešu=lv lingala=ln lithuanian=lt lietuvių=lt \
    luxembourgish=lb letzeburgesch=lb macedonian=mk македонски=mk malagasy=mg malay=ms bahasa-melayu=ms \
    malayalam=ml മലയാളം=ml maltese=mt maori=mi marathi=mr मराठी=mr moldavian=ro moldovan=ro \
    mongolian=mn nepali=ne नेपाली=ne norwegian=no norsk=no bokmål=nb bokmal=nb norwegian-bokmål=nb \
    nynorsk=nn norwegian-nynorsk=nn occitan=oc odia=or oriya=or pashto=ps pushto=ps persian=fa farsi=fa \
    فارسی=fa polish=pl polski=pl portuguese=pt português=pt portugues=pt brazilian-portuguese=pt-BR \
    punjabi=pa panjabi=pa ਪੰਜਾਬੀ=pa romanian=ro română=ro romana=ro russian=ru русский=ru sanskrit=sa \
    serbian=sr српски=sr srpski=sr shona=sn sindhi=sd sinhala=si sinhalese=si slovak=sk slovenčina=sk \
    slovenian=sl slovene=sl slovenščina=sl somali=so spanish=es castilian=es español=es espanol=es \
    castellano=es sundanese=su swahili=sw kiswahili=sw swedish=sv svenska=sv tagalog=tl tajik=tg \
    tamil=ta தமிழ்=ta tatar=tt telugu=te తెలుగు=te thai=th ไทย=th tibetan=bo turkish=tr türkçe=tr \
    turkce=tr turkmen=tk ukrainian=uk українська=uk urdu=ur اردو=ur uyghur=ug uzbek=uz vietnamese=vi \
    tiếng-việt=vi welsh=cy cymraeg=cy xhosa=xh yiddish=yi yoruba=yo zulu=zu american-english=en-US \
    british-english=en-GB simplified-chinese=zh-Hans traditional-chinese=zh-Hant 简体中文=zh-Hans \
    繁體中文=zh-Hant 繁体中文=zh-Hant castilian-spanish=es-ES latin-american-spanish=es-419 \
    canadian-french=fr-CA swiss-german=gsw";

/// Regions and scripts in brackets after a name, each with its subtag.
const PLACES: &str = "\
    simplified=Hans simplified-han=Hans 简体=Hans traditional=Hant traditional-han=Hant 繁體=Hant latin=Latn \
    cyrillic=Cyrl brazil=BR brasil=BR portugal=PT united-states=US us=US usa=US american=US \
    united-kingdom=GB uk=GB british=GB australia=AU canada=CA ireland=IE india=IN new-zealand=NZ \
    south-africa=ZA latin-america=419 spain=ES españa=ES mexico=MX méxico=MX argentina=AR colombia=CO \
    france=FR belgium=BE switzerland=CH germany=DE deutschland=DE austria=AT netherlands=NL italy=IT \
    china=CN taiwan=TW hong-kong=HK singapore=SG japan=JP korea=KR egypt=EG saudi-arabia=SA";

/// The tag of a named language, optionally with a region in brackets.
pub(crate) fn tag_from_name(text: &str) -> Option<String> {
    let lower = text.trim().to_lowercase();
    let (name, place) = match lower.split_once('(') {
        Some((name, place)) => (name.trim(), place.trim_end_matches(')').trim()),
        None => (lower.as_str(), ""),
    };
    let language = lookup(NAMES, name)?;
    let place = lookup(PLACES, place).filter(|_| !language.contains('-'));
    Some(place.map_or_else(
        || language.to_owned(),
        |place| format!("{language}-{place}"),
    ))
}

/// The value of a key in a list, where spaces in keys are hyphens.
fn lookup(list: &'static str, key: &str) -> Option<&'static str> {
    let key = key.replace([' ', '_'], "-");
    let pairs = list
        .split_whitespace()
        .filter_map(|pair| pair.split_once('='));
    pairs
        .into_iter()
        .find_map(|(known, value)| (known == key).then_some(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::LanguageTag;

    #[test]
    fn every_name_leads_to_a_real_language() {
        for pair in NAMES.split_whitespace() {
            let (name, code) = pair.split_once('=').unwrap();
            let tag: LanguageTag = code.parse().unwrap();
            assert!(tag.is_real() && tag.as_str() == code, "{pair}");
            assert_eq!(name, name.to_lowercase());
        }
    }

    #[test]
    fn regions_are_in_brackets() {
        for (name, tag) in [
            ("German", "de"),
            ("ENGLISH", "en"),
            ("English (United States)", "en-US"),
            ("Chinese (Simplified)", "zh-Hans"),
            ("Portuguese (Brazil)", "pt-BR"),
            ("Brazilian Portuguese", "pt-BR"),
            ("haitian creole", "ht"),
            ("English (auto-generated)", "en"),
            ("Русский", "ru"),
        ] {
            assert_eq!(tag_from_name(name).as_deref(), Some(tag), "{name}");
        }
        assert_eq!(tag_from_name("Klingon"), None);
    }
}
