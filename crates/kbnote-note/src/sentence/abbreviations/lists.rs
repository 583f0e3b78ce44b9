//! The abbreviations by kind, each list with a line or more for a language. Where two languages
//! share one, it stands with the first. They are in small letters but for the lists that say so.

/// English; German; French; Spanish; Portuguese; Italian; Dutch; Danish, Norwegian and Swedish;
/// Finnish; Hungarian; Romanian; Turkish; Polish; Russian and Ukrainian; Greek; Hebrew; Arabic;
/// Hindi, Bengali and Tamil; Amharic; then more of English, German, French, Swedish and Hungarian; Czech and Slovak;
/// Slovak, Croatian and Slovene; Russian and Bulgarian; Greek; Marathi; other languages of India; Baltic ones.
pub(super) const TITLES: &[&str] = &[
    "adm approx assoc attn bros brig bzw ca capt cf cmdr col cpl dr eq eqs esp fig figs fr gen gov \
     hon incl insp lt maj messrs mr mrs ms mt mts mx op pfc pp pres prof pte ref rep rev rs sen sgt \
     st supt thms viz vol vols vs a.k.a e.g eg i.e ie",
    "abb allg b.a bspw d.h dipl dipl.-ing dr.-ing ehem einschl entspr ev evtl exkl frl geb gem \
     ggf hl hr hrn hrsg ing inkl insb kath lfd mag nr o.g s.o s.u sog u.a \
     vgl z.b z.t zit zzgl",
    "env mgr mlle mlles mme mmes p.ex ste vve c.-à-d",
    "aprox avda cap.o ctra glta pza plza urb cnel dn dña dra dras excma excmo fco gral ilma ilmo lic mons p.ej prof.a srs \
     sra sras sres srta srtas sto ud uds vd vds",
    "eng.º exma pç trv exmo profa",
    "arch.tto c.so l.go p.za p.zza v.le avv cav comm dott dott.ssa geom gent.mo ill.mo on.le p.es prof.ssa sig sigg \
     sig.na sig.ra spett",
    "bijv bv dhr ds drs evt hfdst ir jhr m.a.w mej mevr mw nl.v o.a t.a.v t.o.v t.w.v w.o zgn \
     d.w.z i.p.v i.v.m",
    "bl.a f.eks f.ex fr.k fr.o.m t.o.m iht ift ifm jf jfr kl.a mht pga t.ex",
    "esim ks tri vrt",
    "např tzv",
    "dz.sz ill kb ld özv pl ún vö",
    "d-l d-na dl dlui dna jud",
    "alb av bkz doç gör krş m.ö örn şti yrd",
    "abp bp gm hab inż m.in np o.o ppłk płk pow św tj tzn tzw ul woj zob ważn",
    "о акад англ букв гр греч доц др.-греч зам инж им ин исп итал лат напр нем обл оз пер пл полк пос \
     просп проф р-н св см ср т.е т.к т.н т.о ул франц див вул ім",
    "βλ δηλ δρ καθ κ κα κκ λ.χ π.χ πρβλ σερ",
    "גב פרופ ר׳ אינג רח",
    "պրն տկն",
    "أ.د",
    "डॉ डा श्री श्रीमती सुश्री प्रो पं कु स्व ले रु रू उदा मो",
    "ডা ডাঃ ড মো অধ্যা শ্রী",
    "திரு திருமதி செல்வி டாக்டர் டாக் பேரா எ.கா",
    "ዶ ፕሮፌ ወ ሻ",
    "atty bldg intl mfg",
    "abg hochsch verf",
    "bd rte",
    "dvs toht",
    "ifj",
    "mudr judr phdr rndr mvdr bc csc popř příp resp tř nám plk sv",
    "napr npr",
    "тов бул",
    "οδ λεωφ πλ",
    "प्रा",
    "డా శ్రీ ప్రొ ಡಾ ಶ್ರೀ ಪ್ರೊ ഡോ ശ്രീ പ്രൊ ડૉ ડો શ્રી પ્રો ਡਾ ਸ੍ਰੀ ଡ",
    "lcda pvz piem nt sn hj",
];

/// The same languages.
pub(super) const BEFORE_NUMBER: &[&str] = &[
    "art arts ch chap chaps cor def ex exs jan feb mar apr jun jul aug sep sept oct nov dec lem \
     mon tue tues wed thu thur thurs fri sat sun no nos p par prop pt rem sec secs tab tabs thm ver \
     pg est max",
    "abs anm aufl bde bl kap rdnr rn s tel zi ziff",
    "nº n° no° pag janv févr avr juil déc",
    "ene abr dic séc sécs",
    "cap caps núm núms pág págs tít",
    "n pagg tav",
    "afb art.nr blz hfst okt",
    "sid sidan stk st.nr kl",
    "obr č čl odst",
    "klo kuv luk n:o",
    "lsd ld.a o",
    "alin pct",
    "md s.y şek tbl",
    "godz ok poz rozdz rys str t tabl ust pkt",
    "гл д илл кв корп кн п пп рис стр ст табл т тт с мал",
    "αρ αριθ αιτ εικ κεφ παρ σ σελ τόμ",
    "מס עמ שע סע",
    "ص ج رقم",
    "पृ सं क्र खं",
    "ext",
    "et",
    "sl",
    "буд фиг",
    "பக் அத்",
    "ገጽ ምዕራፍ",
    "pav psl att lpp joon lk",
];

