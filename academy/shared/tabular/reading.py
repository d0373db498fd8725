"""Read a table that somebody sent, in a child process that cannot hurt this one."""

import json
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path, PurePath
from typing import Any

from academy.shared.tabular import errors, limits
from academy.shared.tabular.grid import Cell, Grid, Merge, Workbook

EXTENSIONS = ("xlsx", "xls", "csv")
_START = "import sys; sys.path.append(sys.argv[1]); from tabular.child import main; main()"
_HOME = str(Path(__file__).resolve().parent.parent)


def extension_of(file_name: str) -> str:
    """Return "xlsx", "xls" or "csv"; raises UnknownExtension for any other name."""
    extension = PurePath(file_name).suffix.lower().lstrip(".")
    if extension not in EXTENSIONS:
        raise errors.UnknownExtension(field="file")
    return extension


def check_size(size: int) -> None:
    """Raise TooLarge for more bytes than are taken; call it before reading an upload."""
    if size > limits.UPLOAD_BYTES:
        raise errors.TooLarge(field="file", limit_mb=limits.UPLOAD_BYTES >> 20)


def read(data: bytes, file_name: str, *, encoding: str | None = None) -> Workbook:
    """Return the sheets of an .xlsx, .xls or .csv file.

    `encoding` is the sender's statement for a text file without a byte-order mark ("utf-8",
    "gb18030", "utf-16-le", "utf-16-be"). Raises a refusal of `tabular.errors`; whatever happens
    to the child, this process lives.
    """
    extension = extension_of(file_name)
    check_size(len(data))
    answer = _ask_child(data, extension, encoding)
    if "ok" not in answer:
        refusal = errors.BY_REASON.get(str(answer.get("unfit")), errors.Unreadable)
        facts: dict[str, object] = {"extension": extension, **answer.get("facts", {})}
        raise refusal(field="file", **facts)
    return _workbook(answer["ok"])


def _ask_child(data: bytes, extension: str, encoding: str | None) -> dict[str, Any]:
    # -I: no environment, no working directory on the path. The environment holds secrets, so
    # the child gets none of it.
    command = [sys.executable, "-I", "-c", _START, _HOME, extension, encoding or "-"]
    try:
        done = subprocess.run(
            command,
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"LANG": "C.UTF-8"},
            timeout=limits.WALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"unfit": "over_limits"}
    if done.returncode != 0:
        # Killed by a limit (SIGXCPU, SIGKILL) or ended itself for want of memory (SIGABRT);
        # a Python traceback (1) is a file no reader understands.
        return {"unfit": "over_limits" if done.returncode < 0 else "unreadable"}
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _workbook(found: dict[str, Any]) -> Workbook:
    grids = tuple(
        Grid(
            name=sheet["name"],
            rows=[[_cell(cell) for cell in row] for row in sheet["rows"]],
            merges=tuple(Merge(*merge) for merge in sheet["merges"]),
            hidden=sheet["hidden"],
        )
        for sheet in found["sheets"]
    )
    return Workbook(found["kind"], grids, found["encoding"], found["date_1904"])


def _cell(packed: Any) -> Cell:
    if isinstance(packed, dict):
        if "d" in packed:
            return date.fromisoformat(packed["d"])
        return datetime.fromisoformat(packed["t"])
    cell: Cell = packed
    return cell
