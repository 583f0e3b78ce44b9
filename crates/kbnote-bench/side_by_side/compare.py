#!/usr/bin/env python3
"""kbnote beside the programs that people would use instead: one command, a table for each thing that it does.

    compare.py [--kbnote PATH] [--data DIR] [--only SECTION]… [--quick]

Prints Markdown. All times are processor seconds (user and system), never the time on the wall. What it compares with is
installed with pip into a folder of its own below target/; what is missing is skipped and named.
"""
import argparse
import datetime
import importlib
import os
import platform
import subprocess
import sys
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[2]
TARGET = Path(os.environ.get('CARGO_TARGET_DIR') or PROJECT / 'target')
WORK = TARGET / 'side-by-side'

# The names of sections and their modules.
SECTIONS = {'import': 'importing', 'startup': 'startup', 'align': 'aligning', 'check': 'checking', 'sentences': 'splitting'}


def arguments():
    shared = Path(os.environ.get('KBNOTE_SHARED') or PROJECT.parent / 'shared')
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--kbnote', type=Path, default=TARGET / 'release/kbnote', help='the command to measure')
    parser.add_argument('--data', type=Path, default=shared / 'bench', help='folder with the benchmark data')
    parser.add_argument('--only', action='append', choices=SECTIONS, help='this section alone; may be repeated')
    parser.add_argument('--quick', action='store_true', help='small inputs: shows that it works, and no figure to quote')
    parser.add_argument('--whole', action='store_true', help='align: all videos instead of a sample; an hour for the embeddings')
    options = parser.parse_args()
    options.kbnote, options.data, options.work, options.project = options.kbnote.absolute(), options.data.absolute(), WORK, PROJECT
    return options


def use_own_packages():
    """Runs this script again with the packages in requirements.txt, which are installed if they have changed."""
    venv, requirements = WORK / 'venv', HERE / 'requirements.txt'
    python, record = venv / 'bin/python', venv / 'installed.txt'
    if Path(sys.prefix) == venv.resolve():
        return
    if not record.is_file() or record.read_text() != requirements.read_text():
        install = [python, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '-r', requirements]
        try:
            subprocess.run([sys.executable, '-m', 'venv', venv], check=True)
            subprocess.run(install, check=True)
        except (OSError, subprocess.CalledProcessError) as error:
            print(f'skipped: side by side: the packages to compare with cannot be installed: {error}')
            sys.exit(0)
        record.write_text(requirements.read_text())
    os.execv(python, [str(python), *sys.argv])


def machine():
    """What it was measured on, without the name of anything."""
    try:
        lines = Path('/proc/cpuinfo').read_text().splitlines()
        model = next(line.split(':')[1].strip() for line in lines if line.startswith('model name'))
    except (OSError, StopIteration):
        model = platform.processor() or 'unknown processor'
    return f'{os.cpu_count()} cores, {model}, {platform.system()} {platform.machine()}'


def main():
    options = arguments()
    use_own_packages()
    if not options.kbnote.is_file():
        sys.exit(f'{options.kbnote} is missing: cargo build --release -p kbnote, or --kbnote PATH')
    version = subprocess.run([options.kbnote, '--version'], capture_output=True, text=True, check=True).stdout.strip()
    print(f'{version}, {datetime.date.today()}, {machine()}.' + (' Small inputs: no figure to quote.' if options.quick else ''))
    for name, module in SECTIONS.items():
        if not options.only or name in options.only:
            print(f'\n## {name}\n', flush=True)
            importlib.import_module(module).section(options)
            sys.stdout.flush()


if __name__ == '__main__':
    main()
