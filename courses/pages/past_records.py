"""Importing past records: upload or paste, look at the dry run, commit once, or undo."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from academy.jobs.runner import is_ended
from academy.people.access import PersonRequest, actor, page_door
from academy.shared import clock
from academy.shared.errors import Refusal
from academy.shared.tabular import reading
from academy.shared.tabular.writing import TEXT, Column, Sheet
from courses.enums.hours import ImportState
from courses.labels import hours as labels
from courses.models import HoursCategory, HoursImport, Track
from courses.operations import import_jobs, past_entries, past_records
from courses.pages import past_import_words
from courses.pages.owing import sheet_reply
from courses.pages.requirements import KEEPERS
from courses.rules.conversion import USUAL, Conversion
from courses.rules.past_records import NUMBER, TEMPLATE, Fault

RECENT = 20
SHOWN = 200


class ImportForm(forms.Form):
    """A file or pasted rows, and the track of rows that name none."""

    file = forms.FileField(
        label=_("以往记录文件"),
        required=False,
        help_text=_("Excel（.xlsx、.xls）或 .csv，不超过 10 MB。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )
    pasted = forms.CharField(
        label=_("或粘贴表格"),
        required=False,
        max_length=1_000_000,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
        help_text=_("连同表头一起从 Excel 复制。"),
    )
    track = forms.ModelChoiceField(
        label=_("未写专业的行归入"),
        queryset=Track.objects.all(),
        required=False,
        empty_label=_("不指定"),
    )
    measure = forms.TypedChoiceField(
        label=_("学时一列的单位"),
        choices=labels.MEASURE,
        coerce=int,
        required=False,
    )
    per = forms.TypedChoiceField(
        label=_("1 学时合"),
        choices=labels.PER_HOUR,
        coerce=int,
        required=False,
        help_text=_("单位不是学时的才用到；折算后四舍五入到 0.1。"),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("file") and not cleaned.get("pasted"):
            raise forms.ValidationError(_("请选择文件，或粘贴表格。"))
        return cleaned


@require_http_methods(["GET", "POST"])
@page_door(*KEEPERS)
def imports(request: PersonRequest) -> HttpResponse:
    """Choose a file or paste rows; nothing is entered before the dry run was seen."""
    sent = request.method == "POST"
    form = ImportForm(request.POST, request.FILES) if sent else ImportForm()
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        try:
            run = _read(request, form.cleaned_data)
        except Refusal as no:
            refusal = no
        else:
            return redirect("courses:hours_import", run.public_id)
    rows = HoursImport.objects.defer("rows", "refused", "sealed").order_by("-read_at", "-pk")[
        :RECENT
    ]
    context = {"form": form, "refusal": refusal, "rows": [_summary(row) for row in rows]}
    status = refusal.status if refusal else 422 if form.errors else 200
    return render(request, "courses/hours/imports.html", context, status=status)


def _read(request: PersonRequest, data: dict[str, Any]) -> HoursImport:
    file = data["file"]
    if file:
        reading.check_size(file.size)
    return past_records.read_soon(
        actor=actor(request.person),
        file_name=file.name if file else past_records.PASTED,
        data=file.read() if file else data["pasted"].encode(),
        track=data["track"],
        conversion=Conversion(data["measure"], data["per"] or USUAL) if data["measure"] else None,
        at=clock.now(),
    )


def _summary(run: HoursImport) -> dict[str, Any]:
    state = ImportState(run.state)
    return {
        "run": run,
        "state": labels.IMPORT_STATE[state],
        "tone": labels.IMPORT_TONE[state],
        "read": "sound" in run.counts,
        "committed": state is ImportState.COMMITTED,
    }


@require_GET
@page_door(*KEEPERS)
def run_page(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """One import: what it would enter, which rows are refused and why."""
    return _show(request, get_object_or_404(HoursImport, public_id=public_id))


def _show(request: PersonRequest, run: HoursImport, refusal: Refusal | None = None) -> HttpResponse:
    refused = [
        {**each, "reason": labels.FAULT[Fault(each["fault"])]} for each in run.refused[:SHOWN]
    ]
    left = len(run.rows) - run.taken
    context = {
        **_summary(run),
        **_work(run),
        "left": left,
        "begun": run.state == ImportState.ENTERING,
        "refused": refused,
        "more": max(0, len(run.refused) - SHOWN),
        "sample": _sample(run),
        "unsampled": max(0, left - SHOWN),
        "refusal": refusal or past_import_words.refusal_of(run),
    }
    status = refusal.status if refusal else 200
    return render(request, "courses/hours/import.html", context, status=status)


def _work(run: HoursImport) -> dict[str, Any]:
    """The job on a large import, and what may be done meanwhile or after it stopped."""
    job = import_jobs.latest(run)
    under_way = job is not None and not is_ended(job)
    state = ImportState(run.state)
    return {
        "job": None
        if state in past_import_words.OVER or (state is ImportState.READ and not under_way)
        else job,
        "working": past_import_words.WORK.get(job.key.rpartition(":")[0].rpartition(":")[0])
        if job and job.key
        else "",
        "may_commit": state in {ImportState.READ, ImportState.ENTERING} and not under_way,
        "may_read": state is ImportState.UPLOADED and not under_way,
        "may_undo": state not in {ImportState.UNDOING, ImportState.UNDONE, ImportState.REFUSED},
        "may_go_on_undoing": state is ImportState.UNDOING and not under_way,
    }


def _sample(run: HoursImport) -> list[dict[str, Any]]:
    """The first sound rows, with category and track by name."""
    categories = dict(HoursCategory.objects.values_list("code", "name"))
    tracks = dict(Track.objects.values_list("code", "name"))
    return [
        {
            **row,
            "category_name": categories.get(row["category"], row["category"]),
            "track_name": tracks.get(row["track"], row["track"]),
        }
        for row in run.rows[run.taken : run.taken + SHOWN]
    ]


@require_GET
@page_door(*KEEPERS)
def refused(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Every refused row with its reason, as a workbook to work through."""
    run = get_object_or_404(HoursImport, public_id=public_id)
    sheet = Sheet(
        name=str(_("未通过的行")),
        title=str(_("未通过的行")),
        subtitle_lines=[run.file_name],
        columns=[
            Column("sheet", str(_("工作表")), width=14),
            Column("row", str(_("行")), width=8),
            Column("column", str(_("列")), width=8),
            Column("staff_number", str(_("工号")), width=14, number_format=TEXT),
            Column("shown", str(_("填写的内容")), width=24, number_format=TEXT),
            Column("reason", str(_("原因和改法")), width=48),
        ],
        rows=[{**each, "reason": str(labels.FAULT[Fault(each["fault"])])} for each in run.refused],
    )
    return sheet_reply(sheet, f"refused-{run.public_id}.xlsx")


