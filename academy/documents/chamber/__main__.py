"""The child: lays out one document after another, as asked on standard input."""

import os
import resource
import select
import sys
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from . import limits, wire
from .typesetting import Fault, File, Typesetter, Work

_PAGE_BYTES = resource.getpagesize()
# What Python tells before it does it; a template has no way to ask for any of them, and if one
# were found it would still end here.
_NEVER = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system", "ftplib.")

# The interpreter, its libraries, this package, and the drawings: no uploads, no keys.
_READABLE = [
    os.path.realpath(sys.prefix) + os.sep,
    os.path.realpath(sys.base_prefix) + os.sep,
    str(Path(__file__).resolve().parent) + os.sep,
    "/proc/",
    *((os.path.realpath(sys.pycache_prefix) + os.sep,) if sys.pycache_prefix else ()),
]


def main() -> None:
    """Answer `hello` and then each request; end when asked nothing for long or at the end."""
    # Only this end may speak on the pipe: whatever a library prints goes nowhere.
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    incoming = sys.stdin.buffer
    hello, _ = _read(incoming)
    try:
        art = Path(hello["art"]).resolve()
        typesetter = Typesetter(hello["families"], art)
        _warm(typesetter)
    except Exception as broken:  # noqa: BLE001  (the keeper tells it to the operator)
        _say(out, {"unusable": f"{type(broken).__name__}: {broken}"})
        return
    _confine(hello["address_bytes"], art)
    _say(out, {"ready": True})
    while select.select([incoming], [], [], limits.IDLE_SECONDS)[0]:
        try:
            header, body = _read(incoming)
        except EOFError:
            return
        _answer(typesetter, header, body, out)


def _answer(typesetter: Typesetter, header: dict[str, Any], body: bytes, out: BinaryIO) -> None:
    _allow(header["cpu_seconds"])
    try:
        content = typesetter.make(_work(header, body))
    except Fault as fault:
        _say(out, {"fault": fault.kind, "said": str(fault), "resident": _resident_bytes()})
    except MemoryError:
        _say(out, {"fault": "costly", "said": "out of memory"})
    else:
        _say(out, {"resident": _resident_bytes()}, content)


def _work(header: dict[str, Any], body: bytes) -> Work:
    files, place = [], 0
    for each in header["files"]:
        content = body[place : place + each["size"]]
        place += each["size"]
        named = {key: each[key] for key in ("name", "mime", "relationship", "description")}
        files.append(File(**named, content=content))
    made_at = header["made_at"]
    return Work(
        html=header["html"],
        css=header["css"],
        variant=header["variant"],
        identifier=bytes.fromhex(header["identifier"]),
        made_at=datetime.fromisoformat(made_at) if made_at else None,
        files=files,
        drawings_cached=header["drawings_cached"],
        pages=header["pages"],
        output_bytes=header["output_bytes"],
    )


def _warm(typesetter: Typesetter) -> None:
    """Load everything that is loaded on first use, before the limits are set."""
    html = "<html lang=zh><title>证</title><p>证书 2026 <b>甲</b><svg width=9 height=9></svg>"
    page = "@page { size: 300pt; margin: 0 }"
    typesetter.make(
        Work(html, page, "pdf/a-3u", b"0" * 16, None, (), True, 1, limits.PAGE.output_bytes)
    )


def _confine(address_bytes: int, art: Path) -> None:
    _READABLE.append(str(art) + os.sep)
    for name, most in (
        (resource.RLIMIT_AS, address_bytes),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, limits.OPEN_FILES),
    ):
        resource.setrlimit(name, (most, most))
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event.startswith(_NEVER):
        raise Fault("template", f"forbidden here: {event}")
    if event == "open" and isinstance(arguments[0], str):
        path = os.path.realpath(arguments[0])
        if not path.startswith(tuple(_READABLE)):
            raise Fault("template", f"a file is not read here: {Path(path).name}")


def _allow(cpu_seconds: int) -> None:
    """Set the soft limit from what is used up; beyond it the kernel ends this process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + 1 + cpu_seconds
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))


def _resident_bytes() -> int:
    """Return the memory of this process alone, without the mapped fonts that all share."""
    _total, resident, shared, *_rest = map(int, Path("/proc/self/statm").read_text().split())
    return (resident - shared) * _PAGE_BYTES


def _read(stream: BinaryIO) -> tuple[dict[str, Any], bytes]:
    import json

    first, second = wire.LENGTHS.unpack(_exactly(stream, wire.LENGTHS.size))
    header = json.loads(_exactly(stream, first))
    return header, _exactly(stream, second)


def _exactly(stream: BinaryIO, size: int) -> bytes:
    content = stream.read(size)
    if len(content) < size:
        raise EOFError
    return content


def _say(out: BinaryIO, header: dict[str, Any], body: bytes = b"") -> None:
    out.write(wire.pack(header, body))
    out.flush()


if __name__ == "__main__":
    main()
