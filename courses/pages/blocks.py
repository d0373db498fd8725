"""Days on which people are not to be sent: the list, one entry, and a roster by the list."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from academy.people.access import PersonRequest, actor, page_door, visible_units
from academy.people.models import Assignment, Person
from academy.people.queries import units
from academy.people.rules import roster_cells
from academy.shared import clock
from academy.shared.errors import Refusal
from academy.shared.paging import page_of
from academy.shared.tabular import reading as tables
from academy.shared.tabular.grid import Grid, Workbook
from courses import access
from courses.enums.planning import BlockKind
from courses.errors.planning import BlockListEmpty, BlockListLong
from courses.labels import planning as labels
from courses.models import Block
from courses.operations import blocks
from courses.pages import block_sheets
from courses.pages.forms import DateInput
from courses.queries import blocks as queries
from courses.rules import block_rows

PAGE = 50
LIMIT_ROWS = 5000
# More faults than this are counted, not listed.
LISTED = 200
_KINDS = [(kind.value, labels.BLOCK_KIND[kind]) for kind in BlockKind]


class BlockForm(forms.Form):
    """One block."""

    staff_number = forms.CharField(label=_("工号"), max_length=24)
    kind = forms.ChoiceField(label=_("类别"), choices=_KINDS)
    starts_on = forms.DateField(
        label=_("第一天"), widget=DateInput, error_messages={"invalid": _("日期不存在。")}
    )
    ends_on = forms.DateField(
        label=_("最后一天"),
        widget=DateInput,
        help_text=_("当天仍不能派出；只有一天的，两个日期相同。"),
        error_messages={"invalid": _("日期不存在。")},
    )


class ListForm(forms.Form):
    """A roster: a file or pasted text, and what kind rows are that name none."""

    file = forms.FileField(
        label=_("名单文件"),
        required=False,
        help_text=_(
            "Excel（.xlsx、.xls）或 .csv；表头要有“工号”和“开始日期”（或“日期”），"
            "可有“姓名、类别、结束日期”。"
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
    kind = forms.ChoiceField(label=_("未写类别的行算作"), choices=_KINDS)
    skip_refused = forms.BooleanField(label=_("跳过不能登记的行"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("file") and not (cleaned.get("text") or "").strip():
            raise forms.ValidationError(_("请选择文件，或粘贴名单。"))
        return cleaned


@require_GET
@page_door(*access.KEEPERS)
def block_list(request: PersonRequest) -> HttpResponse:
    """Who is not to be sent when, the next first."""
    return _page(request, BlockForm(initial={"kind": BlockKind.LEAVE.value}))


def _page(
    request: PersonRequest, form: BlockForm, refusal: Refusal | None = None, status: int = 200
) -> HttpResponse:
    today = clock.today()
    wanted = _filter(request, on=today)
    rows = access.blocks_for(request.person, on=today).standing()
    if wanted["kind"]:
        rows = rows.filter(kind=wanted["kind"])
    if wanted["unit"]:
        rows = rows.filter(person__in=_people_of(wanted["unit"], today))
    if wanted["ahead"]:
        rows = rows.filter(ends_on__gte=today)
    if wanted["q"]:
        named = Q(person__name__icontains=wanted["q"])
        rows = rows.filter(named | Q(person__staff_number__istartswith=wanted["q"]))
    page = page_of(
        rows.select_related("person"),
        key=("starts_on", "pk"),
        cursor=request.GET.get("cursor"),
        limit=PAGE,
        # What comes next is looked at first; of what is over, the latest.
        descending=not wanted["ahead"],
    )
    scope = visible_units(request.person, *access.KEEPERS, on=today)
    at = units.assignments_on([row.person_id for row in page.items], today)
    nodes = units.tree(today)
    names = {node.id: node.short_name for node in nodes}
    context = {
        "page": page,
        "rows": [_row(row, names.get(at[row.person_id].unit_id, "")) for row in page.items],
        "total": rows.count(),
        "form": form,
        "kinds": _KINDS,
        "wanted": wanted,
        "nodes": [node for node in nodes if node.id in scope],
        "refusal": refusal,
    }
    return render(
        request, "courses/blocks.html", context, status=refusal.status if refusal else status
    )


def _filter(request: PersonRequest, *, on: date) -> dict[str, Any]:
    kind, unit = request.GET.get("kind", ""), request.GET.get("unit", "")
    return {
        "kind": kind if kind in set(BlockKind) else "",
        "unit": int(unit) if unit.isascii() and unit.isdigit() and len(unit) < 10 else None,
        "ahead": request.GET.get("past") != "1",
        "q": request.GET.get("q", "").strip()[:60],
    }


def _people_of(unit_id: int, on: date) -> QuerySet[Person]:
    ids = units.subtree_ids(unit_id, on)
    serving = Assignment.objects.filter(units.valid_on(on), unit_id__in=ids)
    return Person.objects.filter(pk__in=serving.values("person_id"))


def _row(row: Block, unit: str) -> dict[str, Any]:
    return {"block": row, "unit": unit, "kind": labels.BLOCK_KIND[BlockKind(row.kind)]}


@require_POST
@page_door(*access.KEEPERS)
def record_block(request: PersonRequest) -> HttpResponse:
    """Enter one block."""
    at = clock.now()
    form = BlockForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    given = form.cleaned_data
    named = access.named_people(request.person, [given["staff_number"]], on=clock.local_date(at))
    if not named.persons:
        form.add_error("staff_number", _("查无此人，或不在您的管理范围。"))
        return _page(request, form, status=422)
    try:
        row = blocks.record_block(
            actor=actor(request.person),
            person=named.persons[0],
            kind=BlockKind(given["kind"]),
            starts_on=given["starts_on"],
            ends_on=given["ends_on"],
            source=f"person:{request.person.staff_number}",
            at=at,
        )
    except Refusal as no:
        return _page(request, form, no)
    said = _("已登记 %(person)s %(first)s 至 %(last)s 不派出。")
    facts = {"person": row.person.name, "first": row.starts_on, "last": row.ends_on}
    messages.success(request, str(said) % facts)
    return redirect("courses:blocks")


@require_POST
@page_door(*access.KEEPERS)
def lift_block(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Say that a block no longer holds."""
    row = access.block_for(request.person, public_id, on=clock.today())
    blocks.lift(actor=actor(request.person), block=row, at=clock.now())
    messages.success(
        request, str(_("已撤销，%(person)s 这些天可以派出。")) % {"person": row.person.name}
    )
    return redirect("courses:blocks")


