"""Section `startup`: what a command costs that does nothing."""
import statistics

from measure import number, run, table


def section(options):
    times = 5 if options.quick else 100
    commands = {'kbnote --version': [options.kbnote, '--version'], '/bin/true': ['/bin/true']}
    spent = {name: statistics.median(run(command)[0] for _ in range(times)) for name, command in commands.items()}
    own, least = spent.values()
    print(f'The median of {times} runs.\n')
    print(table(['command', 'CPU ms'], [[f'`{name}`', number(1000 * seconds)] for name, seconds in spent.items()]))
    print(f'\nkbnote needs {1000 * (own - least):.1f} ms more than nothing at all.')
