"""The notice as a document: whole, in order, and never to be taken for a sealed one."""

from datetime import date, datetime
from pathlib import Path

import pytest
from django.test import override_settings
from pypdf import PdfReader

from academy.documents.errors import DocumentTooLong, GlyphsMissing
from courses.models import Cohort, CohortNotice
from courses.operations import cohorts
from courses.sheets import cohort_notice
from tests.cast import SYSTEM, Cast
from tests.certificates.tools import run, text_of
from tests.make import courses as make
from tests.make import enrolling

# The layout child and outside programs.
pytestmark = pytest.mark.press
ON = date(2026, 3, 2)


@pytest.fixture
def issued(at: datetime, cast: Cast) -> tuple[Cohort, CohortNotice]:
    """A cohort with quotas for both branches and an issued notice."""
    cohort = make.cohort(at=at, capacity=10)
    quotas = {cast.east.pk: 4, cast.south.pk: 3}
    cohorts.set_quotas(actor=SYSTEM, cohort=cohort, quotas=quotas, at=at)
    return cohort, enrolling.notice(cohort, at=at)


def written(content: bytes, folder: Path) -> Path:
    path = folder / "notice.pdf"
    path.write_bytes(content)
    run("qpdf", "--check", str(path))
    return path


def test_the_parts_stand_in_order(issued: tuple[Cohort, CohortNotice], tmp_path: Path) -> None:
    path = written(cohort_notice.pdf(*issued, on=ON), tmp_path)
    text = text_of(path)
    parts = [
        "城市管理培训学院",
        "莞城管培〔2026〕7号",
        "关于举办第1期执法骨干班的通知",
        "测试市城管局东湖分局、测试市城管局南桥分局：",
        "请各单位按名额选派人员参训。",
        "40学时",
        "2026年3月9日至2026年3月13日",
        "提名于2026年3月5日09时00分截止",
        "身体健康，能参加队列训练。",
        "附件：各单位名额分配表",
        "2026年3月2日",
        "附件各单位名额分配表",
    ]
    end = 0
    for part in parts:
        end = text.index(part, end) + len(part)
    table = run("pdftotext", "-layout", "-f", "2", str(path), "-").decode().splitlines()
    rows = [line.split() for line in table]
    assert ["1", "测试市城管局东湖分局", "4"] in rows
    assert ["2", "测试市城管局南桥分局", "3"] in rows
    assert ["合计", "7"] in rows
    document = PdfReader(path)
    assert len(document.pages) == 2
    assert [round(float(each) * 25.4 / 72) for each in document.pages[0].mediabox[2:]] == [210, 297]
    assert document.metadata is not None
    assert document.metadata.title == "关于举办第1期执法骨干班的通知"


def test_each_page_says_that_it_bears_no_seal(
    issued: tuple[Cohort, CohortNotice], tmp_path: Path
) -> None:
    document = PdfReader(written(cohort_notice.pdf(*issued, on=ON), tmp_path))
    said = ["".join(page.extract_text().split()) for page in document.pages]
    assert ["系统生成件，未盖章" in each for each in said] == [True, True]
    assert not any(page.images for page in document.pages)


def test_what_is_not_issued_says_so_and_has_no_date(
    at: datetime, cast: Cast, tmp_path: Path
) -> None:
    cohort = make.cohort(at=at)
    notice = enrolling.notice(cohort, at=at, issue=False)
    path = written(cohort_notice.pdf(cohort, notice, on=ON), tmp_path)
    text = text_of(path)
    assert "未印发稿" in text
    assert "（尚未印发）" in text
    assert "各有关单位：" in text
    assert "附件" not in text
    assert len(PdfReader(path).pages) == 1


def test_the_same_notice_gives_the_same_bytes(issued: tuple[Cohort, CohortNotice]) -> None:
    assert cohort_notice.pdf(*issued, on=ON) == cohort_notice.pdf(*issued, on=ON)


def test_many_paragraphs_take_the_signature_along(
    issued: tuple[Cohort, CohortNotice], tmp_path: Path
) -> None:
    """However long the text is, no page holds a signature and nothing else."""
    cohort, notice = issued
    for lines in range(2, 14):
        notice.text = "\n\n".join(["请各单位按名额选派人员参训。"] * lines)
        document = PdfReader(written(cohort_notice.pdf(cohort, notice, on=ON), tmp_path))
        pages = ["".join(page.extract_text().split()) for page in document.pages]
        signed = next(
            page for page in reversed(pages) if "2026年3月2日" in page and "截至" not in page
        )
        assert "附件：各单位名额分配表" in signed, lines


def test_words_are_words_and_no_markup(issued: tuple[Cohort, CohortNotice], tmp_path: Path) -> None:
    cohort, notice = issued
    notice.text = '<img src="file:///etc/passwd"> <b>加急</b> & 其他'
    assert '<imgsrc="file:///etc/passwd"><b>加急</b>&其他' in text_of(
        written(cohort_notice.pdf(cohort, notice, on=ON), tmp_path)
    )


def test_characters_that_no_font_has_are_named(issued: tuple[Cohort, CohortNotice]) -> None:
    cohort, notice = issued
    notice.text = "请准时到达\U0001f680。"
    with pytest.raises(GlyphsMissing) as caught:
        cohort_notice.pdf(cohort, notice, on=ON)
    assert "U+1F680" in str(caught.value)


def test_what_would_never_end_is_refused(issued: tuple[Cohort, CohortNotice]) -> None:
    cohort, notice = issued
    notice.text = "\n\n".join(["一"] * 2000)
    with pytest.raises(DocumentTooLong) as caught:
        cohort_notice.pdf(cohort, notice, on=ON)
    assert "40" in str(caught.value)


@override_settings(ACADEMY_ISSUER="测试市城市管理和综合执法局城市管理培训学院")
def test_a_long_name_stays_within_the_line(
    issued: tuple[Cohort, CohortNotice], tmp_path: Path
) -> None:
    text = text_of(written(cohort_notice.pdf(*issued, on=ON), tmp_path))
    assert text.count("测试市城市管理和综合执法局城市管理培训学院") == 2