/// Measures, which go on only where a number stands before and behind.
pub(super) const UNITS: &[&str] = &[
    "ft hrs in lb lbs min oz yd yds",
    "std sek",
    "gr zł",
    "коп руб тыс млн млрд",
];

/// The same languages.
pub(super) const EITHER: &[&str] = &[
    "a.d al anon ave ed b.c b.sc blvd co corp d.c dept e.u esq hwy inc jr l.a llc ln ltd m.a m.d m.sc n.y \
     c v ph.d phd plc pvt rd sr u.k u.n u.s u.s.a u.s.s.r univ",
    "hbf jh jhd jhs mio mrd n.chr o.b o.ä tsd u.ä v.chr z.zt",
    "j.-c éd",
    "a.c aptdo av.c dpto ee.uu s.a",
    "d.c.e s.p.a s.r.l cia ltda",
    "mld mln",
    "e.kr f.kr",
    "i.sz",
    "tys os",
    "в вв г гг др н.э пр р рр",
    "αι μ.χ τ.μ",
    "p.s n.b",
    "कि.मी कि.ग्रा",
    "vb",
];

/// The same languages.
pub(super) const CLOSING: &[&str] = &[
    "etc",
    "u.v.m u.a.m usf usw",
    "ecc",
    "enz",
    "m.fl m.m mfl mm.m o.s.v osv",
    "jne ym yms",
    "stb",
    "itd itp apod atd",
    "т.д т.п",
    "κ.ά κ.λπ κλπ κ.τ.λ",
    "וכו וגו",
    "إلخ الخ",
    "आदि",
];

pub(super) const HOURS: &[&str] = &["a.m p.m"];

/// What is an abbreviation in capitals only: other words are spelled so in small letters.
pub(super) const CAPITALISED_BEFORE_NUMBER: &str =
    "Pop Alg Ep Mo Di Mi Do Sa So Lief Tafel Vers Dok Kat Nos Ex Obs Pl Lekt";

/// What is an abbreviation before a name in capitals only.
pub(super) const CAPITALISED_TITLES: &str =
    "Id Pe Fa Eng Str Ft MM Det Rt Pr Cad Sok Mah Blv Apt Jl Kec Kab ThS PGS PGS.TS GS.TS";

/// What is an abbreviation before a name in Vietnamese, and written so elsewhere too.
pub(super) const VIETNAMESE: &str = "TS GS BS TP KS LS NXB";

/// Words behind which a single capital is a name of its own and no initial: `Plan B`.
pub(super) const LETTERED: &str = "plan vitamin option appendix hepatitis";

/// What is an abbreviation behind a number only: `1930 r.`, `§ 7 ff.`, `5 Min. Pause`
pub(super) const ERAS: &str = "r w f ff mi Min Std Sek";

/// How words end that are abbreviations before a number: `Seestr. 5`.
pub(super) const ENDINGS_BEFORE_NUMBER: &[&str] = &["str"];

/// What is an abbreviation behind an article that lost its vowel: `l'on. Bruni`.
pub(super) const ELIDED: &str = "on avv ing art arch ill onor isp";

/// Abbreviations in several words, `z. B.`; here capitals are as they are written.
pub(super) const SPACED_TITLES: &str = "z.B d.h u.a i.d.R i.A m.E v.a s.o s.u z.T u.U i.e e.g t.ex \
     d.v.s d.w.z o.a m.a.w p.ex p.ej p.es c.-à-d т.е т.к т.н т.о и.о f.eks bl.a m.in π.χ a.k.a i.S.d h.c i.Allg fr.o.m t.o.m \
     o.g op.cit loc.cit";

pub(super) const SPACED_EITHER: &str = "o.Ä u.Ä o.B a.C d.C av.J.-C apr.J.-C ap.J.-C कि.मी कि.ग्रा n.Chr v.Chr EE.UU н.э π.Χ μ.Χ f.Kr e.Kr z.Zt m.E.Z";

pub(super) const SPACED_CLOSING: &str = "т.д т.п u.v.m u.s.w u.a.m o.s.v m.m κ.λ.π и.т.д и.т.п";

/// Two words of which only the second has a stop.
pub(super) const PHRASES: &[(&str, &str)] = &[
    ("ad", "es"),
    ("per", "es"),
    ("p", "es"),
    ("par", "ex"),
    ("por", "ej"),
    ("por", "ex"),
    ("de", "ex"),
    ("prof", "em"),
    ("dr", "med"),
    ("dr", "phil"),
    ("dr", "jur"),
    ("dr", "rer"),
];

pub(super) const MONTHS: &str = "januar februar märz april mai juni juli august september oktober \
     november dezember jan feb mär apr jun jul aug sep sept okt nov dez jänner januari februari maj \
     mars oktober december tammikuuta helmikuuta maaliskuuta január február március április május \
     június július augusztus szeptember október november december marts oct dec mar";

/// German words between which and a noun a number is an ordinal.
pub(super) const ORDINAL_LEADS: &str = "der die das dem den des im am vom zum zur beim ein eine einem \
     einen einer eines jeder jede jedes jeden jedem dieser diese dieses diesem ihr ihre ihrem sein \
     seine seinem ins ab bis seit";

pub(super) const TIME_ZONES: &str = "EST EDT CST CDT MST MDT PST PDT ET CT MT PT GMT UTC BST CET CEST EET IST JST AEST \
     Eastern Pacific";

pub(super) const WEEKDAYS: &str = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday";
