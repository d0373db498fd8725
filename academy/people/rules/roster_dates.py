"""Dates as Chinese rosters write them. Pure: no clock, no database."""

import re
from datetime import date, datetime, timedelta

from academy.shared.tabular.grid import Cell
from academy.shared.text import fold

EARLIEST = date(1940, 1, 1)
_EXCEL_EPOCH = date(1899, 12, 30)
_MAC_EPOCH = date(1904, 1, 1)
# Serials of 1940-01-01 and 2099-12-31: what lies between can't be a year (2019) or a written
# date (20190305), so a bare number has one reading.
_SERIALS = range(14_611, 73_051)
_CHINESE_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_YMD = re.compile(r"(\d{4})[年./\-](\d{1,2})(?:[月./\-](\d{1,2})日?|月)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})?")
_TIME = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$")


class DateError(ValueError):
    """Not a date; `ambiguous` if it could be two (a number 2019.1: January or October)."""

    def __init__(self, *, ambiguous: bool = False) -> None:
        super().__init__("ambiguous" if ambiguous else "impossible")
        self.ambiguous = ambiguous


def parse(cell: Cell, *, date_1904: bool = False) -> date | None:
    """Return the date a cell means, None for an empty one; raise `DateError` for anything else.

    Understood: real dates; 2019年3月5日, 2019.3.5, 2019/3/5, 2019-03-05, 20190305; Chinese
    numerals; year and month alone (the first of the month); Excel serial numbers of 1940–2099.
    """
    if cell is None:
        return None
    found = _from_cell(cell, date_1904)
    if found is not None and not EARLIEST <= found < date(2100, 1, 1):
        raise DateError
    return found


def _from_cell(cell: str | float | date, date_1904: bool) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, bool):
        raise DateError
    if isinstance(cell, int | float):
        return _from_number(cell, date_1904)
    return _from_text(cell, date_1904)


def _from_number(number: float, date_1904: bool) -> date:
    if int(number) in _SERIALS:
        epoch = _MAC_EPOCH if date_1904 else _EXCEL_EPOCH
        return epoch + timedelta(days=int(number))
    digits = repr(number)
    # 2019.1 was typed as 2019.1 or as 2019.10; 2019.03 can only be March.
    if re.fullmatch(r"\d{4}\.1", digits):
        raise DateError(ambiguous=True)
    return _written(digits)


def _from_text(text: str, date_1904: bool) -> date | None:
    plain = _TIME.sub("", fold(text).lstrip("'"))
    plain = re.sub(r"\s", "", plain)
    if not plain:
        return None
    if re.fullmatch(r"\d{5}(\.\d+)?", plain):
        return _from_number(float(plain), date_1904)
    if "年" in plain:
        plain = _arabic(plain)
    return _written(plain.replace("。", ".").replace("．", ".").replace("／", "/"))


def _written(plain: str) -> date:
    match = _YMD.fullmatch(plain) or _COMPACT.fullmatch(plain)
    if match is None:
        raise DateError
    year, month, day = match.groups()
    try:
        return date(int(year), int(month), int(day or 1))
    except ValueError:
        raise DateError from None


def _arabic(text: str) -> str:
    """Return 二〇一九年三月十五日 as 2019年3月15日."""
    year, _, rest = text.partition("年")
    rest = re.sub(r"(?<=[二三])十(?=[一二三四五六七八九])", "", rest)
    rest = re.sub(r"(?<=[二三])十", "〇", rest)
    rest = re.sub(r"十(?=[一二三四五六七八九])", "一", rest)
    rest = rest.replace("十", "一〇")
    return f"{year}年{rest}".translate(_CHINESE_DIGITS)
