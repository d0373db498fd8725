"""The refusal of a rehearsal."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from academy.shared.errors import Refusal

_WHY: dict[str, Promise] = {
    "somebody_sitting": _("现在有人正在考试，演练会让他们等待"),
    "exam_over": _("这场考试的成绩已发布或考试已取消"),
    "candidates_out_of_range": _("模拟考生须为 8 至 200 人"),
}


class RehearsalRefused(Refusal):
    """While somebody sits an exam, for an exam that is over, or with too few or too many."""

    code = "exams.rehearsal_refused"
    message = _("不能演练：%(why)s。")
    next_step = _("演练不留下任何考试数据，可在没有人考试时随时进行；30 人约需几秒。")

    def __init__(self, reason: str, *, field: str | None = None) -> None:
        super().__init__(field=field, reason=reason, why=str(_WHY[reason]))
