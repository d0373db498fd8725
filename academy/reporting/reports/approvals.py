"""Why and by whose approval somebody is left out, as columns of a name list."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from academy.reporting import labels
from academy.reporting.labels import Shape
from academy.reporting.queries.left_out import DISCREET
from academy.reporting.specs import ListColumn

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


def approval_of(row: dict[str, Any]) -> dict[str, object]:
    """Return the values of these columns for a fact that `with_approvals` has seen."""
    approval = row["approval"]
    return {
        "left_out_for": approval.reason if approval else "",
        "approved_by": approval.by if approval else "",
        "approved_on": approval.on if approval else None,
    }
