"""Who got what, and when, as a file: every recipient of every turn of a schedule."""

import io
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from academy.notices import labels as notice_labels
from academy.notices.queries import outcomes
from academy.notices.queries.outcomes import Outcome
from academy.people.access import PersonRequest, actor, page_door
from academy.reporting import access, labels
from academy.reporting.access import READERS, scheduled
from academy.reporting.api.runs import CONTENT_TYPE
from academy.reporting.enums import Form, ReceiptOutcome
from academy.reporting.models import ScheduleReceipt, ScheduleSending
from academy.reporting.operations import schedules
from academy.shared import clock
from academy.shared.tabular.writing import TEXT, Column, Sheet, write_csv, write_workbook


@require_GET
@page_door(*READERS)
def xlsx(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """The log as a workbook."""
    return _file(request, public_id, Form.XLSX)


@require_GET
@page_door(*READERS)
def csv(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """The log as CSV (UTF-8 with BOM)."""
    return _file(request, public_id, Form.CSV)


def _file(request: PersonRequest, public_id: UUID, form: Form) -> HttpResponse:
    access.refuse_unknown(request.GET, ())
    at = clock.now()
    today = clock.local_date(at)
    row = scheduled.schedule(request.person, public_id, today)
    turns = scheduled.sendings(request.person, today).filter(schedule=row)
    rows = _rows(list(turns.order_by("-due_at", "-pk")))
    sheet = Sheet(
        name=_("发送记录"),
        title=_("“%(name)s”发送记录") % {"name": row.name},
        columns=_columns(),
        rows=rows,
        subtitle_lines=[_("截至 %(at)s；最近一次在前") % {"at": _moment(at)}],
        footer_lines=[_("填表人：　　　　　　　　审核人：　　　　　　　　日期：")],
    )
    schedules.take_log(actor=actor(request.person), schedule=row, count=len(rows), at=at)
    out = io.BytesIO()
    if form is Form.XLSX:
        write_workbook(out, [sheet])
    else:
        write_csv(out, sheet)
    reply = HttpResponse(out.getvalue(), content_type=CONTENT_TYPE[form])
    name = f"schedule-log-{today.isoformat()}.{form.value}"
    reply["Content-Disposition"] = f'attachment; filename="{name}"'
    reply["Cache-Control"] = "private, no-store"
    return reply


def _columns() -> list[Column]:
    return [
        Column("due_at", _("应发时间")),
        Column("state", _("状态")),
        Column("sent_at", _("发出时间")),
        Column("staff_number", _("工号"), number_format=TEXT),
        Column("name", _("收件人")),
        Column("outcome", _("结果")),
        Column("read_at", _("通知已读")),
        Column("mail", _("邮件")),
        Column("mail_at", _("邮件结束时间")),
        Column("reason", _("邮件说明")),
        Column("opened_at", _("首次打开")),
    ]


def _rows(turns: list[ScheduleSending]) -> list[dict[str, object]]:
    """Return a row for each recipient, and one for each turn that has none yet."""
    receipts: dict[int, list[ScheduleReceipt]] = {}
    found = ScheduleReceipt.objects.filter(sending__in=[turn.pk for turn in turns])
    for each in found.select_related("person").order_by("person__pinyin_key", "pk"):
        receipts.setdefault(each.sending_id, []).append(each)
    became = outcomes.by_key([turn.notice_key for turn in turns])
    rows = []
    for turn in turns:
        told = {
            "due_at": _moment(turn.due_at),
            "state": str(labels.SENDING_STATE[turn.state]),
            "sent_at": _moment(turn.sent_at),
        }
        lines = [
            _receipt(each, became.get((each.person_id, turn.notice_key)))
            for each in receipts.get(turn.pk, [])
        ]
        rows += [told | line for line in lines or [dict.fromkeys(_OF_RECEIPT)]]
    return rows


_OF_RECEIPT = (
    "staff_number", "name", "outcome", "read_at", "mail", "mail_at", "reason", "opened_at",
)  # fmt: skip


def _receipt(each: ScheduleReceipt, outcome: Outcome | None) -> dict[str, Any]:
    mail = outcome.mail if outcome else None
    reason = outcome.reason if outcome else None
    return {
        "staff_number": each.person.staff_number,
        "name": each.person.name,
        "outcome": str(labels.RECEIPT_OUTCOME[ReceiptOutcome(each.outcome)]),
        "read_at": _moment(outcome.read_at if outcome else None),
        "mail": str(notice_labels.STATE[mail]) if mail else None,
        "mail_at": _moment(outcome.mail_at if outcome else None),
        "reason": str(notice_labels.REASON[reason]) if reason else None,
        "opened_at": _moment(each.opened_at),
    }


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(clock.LOCAL).strftime("%Y-%m-%d %H:%M") if at else None
