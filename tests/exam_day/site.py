"""A site as it stands on exam day: granian's processes, and a PostgreSQL of its own behind them.

Production settings, started as deploy/systemd starts them; on the loopback interface only. Used by
`make durability`, which pulls its parts down, and by `make bench-exam`, which measures them.
"""

import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests import kept
from tests.make.production import ROOT, certificate_key
from tests.throwaway import PostgresCluster

HOST = "127.0.0.1"
# As systemd's RestartSec, only shorter: the tests must not wait for it.
RESTART_SECONDS = 0.5


class Site:
    """One data folder, one database, one web server with its workers.

    Args:
        folder: keeps whatever the processes write.
        database: settings of the PostgreSQL server, on top of its durable defaults.
        module: the Django settings.
        workers, threads, pool: web processes, threads of each, database connections of each.
    """

    def __init__(
        self,
        folder: Path,
        *,
        database: dict[str, str] | None = None,
        module: str = "academy.settings.prod",
        workers: int = 2,
        threads: int = 2,
        pool: int = 4,
    ) -> None:
        self.folder = folder
        self.workers, self.threads = workers, threads
        self.cluster = PostgresCluster(durable=True, settings=database)
        self.port = _free_port()
        self.environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": module,
            "SECRET_KEY": secrets.token_urlsafe(50),
            "MATCH_KEY": secrets.token_urlsafe(50),
            "FIELD_KEYS": Fernet.generate_key().decode(),
            "RECEIPT_KEY_FILE": str(_receipt_key(folder / "receipt.pem")),
            "CERTIFICATE_KEY": str(certificate_key(folder / "certificate.pem")),
            "ALLOWED_HOSTS": HOST,
            "SECURE_SSL_REDIRECT": "false",
            "DATABASE_URL": self.cluster.url,
            "DATABASE_POOL": str(pool),
            "ACADEMY_DATA_DIR": str(folder),
            "CELERY_BROKER_URL": "memory://",
            "LOG_LEVEL": "CRITICAL",
        }
        self._web: _Supervised | None = None

    def __enter__(self) -> Self:
        self.cluster.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close_doors()
        self.cluster.stop()

    def migrate(self) -> None:
        """Make the database."""
        kept.begin_postgres("postgres", socket=str(self.cluster.folder))
        self.python("manage.py", "migrate", "--verbosity", "0")
        self.python("manage.py", "createcachetable")

    def python(self, *arguments: str, **environment: str) -> str:
        """Run this Python in the site's environment; return what it prints.

        Raises:
            AssertionError: it failed; the message is what it said.
        """
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment | environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )
        assert done.returncode == 0, done.stderr[-4000:]
        return done.stdout

    def checkpoint(self) -> None:
        """Have everything on disk that the database holds now."""
        self.python(
            "-c",
            "import django; django.setup()\n"
            "from django.db import connection\n"
            "connection.cursor().execute('CHECKPOINT')\n",
        )

    def open_doors(self) -> None:
        """Start the web server and wait until each of its workers answers."""
        self._web = _Supervised(self._command(), self.environment, self.folder / "web.log")
        self.wait_until_up()

    def close_doors(self) -> None:
        """End the web server."""
        if self._web is not None:
            self._web.end()
            self._web = None

    def wait_until_up(self, seconds: float = 60) -> None:
        """Wait until the port answers and all workers are there."""
        deadline = time.monotonic() + seconds
        while not (_answers(self.port) and len(self.web_workers()) == self.workers):
            if time.monotonic() > deadline:
                raise AssertionError((self.folder / "web.log").read_text()[-4000:])
            time.sleep(0.05)

    def web_workers(self) -> list[int]:
        """The processes that answer requests: granian's main process only looks after them."""
        return [each.pid for each in self.web_processes()[1:]]

    def web_processes(self) -> list[psutil.Process]:
        """The web server's main process and whatever it has started."""
        if self._web is None or self._web.pid is None:
            return []
        try:
            main = psutil.Process(self._web.pid)
            return [main, *main.children()]
        except psutil.NoSuchProcess:
            return []

    def _command(self) -> list[str]:
        return [
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "academy.wsgi:application"),
            *("--host", HOST, "--port", str(self.port), "--no-ws"),
            *("--workers", str(self.workers), "--blocking-threads", str(self.threads)),
            *("--backlog", "2048", "--log-level", "error", "--workers-kill-timeout", "5"),
            "--respawn-failed-workers",
        ]


class _Supervised:
    """A process that is started again whenever it ends, as systemd does with `Restart=always`."""

    def __init__(self, command: list[str], environment: dict[str, str], log: Path) -> None:
        self._command, self._environment, self._log = command, environment, log
        self._wanted = True
        self._process = self._start()
        self._watch = threading.Thread(target=self._again, daemon=True)
        self._watch.start()

    @property
    def pid(self) -> int | None:
        """The process as it runs now, None between two."""
        return self._process.pid if self._process.poll() is None else None

    def end(self) -> None:
        """Stop starting it, and end it with everything it has started."""
        self._wanted = False
        self._shoot()
        self._watch.join(timeout=30)

    def _start(self) -> "subprocess.Popen[bytes]":
        with self._log.open("ab") as log:
            return subprocess.Popen(
                self._command,
                cwd=ROOT,
                env=self._environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _again(self) -> None:
        while self._wanted:
            self._process.wait()
            self._shoot()  # workers outlive a main process that was killed
            if self._wanted:
                time.sleep(RESTART_SECONDS)
            if self._wanted:
                self._process = self._start()

    def _shoot(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


def _receipt_key(path: Path) -> Path:
    path.touch(mode=0o600)
    path.write_bytes(
        Ed25519PrivateKey.generate().private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        )
    )
    return path


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0
