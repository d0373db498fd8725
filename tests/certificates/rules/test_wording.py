"""The certificate's words at their borders."""

from datetime import date
from decimal import Decimal

import pytest

from certificates.enums import CertificateKind
from certificates.rules import wording


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1, "一"), (9, "九"), (10, "十"), (11, "十一"), (19, "十九"), (20, "二十"),
        (21, "二十一"), (30, "三十"), (31, "三十一"), (99, "九十九"),
    ],
)  # fmt: skip
def test_chinese_number(value: int, text: str) -> None:
    assert wording.chinese_number(value) == text


@pytest.mark.parametrize("value", [0, 100])
def test_chinese_number_ends(value: int) -> None:
    with pytest.raises(ValueError, match="1 to 99"):
        wording.chinese_number(value)


@pytest.mark.parametrize(
    ("on", "text"),
    [
        (date(2026, 11, 23), "二〇二六年十一月二十三日"),
        (date(2030, 1, 1), "二〇三〇年一月一日"),
        (date(2010, 10, 10), "二〇一〇年十月十日"),
        (date(2026, 12, 31), "二〇二六年十二月三十一日"),
    ],
)
def test_chinese_date(on: date, text: str) -> None:
    assert wording.chinese_date(on) == text


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2026, 3, 2), date(2026, 3, 2), "2026年3月2日"),
        (date(2026, 3, 2), date(2026, 3, 3), "2026年3月2日至3月3日"),
        (date(2026, 12, 28), date(2026, 12, 31), "2026年12月28日至12月31日"),
        (date(2026, 12, 31), date(2027, 1, 1), "2026年12月31日至2027年1月1日"),
    ],
)
def test_period(first: date, last: date, text: str) -> None:
    assert wording.period(first, last) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [("40.0", "40学时"), ("40.5", "40.5学时"), ("100", "100学时"), ("0.5", "0.5学时")],
)
def test_hours(value: str, text: str) -> None:
    assert wording.hours(Decimal(value)) == text


def test_result() -> None:
    score = Decimal("86.50")
    said = wording.result
    assert said(score, excellent=False, made_up=False) == "成绩86.5分，评定为合格"
    assert said(Decimal("95.00"), excellent=True, made_up=False) == "成绩95分，评定为优秀"
    assert said(Decimal("60.00"), excellent=False, made_up=True) == ("成绩60分（补考），评定为合格")
    assert said(None, excellent=False, made_up=False) == "成绩合格"


def test_a_demonstration_seal_marks_the_sample() -> None:
    assert wording.notice("演示专用章") == wording.NOTICE
    assert wording.notice("培训专用章") == ""


@pytest.mark.parametrize(
    ("room", "kind"),
    [(87, "short"), (88, "short"), (89, ""), (119, ""), (120, ""), (121, "dense"),
     (161, "dense"), (162, "dense"), (163, "tight")],
)  # fmt: skip
def test_density_borders(room: int, kind: str) -> None:
    fields = {"name": "字" * (room - 36)}
    assert wording.density(fields) == kind


def test_expires() -> None:
    assert wording.expires(date(2029, 11, 22)) == "有效期至2029年11月22日"


def test_document_title_says_the_kind() -> None:
    said = [
        wording.document_title(kind, "演示〔2026〕第0001号", "李明") for kind in CertificateKind
    ]
    assert said == ["结业证书 演示〔2026〕第0001号 李明", "培训合格证 演示〔2026〕第0001号 李明"]


def test_both_languages_name_every_kind() -> None:
    assert set(wording.TITLES) == set(wording.TITLES_EN) == set(CertificateKind)


def test_ems_counts_digits_narrow() -> None:
    assert wording.ems("第12期") == pytest.approx(3.2)