@require_POST
@page_door(*KEEPERS)
def commit(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Enter the sound rows, or those that are left."""
    run = get_object_or_404(HoursImport, public_id=public_id)
    try:
        past_entries.commit_soon(actor=actor(request.person), run=run, at=clock.now())
    except Refusal as no:
        return _show(request, run, no)
    run.refresh_from_db()
    if run.state == ImportState.COMMITTED:
        messages.success(request, _("以往学时已登记入台账。"))
    return redirect("courses:hours_import", public_id)


@require_POST
@page_door(*KEEPERS)
def undo(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Take the whole import back."""
    run = get_object_or_404(HoursImport, public_id=public_id)
    reason = request.POST.get("reason", "")
    try:
        past_entries.undo_soon(actor=actor(request.person), run=run, reason=reason, at=clock.now())
    except Refusal as no:
        return _show(request, run, no)
    run.refresh_from_db()
    if run.state == ImportState.UNDONE:
        messages.success(request, _("这次导入已撤销，登记的学时逐条冲销。"))
    return redirect("courses:hours_import", public_id)


@require_POST
@page_door(*KEEPERS)
def read_again(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Have a waiting file read whose job stopped or gave up."""
    run = get_object_or_404(HoursImport, public_id=public_id)
    past_records.ask_reading(actor=actor(request.person), run=run, at=clock.now())
    return redirect("courses:hours_import", public_id)


@require_GET
@page_door(*KEEPERS)
def template(request: PersonRequest) -> HttpResponse:
    """An empty workbook with the headings that are understood."""
    sheet = Sheet(
        name=str(_("以往学时")),
        title=str(_("以往培训学时登记表")),
        columns=[
            Column(name, name, width=16, number_format=TEXT if name == NUMBER else None)
            for name in TEMPLATE
        ],
        rows=[],
    )
    return sheet_reply(sheet, "past-hours.xlsx")
