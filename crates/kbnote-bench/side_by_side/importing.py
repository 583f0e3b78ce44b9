"""Section `import`: caption files of 100,000 cues."""
import json
import shutil
import sys
from pathlib import Path

import caption_files
from measure import Failed, least, number, run, table, versions

NAMES = {'json': "Python's json", 'xml': 'ElementTree'}


def kbnote_seconds(kbnote, path, cues, folder, times):
    """The whole of `kbnote import`: it starts, reads, and writes the transcript."""
    def once():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        spent, out = run([kbnote, 'import', '--json', '--video', 'made', '--vault', folder, path], cwd=folder)
        return spent
    spent = least(times, once)
    stored = sum(stored_cues(file) for file in folder.rglob('*.json'))
    shutil.rmtree(folder)
    if stored != cues:
        print(f'kbnote stored {stored} cues of {cues} from {path.name}', file=sys.stderr)
    return spent


def stored_cues(transcript):
    tracks = json.loads(transcript.read_text('utf-8')).get('tracks', [])
    return sum(len(track['cues']) for track in tracks)


def peer_seconds(tool, path, cues, times):
    """A program's reading alone, and its whole process, which reads once."""
    script = Path(__file__).with_name('read_captions.py')
    _, out = run([sys.executable, script, tool, path, times])
    found, reading = out.split()
    if int(found) < cues:
        print(f'{tool} read {found} cues of {cues} from {path.name}', file=sys.stderr)
    return float(reading), run([sys.executable, script, tool, path])[0]


def section(options):
    count = 2_000 if options.quick else 100_000
    times = 1 if options.quick else 5
    rows, folder = [], options.work / 'captions'
    folder.mkdir(exist_ok=True)
    for name, (ending, write, peers) in caption_files.FORMATS.items():
        path = folder / f'made.{ending}'
        path.write_text(write(caption_files.made_cues(count)), 'utf-8')
        size = path.stat().st_size / 1e6
        try:
            own = kbnote_seconds(options.kbnote, path, count, options.work / 'imported', times)
        except Failed as failed:
            rows.append([name, f'{size:.1f}', f'kbnote import: {failed}', '', '', '', ''])
            continue
        rows.append([name, f'{size:.1f}', '**kbnote import**', '', number(own), f'{size / own:.1f}', ''])
        for tool in peers:
            reading, whole = peer_seconds(tool, path, count, min(times, 2))
            rows.append([name, f'{size:.1f}', NAMES.get(tool, tool), number(reading), number(whole), f'{size / whole:.1f}',
                         f'{number(reading / own)} ({number(whole / own)})'])
        path.unlink()
    print(f'Made files of {count:,} cues. `kbnote import` is the whole process: it starts, reads the file, and writes the '
          'transcript. The others only read: the reading alone, without the imports of Python, and their whole process. '
          "Python's json and ElementTree only make objects of the syntax, not cues. "
          f'{versions("pysubs2", "webvtt-py")}, Python {sys.version.split()[0]}.\n')
    print(table(['format', 'MB', 'program', 'reading, CPU s', 'process, CPU s', 'MB/s of the process',
                 'times the CPU of kbnote: reading (process)'], rows))
