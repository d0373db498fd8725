"""Chinese first, English complete: every message in the code has good English in its app.

The message ids are the Chinese texts themselves. GNU gettext reads them out of a copy of the
source, and each must have an entry in the catalogue of the app it stands in.
"""

import ast
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.core.management import call_command
from django.test import override_settings

from tests.house.source import PACKAGES, ROOT, Module, modules, place, templates

_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_PLACEHOLDER = re.compile(r"%\(\w+\)[sdif]|%[sd]|\{\w*\}")
PO = Path("locale") / "en" / "LC_MESSAGES" / "django.po"

# Chinese that stays Chinese in English: names of things, not words about them.
STAYS = re.compile(r"\(|（|〔|《|“|”|English|简体中文")


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, Catalog]:
    """Return, by app folder, the messages that its code and templates hold now."""
    if shutil.which("xgettext") is None:
        pytest.skip("GNU gettext is not installed: apt-get install gettext")
    copy = tmp_path_factory.mktemp("source")
    apps = []
    for package in PACKAGES:
        ignore = shutil.ignore_patterns("locale", "__pycache__", "static", "migrations", "content")
        shutil.copytree(ROOT / package, copy / package, ignore=ignore)
        apps += [path.parent for path in (copy / package).rglob("apps.py")]
    for app in apps:
        (app / "locale").mkdir()
    here = Path.cwd()
    os.chdir(copy)
    try:
        with override_settings(LOCALE_PATHS=[]):
            call_command(
                "makemessages", locale=["en"], verbosity=0, extensions=["html", "py", "txt"]
            )
    finally:
        os.chdir(here)
    return {app.relative_to(copy): _read(app / PO) for app in apps}


def _read(path: Path) -> Catalog:
    if not path.exists():
        return Catalog()
    with path.open("rb") as source:
        return read_po(source)


def _key(message: Message) -> tuple[str | None, str]:
    """Return the context and the (singular) id."""
    text = message.id if isinstance(message.id, str) else message.id[0]
    return message.context, text


def _messages(catalogue: Catalog) -> dict[tuple[str | None, str], Message]:
    return {_key(message): message for message in catalogue if message.id}


def _texts(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def _faults(message: Message | None) -> Iterator[str]:
    if message is None:
        yield "no English"
        return
    if message.fuzzy:
        yield "fuzzy"
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    for text in _texts(message):
        if not text.strip():
            yield "empty"
        elif set(_PLACEHOLDER.findall(text)) != set(_PLACEHOLDER.findall(ids[-1])):
            yield "other placeholders"
        elif _HAN.search(text) and not STAYS.search(text):
            yield f"Chinese in the English: {text}"


def test_english_is_complete(extracted: dict[Path, Catalog]) -> None:
    faults = []
    for app, found in sorted(extracted.items()):
        english = _messages(_read(ROOT / app / PO))
        for key in _messages(found):
            faults += [f"{app}: {key[1]!r}: {fault}" for fault in _faults(english.get(key))]
    assert not faults, "\n".join(faults)


def test_nothing_is_translated_twice_or_in_vain(extracted: dict[Path, Catalog]) -> None:
    """Entries whose text is gone from the code: whoever reads the catalogue would be misled."""
    vain = []
    for app, found in sorted(extracted.items()):
        there = _messages(found)
        vain += [
            f"{app}: {key[1]!r}" for key in _messages(_read(ROOT / app / PO)) if key not in there
        ]
    assert not vain, "\n".join(vain)


@pytest.mark.parametrize("path", sorted(ROOT.rglob(f"*/{PO}")), ids=place)
def test_no_entry_stands_twice(path: Path) -> None:
    """The reader keeps one of two entries with the same text, and says nothing of the other."""
    written = len(re.findall(r"^msgid ", path.read_text("utf-8"), re.MULTILINE))
    assert written == len(_messages(_read(path))) + 1  # the head of the file


# -- text that no catalogue could reach ------------------------------------------------------------

_TAGS = re.compile(
    r"{%\s*comment.*?endcomment\s*%}|{#.*?#}|<!--.*?-->"
    r"|{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}|{%.*?%}|{{.*?}}",
    re.DOTALL,
)


# A language is offered under its own name.
OWN_NAMES = {"academy/web/templates/web/preferences.html"}


def test_templates_hold_no_bare_chinese() -> None:
    """Certificates are Chinese documents; everything else goes through a catalogue."""
    bare = {
        place(path): found
        for path in templates()
        if "pdf" not in path.parts
        and place(path) not in OWN_NAMES
        and (found := sorted(set(_HAN.findall(_TAGS.sub("", path.read_text())))))
    }
    assert bare == {}


_ROOMS = {
    "api",
    "pages",
    "access",
    "errors",
    "labels",
    "forms",
    "views",
    "navigation",
}
_MARKS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}


def _bare(module: Module) -> Iterator[str]:
    """Yield each Chinese string of the module that is neither a message nor a docstring."""
    marked: set[int] = set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in _MARKS:
            marked |= {id(each) for each in ast.walk(node)}
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            marked.add(id(node.value))
    for node in ast.walk(module.tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and _HAN.search(node.value)
            and id(node) not in marked
        ):
            yield f"{module.place}:{node.lineno} {node.value!r}"


def test_code_for_people_holds_no_bare_chinese() -> None:
    bare = [
        each
        for module in modules()
        if _ROOMS & set(module.rooms) and not module.name.startswith("academy.campaign")
        for each in _bare(module)
    ]
    assert not bare, "\n".join(bare)
