"""Pages live under a strict content security policy: nothing inline, nothing from elsewhere."""

import re

import pytest

from tests.house.source import place, templates

# Not pages: drawn by WeasyPrint on the server, or read in a mail program, which knows no other
# styles than those that stand in the letter.
PAGES = [path for path in templates() if not {"pdf", "mail"} & set(path.parts)]

FORBIDDEN = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "an event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "script between the tags": re.compile(r"<script\b[^>]*>\s*[^<\s]", re.IGNORECASE),
    "a script without src": re.compile(r"<script\b(?![^>]*\bsrc=)", re.IGNORECASE),
    "a javascript: address": re.compile(r"[\"']\s*javascript:", re.IGNORECASE),
    "hx-on, which needs eval": re.compile(r"\shx-on[:=-]", re.IGNORECASE),
    "a js: value, which needs eval": re.compile(
        r"hx-(?:vals|headers)[^=]*=\s*[\"']\s*js:", re.IGNORECASE
    ),
    "a trigger filter, which needs eval": re.compile(
        r"hx-trigger\s*=\s*[\"'][^\"']*\[", re.IGNORECASE
    ),
    "something from another host": re.compile(
        r"\b(?:src|href)\s*=\s*[\"']\s*(?:https?:)?//", re.IGNORECASE
    ),
}
# A template tag may hold > and quotes, which would end an HTML tag for a regular expression.
_TEMPLATE_TAG = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)


def faults_of(text: str) -> list[str]:
    bare = _TEMPLATE_TAG.sub("", text)
    return [name for name, pattern in FORBIDDEN.items() if pattern.search(bare)]


def test_there_are_pages() -> None:
    assert len(PAGES) > 20


def test_no_page_holds_script_or_style() -> None:
    faults = {place(path): faults_of(path.read_text()) for path in PAGES}
    assert {page: found for page, found in faults.items() if found} == {}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('<p class="a" style="color:red">', "a style attribute"),
        ("<style>p {}</style>", "a style element"),
        ('<a\n  onclick="x()">', "an event attribute"),
        ("<script src='a.js'>alert(1)</script>", "script between the tags"),
        ("<script></script>", "a script without src"),
        ('<a href="javascript:x()">', "a javascript: address"),
        ('<p hx-on:click="x">', "hx-on, which needs eval"),
        ("<p hx-vals='js:{a:1}'>", "a js: value, which needs eval"),
        ('<p hx-trigger="click[ctrlKey]">', "a trigger filter, which needs eval"),
        ('<img src="https://elsewhere.test/a.png">', "something from another host"),
        ('<p class="{% if a > b %}x{% endif %}" style="color:red">', "a style attribute"),
    ],
)
def test_each_fault_is_seen(text: str, fault: str) -> None:
    assert faults_of(text) == [fault]


@pytest.mark.parametrize(
    "text",
    [
        "<script src=\"{% static 'web/app.js' %}\" defer></script>",
        '<p class="lifestyle" data-style="x">style=</p>',
        '<a href="{{ url }}?on=1">on = off</a>',
    ],
)
def test_what_is_allowed_is_not_a_fault(text: str) -> None:
    assert faults_of(text) == []
