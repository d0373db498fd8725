"""What is typed on the pages of named exclusions. They read it; the operations judge it."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from academy.people.rules import roster_cells
from academy.reporting import labels
from academy.reporting.enums import ExclusionReason, ExclusionState
from academy.reporting.rules.exclusions import FIRST_YEAR, LAST_YEAR, TEXT_LENGTH
from academy.shared.tabular import reading as tables
from academy.shared.tabular.grid import Workbook
from courses.models import Track

REASONS = [(each.value, labels.EXCLUSION_REASON[each]) for each in ExclusionReason]
STATES = [(each.value, labels.EXCLUSION_STATE[each]) for each in ExclusionState]
_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class AskForm(forms.Form):
    """Whom not to count, why, and on which days; on a page days end with the last."""

    staff_number = forms.CharField(
        label=_("工号"), max_length=24, error_messages={"required": _("请填写工号。")}
    )
    reason = forms.ChoiceField(label=_("原因"), choices=REASONS)
    words = forms.CharField(
        label=_("说明"),
        required=False,
        max_length=TEXT_LENGTH,
        help_text=_("原因选“其他”的必须写明。"),
    )
    starts_on = forms.DateField(
        label=_("第一天"),
        widget=_DAY,
        error_messages={"required": _("请填写第一天。"), "invalid": _("日期不存在。")},
    )
    last_on = forms.DateField(
        label=_("最后一天"),
        required=False,
        widget=_DAY,
        help_text=_("当天仍不计入；长期有效的可以不填。"),
        error_messages={"invalid": _("日期不存在。")},
    )
    track = forms.ChoiceField(label=_("业务线"), required=False)
    evidence = forms.CharField(
        label=_("依据"),
        max_length=TEXT_LENGTH,
        help_text=_("文号或证明材料的名称；病休、孕产的依据只给人事、学院、审计和本单位联络员看。"),
        error_messages={"required": _("请写明依据。")},
    )

    def __init__(self, *args: Any, tracks: Sequence[Track], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = [("", labels.ALL_TRACKS), *((each.code, each.name) for each in tracks)]
        self.fields["track"] = forms.ChoiceField(label=_("业务线"), required=False, choices=every)
        self.order_fields(
            ("staff_number", "reason", "words", "starts_on", "last_on", "track", "evidence")
        )

    @property
    def until_on(self) -> date | None:
        """The day after the last one typed."""
        last: date | None = self.cleaned_data["last_on"]
        return last + timedelta(days=1) if last and last.year <= LAST_YEAR else last


class ListForm(forms.Form):
    """A list: a file or pasted text, and what rows mean that do not say it."""

    file = forms.FileField(
        label=_("名单文件"),
        required=False,
        help_text=_(
            "Excel（.xlsx、.xls）或 .csv；表头要有“工号”和“开始日期”，"
            "可有“姓名、原因、结束日期、业务线、依据、说明”。"
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )
    text = forms.CharField(
        label=_("或直接粘贴"),
        required=False,
        max_length=600_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=_("从表格里连表头一起复制。"),
    )
    reason = forms.ChoiceField(
        label=_("未写原因的行算作"), required=False, choices=[("", _("不能申请")), *REASONS]
    )
    evidence = forms.CharField(
        label=_("未写依据的行用"),
        required=False,
        max_length=TEXT_LENGTH,
        help_text=_("整份名单同一个文号的，写在这里。"),
    )
    skip_refused = forms.BooleanField(label=_("跳过不能申请的行"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("file") and not (cleaned.get("text") or "").strip():
            raise forms.ValidationError(_("请选择文件，或粘贴名单。"))
        return cleaned

    def book(self) -> Workbook:
        """The list as a workbook: from the file, read in its child process, or as pasted."""
        file = self.cleaned_data.get("file")
        if file:
            tables.check_size(file.size)
            return tables.read(file.read(), file.name)
        return tables.read(self.cleaned_data["text"].encode(), "pasted.csv", encoding="utf-8")


def as_text(book: Workbook) -> str:
    """The list as tab-separated text, so that it comes back as it is, whatever it came as."""
    lines = []
    for grid in book.grids:
        if not grid.hidden:
            lines += ["\t".join(roster_cells.text(cell) for cell in row) for row in grid.rows]
    return "\n".join(lines)


def day(text: str) -> date | None:
    """The day that was typed into a filter; None for nothing, or for what is no day."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


def chosen(posted: QueryDict) -> list[UUID]:
    """The requests that were ticked, each once; what is no id is none."""
    found: dict[UUID, None] = {}
    for text in posted.getlist("chosen"):
        try:
            found[UUID(text)] = None
        except ValueError:
            continue
    return list(found)
