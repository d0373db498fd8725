"""A person's own marked paper. Only for released results: it shows what was right."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from exams.enums import ItemKind
from exams.models import MarkSheet, PaperItem, Response, Sitting


@dataclass(frozen=True, slots=True)
class ReviewedItem:
    """One item with the person's answer, its mark, and where the law says so."""

    key: str
    kind: ItemKind
    stem: str
    answer: Any
    points: Decimal
    mark: Decimal
    citations: list[dict[str, Any]]

    @property
    def right(self) -> bool:
        """Full points."""
        return self.mark == self.points


def review(sitting: Sitting) -> list[ReviewedItem]:
    """The sitting's items in paper order, by its newest mark sheet."""
    sheet = MarkSheet.objects.filter(sitting=sitting).order_by("-number").first()
    marks = [Decimal(mark).scaleb(-2) for mark in json.loads(sheet.marks)] if sheet else []
    answers = dict(Response.objects.filter(sitting=sitting).values_list("item_id", "answer"))
    items = PaperItem.objects.filter(paper__public_id=sitting.paper_id).select_related("version")
    return [
        ReviewedItem(
            key=str(item.position),
            kind=ItemKind(item.version.kind),
            stem=item.version.stem,
            answer=json.loads(answers.get(item.pk, "null")),
            points=item.points,
            mark=mark,
            citations=item.version.citations,
        )
        for item, mark in zip(items.order_by("position"), marks, strict=False)
    ]
