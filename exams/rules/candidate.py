"""What a candidate may see of a paper, as a whitelist.

The view is built from ``Shown`` alone, which has no field for a key, an explanation, a citation
or a weight of an option: what cannot be named cannot leak.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from exams.enums import ItemKind
from exams.rules.ordering import Order
from exams.rules.scoring import MultipleScheme


@dataclass(frozen=True, slots=True)
class Shown:
    """One item as a candidate sees it."""

    key: str
    section: int
    kind: ItemKind
    stem: str
    options: tuple[tuple[str, str], ...]
    blanks: int
    points: Decimal


def _item(shown: Shown) -> dict[str, Any]:
    item: dict[str, Any] = {
        "key": shown.key,
        "kind": shown.kind.value,
        "stem": shown.stem,
        "points": str(shown.points),
    }
    if shown.options:
        item["options"] = [{"id": option_id, "text": text} for option_id, text in shown.options]
    if shown.blanks:
        item["blanks"] = shown.blanks
    return item


def view(items: Sequence[Shown], *, full_marks: Decimal, scheme: MultipleScheme) -> str:
    """The serialised paper, the same text for every candidate."""
    body = {
        "full_marks": str(full_marks),
        "multiple_rule": scheme.rule.value,
        "multiple_share": scheme.share.value if scheme.share else None,
        "multiple_per_option": str(scheme.per_option) if scheme.per_option else None,
        "items": [_item(shown) for shown in items],
    }
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def with_order(paper: str, order: Order) -> str:
    """One person's paper: the shared text, and beside it only their own order."""
    own = json.dumps({"items": order.items, "options": order.options}, separators=(",", ":"))
    return f'{{"order":{own},"paper":{paper}}}'
