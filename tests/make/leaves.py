"""Certificates to press, of people who do not exist."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import certificates
from certificates.enums import Making
from certificates.press import Leaf, Sheet
from certificates.rules import samples, wording
from certificates.rules.fields import FIELDS

AT = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
SHIPPED = ("completion-kai", "completion-song", "qualification-kai", "qualification-song")
_FOLDER = Path(certificates.__file__).parent / "templates" / "certificates" / "pdf"
# Fifty names: two to four characters, compound family names, minorities' names with ·, characters
# beyond the BMP, one that only the last font of the chain has, Latin letters.
NAMES = (
    "王伟 李娜 欧阳若曦 司马相如 䶮㛃 𫖯𬱟 𡌪𰻞 张䶮 李㛃 王𫖯 赵𬱟 孙𡌪 周𰻞 "
    "阿卜杜热合曼·吐尔逊 买买提艾力·阿卜杜克热木 迪丽热巴·迪力木拉提 "
    "古力娜扎尔·拜合提亚尔 尼格热依 巴特尔 诺敏 扎西顿珠 洛桑·次仁 东方闻樱 上官婉儿 "
    "诸葛亮 皇甫嵩 令狐冲 尉迟恭 长孙无忌 慕容复 喆垚 淼焱 堃犇 骉羴 翀翯 芃芃 玥玥 珺琦 "
    "赟 彧 Anna·Lee 李A 王·李 阿依古丽·买买提 库尔班江·赛买提 热依扎·阿里木江 王建国 "
    "欧阳䶮㛃 爨龙颜 㛃䶮𰻞𫖯"
).split()
_UNITS = (
    samples.LONGEST_UNIT,
    "测试市城管局",
    "测试市城市管理和综合执法局莞城分局",
    "测试市𡌪𰻞镇综合行政执法办公室",
    "测试局A座12楼B区",
)
_RESULTS = (
    "成绩86分，评定为合格",
    "成绩96.5分，评定为优秀",
    "成绩合格",
    "成绩88.5分（补考），评定为合格",
)


def sheet(name: str = "qualification-kai", *, making: Making = Making.LAYERED) -> Sheet:
    """Return a shipped template."""
    html, css = ((_FOLDER / f"{name}{kind}").read_text() for kind in (".html", ".css"))
    return Sheet(html, css, making)


def facts(number: int = 1, **said: str) -> dict[str, str]:
    """Return what is printed for the person of that number, but for what is said."""
    found = dict.fromkeys(FIELDS, "") | {
        "number": f"演示城管培〔2026〕第{number:04d}号",
        "name": NAMES[number % len(NAMES)],
        "sex": "男女"[number % 2],
        "id_label": wording.ID_NUMBER,
        "id_number": f"9901{number % 100:02d}********{1000 + number:04d}",
        "unit": _UNITS[number % len(_UNITS)],
        "course": (samples.LONGEST_COURSE, "廉政教育", "执法业务培训")[number % 3],
        "cohort": f"第{number % 120 + 1}期",
        "period": f"2026年11月{number % 9 + 1}日至11月{number % 9 + 10}日",
        "hours": "40学时",
        "result": _RESULTS[number % len(_RESULTS)],
        "issuer": "城市管理培训学院",
        "issuer_en": "Urban Management Training Academy",
        "issued_on": "二〇二六年十一月二十三日",
        "expires": ("", "有效期至2029年12月30日")[number % 2],
        "seal_text": "演示专用章",
        "notice": wording.NOTICE,
        "verify_site": "https://academy.example/verify/",
        "verify_url": f"HTTPS://ACADEMY.EXAMPLE/VERIFY/{'ABCDEFGHIJKLMNOPQRSTUVWX'}{number:04d}",
        **said,
    }
    title = f"培训合格证 {found['number']} {found['name']}"
    return found | {"document_title": said.get("document_title", title)}


def leaf(number: int = 1, *, given: Any = None, **said: str) -> Leaf:
    """Return the certificate of the person of that number."""
    return Leaf(facts(number, **said), AT, **(given or {}))


def others(people: Sequence[Leaf]) -> list[Leaf]:
    """Return somebody for each whose text has the same shape in other characters."""
    return [Leaf({key: _other(key, text) for key, text in each.facts.items()}, each.at,
                 each.portrait, each.credential) for each in people]  # fmt: skip


def _other(field: str, text: str) -> str:
    if field not in ("name", "unit", "course", "number", "id_number", "cohort", "period"):
        return text
    ideographs = field in ("name", "unit", "course")

    def changed(char: str) -> str:
        if "0" <= char <= "9":
            return str((int(char) + 3) % 10)
        # 𡌪 is in the last font only, and nobody else takes its place.
        if ideographs and char != "𡌪" and ord(char) >= 0x3400 and char not in "（）":
            return "春夏秋冬东南西北"[ord(char) % 8]
        return char

    return "".join(map(changed, text))
