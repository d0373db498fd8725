"""A shipped template and the facts of somebody who does not exist, laid out the plain way."""

from pathlib import Path
from typing import Any

import certificates
from certificates import pdf
from certificates.rules import wording
from certificates.rules.fields import FIELDS as NAMES
from certificates.rules.qr import qr_svg
from certificates.rules.seal import seal_svg

_SHIPPED = Path(certificates.__file__).parent / "templates" / "certificates" / "pdf"
NAMES_OF_TEMPLATES = (
    "completion-kai",
    "completion-song",
    "qualification-kai",
    "qualification-song",
)
URL = "http://127.0.0.1:8000/verify/ABCDEFGHIJKLMNOPQRSTUVWXYZ/"
LONG_UNIT = "测试市城市管理和综合执法局松山湖高新技术产业开发区综合行政执法分局第三中队水濂山班"
FIELDS = dict.fromkeys(NAMES, "") | {
    "document_title": "结业证书",
    "issuer": "城市管理培训学院",
    "issuer_en": "Urban Management Training Academy",
    "number": "演示城管培〔2026〕第0001号",
    "name": "欧阳若曦",
    "sex": "女",
    "id_label": "公民身份号码",
    "id_number": "999999********0014",
    "unit": "测试市城市管理和综合执法局莞城分局",
    "period": "2026年3月2日至3月6日",
    "course": "综合执法业务能力提升培训",
    "cohort": "第12期",
    "hours": "40学时",
    "result": "成绩86分，评定为优秀",
    "verify_site": "http://127.0.0.1:8000/verify/",
    "issued_on": "二〇二六年十一月二十三日",
    "notice": wording.NOTICE,
}
IMAGES: dict[str, str | bytes] = {
    "qr": qr_svg(URL),
    "seal": seal_svg("城市管理培训学院", "演示专用章"),
    "portrait": b"",
}


def shipped(name: str) -> tuple[str, str]:
    """Return HTML and CSS of a shipped template."""
    read = [(_SHIPPED / f"{name}{kind}").read_text() for kind in (".html", ".css")]
    return read[0], read[1]


def make(template: str = "completion-kai", *, given: Any = None, **fields: str) -> bytes:
    """Return the page of somebody in whose facts only `fields` differ."""
    html, css = shipped(template)
    return pdf.document(html, css, fields=FIELDS | fields, images=IMAGES, **(given or {}))
