"""What the words of reports are called, and how their numbers are printed."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from academy.people import labels as people_labels
from academy.reporting.enums import Dimension, Form, RankBand, Sitting, Step

ALL_TRACKS = _("全部业务线")
ALL_COHORTS = _("全部期次")
ALL_REQUIREMENTS = _("全部要求")
TOTAL = _("合计")
BRANCHES = _("分局小计")
OWN_STAFF = _("%(unit)s（本级）")
ENDED = _("%(unit)s（已撤并）")
ALL_PARTS = _("小计")
NOTHING = "—"


class Shape(StrEnum):
    """How a column's numbers are printed."""

    COUNT = "count"
    PERCENT = "percent"
    SCORE = "score"
    HOURS = "hours"
    TEXT = "text"
    CENTRE = "centre"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Entry:
    """One column: heading, unit, definition, and the list its number opens to ("" for none)."""

    column: str
    group: str
    label: Promise
    unit: Promise | str
    shape: Shape
    figure: str
    definition: Promise

    @property
    def heading(self) -> str:
        """The label, a rate's with its sign: 参训率（%）."""
        return f"{self.label}{self.sign}"

    @property
    def sign(self) -> str:
        """（%） for rates, nothing for what needs no unit beside its name."""
        return str(_PER_CENT) if self.shape is Shape.PERCENT else ""


_PER_CENT = _("（%）")
PEOPLE = _("人次")
PERCENT = "%"
POINTS = _("分")
HOURS = _("学时")

FORM: dict[Form, Promise] = {
    Form.XLSX: _("下载 Excel"),
    Form.CSV: _("下载 CSV"),
    Form.PDF: _("下载 PDF"),
}


STAFF_KIND: dict[str, Promise] = {
    kind.value: label for kind, label in people_labels.STAFF_KIND.items()
}
DIMENSION: dict[Dimension, Promise] = {
    Dimension.STAFF_KIND: _("人员类别"),
    Dimension.RANK_BAND: _("职级层次"),
    Dimension.TRACK: _("业务线"),
    Dimension.REQUIREMENT: _("培训要求"),
}
SITTING: dict[Sitting, Promise] = {
    Sitting.FIRST: _("首考成绩"),
    Sitting.FINAL: _("补考后成绩"),
}
STEP: dict[Step, Promise] = {
    Step.MONTH: _("按月"),
    Step.YEAR: _("按年"),
}
RANK_BAND: dict[RankBand, Promise] = {
    RankBand.COUNTY: _("县处级（四级调研员及以上）"),
    RankBand.SECTION: _("乡科级（主任科员）"),
    RankBand.CLERK: _("科员级"),
    RankBand.OTHER: _("其他职级"),
    RankBand.NONE: _("无职级"),
}


def printed(value: object) -> str:
    """Return a value as offices print it: 3,600; 98.3; 2026-03-05; "—" for what has none."""
    if value is None:
        return NOTHING
    return f"{value:,}" if isinstance(value, int | Decimal) else str(value)
