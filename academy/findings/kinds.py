"""Where findings come from: each storey above registers its own kinds, with their words."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_kinds: dict[str, "SourceKind"] = {}


@dataclass(frozen=True, slots=True)
class SourceKind:
    """One kind of source, such as `reporting.board`, and what it is called."""

    code: str
    label: Promise


def source_kind(code: str, *, label: Promise) -> SourceKind:
    """Register a kind of source and return it.

    Raises:
        ValueError: another kind has this code, or it is longer than 40 characters.
    """
    if code in _kinds:
        raise ValueError(f"source kind {code} is there already")
    if not 0 < len(code) <= 40:
        raise ValueError(f"source kind {code} has no length of 1 to 40")
    return _kinds.setdefault(code, SourceKind(code, label))


def known(code: str) -> bool:
    """Whether a kind is registered."""
    return code in _kinds


def source_kinds() -> dict[str, SourceKind]:
    """Return every kind by its code."""
    return dict(_kinds)


def label_of(code: str) -> str:
    """Return what a kind is called; a plain word for one whose storey is gone."""
    kind = _kinds.get(code)
    return str(kind.label) if kind is not None else _("其他来源")


#: What somebody found and wrote down by hand; the key is theirs and that of their form.
INSPECTION = source_kind("findings.inspection", label=gettext_lazy("检查发现"))
