"""Which unit a roster means by what it writes. Pure."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from academy.shared.text import fold


@dataclass(frozen=True, slots=True)
class Place:
    """A unit as of the roster's date."""

    id: int
    code: str
    name: str
    short_name: str


class Places:
    """Finds a unit by what people call it: code, full name, short name, with or without 分局."""

    def __init__(self, units: Sequence[Place]) -> None:
        self._exact: dict[str, set[int]] = {}
        self._loose: dict[str, set[int]] = {}
        self._by_id = {unit.id: unit for unit in units}
        self._cache: dict[str, Place | None] = {}
        for unit in units:
            for word in (unit.code, unit.name, unit.short_name):
                self._exact.setdefault(_plain(word), set()).add(unit.id)
            for word in (unit.name, unit.short_name):
                self._loose.setdefault(_core(word, units), set()).add(unit.id)

    def find(self, written: str) -> Place | None:
        """Return the one unit meant, None if there is none or more than one."""
        if written not in self._cache:
            ids = self._exact.get(_plain(written)) or self._loose.get(
                _core(written, tuple(self._by_id.values())), set()
            )
            self._cache[written] = self._by_id[next(iter(ids))] if len(ids) == 1 else None
        return self._cache[written]

    def nearest(self, written: str) -> str:
        """Return the short name of the most similar unit, "" if none comes near."""
        units = tuple(self._by_id.values())
        names = {_core(unit.short_name, units): unit.short_name for unit in units}
        near = difflib.get_close_matches(_core(written, units), names, n=1, cutoff=0.5)
        return names[near[0]] if near else ""


_SUFFIXES = (
    "城市管理和综合执法分局",
    "城市管理综合执法分局",
    "综合行政执法分局",
    "综合执法分局",
    "街道分局",
    "镇分局",
    "园区分局",
    "分局",
    "街道办事处",
    "街道",
    "镇",
)
_PREFIXES = ("东莞市城市管理和综合执法局", "市城市管理和综合执法局", "市城管局", "市局")


def _plain(word: str) -> str:
    return "".join(fold(word).split()).upper()


def _core(word: str, units: Sequence[Place]) -> str:
    """Return the distinguishing part of a unit's name: 市局东城街道分局 is 东城."""
    core = _plain(word)
    roots = (_plain(units[0].name), _plain(units[0].short_name)) if units else ()
    for prefix in (*roots, *_PREFIXES):
        if core.startswith(prefix) and len(core) > len(prefix):
            core = core.removeprefix(prefix)
            break
    for suffix in _SUFFIXES:
        if core.endswith(suffix) and len(core) > len(suffix):
            return core.removesuffix(suffix)
    return core
