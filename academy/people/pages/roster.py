"""Pages of the roster import: upload, preview, result."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from academy.jobs.models import Job
from academy.people import access, roster_labels
from academy.people.access import ROSTER_KEEPERS, PersonRequest, page_door
from academy.people.enums import RosterLineKind, RosterMode, RosterState
from academy.people.models import RosterImport, Unit
from academy.people.operations import roster
from academy.people.pages import roster_words
from academy.people.queries import roster as queries
from academy.people.queries import roster_sheet, units
from academy.shared import clock
from academy.shared.errors import Refusal
from academy.shared.paging import page_of
from academy.shared.tabular import reading

PAGE = 50
RECENT = 10
ENCODINGS = [
    ("", _("自动识别")),
    ("utf-8", "UTF-8"),
    ("gb18030", "GB18030（GBK）"),
    ("utf-16-le", "UTF-16"),
]
TABS = (
    RosterLineKind.REFUSED,
    RosterLineKind.ADDED,
    RosterLineKind.CHANGED,
    RosterLineKind.TRANSFERRED,
    RosterLineKind.RETURNED,
    RosterLineKind.LEFT,
)


class UploadForm(forms.Form):
    """A roster file and what it speaks for."""

    file = forms.FileField(
        label=_("名册文件"),
        help_text=_("Excel（.xlsx、.xls）或 .csv，不超过 10 MB；表头须有“工号”和“姓名”两列。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )
    mode = forms.ChoiceField(label=_("名单范围"), widget=forms.RadioSelect)
    unit = forms.ModelChoiceField(
        label=_("单位"), queryset=Unit.objects.none(), to_field_name="code", required=False
    )
    as_of_on = forms.DateField(
        label=_("名单日期"),
        help_text=_("调动、离职从这一天起生效。"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    encoding = forms.ChoiceField(
        label=_("文本编码"),
        choices=ENCODINGS,
        required=False,
        help_text=_("只有 .csv 提示编码无法确定时才需要选择。"),
    )

    def __init__(self, *args: Any, visible: frozenset[int], on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nodes = [node for node in units.tree(on) if node.id in visible]
        whole = queries.covers_all(visible, on=on)
        modes = [
            (RosterMode.WHOLE_SYSTEM, _("全系统名单：不在名单中的人员将标记为离职")),
            (RosterMode.ONE_UNIT, _("单个单位名单：只更新该单位及其下属单位，不会使人离职")),
        ]
        mode, unit = self.fields["mode"], self.fields["unit"]
        assert isinstance(mode, forms.ChoiceField)
        assert isinstance(unit, forms.ModelChoiceField)
        mode.choices = [
            (each.value, text) for each, text in modes if whole or each is RosterMode.ONE_UNIT
        ]
        unit.queryset = Unit.objects.filter(pk__in=[node.id for node in nodes])
        unit.choices = [
            ("", _("（仅“单个单位名单”需要选择）")),
            *((node.code, "　" * node.depth + node.short_name) for node in nodes),
        ]
        self.initial.setdefault("as_of_on", on)


@require_http_methods(["GET", "POST"])
@page_door(*ROSTER_KEEPERS)
def upload(request: PersonRequest) -> HttpResponse:
    """Choose a file; it is compared with the staff, and nothing is changed yet."""
    today = clock.today()
    visible = access.visible_units(request.person, *ROSTER_KEEPERS, on=today)
    refusal: Refusal | None = None
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES, visible=visible, on=today)
        if form.is_valid():
            try:
                run = _upload(request, form.cleaned_data, today)
            except Refusal as no:
                refusal = no
            else:
                return redirect("people:roster_run", run.public_id)
    else:
        form = UploadForm(visible=visible, on=today)
    names = {node.id: node.short_name for node in units.tree(today)}
    recent = access.roster_runs(request.person, on=today).order_by("-created_at", "-pk")[:RECENT]
    context = {
        "form": form,
        "refusal": refusal,
        "recent": [roster_words.summary(run, names) for run in recent],
    }
    status = refusal.status if refusal else 422 if form.errors else 200
    return render(request, "people/roster.html", context, status=status)


def _upload(request: PersonRequest, data: dict[str, Any], today: date) -> RosterImport:
    file = data["file"]
    reading.check_size(file.size)
    mode, unit = RosterMode(data["mode"]), data["unit"]
    if mode is RosterMode.WHOLE_SYSTEM:
        unit = None
    access.require_roster_scope(request.person, mode, unit.pk if unit else None, on=today)
    actor, at = access.actor(request.person), clock.now()
    run = roster.upload(
        actor=actor,
        file_name=file.name,
        data=file.read(),
        mode=mode,
        unit=unit,
        as_of_on=data["as_of_on"],
        encoding=data["encoding"],
        at=at,
    )
    return roster.preview_soon(actor=actor, run=run, at=at)


@require_GET
@page_door(*ROSTER_KEEPERS)
def run_page(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """One run: being read, to be committed, or what became of it."""
    return _show(request, _run(request, public_id))


@require_POST
@page_door(*ROSTER_KEEPERS)
def commit(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Carry the preview out; refused, the same page says why and what is safe."""
    run = _run(request, public_id)
    try:
        roster.commit(
            actor=access.actor(request.person),
            run=run,
            skip_refused=request.POST.get("skip_refused") == "1",
            at=clock.now(),
        )
    except Refusal as no:
        return _show(request, run, refusal=no)
    return redirect("people:roster_run", public_id)


