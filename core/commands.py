"""`flask work`: a process of its own for long work and beats, beside any number of servers."""

import signal
import threading

import click

from core.jobs import Jobs


def work_command(jobs: Jobs) -> click.Command:
    """The command for one application's queue."""

    @click.command("work", help="Do jobs and beats until told to stop. Example: flask work.")
    def work() -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        click.echo("Working.")
        jobs.work(stop)
        click.echo("Stopped.")

    return work
