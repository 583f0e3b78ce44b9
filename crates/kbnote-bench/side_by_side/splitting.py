"""Section `sentences`: where sentences end, by kbnote, sentencex and pysbd."""
import collections
import time

import pysbd
import sentencex

from checking import built
from measure import number, run, table, versions

# Languages whose sentences follow each other without a blank.
UNSPACED = {'zh', 'ja', 'bo', 'my', 'km'}


def golden(path):
    """The language and the sentences of each text."""
    for line in path.read_text('utf-8').splitlines():
        if not line.startswith('#'):
            language, marked = line.split('\t')
            yield language, marked.split('|')


def joined(language, sentences):
    return ('' if language in UNSPACED else ' ').join(sentences)


def ends(sentences):
    """The lengths of the text without blanks up to the end of each sentence but the last."""
    found, size = [], 0
    for sentence in sentences:
        size += len(''.join(sentence.split()))
        found.append(size)
    return set(found[:-1])


def with_pysbd(language, text):
    if language not in pysbd.languages.LANGUAGE_CODES:
        return None
    return pysbd.Segmenter(language=language, clean=False).segment(text)


def with_sentencex(language, text):
    return list(sentencex.segment(language, text))


def agreement(cases, answers):
    """How many texts are cut right everywhere, ends found inside a sentence, ends missed, and how many texts were answered."""
    counts = collections.Counter()
    for (_, sentences), answer in zip(cases, answers):
        if answer is not None:
            wanted, found = ends(sentences), ends(answer)
            counts.update(answered=1, right=wanted == found, inside=len(found - wanted), missed=len(wanted - found))
    return counts


def kbnote_answers(program, texts, work):
    """The sentences of each text as kbnote cuts a note, and the processor seconds."""
    path = work / 'texts.txt'
    path.write_text('\n'.join(texts) + '\n', 'utf-8')
    with path.open() as file:
        spent, out = run([program], stdin=file)
    return [line.split('|') for line in out.splitlines()], spent


def megabytes_a_second(split, text, count):
    before = time.process_time()
    for _ in range(count):
        split('en', text)
    return len(text.encode()) * count / 1e6 / (time.process_time() - before)


def section(options):
    program = built(options, 'sentences')
    if program is None:
        return
    cases = list(golden(options.project / 'crates/kbnote-note/src/sentence/golden.txt'))
    texts = [joined(*case) for case in cases]
    english = ' '.join(joined(*case) for case in cases if case[0] == 'en')
    repeats = 20 if options.quick else 2_000
    own, _ = kbnote_answers(program, texts, options.work)
    _, start = kbnote_answers(program, [english], options.work)
    _, many = kbnote_answers(program, [english] * repeats, options.work)
    speeds = [len(english.encode()) * (repeats - 1) / 1e6 / max(many - start, 1e-6),
              megabytes_a_second(with_sentencex, english, max(1, repeats // 20)),
              megabytes_a_second(with_pysbd, english, max(1, repeats // 500))]
    answers = [own, *([split(language, text) for (language, _), text in zip(cases, texts)] for split in (with_sentencex, with_pysbd))]
    rows = []
    for name, answer, speed in zip(('kbnote', 'sentencex', 'pysbd'), answers, speeds):
        counts = agreement(cases, answer)
        rows.append([name, counts['answered'], counts['right'], f'{100 * counts["right"] / max(1, counts["answered"]):.1f}',
                     counts['inside'], counts['missed'], number(speed)])
    print(f'The {len(cases)} texts of `golden.txt` in {len({language for language, _ in cases})} languages. **kbnote’s rules were made '
          'with these texts in sight**, so its figure shows that they hold, not how they do on others; the other programs are '
          'given the language of each text, kbnote is not. pysbd knows only some of the languages and is counted on those. '
          f'kbnote reads each text as a note, Markdown and all. {versions("sentencex", "pysbd")}.\n')
    print(table(['program', 'texts', 'right', 'per cent', 'ends inside a sentence', 'ends missed', 'MB per CPU s, English'], rows))
