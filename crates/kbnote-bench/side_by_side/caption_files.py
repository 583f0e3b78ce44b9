"""Made caption files, the same each time, in every format that kbnote reads. Standard library only."""
import json
import random
from xml.sax.saxutils import escape

WORDS = ('the and of to a in that it is we they birds water evening people count flock reeds winter river stone bridge '
         'morning early north across watch again north-west slowly never every second third letters paper measure answer '
         'question reason because although between perhaps really something different number table island weather').split()
WORDS_PER_CUE = 8
CUE_MILLIS = 2_500
FRAMES_PER_SECOND = 25


def made_cues(count, seed=1):
    """Cues as (start, end, words), in milliseconds."""
    dice = random.Random(seed)
    for number in range(count):
        start = number * CUE_MILLIS + dice.randrange(400)
        words = dice.choices(WORDS, k=WORDS_PER_CUE)
        words[-1] += dice.choice(['', '', ',', '.', '?'])
        yield start, start + 2_000 + dice.randrange(100), words


def clock(millis, point):
    """`hh:mm:ss.mmm` with the given point."""
    seconds, millis = divmod(millis, 1000)
    return f'{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{point}{millis:03}'


def onsets(start, end, words):
    """When each word begins, in milliseconds."""
    return [start + (end - start) * at // len(words) for at in range(len(words))]


def srt(cues):
    return ''.join(f'{n}\n{clock(s, ",")} --> {clock(e, ",")}\n{" ".join(w)}\n\n' for n, (s, e, w) in enumerate(cues, 1))


def webvtt(cues):
    return 'WEBVTT\n\n' + ''.join(f'{clock(s, ".")} --> {clock(e, ".")}\n{" ".join(w)}\n\n' for s, e, w in cues)


def sbv(cues):
    return ''.join(f'{clock(s, ".")},{clock(e, ".")}\n{" ".join(w)}\n\n' for s, e, w in cues)


def microdvd(cues):
    def frame(millis):
        return millis * FRAMES_PER_SECOND // 1000
    return f'{{1}}{{1}}{FRAMES_PER_SECOND}\n' + ''.join(f'{{{frame(s)}}}{{{frame(e)}}}{" ".join(w)}\n' for s, e, w in cues)


def ttml(cues):
    lines = (f'<p begin="{clock(s, ".")}" end="{clock(e, ".")}">{escape(" ".join(w))}</p>\n' for s, e, w in cues)
    return ('<?xml version="1.0" encoding="utf-8"?>\n<tt xmlns="http://www.w3.org/ns/ttml" xml:lang="en"><body><div>\n'
            + ''.join(lines) + '</div></body></tt>\n')


def srv1(cues):
    lines = (f'<text start="{s / 1000}" dur="{(e - s) / 1000}">{escape(" ".join(w))}</text>' for s, e, w in cues)
    return '<?xml version="1.0" encoding="utf-8" ?><transcript>' + ''.join(lines) + '</transcript>'


def srv2(cues):
    lines = (f'<text t="{s}" d="{e - s}">{escape(" ".join(w))}</text>' for s, e, w in cues)
    return '<?xml version="1.0" encoding="utf-8" ?><timedtext><window t="0" id="1"/>' + ''.join(lines) + '</timedtext>'


def srv3(cues):
    def parts(start, end, words):
        times = onsets(start, end, words)
        return ''.join(f'<s t="{t - start}">{escape(word)} </s>' for t, word in zip(times, words))
    lines = (f'<p t="{s}" d="{e - s}">{parts(s, e, w)}</p>\n' for s, e, w in cues)
    return '<?xml version="1.0" encoding="utf-8" ?><timedtext format="3"><body>\n' + ''.join(lines) + '</body></timedtext>'


def compact(document):
    return json.dumps(document, ensure_ascii=False, separators=(',', ':'))


def json3(cues):
    def parts(start, end, words):
        yield {'utf8': words[0], 'acAsrConf': 0}
        for time, word in list(zip(onsets(start, end, words), words))[1:]:
            yield {'utf8': ' ' + word, 'tOffsetMs': time - start, 'acAsrConf': 0}
    events = []
    for start, end, words in cues:
        events.append({'tStartMs': start, 'dDurationMs': end - start, 'wWinId': 1, 'segs': list(parts(start, end, words))})
        events.append({'tStartMs': end - 10, 'dDurationMs': 10, 'wWinId': 1, 'aAppend': 1, 'segs': [{'utf8': '\n'}]})
    return compact({'wireMagic': 'pb3', 'events': events})


def spoken_words(start, end, words):
    times = [*onsets(start, end, words), end]
    return [{'word': word, 'start': times[at] / 1000, 'end': times[at + 1] / 1000, 'score': 0.9}
            for at, word in enumerate(words)]


def segments(cues):
    return [{'start': s / 1000, 'end': e / 1000, 'text': ' ' + ' '.join(w)} for s, e, w in cues]


def whisper(cues):
    return compact({'language': 'en', 'segments': segments(cues)})


def whisperx(cues):
    cues = list(cues)
    parts = [segment | {'words': spoken_words(*cue)} for segment, cue in zip(segments(cues), cues)]
    return compact({'segments': parts, 'word_segments': [word for part in parts for word in part['words']]})


def podcast(cues):
    lines = [{'startTime': s / 1000, 'endTime': e / 1000, 'body': ' '.join(w)} for s, e, w in cues]
    return compact({'version': '1.0.0', 'segments': lines})


def text_list(cues):
    return compact([{'text': ' '.join(w), 'start': s / 1000, 'duration': (e - s) / 1000} for s, e, w in cues])


# Each format by its name: the end of its files' names, what writes it, and the programs beside kbnote that read it.
FORMATS = {
    'SRT': ('srt', srt, ['pysubs2', 'webvtt-py']),
    'WebVTT': ('vtt', webvtt, ['pysubs2', 'webvtt-py']),
    'json3': ('json3', json3, ['json']),
    'srv1': ('srv1', srv1, ['xml']),
    'srv2': ('srv2', srv2, ['xml']),
    'srv3': ('srv3', srv3, ['xml']),
    'SBV': ('sbv', sbv, ['webvtt-py']),
    'TTML': ('ttml', ttml, ['pysubs2', 'xml']),
    'MicroDVD': ('sub', microdvd, ['pysubs2']),
    'Whisper': ('whisper.json', whisper, ['json']),
    'WhisperX': ('whisperx.json', whisperx, ['json']),
    'podcast JSON': ('podcast.json', podcast, ['json']),
    'list of texts': ('list.json', text_list, ['json']),
}
