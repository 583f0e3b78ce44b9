"""Tests of the small functions: `target/side-by-side/venv/bin/python -m unittest discover crates/kbnote-bench/side_by_side`."""
import tempfile
import unittest
from pathlib import Path

import numpy

import caption_files
from aligning import read_cues, stamp, windows
from measure import number, run, table
from note_path import best_path, normalised
from splitting import agreement, ends


class Captions(unittest.TestCase):
    def test_made_files_are_read_back(self):
        cues = list(caption_files.made_cues(20))
        for write in (caption_files.srt, caption_files.webvtt):
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / 'made'
                path.write_text(write(cues), 'utf-8')
                expected = [(start / 1000, ' '.join(words)) for start, _, words in cues]
                self.assertEqual(read_cues(path), expected)

    def test_every_format_has_every_cue(self):
        cues = list(caption_files.made_cues(20))
        for name, (_, write, _) in caption_files.FORMATS.items():
            text = write(cues)
            for _, _, words in cues:
                self.assertIn(words[-1], text, name)

    def test_windows_are_a_cue_and_the_next(self):
        self.assertEqual(windows([(0, 'a'), (2, 'b')]), ([0, 2], ['a b', 'b']))
        self.assertEqual(stamp(3_671.9), '01:01:11')


class Paths(unittest.TestCase):
    starts = [0, 60, 120, 3_600]

    def test_without_a_penalty_each_sentence_has_its_best_window(self):
        scores = numpy.array([[0, 0, 1, 0], [1, 0, 0, 0.9]])
        self.assertEqual(best_path(scores, self.starts, 0), [120, 0])

    def test_a_penalty_keeps_a_note_together(self):
        scores = numpy.array([[1, 0, 0, 0], [0, 0.9, 0, 1], [0, 0, 1, 0]])
        self.assertEqual(best_path(scores, self.starts, 0), [0, 3_600, 120])
        self.assertEqual(best_path(scores, self.starts, 0.2), [0, 60, 120])

    def test_going_back_costs_more_than_going_on(self):
        scores = numpy.array([[0, 1, 0, 0], [1, 0, 1, 0]])
        self.assertEqual(best_path(scores, self.starts, 0.1), [60, 120])

    def test_equal_scores_are_all_normal(self):
        self.assertTrue((normalised(numpy.ones((1, 3))) == 0).all())


class Sentences(unittest.TestCase):
    def test_blanks_do_not_matter(self):
        self.assertEqual(ends(['One. ', 'Two.']), ends(['One.', ' Two.']))

    def test_ends_inside_and_missed_ends_are_counted(self):
        cases = [('en', ['One. Two', 'Three']), ('en', ['Four']), ('xx', ['Five'])]
        counts = agreement(cases, [['One.', 'Two Three'], ['Four'], None])
        self.assertEqual((counts['answered'], counts['right'], counts['inside'], counts['missed']), (2, 1, 1, 1))


class Measuring(unittest.TestCase):
    def test_processor_seconds_are_those_of_the_child(self):
        idle, _ = run(['sleep', '0.2'])
        self.assertLess(idle, 0.1)
        busy, out = run(['sh', '-c', 'i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done; echo done'])
        self.assertGreater(busy, idle)
        self.assertEqual(out, 'done\n')

    def test_tables_and_numbers(self):
        self.assertEqual(table(['a', 'b'], [['x', 1]]), '| a | b |\n| --- | ---: |\n| x | 1 |')
        self.assertEqual([number(value) for value in (1234.5, 12.34, 1.234, 0.1234, 0.001234, None)],
                         ['1,234', '12.3', '1.23', '0.123', '0.0012', '–'])


if __name__ == '__main__':
    unittest.main()
