"""The reading child: bytes on standard input, one JSON document on standard output.

It runs under memory, CPU and file limits that it sets on itself before it touches the input, so
a hostile file can at worst end this process. `reading` starts it with only this package on its
path, under the name `tabular`: importing `academy` would load Celery and settings, which is slow
and would put secrets into a process that handles strangers' bytes. Hence the relative imports.
"""

import json
import resource
import sys
from typing import Any

from . import limits


def main() -> None:
    """Read `argv`: extension, stated encoding or "-"; write {"ok": …} or {"unfit": …}."""
    _confine()
    extension, stated = sys.argv[-2], sys.argv[-1]
    data = sys.stdin.buffer.read(limits.UPLOAD_BYTES + 1)
    answer = _answer(data, extension, None if stated == "-" else stated)
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=True).encode("ascii"))
    sys.stdout.buffer.flush()


def _confine() -> None:
    memory, cpu = limits.CHILD_MEMORY_BYTES, limits.CHILD_CPU_SECONDS
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))


def _answer(data: bytes, extension: str, stated: str | None) -> dict[str, Any]:
    from .guard import Unfit

    try:
        return {"ok": _read(data, extension, stated)}
    except Unfit as unfit:
        return {"unfit": unfit.reason, "facts": unfit.facts}
    except MemoryError:
        return {"unfit": "over_limits", "facts": {}}


def _read(data: bytes, extension: str, stated: str | None) -> dict[str, Any]:
    from . import delimited, guard

    if len(data) > limits.UPLOAD_BYTES:
        raise guard.Unfit("too_large", limit_mb=limits.UPLOAD_BYTES >> 20)
    kind = guard.kind_of(data, extension)
    if kind == "csv":
        text, encoding = delimited.decode(data, stated)
        rows: list[Any] = [[cell or None for cell in row] for row in delimited.parse(text)]
        sheet = {"name": "CSV", "hidden": False, "merges": [], "rows": rows}
        return {"kind": kind, "encoding": encoding, "date_1904": False, "sheets": [sheet]}
    from . import books

    survey = guard.survey_xlsx(data) if kind == "xlsx" else guard.Survey()
    return {
        "kind": kind,
        "encoding": None,
        "date_1904": survey.date_1904,
        "sheets": books.sheets(data, survey),
    }


if __name__ == "__main__":
    main()
