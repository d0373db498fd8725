"""The reports over HTTP: figures, the names behind them, files."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from ninja import Query, Router

from academy.people.access import ApiDoor, PersonRequest, actor
from academy.reporting import access, frames, listing
from academy.reporting.access import READERS, Wish
from academy.reporting.api.schemas import (
    ColumnOut,
    NameColumnOut,
    NameOut,
    NamesOut,
    NamesQuery,
    ReportOut,
    ReportQuery,
    RowOut,
    SpecOut,
    SpecsOut,
)
from academy.reporting.enums import Form
from academy.reporting.frames import Report
from academy.reporting.listing import Listed
from academy.reporting.operations import extracts
from academy.reporting.operations.extracts import File
from academy.reporting.queries.snapshot import snapshot
from academy.reporting.reports import REPORTS, named
from academy.reporting.rules.asking import Ask
from academy.reporting.specs import Spec
from academy.shared import clock
from academy.shared.problems import read_reply

router = Router(tags=["reports"])
DOOR = ApiDoor(*READERS)
ALSO_OF_NAMES = ("figure", "row", "part", "cursor", "limit")


@router.get("/reports", response=SpecsOut, auth=DOOR, url_name="reports")
def report_index(request: PersonRequest) -> HttpResponse:
    """Which reports there are, and what each can be asked."""
    items = [
        SpecOut(
            report=spec.code,
            name=str(spec.name),
            title=str(spec.title),
            about=str(spec.about),
            parameters=list(spec.asks),
            by=list(spec.dimensions),
        )
        for spec in REPORTS.values()
    ]
    return read_reply(request, SpecsOut(items=items))


@router.get("/reports/{slug:report}", response=ReportOut, auth=DOOR, url_name="report")
def report_figures(request: PersonRequest, report: str, query: Query[ReportQuery]) -> HttpResponse:
    """A report by unit, with parts, sums and total."""
    spec = named(report)
    ask, _within = _asked(request, spec, query)
    return read_reply(request, _report(frames.read(spec, ask)))


@router.get("/reports/{slug:report}/people", response=NamesOut, auth=DOOR, url_name="report_people")
def report_people(request: PersonRequest, report: str, query: Query[NamesQuery]) -> HttpResponse:
    """The names behind one figure of one row, by pinyin."""
    spec = named(report)
    ask, within = _asked(request, spec, query, *ALSO_OF_NAMES)
    figure = access.figure(spec, query.figure)
    with snapshot():
        found = listing.page(
            spec,
            ask,
            within.then(ask.as_of),
            figure=figure,
            row=query.row,
            part=query.part,
            cursor=query.cursor,
            limit=query.limit,
        )
    return read_reply(request, _names(spec, figure, found))


@router.get("/reports/{slug:report}.xlsx", auth=DOOR, url_name="report_xlsx", response={200: bytes})
def report_xlsx(request: PersonRequest, report: str, query: Query[ReportQuery]) -> HttpResponse:
    """The report as a workbook: table, charts, names, definitions. On record as an extract."""
    return _file(request, report, query, Form.XLSX)


@router.get("/reports/{slug:report}.csv", auth=DOOR, url_name="report_csv", response={200: bytes})
def report_csv(request: PersonRequest, report: str, query: Query[ReportQuery]) -> HttpResponse:
    """The table as CSV (UTF-8 with BOM). On record as an extract."""
    return _file(request, report, query, Form.CSV)


@router.get("/reports/{slug:report}.pdf", auth=DOOR, url_name="report_pdf", response={200: bytes})
def report_pdf(request: PersonRequest, report: str, query: Query[ReportQuery]) -> HttpResponse:
    """The report as PDF, A4 landscape, to be signed. On record as an extract."""
    return _file(request, report, query, Form.PDF)


def _asked(
    request: PersonRequest, spec: Spec, query: ReportQuery, *also: str
) -> tuple[Ask, access.Reach]:
    """Return the question of a request and what its reader may see."""
    access.refuse_unknown(request.GET, (*spec.asks, *also))
    today = clock.today()
    within = access.reach(request.person, today)
    return access.asked(spec, wish_of(query), within, today), within


def wish_of(query: ReportQuery) -> Wish:
    """Return what was typed, read but not yet completed."""
    return Wish(
        starts_on=query.starts_on,
        until_on=query.until_on,
        as_of=query.as_of,
        track=query.track,
        cohort=query.cohort,
        unit=query.unit,
        staff_kind=query.staff_kind,
        rank_band=query.rank_band,
        by=query.by,
        sitting=query.sitting,
        step=query.step,
        requirement=query.requirement,
    )


def _file(request: PersonRequest, report: str, query: ReportQuery, form: Form) -> HttpResponse:
    spec = named(report)
    ask, _within = _asked(request, spec, query)
    made = extracts.make(actor=actor(request.person), spec=spec, ask=ask, form=form, at=clock.now())
    return file_response(made)


def file_response(made: File) -> HttpResponse:
    """Return a file to be saved under its own name; no cache may keep it."""
    response = HttpResponse(made.content, content_type=made.content_type)
    disposition = content_disposition_header(as_attachment=True, filename=made.name)
    response["Content-Disposition"] = disposition or "attachment"
    response["Cache-Control"] = "private, no-store"
    response["X-Extract-Id"] = str(made.extract.public_id)
    return response


def _report(report: Report) -> ReportOut:
    ask, spec = report.ask, report.spec
    return ReportOut(
        report=spec.code,
        title=report.title,
        scope=report.scope_name,
        unit=ask.unit,
        track=ask.track,
        cohort=ask.cohort,
        staff_kind=ask.staff_kind,
        rank_band=ask.rank_band,
        by=ask.by if spec.dimensions else None,
        sitting=ask.sitting if "sitting" in spec.asks else None,
        step=ask.step if "step" in spec.asks else None,
        requirement=ask.requirement,
        starts_on=ask.period.starts_on if spec.has_period else None,
        until_on=ask.period.until_on if spec.has_period else None,
        as_of=ask.as_of,
        persons=report.person_count,
        digest=report.digest,
        columns=[
            ColumnOut(
                column=entry.column,
                group=entry.group,
                label=str(entry.label),
                unit=str(entry.unit),
                definition=str(entry.definition),
                figure=entry.figure,
            )
            for entry in spec.entries
        ],
        notes=[str(note) for note in spec.notes],
        rows=[
            RowOut(
                level=row.level,
                key=row.key,
                name=row.name,
                unit_kind=row.kind,
                part=row.part,
                part_name=row.part_label,
                figures=dict(row.values),
            )
            for row in report.rows
        ],
    )


def _names(spec: Spec, figure: str, found: Listed) -> NamesOut:
    columns = spec.source_of(figure).names.shown(figure)
    return NamesOut(
        figure=figure,
        count=found.count,
        columns=[
            NameColumnOut(column=each.code, label=str(each.label), shape=each.shape)
            for each in columns
        ],
        items=[
            NameOut.model_validate(
                {
                    "id": each.id,
                    "values": {column.code: each.values[column.code] for column in columns},
                }
            )
            for each in found.items
        ],
        next_cursor=found.next_cursor,
    )
