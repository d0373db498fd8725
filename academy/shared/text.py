"""Names and numbers as Chinese offices write them."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Sequence

_SPACES = re.compile(r"[\s\u3000\u200b\ufeff]+")


def fold(text: str) -> str:
    """Return `text` with full-width letters and digits narrowed and outer space removed.

    NFKC would also turn `〔` into `(` and `：` into `:`, so only letters, digits and the
    full-width space and hyphen are narrowed; inner runs of white space become one blank.
    """
    narrowed = "".join(
        chr(ord(char) - 0xFEE0)
        if "\uff10" <= char <= "\uff19"
        or "\uff21" <= char <= "\uff3a"
        or "\uff41" <= char <= "\uff5a"
        else "-"
        if char in "\uff0d\u2010\u2011\u2012\u2212"
        else char
        for char in unicodedata.normalize("NFC", text)
    )
    return _SPACES.sub(" ", narrowed).strip()


# Surnames whose usual dictionary reading is not the one they have as a surname.
_SURNAME_READINGS = {
    "曾": ["zeng1"], "单": ["shan4"], "仇": ["qiu2"], "任": ["ren2"], "解": ["xie4"],
    "覃": ["qin2"], "区": ["ou1"], "查": ["zha1"], "盖": ["ge3"], "朴": ["piao2"],
    "翟": ["zhai2"], "华": ["hua4"], "员": ["yun4"], "缪": ["miao4"], "燕": ["yan1"],
    "黑": ["he4"], "乐": ["yue4"], "冼": ["xian3"], "洗": ["xian3"], "种": ["chong2"],
    "纪": ["ji3"], "葛": ["ge3"], "宁": ["ning4"], "召": ["shao4"], "折": ["she2"],
    "繁": ["po2"], "牟": ["mu4"], "应": ["ying1"], "盛": ["sheng4"], "重": ["chong2"],
    "祭": ["zhai4"], "逄": ["pang2"], "卜": ["bu3"], "石": ["shi2"], "车": ["che1"],
    "尉迟": ["yu4", "chi2"], "万俟": ["mo4", "qi2"], "长孙": ["zhang3", "sun1"],
    "澹台": ["tan2", "tai2"], "令狐": ["ling2", "hu2"], "单于": ["chan2", "yu2"],
    "宿": ["su4"], "莘": ["shen1"], "谌": ["chen2"], "隗": ["wei3"], "厘": ["xi1"],
}  # fmt: skip


def pinyin_key(name: str) -> str:
    """Return the key by which a name sorts as in a Chinese name list, at most 255 characters.

    Character by character: syllable, tone, code point, so that equal readings stay together and
    equal names are adjacent. Surnames take their surname reading (曾 zēng, 单 shàn). A character
    without a known reading sorts after all readings. Only a-z and 0-9 occur, so every database
    orders the keys alike whatever its collation.
    """
    # Imported here: the tables cost more than a second, and only imports and renames need them.
    from pypinyin import Style, pinyin

    surname = name[:2] if name[:2] in _SURNAME_READINGS else name[:1]
    readings = list(_SURNAME_READINGS.get(surname, ()))
    rest = name[len(readings) :]
    readings += [
        each[0]
        for each in pinyin(
            rest,
            style=Style.TONE3,
            neutral_tone_with_five=True,
            v_to_u=False,
            # One empty reading for each character; the library takes a list here too.
            errors=lambda run: [[""] for _ in run],  # type: ignore[arg-type,return-value]  # stub says str
        )
    ]
    parts = [
        f"{reading or 'zzzz'}{ord(char):05x}" for char, reading in zip(name, readings, strict=True)
    ]
    return "".join(parts)[:255]


def mask_id_number(number: str) -> str:
    """Return 441900********0014 for a full ID number, "" for none."""
    if len(number) < 10:
        return "*" * len(number)
    return f"{number[:6]}{'*' * (len(number) - 10)}{number[-4:]}"


def mask_mobile(mobile: str) -> str:
    """Return 138****0001 for a mobile number, "" for none."""
    if len(mobile) < 7:
        return "*" * len(mobile)
    return f"{mobile[:3]}{'*' * (len(mobile) - 7)}{mobile[-4:]}"


def mask_name(name: str) -> str:
    """Return the name with every character but the first hidden: 王*, 欧阳** is 欧***."""
    return name[:1] + "*" * (len(name) - 1)


def digest(value: bytes | str | Sequence[object] | dict[str, object]) -> str:
    """Return SHA-256 in hex of bytes, text, or the canonical JSON of a plain value."""
    if isinstance(value, bytes):
        data = value
    elif isinstance(value, str):
        data = value.encode()
    else:
        data = canonical_json(value).encode()
    return hashlib.sha256(data).hexdigest()


def canonical_json(value: object) -> str:
    """Return JSON with sorted keys and no blanks, the same text for the same value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
