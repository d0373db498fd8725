"""Finding somebody at the gate by the little that is typed, and taking an arrival back."""

import re
from dataclasses import dataclass
from datetime import date

# One character of a pinyin key: its reading, the tone, the code point (`text.pinyin_key`). What has
# no reading is zzzz and has no tone.
_SYLLABLE = re.compile(r"(?:zzzz|([a-zü]+)[1-5])[0-9a-f]{5}")
_BLANKS = re.compile(r"[\s'’-]+")
SHORTEST_SUFFIX = 2


@dataclass(frozen=True, slots=True)
class Handle:
    """By what a person is found: name, pinyin without tones, its initials, staff number."""

    name: str
    pinyin: str
    initials: str
    number: str


def handle(name: str, pinyin_key: str, staff_number: str) -> Handle:
    """Return by what somebody is found: 王建国 is also wangjianguo and wjg."""
    syllables = [found[1] or "" for found in _SYLLABLE.finditer(pinyin_key)]
    return Handle(
        name=name,
        pinyin="".join(syllables),
        initials="".join(each[:1] for each in syllables),
        number=staff_number.lower(),
    )


def is_meant(person: Handle, typed: str) -> bool:
    """Whether what was typed may mean the person; nothing typed means everybody.

    A part of the name, the beginning of the pinyin or the initials, or the end of the staff number.
    """
    asked = _BLANKS.sub("", typed).lower()
    return (
        not asked
        or asked in person.name.lower()
        or person.pinyin.startswith(asked)
        or person.initials.startswith(asked)
        or (len(asked) >= SHORTEST_SUFFIX and person.number.endswith(asked))
    )


def may_undo(arrived_on: date, *, today: date) -> bool:
    """Whether an arrival may be taken back: on its own day."""
    return arrived_on == today
