"""The campaign's three tracks: what is taught, to whom, and on which items it is examined."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from academy.people.enums import StaffKind

ITEMS_DIR = Path(__file__).parent / "content" / "items"


@dataclass(frozen=True, slots=True)
class TrackLine:
    """One professional line with its course; `subjects` are (name, hours)."""

    code: str
    name: str
    course_code: str
    course_name: str
    staff_kinds: tuple[StaffKind, ...]
    subjects: tuple[tuple[str, Decimal], ...]


def _subjects(text: str) -> tuple[tuple[str, Decimal], ...]:
    words = text.split()
    return tuple(zip(words[0::2], (Decimal(hours) for hours in words[1::2]), strict=True))


# Five closed days of eight hours. The legal subjects are those the track's items ask about.
TRACKS = (
    TrackLine(
        "approval",
        "行政审批",
        "SP2017",
        "行政审批业务轮训",
        (StaffKind.APPROVAL,),
        _subjects(
            "行政许可法 12 市容与建筑垃圾审批 6 燃气经营许可 6 "
            "窗口服务规范 6 队列与内务 8 结业考试 2"
        ),
    ),
    TrackLine(
        "enforcement",
        "综合执法",
        "ZF2017",
        "综合执法业务轮训",
        (StaffKind.ENFORCEMENT, StaffKind.LEGAL_REVIEW),
        _subjects(
            "行政处罚法 12 行政强制法 6 市容环卫与文明行为 6 "
            "执法记录与文书 6 队列与体能 8 结业考试 2"
        ),
    ),
    TrackLine(
        "safety",
        "安全生产",
        "AQ2017",
        "安全生产监管轮训",
        (StaffKind.AUXILIARY, StaffKind.ADMINISTRATION),
        _subjects(
            "安全生产法 12 燃气安全 8 隐患排查与现场处置 6 应急与责任 4 队列与内务 8 结业考试 2"
        ),
    ),
)

# kind, how many of fifty, points each: a hundred points in all.
PAPER_LINES = (
    ("true_false", 15, Decimal("1")),
    ("single", 20, Decimal("2")),
    ("multiple", 10, Decimal("3")),
    ("fill_in", 3, Decimal("3")),
    ("numeric", 2, Decimal("3")),
)


def items_of(track: str) -> list[dict[str, Any]]:
    """Return the shipped items of a track, in the order of their codes."""
    found: list[dict[str, Any]] = []
    for path in sorted(ITEMS_DIR.glob(f"{track}_*.json")):
        document: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        found.extend(document["items"])
    return sorted(found, key=lambda item: str(item["code"]))


def track_of(kind: StaffKind) -> TrackLine:
    """Return the track that a kind of staff owes."""
    return next(track for track in TRACKS if kind in track.staff_kinds)
