"""What a certificate says, in the words of a Chinese office. Its language never changes."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from certificates.enums import CertificateKind

_DIGITS = "〇一二三四五六七八九"
_SEX = {"male": "男", "female": "女"}
DEMONSTRATION = "演示"
NOTICE = "演示样本 · 不具证明效力 · SPECIMEN"
TITLES = {CertificateKind.COMPLETION: "结业证书", CertificateKind.QUALIFICATION: "培训合格证"}
TITLES_EN = {
    CertificateKind.COMPLETION: "Certificate of Completion",
    CertificateKind.QUALIFICATION: "Certificate of Qualification",
}
ID_NUMBER, STAFF_NUMBER = "公民身份号码", "工号"
# What fills the text block of a template, and the room that there is for it, in ems of all that
# is printed: up to so much the class is this. Measured on the rendered pages of all shipped
# templates; a template of one's own says in its style sheet what each class looks like.
BODY = (
    "name",
    "sex",
    "id_label",
    "id_number",
    "unit",
    "period",
    "course",
    "cohort",
    "hours",
    "result",
)
_ROOM = (("short", 88), ("", 120), ("dense", 162))
_FIXED = 36  # ems of the words between the fields


def chinese_number(value: int) -> str:
    """Return 1…99 as 一 … 九十九.

    Raises:
        ValueError: out of range.
    """
    if not 1 <= value <= 99:
        raise ValueError("only 1 to 99")
    tens, ones = divmod(value, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")


def chinese_date(on: date) -> str:
    """Return 二〇二六年十一月二十三日."""
    year = "".join(_DIGITS[int(digit)] for digit in f"{on.year:04d}")
    return f"{year}年{chinese_number(on.month)}月{chinese_number(on.day)}日"


def prose_date(on: date) -> str:
    """Return 2026年3月5日."""
    return f"{on.year}年{on.month}月{on.day}日"


def expires(last: date) -> str:
    """Return 有效期至2029年11月22日, the day being the last on which it is valid."""
    return f"有效期至{prose_date(last)}"


def document_title(kind: CertificateKind, number: str, name: str) -> str:
    """Return what a reader of the file shows as its title: 结业证书 演示〔2026〕第0001号 李明."""
    return f"{TITLES[kind]} {number} {name}"


def period(first: date, last: date) -> str:
    """Return the days from first to last, both included, without saying a year or day twice."""
    if first == last:
        return prose_date(first)
    if first.year == last.year:
        return f"{prose_date(first)}至{last.month}月{last.day}日"
    return f"{prose_date(first)}至{prose_date(last)}"


def plain_number(value: Decimal) -> str:
    """Return a decimal without trailing zeros: 40.0 is 40, 86.50 is 86.5."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def hours(value: Decimal) -> str:
    """Return 40学时."""
    return f"{plain_number(value)}学时"


def result(score: Decimal | None, *, excellent: bool, made_up: bool) -> str:
    """Return 成绩86分，评定为优秀; a made-up score says so; without a score, the verdict alone."""
    verdict = "优秀" if excellent else "合格"
    if score is None:
        return f"成绩{verdict}"
    return f"成绩{plain_number(score)}分{'（补考）' if made_up else ''}，评定为{verdict}"


def sex(value: str) -> str:
    """Return 男 or 女."""
    return _SEX[value]


def cohort(number: int) -> str:
    """Return 第12期."""
    return f"第{number}期"


def notice(seal_text: str) -> str:
    """Return the line that marks a sample, "" where the seal is not one of demonstration."""
    return NOTICE if DEMONSTRATION in seal_text else ""


def ems(text: str) -> float:
    """Return about how wide text sets, in ems: Latin letters and digits are 0.6, all else 1."""
    return sum(0.6 if char.isascii() else 1.0 for char in text)


def length(fields: Mapping[str, str]) -> float:
    """Return about how much a certificate says, in ems."""
    return _FIXED + sum(ems(fields.get(name, "")) for name in BODY)


def density(fields: Mapping[str, str]) -> str:
    """Return the class of text block in which these fields fit: short, "", dense or tight."""
    needed = length(fields)
    for name, room in _ROOM:
        if needed <= room:
            return name
    return "tight"
