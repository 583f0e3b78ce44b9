//! Words that open sentences.

/// Words that a sentence often begins with and a name hardly ever; a line or more for a language.
const STARTERS: &[&str] = &[
    "a according after all also although an and another any as at because before both but by during \
     each even every finally first for from furthermore he her here his how however i if in instead \
     it its just let many moreover most my no not now of on once one only or other our over she since \
     so some such that the their then there therefore these they this those though through thus to \
     today under until up we what when where whether which while who why with without yes yet you \
     your did does do is are was were has have had can could would should nobody nothing",
    // German
    "er sie wir ich ihr aber und doch auch dann danach dort hier dies diese dieser dieses wer wie wo \
     wenn als man jetzt heute nach nicht mehr beim",
    // French, Spanish, Portuguese, Italian
    "il elle ils elles nous vous je ce cette ces mais puis alors ainsi donc cela pour dans pero luego \
     entonces ella ellos ellas este esta estos estas ele elas ela depois então questo questa poi però \
     quindi essi",
    // Dutch, Danish, Norwegian, Swedish
    "hij zij het ze wij deze daarna maar han hun hon det den vi men där der efter",
    // Polish
    "był była było byli jest są po potem na nie to ten ta jednak oraz",
    // Russian, Ukrainian
    "он она оно они мы вы я это этот эта эти но и а так тогда там теперь всё все потом затем однако на по он \
     був була він вона вони ми",
];

/// Whether sentences often begin with the word.
pub(super) fn begins_sentences(word: &str) -> bool {
    let word = word.to_lowercase();
    let mut words = STARTERS.iter().flat_map(|list| list.split_whitespace());
    words.any(|known| known == word)
}
