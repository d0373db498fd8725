"""What is handed out: equal to the frame in every form, harmless, and on record."""

import io
from datetime import datetime
from decimal import Decimal

import openpyxl
import pandas as pd
import pytest
from django.db import Error, transaction
from pypdf import PageObject, PdfReader

from academy.audit.models import Entry
from academy.people.access import actor
from academy.people.operations import units
from academy.reporting import labels, pdf
from academy.reporting.enums import Column, Form, Verb
from academy.reporting.models import Extract
from academy.reporting.operations import extracts
from academy.reporting.operations.extracts import File
from academy.reporting.reports.completion import ENTRIES, SPEC
from academy.reporting.rules.asking import Ask
from academy.shared.clock import local_date
from tests.cast import SYSTEM, Cast
from tests.make import reporting


@pytest.fixture
def asked(cast: Cast, at: datetime) -> Ask:
    reporting.closed_cohort(cast, at=at)
    return reporting.everybody(cast, at=at)


def _made(cast: Cast, asked: Ask, form: Form, at: datetime) -> File:
    return extracts.make(actor=actor(cast.hr), spec=SPEC, ask=asked, form=form, at=at)


def _figures(asked: Ask) -> list[list[object]]:
    return [
        [row.name, row.part_label, *(row[entry.column] for entry in ENTRIES)]
        for row in reporting.completion_of(asked).rows
    ]


def _number(cell: object) -> Decimal | None:
    return None if cell == labels.NOTHING else Decimal(str(cell))


def test_workbook_reads_back_equal(cast: Cast, asked: Ask, at: datetime) -> None:
    made = _made(cast, asked, Form.XLSX, at)
    book = openpyxl.load_workbook(io.BytesIO(made.content))
    assert book.sheetnames == ["统计表", "图表", "人员名单", "指标说明"]
    sheet = book["统计表"]
    assert sheet["A1"].value == "全市城管系统培训结业情况统计表"
    assert sheet["A2"].value == "填报单位：测试市城管局"
    assert sheet.freeze_panes == "C5"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    merged = {str(each) for each in sheet.merged_cells.ranges}
    assert {"C3:F3", "G3:J3", "K3:R3", "S3:T3"} <= merged
    table = pd.read_excel(
        io.BytesIO(made.content), sheet_name=0, header=None, skiprows=4, engine="openpyxl"
    )
    read = [
        [row[0], row[1] if isinstance(row[1], str) else "", *map(_number, row[2:])]
        for row in table.head(len(_figures(asked))).itertuples(index=False)
    ]
    assert read == _figures(asked)
    signatures = [cell.value for row in sheet.iter_rows() for cell in row if cell.value]
    assert {"填表人：", "审核人："} <= set(signatures)
    names = book["人员名单"]
    assert [row[3].value for row in names.iter_rows(min_row=4)][:2] == ["孙审计", "郑人事"]
    assert [row[1].value for row in book["指标说明"].iter_rows(min_row=3, max_row=4)] == [
        "应训",
        "不计",
    ]


def test_csv_reads_back_equal(cast: Cast, asked: Ask, at: datetime) -> None:
    made = _made(cast, asked, Form.CSV, at)
    assert made.content.startswith(b"\xef\xbb\xbf")
    table = pd.read_csv(io.BytesIO(made.content), dtype=str, keep_default_na=False)
    assert list(table.columns) == ["单位", "人员类别", *(entry.heading for entry in ENTRIES)]
    read = [[row[0], row[1], *map(_number, row[2:])] for row in table.itertuples(index=False)]
    assert read == _figures(asked)


def test_pdf_carries_the_figures_and_who_is_left_out(cast: Cast, asked: Ask, at: datetime) -> None:
    made = _made(cast, asked, Form.PDF, at)
    pages = PdfReader(io.BytesIO(made.content)).pages
    text = "".join(page.extract_text() for page in pages)
    # The letter stands upright, its annexes lie.
    assert _size(pages[0]) == pytest.approx((595.28, 841.89), abs=0.1)
    assert {_size(page) for page in pages[1:]} == {_size(pages[-1])}
    assert _size(pages[-1]) == pytest.approx((841.89, 595.28), abs=0.1)
    total = reporting.completion_of(asked).total
    for column in (Column.ATTENDANCE_RATE, Column.AVERAGE_SCORE, Column.HOURS):
        assert labels.printed(total[column]) in text
    for said in ("填表人", "审核人", "抽调专项督察", "孙审计", f"共{len(pages)}页"):
        assert said in text.replace(" ", "")


def _size(page: PageObject) -> tuple[float, float]:
    return float(page.mediabox.width), float(page.mediabox.height)


def test_every_form_has_the_same_figures_digest_and_is_on_record(
    cast: Cast, asked: Ask, at: datetime
) -> None:
    made = [_made(cast, asked, form, at) for form in Form]
    assert {each.extract.figures_digest for each in made} == {reporting.completion_of(asked).digest}
    assert [(each.extract.row_count, each.extract.name_count) for each in made] == [
        (10, 6),
        (10, 1),
        (10, 0),
    ]
    assert {each.extract.made_by for each in made} == {str(cast.hr.public_id)}
    entries = Entry.objects.filter(verb=Verb.EXTRACT_MADE)
    assert [entry.facts["form"] for entry in entries.order_by("sequence")] == ["xlsx", "pdf", "csv"]
    assert made[0].extract.parameters["as_of"] == asked.as_of.isoformat()


def test_what_was_handed_out_cannot_be_changed(cast: Cast, asked: Ask, at: datetime) -> None:
    _made(cast, asked, Form.CSV, at)
    for change in (lambda: Extract.objects.update(row_count=0), Extract.objects.all().delete):
        with pytest.raises(Error, match="append-only"), transaction.atomic():
            change()


@pytest.mark.parametrize("name", ["=1+1", "+cmd", "-2", "@SUM(A1)"])
def test_a_name_that_would_be_a_formula_stays_text(
    cast: Cast, asked: Ask, at: datetime, name: str
) -> None:
    units.edit(
        actor=SYSTEM,
        unit=cast.south,
        name=name,
        short_name="南桥",
        official_order=3,
        parent=cast.bureau,
        valid_from=local_date(at),
        at=at,
    )
    sheet = openpyxl.load_workbook(io.BytesIO(_made(cast, asked, Form.XLSX, at).content))["统计表"]
    cells = [row[0] for row in sheet.iter_rows(min_row=5) if row[0].value == name]
    assert {cell.data_type for cell in cells} == {"s"}
    lines = _made(cast, asked, Form.CSV, at).content.decode("utf-8-sig")
    assert f"\r\n'{name}," in lines
    assert f"\r\n{name}," not in lines


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1/x.png", "file:///etc/hostname", "data:image/png;base64,AA=="]
)
def test_a_report_fetches_nothing(address: str) -> None:
    from weasyprint.urls import FatalURLFetchingError

    with pytest.raises(FatalURLFetchingError, match="fetches nothing"):
        pdf.render(f'<p><img src="{address}"></p>', identifier="00")
