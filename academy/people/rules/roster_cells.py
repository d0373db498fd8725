"""Single cells of a roster: text, names, numbers and the words of its lists. Pure."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from academy.people.enums import Establishment, Sex, StaffKind
from academy.people.rules.roster_faults import FaultCode
from academy.shared import idnumber
from academy.shared.tabular.grid import Cell
from academy.shared.text import fold

NAME_LENGTH = 60
STAFF_NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z\-_./]{0,23}")
NOTHING = frozenset({"", "-", "--", "—", "——", "/", "无", "暂无", "空", "N/A", "n/a"})
"""What people write into a cell to say that there is nothing to write."""

_HAN = r"\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff\ue000-\uf8ff"
_GAP = re.compile(rf"(?<=[{_HAN}])[ ]+(?=[{_HAN}])")
_DOTS = re.compile(r"\s*[·•．・‧∙●﹒]\s*")
_SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+?\d+")
_KEPT_AS_TEXT = re.compile(r'="(.*)"')
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(0\d{2,3})-?(\d{7,8})(?:(?:-|转)(\d{1,6}))?")

SEXES: dict[str, Sex] = {
    **dict.fromkeys(("男", "男性", "M", "MALE"), Sex.MALE),
    **dict.fromkeys(("女", "女性", "F", "FEMALE"), Sex.FEMALE),
}


def _words(**texts: str) -> dict[str, str]:
    return {word: value for value, words in texts.items() for word in words.split()}


STAFF_KINDS: dict[str, StaffKind] = {
    word: StaffKind(value)
    for word, value in _words(
        approval="行政审批 行政审批人员 审批 审批人员 行政许可 行政许可人员 窗口人员 窗口 APPROVAL",
        enforcement="一线执法 一线执法人员 执法 执法人员 综合执法 综合执法人员 行政执法 "
        "行政执法人员 执法队员 ENFORCEMENT",
        auxiliary="协管 协管人员 协管员 辅助 辅助人员 执法辅助 执法辅助人员 协管辅助人员 "
        "行政执法辅助人员 AUXILIARY",
        administration="机关管理 机关管理人员 机关 机关人员 管理 管理人员 综合管理 综合管理人员 "
        "ADMINISTRATION",
        legal_review="法制审核 法制审核人员 法制 法制人员 LEGALREVIEW",
    ).items()
}
ESTABLISHMENTS: dict[str, Establishment] = {
    word: Establishment(value)
    for word, value in _words(
        civil_servant="公务员 公务员编制 行政 行政编 行政编制 公务员编",
        civil_service_law="参公 参公管理 参照公务员管理 参照公务员法管理 参公编 参公编制 "
        "参公事业编 参照公务员",
        public_institution="事业编 事业编制 事业 事业单位 事业单位编制 事业单位人员",
        contract="聘员 合同 合同制 聘用 聘用制 聘用人员 编外 编外人员 劳务派遣 雇员 合同工 "
        "编外聘用 合同聘员",
    ).items()
}


def text(cell: Cell) -> str:
    """Return a cell as one would read it aloud: folded, whole numbers without a point.

    What exports wrap around a value to keep it text (a leading ' or a whole ="…") is removed.
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 2**53 else repr(cell)
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    if isinstance(cell, int):
        return str(cell)
    kept = _KEPT_AS_TEXT.fullmatch(cell.strip())
    found = fold(kept.group(1) if kept else cell)
    return (
        found[1:].lstrip() if found.startswith(("'", "\N{RIGHT SINGLE QUOTATION MARK}")) else found
    )


def key(word: str) -> str:
    """Return a list word without blanks, brackets' content and case, for looking it up."""
    return re.sub(r"\s|[(（].*?[)）]", "", fold(word)).upper()


def person_name(cell: Cell) -> str:
    """Return a name without the blanks that align two characters with three (张　三).

    Middle dots of any kind become ·, as identity cards print them.
    """
    name = text(cell)
    if name in NOTHING:
        return ""
    return _DOTS.sub("·", _GAP.sub("", name))


@dataclass(frozen=True, slots=True)
class IdCell:
    """What an ID number cell holds: a good number, or a fault with the masked value, or neither."""

    number: str = ""
    sex: Sex | None = None
    born_on: date | None = None
    fault: FaultCode | None = None
    shown: str = ""


_ID_FAULTS = {
    "shape": FaultCode.ID_MALFORMED,
    "birth_date": FaultCode.ID_BIRTH_DATE,
    "check_digit": FaultCode.ID_CHECK_DIGIT,
}


def id_number(cell: Cell) -> IdCell:
    """Read an ID number. A cell that holds a number has already lost its last three digits."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return IdCell(fault=FaultCode.ID_AS_NUMBER, shown=masked(text(cell)))
    written = text(cell).replace(" ", "").upper()
    if written in NOTHING:
        return IdCell()
    if _SCIENTIFIC.fullmatch(written):
        return IdCell(fault=FaultCode.ID_AS_NUMBER, shown=masked(written))
    try:
        found = idnumber.parse(written)
    except idnumber.IdNumberError as error:
        return IdCell(fault=_ID_FAULTS[error.reason], shown=masked(written))
    sex = Sex.FEMALE if found.female else Sex.MALE
    return IdCell(found.number, sex, found.born_on)


def mobile(written: str) -> str | None:
    """Return a telephone number in plain digits, "" for none, None for what is no number."""
    if written in NOTHING:
        return ""
    plain = re.sub(r"[\s]", "", written).removeprefix("+86").removeprefix("0086")
    digits = plain.replace("-", "")
    if _MOBILE.fullmatch(digits):
        return digits
    landline = _LANDLINE.fullmatch(plain)
    if landline is None:
        return None
    area, number, extension = landline.groups()
    return f"{area}-{number}" + (f"-{extension}" if extension else "")


def masked(value: str) -> str:
    """Return a personal number with its middle hidden, short ones wholly."""
    if len(value) < 9:
        return "*" * len(value)
    return f"{value[:3]}{'*' * (len(value) - 5)}{value[-2:]}"
