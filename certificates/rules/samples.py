"""Made-up certificates for previews, for the proof of the layered way and for tests.

Nobody of these exists: names, units, numbers and addresses are invented, and the identity numbers
carry an area code that does not exist.
"""

from collections.abc import Mapping
from functools import lru_cache
from io import BytesIO

from certificates.enums import CertificateKind
from certificates.rules import wording

_SITE = "https://academy.example/verify/"
_PLAIN = {
    "number": "演示城管培〔2026〕第0001号",
    "name": "欧阳若曦",
    "sex": "女",
    "id_label": wording.ID_NUMBER,
    "id_number": "990102********0014",
    "unit": "测试市城市管理和综合执法局莞城分局",
    "course": "综合执法业务能力提升培训",
    "cohort": "第12期",
    "period": "2026年11月16日至11月20日",
    "hours": "40学时",
    "result": "成绩86分，评定为合格",
    "issuer": "城市管理培训学院",
    "issuer_en": "Urban Management Training Academy",
    "issued_on": "二〇二六年十一月二十三日",
    "expires": "",
    "seal_text": "演示专用章",
    "notice": wording.NOTICE,
    "reissue": "",
    "reissued_on": "",
}
LONGEST_UNIT = "测试市城市管理和综合执法局松山湖高新技术产业开发区综合行政执法分局第十二执法中队"
LONGEST_COURSE = "城市管理综合执法人员行政处罚案件办理、文书制作与现场执法规范化能力提升专题培训班"
# Each sample says only what is different about it.
_CASES: tuple[tuple[str, Mapping[str, str]], ...] = (
    ("plain", {}),
    (
        "two characters, shortest",
        {
            "name": "李明",
            "sex": "男",
            "unit": "测试市城管局",
            "course": "廉政教育",
            "cohort": "第1期",
            "period": "2026年3月2日",
            "hours": "8学时",
            "result": "成绩合格",
            "issued_on": "二〇二六年三月三日",
        },
    ),
    (
        "minority name, excellent",
        {"name": "阿卜杜热合曼·吐尔逊", "sex": "男", "result": "成绩96.5分，评定为优秀"},
    ),
    ("longest unit", {"name": "陈静", "unit": LONGEST_UNIT}),
    ("longest course", {"name": "王建国", "sex": "男", "course": LONGEST_COURSE}),
    (
        "everything at its longest",
        {
            "name": "买买提艾力·阿卜杜克热木",
            "sex": "男",
            "unit": LONGEST_UNIT,
            "course": LONGEST_COURSE,
            "cohort": "第128期",
            "period": "2026年12月28日至2027年1月15日",
            "hours": "120.5学时",
            "result": "成绩88.5分（补考），评定为合格",
            "number": "演示城管培〔2026〕第10086号",
            "expires": "有效期至2029年12月30日",
            "reissue": "补发",
            "reissued_on": "二〇二七年十二月二十二日",
            "issued_on": "二〇二七年十二月三十一日",
        },
    ),
    ("rare characters", {"name": "䶮㛃𫖯𬱟", "unit": "测试市𡌪𰻞镇综合行政执法办公室"}),
    ("without a score", {"name": "周敏", "result": "成绩合格"}),
    ("with an expiry", {"name": "赵子龙", "sex": "男", "expires": "有效期至2029年11月22日"}),
    (
        "issued anew",
        {"name": "林秋", "reissue": "补发", "reissued_on": "二〇二七年三月五日"},
    ),
    (
        "exam made up",
        {"name": "孙悦", "result": "成绩60分（补考），评定为合格"},
    ),
    (
        "staff number",
        {"name": "吴勇", "sex": "男", "id_label": wording.STAFF_NUMBER, "id_number": "CG20260318"},
    ),
)
NAMES = tuple(name for name, _ in _CASES)


def facts(kind: CertificateKind) -> tuple[Mapping[str, str], ...]:
    """Return the samples of one kind, each with every field that a template may ask for."""
    made = []
    for place, (_, different) in enumerate(_CASES):
        said = {**_PLAIN, **different}
        if kind is CertificateKind.COMPLETION:
            said["result"] = ""
        made.append(
            {
                **said,
                "document_title": wording.document_title(kind, said["number"], said["name"]),
                "verify_site": _SITE,
                "verify_url": f"{_SITE}{'ABCDEFGHIJKLMNOPQRSTUVWXY'}{chr(65 + place)}/",
            }
        )
    return tuple(made)


SAMPLES = facts(CertificateKind.QUALIFICATION)


@lru_cache(maxsize=1)
def portrait() -> bytes:
    """Return a drawn portrait, a neutral silhouette, as a JPEG of 5 : 7, some 6 kB."""
    from PIL import Image, ImageDraw

    width, height, fine = 300, 420, 4  # drawn four times as large, so that its edges are smooth
    picture = Image.new("RGB", (width * fine, height * fine), "#d5e2ee")
    draw = ImageDraw.Draw(picture)

    def shape(left: float, top: float, right: float, bottom: float, fill: str) -> None:
        draw.ellipse([each * fine for each in (left, top, right, bottom)], fill=fill)

    shape(18, 296, 282, 640, "#33475f")  # shoulders
    draw.polygon([(x * fine, y * fine) for x, y in ((112, 304), (188, 304), (150, 372))], "#f4f6f8")
    draw.rectangle([each * fine for each in (126, 240, 174, 312)], "#b98f72")  # neck
    draw.polygon([(x * fine, y * fine) for x, y in ((126, 306), (174, 306), (150, 334))], "#b98f72")
    shape(86, 84, 214, 262, "#2b2b30")  # hair
    shape(96, 112, 204, 276, "#cfa588")  # face
    draw.pieslice([each * fine for each in (90, 84, 210, 200)], 180, 360, "#2b2b30")
    buffer = BytesIO()
    picture.resize((width, height), Image.Resampling.LANCZOS).save(buffer, "JPEG", quality=82)
    return buffer.getvalue()
