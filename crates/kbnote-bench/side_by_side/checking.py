"""Section `check`: a made vault, checked by kbnote, and read by other programs."""
import shutil
import subprocess

from measure import Failed, least, number, run, table, versions


def built(options, program):
    """A program of kbnote-bench, built where cargo is; None, with a message, where it is not."""
    if shutil.which('cargo') is None:
        print(f'skipped: {program}: it is built with cargo, which is missing')
        return None
    command = ['cargo', 'build', '--release', '--locked', '--quiet', '--workspace', '--bin', program]
    subprocess.run(command, cwd=options.project, check=True)
    return options.work.parent / 'release' / program


def section(options):
    make_vault = built(options, 'make_vault')
    if make_vault is None:
        return
    notes, times = (50, 1) if options.quick else (2_000, 3)
    vault = options.work / 'vault'
    shutil.rmtree(vault, ignore_errors=True)
    run([make_vault, vault, '--notes', notes])
    files = [path for path in vault.rglob('*.md')]
    size = sum(path.stat().st_size for path in files) / 1e6
    rows = []
    for name, command, accept in commands(options, vault):
        try:
            spent = least(times, lambda: run(command, cwd=vault, accept=accept)[0])
        except (Failed, FileNotFoundError) as failed:
            print(f'skipped: {name}: {failed}')
            continue
        rows.append([name, number(spent), number(size / spent), number(1000 * spent / len(files))])
    shutil.rmtree(vault)
    print(f'A made vault of {len(files):,} notes, {size:.1f} MB. They do not do the same: `rg -c` counts lines with an anchor, '
          'a floor for any program that reads all notes; rumdl checks the style of the Markdown of each file; kbnote checks '
          f'anchors, links and names across the vault. {versions("rumdl")}. markdown-oxide and iwe are not installed for this.\n')
    print(table(['command', 'CPU s', 'MB/s', 'CPU ms a note'], rows))


def commands(options, vault):
    """The name, the command, and the exit codes that mean that it worked."""
    kbnote = [options.kbnote, 'check', '--offline', '--quiet', '--vault', vault]
    rumdl = options.work / 'venv/bin/rumdl'
    yield '`kbnote check`, first run', ['sh', '-c', 'rm -rf .kbnote && exec "$@" >/dev/null', 'sh', *kbnote], (0, 1)
    yield '`kbnote check`, again', kbnote, (0, 1)
    yield '`rg -c`', ['rg', '-c', 'yt-timestamp', vault], (0, 1)
    yield '`rumdl check`', [rumdl, 'check', '--silent', '--no-cache', vault], (0, 1)
