"""HTTP as a candidate's page speaks it, with as little code as possible between it and the wire."""

import asyncio
import json
from typing import Any


class Unanswered(Exception):
    """No whole reply came: the request may have had its effect, or not."""


class Line:
    """One kept-alive connection, opened anew whenever it breaks."""

    def __init__(self, host: str, port: int, *, seconds: float = 15) -> None:
        self._host, self._port, self._seconds = host, port, seconds
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def send(self, request: bytes) -> tuple[int, bytes]:
        """Send one request; return the reply's status and body.

        Raises:
            Unanswered: refused, cut off or silent for too long.
        """
        try:
            return await asyncio.wait_for(self._send(request), self._seconds)
        except (TimeoutError, OSError, EOFError, ValueError) as error:
            self.close()
            raise Unanswered from error

    async def _send(self, request: bytes) -> tuple[int, bytes]:
        if self._streams is None:
            self._streams = await asyncio.open_connection(self._host, self._port)
        reader, writer = self._streams
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        _, found, rest = head.partition(b"content-length:")
        if found:
            body = await reader.readexactly(int(rest.split(b"\r\n", 1)[0]))
        else:
            body = await _chunked(reader)
        if b"connection: close" in head:
            self.close()
        return int(head[9:12]), body

    def close(self) -> None:
        """Hang up."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


async def _chunked(reader: asyncio.StreamReader) -> bytes:
    """A body in chunks, as servers send whose application names no length."""
    body = b""
    while size := int(await reader.readline(), 16):
        body += (await reader.readexactly(size + 2))[:-2]
    await reader.readline()
    return body


def request(method: str, path: str, ticket: str, body: dict[str, Any] | None = None) -> bytes:
    """The bytes of one request to a route that a sitting ticket opens."""
    content = b"" if body is None else json.dumps(body, separators=(",", ":")).encode()
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Sitting {ticket}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content


def sitting_path(sitting: str, rest: str) -> str:
    """The path of one of a sitting's routes."""
    return f"/api/v1/me/sittings/{sitting}/{rest}"
