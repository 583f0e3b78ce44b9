//! Codes of languages, scripts and regions in actual use.
//!
//! Not the whole registries: many of the eight thousand ISO 639-3 codes are words in file names, such as
//! `raw`, `cut` and `sub`. And a few more: the outdated `ger` and `iw`, and `UK`, which is not in ISO
//! 3166, are common. This is why a crate with the registries is of no use here.

/// ISO 639-1, with outdated codes that are still in use.
const TWO_LETTERS: &str = "\
    aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy \
    da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu \
    hy hz ia id ie ig ii ik io is it iu iw ja jv jw ka kg ki kj kk kl km kn ko kr ks ku kv kw ky \
    la lb lg li ln lo lt lu lv mg mh mi mk ml mn mo mr ms mt my na nb nd ne ng nl nn no nr nv ny \
    oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss \
    st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za \
    zh zu";

/// Three-letter codes (ISO 639-2, both kinds) with their two-letter equivalents.
const THREE_LETTERS: &str = "\
    aar=aa abk=ab afr=af aka=ak alb=sq amh=am ara=ar arg=an arm=hy asm=as ava=av aym=ay aze=az \
    bak=ba bam=bm baq=eu bel=be ben=bn bih=bh bis=bi bod=bo bos=bs bre=br bul=bg bur=my cat=ca \
    ces=cs cha=ch che=ce chi=zh chu=cu chv=cv cor=kw cos=co cre=cr cym=cy cze=cs dan=da deu=de \
    div=dv dut=nl dzo=dz ell=el eng=en epo=eo est=et eus=eu ewe=ee fao=fo fas=fa fij=fj fin=fi \
    fra=fr fre=fr fry=fy ful=ff geo=ka ger=de gla=gd gle=ga glg=gl glv=gv gre=el grn=gn guj=gu \
    hat=ht hau=ha heb=he her=hz hin=hi hmo=ho hrv=hr hun=hu hye=hy ibo=ig ice=is ido=io iii=ii \
    iku=iu ile=ie ina=ia ind=id ipk=ik isl=is ita=it jav=jv jpn=ja kal=kl kan=kn kas=ks kat=ka \
    kau=kr kaz=kk khm=km kik=ki kin=rw kir=ky kom=kv kon=kg kor=ko kua=kj kur=ku lao=lo lat=la \
    lav=lv lim=li lin=ln lit=lt ltz=lb lub=lu lug=lg mac=mk mah=mh mal=ml mao=mi mar=mr may=ms \
    mkd=mk mlg=mg mlt=mt mon=mn mri=mi msa=ms mya=my nau=na nav=nv nbl=nr nde=nd ndo=ng nep=ne \
    nld=nl nno=nn nob=nb nor=no nya=ny oci=oc oji=oj ori=or orm=om oss=os pan=pa per=fa pli=pi \
    pol=pl por=pt pus=ps que=qu roh=rm ron=ro rum=ro run=rn rus=ru sag=sg san=sa sin=si slk=sk \
    slo=sk slv=sl sme=se smo=sm sna=sn snd=sd som=so sot=st spa=es sqi=sq srd=sc srp=sr ssw=ss \
    sun=su swa=sw swe=sv tah=ty tam=ta tat=tt tel=te tgk=tg tgl=tl tha=th tib=bo tir=ti ton=to \
    tsn=tn tso=ts tuk=tk tur=tr twi=tw uig=ug ukr=uk urd=ur uzb=uz ven=ve vie=vi vol=vo wel=cy \
    wln=wa wol=wo xho=xh yid=yi yor=yo zha=za zho=zh zul=zu";

/// Three-letter codes without a two-letter equivalent, as YouTube uses them, except `new` and `war`,
/// which are English words in file names.
const ONLY_THREE_LETTERS: &str = "\
    arz ase asf ast bfi bgc bho brx bsq ceb chr ckb cmn cop crh crs doi fil fon fsl gaa gom gsg \
    gsw hak haw hmn ilo jsl kha kok kri lua luo lus mad mai mfe min mnc mni nan nds nso pam pap \
    pcm prs rom sat sco scn sgn sgs shi srn tlh tpi tum vec vor vro wuu yue zxx";

const SCRIPTS: &str = "\
    Arab Armn Beng Cans Cher Cyrl Deva Ethi Geor Grek Gujr Guru Hans Hant Hebr Jpan Khmr Knda Kore \
    Laoo Latn Mlym Mong Mtei Mymr Nkoo Olck Orya Sinh Syrc Taml Telu Tfng Thaa Thai Tibt Vaii";

/// ISO 3166-1, and regions of several countries.
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

/// Whether it is the code of a real language.
pub(crate) fn is_language(code: &str) -> bool {
    let lists = [TWO_LETTERS, ONLY_THREE_LETTERS];
    lists.iter().any(|list| has(list, code)) || two_letters(code).is_some()
}

/// Whether it is the code of a real script.
pub(crate) fn is_script(code: &str) -> bool {
    has(SCRIPTS, code)
}

/// Whether it is the code of a country or of a part of the world.
pub(crate) fn is_region(code: &str) -> bool {
    has(REGIONS, code)
}

/// The two-letter equivalent of a three-letter code.
pub(crate) fn two_letters(code: &str) -> Option<&'static str> {
    let mut pairs = THREE_LETTERS
        .split(' ')
        .filter_map(|pair| pair.split_once('='));
    pairs.find_map(|(three, two)| (three == code).then_some(two))
}

/// The current code for an outdated one. `in` for Indonesian is a word in file names.
pub(crate) fn current(code: &str) -> Option<&'static str> {
    match code {
        "iw" => Some("he"),
        "ji" => Some("yi"),
        "jw" => Some("jv"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::LanguageTag;

    fn is_real(tag: &str) -> bool {
        tag.parse::<LanguageTag>().unwrap().is_real()
    }

    #[test]
    fn words_are_not_languages() {
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

    /// All languages that YouTube translates into, except the two whose codes are words.
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
