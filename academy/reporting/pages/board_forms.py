"""What is typed on the pages of boards. They read it; the operations judge it."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from academy.reporting import labels
from academy.reporting.enums import BoardEvent, BoardFigure
from academy.reporting.models import BoardRules
from academy.reporting.operations.board_rules import EVIDENCE_LENGTH, Edition
from academy.reporting.operations.outside_scores import PROVENANCE_LENGTH, SOURCE_LENGTH
from academy.reporting.rules.board import Scheme
from academy.shared.tabular import reading as tables
from academy.shared.tabular.grid import Workbook

_MONTH = forms.DateInput(attrs={"type": "month"}, format="%Y-%m")
_NO_MONTH = {"required": _("请选择月份。"), "invalid": _("月份要写成 2026-03。")}
_DEFAULTS: dict[str, object] = {
    "weight_attendance": 30,
    "weight_passing": 30,
    "weight_hours": 20,
    "weight_holding": 20,
    "off_conduct": Decimal("0.50"),
    "off_overdue": Decimal("0.20"),
    "min_people": 5,
    "red": 3,
    "black": 3,
    "months": 1,
    "objection_days": 3,
    "notice_days": 5,
    "rectify_days": 30,
}


class Month(forms.DateField):
    """A month, read as its first day."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            input_formats=["%Y-%m", "%Y-%m-%d"],
            widget=_MONTH,
            error_messages=_NO_MONTH,
            **options,
        )


def month(text: str) -> date | None:
    """Return the month that was typed; None for what is none."""
    form = DrawForm({"month": text})
    return form.cleaned_data["month"] if form.is_valid() else None


class DrawForm(forms.Form):
    """For which month a board is drawn up."""

    month = Month(label=_("月份"))


def _whole(label: Any, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=100000, help_text=help_text)


class RulesForm(forms.Form):
    """An edition of the rules; the last one set stands there to begin with."""

    valid_from = Month(label=_("从哪个月起"))
    weight_attendance = _whole(labels.BOARD_FIGURE[BoardFigure.ATTENDANCE])
    weight_passing = _whole(labels.BOARD_FIGURE[BoardFigure.PASSING])
    weight_hours = _whole(labels.BOARD_FIGURE[BoardFigure.HOURS])
    weight_holding = _whole(labels.BOARD_FIGURE[BoardFigure.HOLDING])
    off_conduct = forms.DecimalField(
        label=_("操行扣分记录，每条扣"), max_digits=4, decimal_places=2
    )
    off_overdue = forms.DecimalField(
        label=_("逾期未完成，每人次扣"), max_digits=4, decimal_places=2
    )
    min_people = _whole(_("最低人数"), _("在岗人数不到的单位列出但不排名。"))
    red = _whole(_("红榜取前几名"))
    black = _whole(_("黑榜取后几名"))
    months = _whole(_("期次统计月数"), _("参训率、合格率统计最近几个月开班的期次，含当月。"))
    objection_days = _whole(_("异议期（天）"), _("公示次日起的整天数。"))
    notice_days = _whole(_("公示期（天）"), _("不少于异议期，期满才能发布。"))
    rectify_days = _whole(_("整改期限（天）"))
    evidence = forms.CharField(
        label=_("依据"),
        max_length=EVIDENCE_LENGTH,
        help_text=_("文号或会议纪要的名称。"),
        error_messages={"required": _("请写明依据。")},
    )

    @staticmethod
    def begun_with(last: BoardRules | None) -> dict[str, object]:
        """Return what the form begins with."""
        if last is None:
            return dict(_DEFAULTS)
        return {name: getattr(last, name) for name in _DEFAULTS}

    def edition(self) -> Edition:
        """Return what was typed as an edition."""
        given = self.cleaned_data
        counts = ("min_people", "red", "black", "months")
        days = ("objection_days", "notice_days", "rectify_days")
        scheme = Scheme(
            weights={each: Decimal(given[f"weight_{each}"]) for each in BoardFigure},
            off={each: given[f"off_{each}"] for each in BoardEvent},
            **{name: given[name] for name in (*counts, *days)},
        )
        return Edition(given["valid_from"], scheme, given["evidence"])


class OutsideForm(forms.Form):
    """A list of scores: a file or pasted text, for which month, whose, and where from."""

    month = Month(label=_("月份"))
    source = forms.CharField(
        label=_("来源"),
        max_length=SOURCE_LENGTH,
        help_text=_("哪一项考核，例如“市容环境考核”。"),
        error_messages={"required": _("请写明来源。")},
    )
    provenance = forms.CharField(
        label=_("出处"),
        max_length=PROVENANCE_LENGTH,
        help_text=_("通报的文号、名称或网址。"),
        error_messages={"required": _("请写明出处。")},
    )
    file = forms.FileField(
        label=_("得分文件"),
        required=False,
        help_text=_("Excel（.xlsx、.xls）或 .csv；表头要有“单位”和“得分”。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )
    text = forms.CharField(
        label=_("或直接粘贴"),
        required=False,
        max_length=100_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=_("从表格里连表头一起复制。"),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("file") and not (cleaned.get("text") or "").strip():
            raise forms.ValidationError(_("请选择文件，或粘贴得分。"))
        return cleaned

    def book(self) -> Workbook:
        """The list as a workbook: from the file, read in its child process, or as pasted."""
        file = self.cleaned_data.get("file")
        if file:
            tables.check_size(file.size)
            return tables.read(file.read(), file.name)
        return tables.read(self.cleaned_data["text"].encode(), "pasted.csv", encoding="utf-8")
