"""Throw-away servers the tests start themselves. Never one that is already running."""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

POSTGRES_WANTED = "15"
_FAST = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    # Tests roll back, so statistics taken between them say that every table is empty, and plans
    # made from that are the worst there are.
    "autovacuum": "off",
    "track_counts": "off",
    # Nobody follows the log, and no statement is worth being compiled.
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "jit": "off",
    "update_process_title": "off",
}
_PR_SET_PDEATHSIG = 1


def postgres_bin() -> Path | None:
    """Return the folder of PostgreSQL server binaries (15 if there, else the newest), or None."""
    root = Path("/usr/lib/postgresql")
    found = {path.parent.parent.name: path.parent for path in root.glob("*/bin/initdb")}
    if POSTGRES_WANTED in found:
        return found[POSTGRES_WANTED]
    if found:
        return found[max(found, key=lambda name: [int(part) for part in name.split(".")])]
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


class PostgresCluster:
    """A PostgreSQL cluster in a temporary folder, reached over a unix socket only.

    PostgreSQL refuses to run as root, so as root it runs as `postgres` or `nobody`. With
    `durable=False` it never waits for the disk, which is what tests want; durability tests
    pass True. `settings` are the server's own, on top. The server ends with the process that
    started it, however that ends.
    """

    def __init__(self, *, durable: bool = False, settings: dict[str, str] | None = None) -> None:
        binaries = postgres_bin()
        if binaries is None:
            raise RuntimeError("no PostgreSQL server binaries on this machine")
        self._bin = binaries
        self._settings = ({} if durable else _FAST) | (settings or {})
        # A unix socket's path may have 107 characters at most, so not under a long TMPDIR.
        self.folder = Path(tempfile.mkdtemp(prefix="academy-pg-", dir="/tmp"))
        self._account = _unprivileged() if os.geteuid() == 0 else None
        if self._account:
            os.chown(self.folder, self._account.pw_uid, self._account.pw_gid)
        self._server: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """DATABASE_URL of the cluster's maintenance database."""
        return f"postgres://academy@/{self.folder}/postgres"

    def start(self) -> None:
        """Make the cluster at first, then start its server and wait until it answers."""
        data = self.folder / "data"
        if not data.exists():
            command = [self._bin / "initdb", "-D", data, "-U", "academy", "-A", "trust"]
            command += ["-E", "UTF8", "--locale=C", "--no-instructions", "-N"]
            self._run([str(part) for part in command])
        settings = {"listen_addresses": "", "unix_socket_directories": str(self.folder)}
        settings |= {"max_connections": "120", "shared_buffers": "64MB"}
        settings |= self._settings
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            self._server = subprocess.Popen(
                [str(self._bin / "postgres"), "-D", str(data), *options],
                stdout=log,
                stderr=log,
                preexec_fn=_end_with_parent,
                **self._identity(),
            )
        self._wait()

    def kill(self) -> None:
        """Pull the plug: SIGKILL to the server and every backend, as a power cut would."""
        assert self._server is not None
        # Stopped first: a backend forked between the look and the kill would write on, unseen.
        os.kill(self._server.pid, signal.SIGSTOP)
        for pid in [*_children(self._server.pid), self._server.pid]:
            os.kill(pid, signal.SIGKILL)
        self._server.wait()
        self._server = None
        (self.folder / "data" / "postmaster.pid").unlink(missing_ok=True)

    def crash(self) -> None:
        """Stop at once without writing anything down, as `pg_ctl stop -m immediate` does."""
        assert self._server is not None
        self._server.send_signal(signal.SIGQUIT)
        self._server.wait(timeout=30)
        self._server = None

    @property
    def pid(self) -> int | None:
        """The server's process, None while it is down."""
        return self._server.pid if self._server else None

    def stop(self) -> None:
        """End the server and remove the folder."""
        if self._server is not None:
            self._server.send_signal(signal.SIGINT)  # "fast" shutdown
            try:
                self._server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait()
            self._server = None
        shutil.rmtree(self.folder, ignore_errors=True)

    def _wait(self) -> None:
        assert self._server is not None
        ready = [str(self._bin / "pg_isready"), "-q", "-h", str(self.folder), "-U", "academy"]
        for _ in range(300):
            if self._server.poll() is not None:
                raise RuntimeError((self.folder / "log").read_text())
            if subprocess.run(ready, check=False).returncode == 0:
                return
            time.sleep(0.1)
        raise RuntimeError("PostgreSQL did not answer within 30 s")

    def _run(self, command: list[str]) -> None:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, **self._identity()
        )
        if done.returncode:
            raise RuntimeError(done.stderr)

    def _identity(self) -> dict[str, Any]:
        given: dict[str, Any] = {"cwd": "/", "env": {"PATH": os.environ.get("PATH", "")}}
        if self._account:
            uid, gid = self._account.pw_uid, self._account.pw_gid
            given |= {"user": uid, "group": gid, "extra_groups": []}
        return given


def _unprivileged() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError("PostgreSQL refuses to run as root, and there is no other account")


def _end_with_parent() -> None:
    """Ask Linux to interrupt this process when its parent ends, even by SIGKILL."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGINT))


def _children(pid: int) -> list[int]:
    listing = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(each) for each in listing.split()]
