"""Why and by whose approval somebody is left out, as columns of a name list."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from academy.reporting import labels
from academy.reporting.enums import Standing
from academy.reporting.labels import Shape
from academy.reporting.queries.left_out import DISCREET
from academy.reporting.specs import ListColumn
from academy.shared.clock import local_date

APPROVAL = (
    ListColumn(
        "left_out_for",
        _("不计原因"),
        18,
        words={
            **{reason.value: label for reason, label in labels.EXCLUSION_REASON.items()},
            DISCREET: labels.EXCLUSION_DISCREET,
        },
    ),
    ListColumn("approved_by", _("批准人工号"), 12, Shape.CENTRE),
    ListColumn("approved_on", _("批准日期"), 12, Shape.DATE),
)
ONLY = tuple(column.code for column in APPROVAL)
OF_SEATS = (
    replace(APPROVAL[0], words={**(APPROVAL[0].words or {}), Standing.WITHDRAWN.value: _("退训")}),
    *APPROVAL[1:],
    ListColumn("withdrawn_on", _("退训日期"), 12, Shape.DATE),
    ListColumn("reason", _("退训原因"), 24),
)
"""The same of places in cohorts, which people withdraw from as well."""
ONLY_OF_SEATS = tuple(column.code for column in OF_SEATS)


def approval_of(row: dict[str, Any]) -> dict[str, object]:
    """Return the values of these columns for a fact that `with_approvals` has seen."""
    approval = row["approval"]
    return {
        "left_out_for": approval.reason if approval else "",
        "approved_by": approval.by if approval else "",
        "approved_on": approval.on if approval else None,
    }


def seat_approval_of(
    row: dict[str, Any], withdrawn_at: datetime | None, reason: str
) -> dict[str, object]:
    """Return the values of `OF_SEATS` for a place, withdrawn from at an instant for a reason."""
    if not row["withdrew"] or withdrawn_at is None:
        return {**approval_of(row), "withdrawn_on": None, "reason": ""}
    return {
        **approval_of(row),
        "left_out_for": Standing.WITHDRAWN,
        "withdrawn_on": local_date(withdrawn_at),
        "reason": reason,
    }
