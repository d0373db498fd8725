"""`manage.py serve`: web and worker of one machine as one group. Large sites: see `deploy/`."""

import io
import os
import socket
import subprocess
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError

from academy.management.group import Child, Group


class Command(BaseCommand):
    help = "Serve the site and run its background jobs until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=settings.WEB_HOST, help="address to listen on")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on")
        parser.add_argument(
            "--prepare",
            action="store_true",
            help="first migrate and, on an empty database, run the main job",
        )

    def handle(self, *args: Any, host: str, port: int, prepare: bool, **options: Any) -> None:
        if isinstance(sys.stdout, io.TextIOWrapper):
            # Into a pipe or a file as well, each line is to be seen when it is written.
            sys.stdout.reconfigure(line_buffering=True)
        _refuse_taken_port(host, port)
        if prepare:
            self._prepare()
        address = f"http://{host}:{port}"
        # A line for every request would push the logins off the terminal.
        os.environ.setdefault("LOG_LEVEL", "WARNING")
        group = Group([_web(host, port), _worker()], say=self.stdout.write)
        status = group.run(when_ready=lambda: self._greet(address), port=(host, port))
        if status:
            raise CommandError("the group has ended; what was wrong is said above")

    def _prepare(self) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        # In a process of its own: what the campaign needed of memory is given back with it.
        campaign = subprocess.run(
            [sys.executable, sys.argv[0], "campaign", "--if-needed"], check=False
        )
        if campaign.returncode:
            raise CommandError("the campaign failed; what was wrong is said above")

    def _greet(self, address: str) -> None:
        self.stdout.write(f"\nThe academy is up: {address}   (Ctrl-C stops it)\n")
        if "demo_logins" in get_commands():
            call_command("demo_logins", stdout=self.stdout)


def _web(host: str, port: int) -> Child:
    return Child(
        "web",
        [
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "academy.wsgi:application"),
            *("--host", host, "--port", str(port), "--no-ws", "--log-level", "warning"),
            "--respawn-failed-workers",
            *("--workers", str(settings.WEB_WORKERS)),
            *("--blocking-threads", str(settings.WEB_THREADS)),
        ],
    )


def _worker() -> Child:
    return Child(
        "worker",
        [
            # On one's own machine one may well be root; `deploy/` has an account for it.
            *(sys.executable, "-W", "ignore:You're running the worker with superuser privileges"),
            *("-m", "celery", "--quiet", "--app", "academy", "worker", "--beat"),
            *("--concurrency", str(settings.WORKER_PROCESSES), "--loglevel", "WARNING"),
            *("--schedule", settings.CELERY_BEAT_SCHEDULE_FILENAME, "--without-gossip"),
            "--without-mingle",
        ],
        # Whoever sits an exam must not feel that certificates are being drawn.
        niceness=10,
    )


def _refuse_taken_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reason = os.strerror(error.errno or 0)
            raise CommandError(
                f"{host}:{port}: {reason}. Another port: make run PORT={port + 1}"
            ) from error
