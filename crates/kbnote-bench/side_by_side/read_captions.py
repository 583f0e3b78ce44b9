"""Reads a caption file with one of the programs that people use: `read_captions.py TOOL FILE [TIMES]`.

Prints the number of cues and the processor seconds of the reading alone, the least of TIMES.
"""
import sys
import time


def pysubs2(path):
    import pysubs2
    return lambda: len(pysubs2.load(path, encoding='utf-8'))


def webvtt_py(path):
    import webvtt
    read = {'srt': webvtt.from_srt, 'sbv': webvtt.from_sbv}.get(path.rsplit('.', 1)[1], webvtt.read)
    return lambda: len(read(path).captions)


def plain_json(path):
    import json

    def read():
        with open(path, encoding='utf-8') as file:
            document = json.load(file)
        return len(document.get('events') or document['segments'] if isinstance(document, dict) else document)
    return read


def plain_xml(path):
    from xml.etree import ElementTree
    return lambda: sum(1 for element in ElementTree.parse(path).iter() if element.tag.rsplit('}', 1)[-1] in ('text', 'p'))


TOOLS = {'pysubs2': pysubs2, 'webvtt-py': webvtt_py, 'json': plain_json, 'xml': plain_xml}


def main(tool, path, times='1'):
    read, spent = TOOLS[tool](path), []
    for _ in range(int(times)):
        before = time.process_time()
        cues = read()
        spent.append(time.process_time() - before)
    print(cues, min(spent))


if __name__ == '__main__':
    main(*sys.argv[1:])
