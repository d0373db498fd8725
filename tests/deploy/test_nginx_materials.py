"""Materials through a real nginx with the locations of deploy/nginx/academy.conf, on loopback.

Left out, with a word, where nginx is not installed. What is changed of the file is its addresses:
the upstream, the port and its certificate, the folders.
"""

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from datetime import datetime
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer

from courses.enums import CohortState
from courses.models import Material
from courses.operations import materials
from tests.cast import SYSTEM, Cast, ClientOf, gather
from tests.house.source import ROOT
from tests.make import courses as make
from tests.make import media
from tests.make.teaching import subject

PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])
NGINX = shutil.which("nginx", path=PATH)
pytestmark = [
    pytest.mark.machine,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(NGINX is None, reason="nginx is not installed: apt-get install nginx"),
]

FILM = media.mp4()
SIZE = len(FILM)
_OUTER = """
daemon off;
pid {folder}/nginx.pid;
error_log stderr warn;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{inner}
}}
"""


def _config(folder: Path, media_root: Path, academy: str, port: int) -> str:
    """The file as it is deployed, with the addresses of this machine."""
    text = (ROOT / "deploy" / "nginx" / "academy.conf").read_text()
    changes = (
        (r"    server 10\.0\.0\.11[^\n]*\n    server 10\.0\.0\.12[^\n]*", f"    server {academy};"),
        (r"server \{\n    listen 80;.*?\n\}\n", ""),
        (r"listen 443 ssl;\n    http2 on;", f"listen 127.0.0.1:{port};"),
        (r"    ssl_[^\n]*\n", ""),
        (r"proxy_set_header Host \$host;", "proxy_set_header Host $http_host;"),
        (r"alias /srv/academy/media/", f"alias {media_root}/"),
    )
    for pattern, new in changes:
        text, count = re.subn(pattern, new, text, flags=re.DOTALL)
        assert count, pattern
    return _OUTER.format(folder=folder, inner=text)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def nginx(live_server: LiveServer, tmp_path: Path, settings: Any) -> Iterator[int]:
    """nginx in front of the academy; gives its port."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MATERIAL_ACCEL_PREFIX = "/internal-media/"
    # The cohort is of the tests' day, the server reads the clock.
    settings.MATERIAL_OPEN_DAYS = 36500
    folder, port = tmp_path / "nginx", _free_port()
    folder.mkdir()
    # Where it starts as root, its workers are another user.
    for each in (folder, *folder.parents[:3]):
        each.chmod(0o755)
    academy = live_server.url.removeprefix("http://")
    config = folder / "nginx.conf"
    config.write_text(_config(folder, settings.MEDIA_ROOT, academy, port))
    assert NGINX is not None
    more = ["-g", "user root;"] if os.geteuid() == 0 else []
    with subprocess.Popen([NGINX, "-p", str(folder), "-c", str(config), *more]) as process:
        try:
            _wait_for(port, process)
            yield port
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        assert process.poll() is None, "nginx did not start"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("nginx does not answer")


@pytest.fixture
def film(at: datetime, nginx: int) -> tuple[Cast, Material]:
    """A film that is open to the people of a cohort."""
    cast = gather(at=at)
    row = make.cohort(at=at, state=CohortState.RUNNING, persons=[cast.wang])
    made = materials.add(
        actor=SYSTEM, subject=subject(row), title="课", content=media.content(FILM, "现场 1.mp4"),
        publish=True, at=at,
    )  # fmt: skip
    return cast, made


def _get(port: int, path: str, session: str = "", **headers: str) -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    cookie = {"Cookie": f"{django_settings.SESSION_COOKIE_NAME}={session}"} if session else {}
    connection.request("GET", path, headers={**cookie, **headers})
    reply = connection.getresponse()
    body = reply.read()
    connection.close()
    return reply, body


def _session(client: Any) -> str:
    return str(client.cookies[django_settings.SESSION_COOKIE_NAME].value)


def test_a_film_is_sent_whole_and_in_parts(
    nginx: int, film: tuple[Cast, Material], client_of: ClientOf
) -> None:
    cast, row = film
    edition = materials.current(row)
    path = reverse("courses:material_file", args=[edition.public_id])
    mine = _session(client_of(cast.wang))
    reply, body = _get(nginx, path, mine)
    assert (reply.status, body == FILM) == (200, True), body[:300]
    assert str(reply.headers["Server"]).startswith("nginx")
    said = {name: reply.headers.get_all(name) for name in (
        "Content-Type", "X-Content-Type-Options", "Content-Disposition", "X-Accel-Redirect",
        "Accept-Ranges", "Cache-Control", "X-Frame-Options",
    )}  # fmt: skip
    assert said == {
        "Content-Type": ["video/mp4"],
        "X-Content-Type-Options": ["nosniff"],
        "Content-Disposition": ["inline; filename*=UTF-8''%E7%8E%B0%E5%9C%BA%201.mp4"],
        "X-Accel-Redirect": None,
        "Accept-Ranges": ["bytes"],
        "Cache-Control": ["private, no-cache"],
        "X-Frame-Options": ["SAMEORIGIN"],
    }
    (policy,) = reply.headers.get_all("Content-Security-Policy") or [""]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    for asked, start, stop in (
        ("bytes=0-0", 0, 1),
        (f"bytes=0-{SIZE}", 0, SIZE),
        ("bytes=100-199", 100, 200),
        ("bytes=-1", SIZE - 1, SIZE),
        (f"bytes={SIZE - 1}-", SIZE - 1, SIZE),
    ):
        reply, body = _get(nginx, path, mine, Range=asked)
        assert (reply.status, body == FILM[start:stop]) == (206, True)
        assert reply.headers["Content-Range"] == f"bytes {start}-{stop - 1}/{SIZE}"
    reply, _body = _get(nginx, path, mine, Range=f"bytes={SIZE}-")
    assert (reply.status, reply.headers["Content-Range"]) == (416, f"bytes */{SIZE}")


def test_there_is_no_way_round_the_door(
    nginx: int, film: tuple[Cast, Material], client_of: ClientOf
) -> None:
    cast, row = film
    edition = materials.current(row)
    path = reverse("courses:material_file", args=[edition.public_id])
    reply, body = _get(nginx, path, _session(client_of(cast.zhao)))
    assert (reply.status, FILM[:64] in body) == (404, False)
    assert _get(nginx, path)[0].status in (302, 401, 403)
    inside = f"/internal-media/materials/{edition.digest[:2]}/{edition.digest}"
    for way in (inside, f"/static/..{inside}", inside.replace("/materials/", "//materials/")):
        reply, body = _get(nginx, way, _session(client_of(cast.wang)))
        assert (reply.status, body == FILM) == (404, False)


def test_large_bodies_are_taken_where_materials_are_uploaded_only(nginx: int) -> None:
    """What the academy says is beside the point here: nginx itself says 413, or passes it on."""
    some = "00000000-0000-4000-8000-000000000000"
    add, other = reverse("courses:add_material", args=[some]), reverse("courses:materials")
    for path, megabytes, taken in (
        (add, 1040, True), (add, 1041, False), (other, 12, True), (other, 13, False)
    ):  # fmt: skip
        connection = HTTPConnection("127.0.0.1", nginx, timeout=30)
        connection.putrequest("POST", path)
        connection.putheader("Content-Type", "application/octet-stream")
        connection.putheader("Content-Length", str(megabytes * 1024 * 1024))
        connection.putheader("Expect", "100-continue")
        connection.endheaders()
        status = connection.sock.recv(12).decode().split(" ")[1]
        connection.close()
        assert status == ("100" if taken else "413"), (path, megabytes)
