"""Forms of enrolment. They read what was typed; the operations judge it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from academy.shared.tabular import reading as tabular
from academy.shared.tabular.grid import Cell, Grid
from academy.shared.text import fold
from courses.enums import FillRule, OverQuota
from courses.errors import ListEmpty, ListTooLong
from courses.labels import enrolling as labels
from courses.models import Cohort, CohortNotice
from courses.rules import name_list
from courses.rules.name_list import Entry

LIMIT = 1000
_LOCAL = "%Y-%m-%dT%H:%M"


class Instant(forms.DateTimeField):
    """A moment of the academy's own clock, by the browser's picker."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_LOCAL)

    def __init__(self, **options: Any) -> None:
        said = {"required": _("请填写时间。"), "invalid": _("时间不存在。")}
        super().__init__(input_formats=[_LOCAL, "%Y-%m-%d %H:%M"], error_messages=said, **options)


class DeadlineForm(forms.Form):
    """Until when the units may nominate and substitute."""

    nominate_until = Instant(label=_("提名截止"), help_text=_("到这一刻就不再接收。"))
    substitute_until = Instant(label=_("替训截止"), help_text=_("不早于提名截止。"))

    def instants(self) -> dict[str, datetime]:
        """Return both as the operations name them."""
        return {
            "nominate_until_at": self.cleaned_data["nominate_until"],
            "substitute_until_at": self.cleaned_data["substitute_until"],
        }


class NoticeForm(DeadlineForm):
    """The whole notice."""

    document_number = forms.CharField(
        label=_("文号"),
        max_length=60,
        error_messages={"required": _("请填写文号。")},
    )
    text = forms.CharField(
        label=_("正文"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("请填写正文。")},
    )
    conditions = forms.CharField(
        label=_("参训条件"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("人员类别等由大纲规定的条件会自动核对，这里写其余要求。"),
    )
    over_quota = forms.ChoiceField(
        label=_("超出名额的提名"),
        choices=[(each.value, labels.OVER_QUOTA[each]) for each in OverQuota],
    )
    owing_only = forms.BooleanField(label=_("只接收欠学时的人员"), required=False)
    field_order = (
        "document_number",
        "text",
        "conditions",
        "nominate_until",
        "substitute_until",
        "over_quota",
        "owing_only",
    )

    @classmethod
    def of(cls, cohort: Cohort, notice: CohortNotice | None, data: Any = None) -> "NoticeForm":
        """Return the form with what is written so far."""
        initial: dict[str, Any] = {"over_quota": OverQuota.WAIT.value}
        if notice is not None:
            initial = {
                "document_number": notice.document_number,
                "text": notice.text,
                "conditions": notice.conditions,
                "nominate_until": notice.nominate_until_at,
                "substitute_until": notice.substitute_until_at,
                "over_quota": notice.over_quota,
                "owing_only": notice.owing_only,
            }
        return cls(data, initial=initial)

    def words(self) -> dict[str, Any]:
        """Return all but the deadlines, as the operation names them."""
        cleaned = self.cleaned_data
        return {
            "document_number": fold(cleaned["document_number"]),
            "text": cleaned["text"],
            "conditions": cleaned["conditions"],
            "over_quota": OverQuota(cleaned["over_quota"]),
            "owing_only": cleaned["owing_only"],
        }


class NominationForm(forms.Form):
    """A list of people, pasted or as a file, and an admin's reason to set rules aside."""

    text = forms.CharField(
        label=_("名单"),
        required=False,
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=_("每行一人：工号，或姓名和单位；可直接从表格粘贴。"),
    )
    file = forms.FileField(
        label=_("或上传表格"),
        required=False,
        help_text=_("xlsx、xls 或 csv，带“工号”或“姓名”“单位”表头。"),
    )
    override_reason = forms.CharField(
        label=_("破例理由"),
        required=False,
        max_length=200,
        help_text=_("填写后，可以破例的规则不再拦截，理由随人员留存。"),
    )

    def entries(self) -> list[Entry]:
        """Return the rows of the list; raises a refusal for one that cannot be used."""
        upload = self.cleaned_data.get("file")
        if upload is not None:
            tabular.check_size(upload.size)
            book = tabular.read(upload.read(), upload.name)
            found = next((rows for grid in book.grids if (rows := _rows(grid))), [])
        else:
            found = name_list.from_text(fold_lines(self.cleaned_data["text"]))
        if not found:
            raise ListEmpty(field="text")
        if len(found) > LIMIT:
            raise ListTooLong(field="text", rows=len(found), limit=LIMIT)
        return found


def fold_lines(text: str) -> str:
    """Narrow each line by itself, so that lines stay lines."""
    return "\n".join(fold(line) for line in text.splitlines())


def _rows(grid: Grid) -> list[Entry]:
    if grid.hidden:
        return []
    return name_list.from_rows([[_cell(cell) for cell in row] for row in grid.rows])


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return fold(str(value))


class FillForm(forms.Form):
    """By what rule to give unused seats, and which units may get some."""

    rule = forms.ChoiceField(
        label=_("规则"),
        choices=[(each.value, labels.FILL_RULE[each]) for each in FillRule],
    )
    among = forms.MultipleChoiceField(
        label=_("可以得到名额的单位"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("不勾选的单位这次不得名额，用不完的仍可让出；勾选情况写入调剂记录。"),
        error_messages={
            "required": _("请至少勾选一个单位。"),
            "invalid_choice": _("有的单位已经没有人候补，请重新勾选。"),
        },
    )

    def __init__(self, data: Any = None, *, asking: Sequence[tuple[str, str]]) -> None:
        """`asking` are code and words of the units whose people wait; all are ticked at first."""
        self._asking = [code for code, _words in asking]
        super().__init__(data, initial={"among": self._asking})
        if not asking:
            del self.fields["among"]
            return
        field = self.fields["among"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(asking)

    def chosen(self) -> list[str] | None:
        """Return the codes of the ticked units, None where that is all of them."""
        if "among" not in self.fields:
            return None
        chosen: list[str] = self.cleaned_data["among"]
        return chosen if len(chosen) < len(self._asking) else None