@require_POST
@page_door(*ROSTER_KEEPERS)
def compare(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Compare once more with the staff as it is now."""
    roster.preview(run=_run(request, public_id), at=clock.now())
    return redirect("people:roster_run", public_id)


@require_POST
@page_door(*ROSTER_KEEPERS)
def discard(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Give the run up; its rows are forgotten."""
    run = _run(request, public_id)
    roster.discard(actor=access.actor(request.person), run=run, at=clock.now())
    return redirect("people:roster")


@require_GET
@page_door(*ROSTER_KEEPERS)
def refused(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """The refused rows as a workbook with a reason for each."""
    run = _run(request, public_id)
    reply = HttpResponse(roster_sheet.workbook(run), content_type=roster_sheet.XLSX)
    reply["Content-Disposition"] = f'attachment; filename="{roster_sheet.file_name(run)}"'
    reply["Cache-Control"] = "private, no-store"
    return reply


def _run(request: PersonRequest, public_id: UUID) -> RosterImport:
    runs = access.roster_runs(request.person, on=clock.today())
    return get_object_or_404(runs, public_id=public_id)


def _show(
    request: PersonRequest, run: RosterImport, *, refusal: Refusal | None = None
) -> HttpResponse:
    kind = _chosen(request.GET.get("kind", ""), run)
    lines = queries.lines_of(run, kind)
    page = page_of(lines, key=("sequence",), cursor=request.GET.get("cursor"), limit=PAGE)
    key = roster.job_key(run)
    names = {node.id: node.short_name for node in units.tree(run.as_of_on)}
    context = {
        "run": run,
        "summary": roster_words.summary(run, names),
        "uploaded": run.state == RosterState.UPLOADED,
        "previewed": run.state == RosterState.PREVIEWED,
        "committed": run.state == RosterState.COMMITTED,
        "job": Job.objects.filter(key=key).first() if run.state == RosterState.UPLOADED else None,
        "unreadable": queries.refusal_of(run),
        "refusal": refusal,
        "refused_tab": kind is RosterLineKind.REFUSED,
        "tabs": [
            (each, roster_labels.LINE_KIND[each], run.counts.get(each, 0), each is kind)
            for each in TABS
            if run.counts.get(each)
        ],
        "page": page,
        "rows": [roster_words.line(line) for line in page.items],
        "sheets": roster_words.sheets(run),
    }
    status = refusal.status if refusal else 200
    return render(request, "people/roster_run.html", context, status=status)


def _chosen(wanted: str, run: RosterImport) -> RosterLineKind:
    """Return the tab asked for, else the first that holds anything."""
    if wanted in set(TABS):
        return RosterLineKind(wanted)
    return next((kind for kind in TABS if run.counts.get(kind)), TABS[0])
