"""Processor seconds of child processes, and Markdown tables. Standard library only."""
import importlib.metadata
import os
import subprocess
import tempfile


class Failed(Exception):
    """A command that a comparison needs did not work."""


def run(command, *, cwd=None, stdin=None, accept=(0,)):
    """Runs a command; its processor seconds (user and system, of all its threads) and its output."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = subprocess.Popen([str(part) for part in command], cwd=cwd, stdin=stdin or subprocess.DEVNULL,
                                 stdout=out, stderr=err)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        printed, said = (read_back(file) for file in (out, err))
        if child.returncode not in accept:
            raise Failed(f'{os.path.basename(str(command[0]))}: exit {child.returncode}: {(said or printed).strip()[-300:]}')
        return usage.ru_utime + usage.ru_stime, printed


def read_back(file):
    file.seek(0)
    return file.read().decode('utf-8', 'replace')


def least(times, work):
    """The least of several measurements: what disturbs one only ever adds to it."""
    return min(work() for _ in range(times))


def table(head, rows):
    """A Markdown table; all columns but the first are aligned to the right."""
    rules = ['---'] + ['---:'] * (len(head) - 1)
    return '\n'.join('| ' + ' | '.join(str(cell) for cell in row) + ' |' for row in [head, rules, *rows])


def number(value):
    """A number with three significant digits, or a dash."""
    if value is None:
        return '–'
    if value >= 100:
        return f'{value:,.0f}'
    digits = 1 if value >= 10 else 2 if value >= 1 else 3 if value >= 0.1 else 4
    return f'{value:.{digits}f}'


def versions(*packages):
    """Names and versions of installed packages, as text."""
    return ', '.join(f'{package} {importlib.metadata.version(package)}' for package in packages)