@require_http_methods(["GET", "POST"])
@page_door(*access.KEEPERS)
def import_blocks(request: PersonRequest) -> HttpResponse:
    """Read a roster and say what it would enter; then enter it."""
    at = clock.now()
    form = ListForm(
        request.POST or None, request.FILES or None, initial={"kind": BlockKind.DUTY.value}
    )
    context: dict[str, Any] = {}
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        try:
            book = book_of(form.cleaned_data)
            found = sorted_list(request, book, BlockKind(form.cleaned_data["kind"]), at=at)
            context = _dry(found, book)
            if "faults" in request.POST:
                return block_sheets.faults_reply(book, found.faults)
            if "confirm" in request.POST:
                return _commit(request, found, form.cleaned_data, at=at)
        except Refusal as no:
            refusal = no
    context |= {"form": form, "refusal": refusal}
    status = refusal.status if refusal else 422 if form.errors else 200
    return render(request, "courses/block_import.html", context, status=status)


def book_of(given: dict[str, Any]) -> Workbook:
    """The list as a workbook: read from the file in its child process, or from what was pasted."""
    if given.get("file"):
        file = given["file"]
        tables.check_size(file.size)
        return tables.read(file.read(), file.name)
    return tables.read(given["text"].encode(), "pasted.csv", encoding="utf-8")


def sorted_list(
    request: PersonRequest, book: Workbook, usual: BlockKind, *, at: datetime
) -> queries.Sorted:
    """What a list says, sorted against the people one may speak for; raises BlockListEmpty."""
    found = block_rows.read(book, usual=usual)
    if not found.rows and not found.faults:
        raise BlockListEmpty(field="file")
    count = len(found.rows) + len(found.faults)
    if count > LIMIT_ROWS:
        raise BlockListLong(field="file", count=count, limit=LIMIT_ROWS)
    on = clock.local_date(at)
    named = access.named_people(request.person, [row.staff_number for row in found.rows], on=on)
    people = {person.staff_number: person for person in named.persons}
    return queries.sort(found.rows, people, faults=found.faults, on=on)


def _dry(found: queries.Sorted, book: Workbook) -> dict[str, Any]:
    return {
        "found": found,
        "pasted": _as_text(book.grids),
        "faults": [(each, labels.BLOCK_FAULT[each.fault]) for each in found.faults[:LISTED]],
        "more": max(0, len(found.faults) - LISTED),
        "sample": [
            {"wanted": each, "kind": labels.BLOCK_KIND[each.kind]} for each in found.wanted[:20]
        ],
    }


def _as_text(grids: tuple[Grid, ...]) -> str:
    """The list as tab-separated text, so that it comes back as it is, whatever it came as."""
    lines = []
    for grid in grids:
        if not grid.hidden:
            lines += ["\t".join(roster_cells.text(cell) for cell in row) for row in grid.rows]
    return "\n".join(lines)


def _commit(
    request: PersonRequest, found: queries.Sorted, given: dict[str, Any], *, at: datetime
) -> HttpResponse:
    report = blocks.record_many_blocks(
        actor=actor(request.person),
        wanted=found.wanted,
        refused=len(found.faults),
        skip_refused=given["skip_refused"],
        source=f"roster:{request.person.staff_number}:{clock.local_date(at):%Y%m%d}",
        at=at,
    )
    count = len(report.recorded)
    said = ngettext("已登记 %(n)s 条不派出记录。", "已登记 %(n)s 条不派出记录。", count)
    messages.success(request, said % {"n": count})
    return redirect("courses:blocks")
