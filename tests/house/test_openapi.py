"""The API as it is, against the API as it was last agreed (`make openapi` agrees anew)."""

import json
from typing import Any

import pytest
from django.utils import translation

from academy.api import api
from tests.house.source import ROOT

SNAPSHOT = ROOT / "tests" / "house" / "openapi.json"


def schema() -> dict[str, Any]:
    """Return the OpenAPI document as plain JSON, in the source language."""
    with translation.override("zh-hans"):
        plain: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(), default=str))
    return plain


def test_snapshot(request: pytest.FixtureRequest) -> None:
    now = schema()
    if request.config.getoption("--write-snapshot"):
        SNAPSHOT.write_text(json.dumps(now, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
    agreed = json.loads(SNAPSHOT.read_text())
    assert now == agreed, "the API has changed: if that is meant, run `make openapi`"


def test_every_create_is_idempotent_and_documented() -> None:
    """A POST that answers 201 takes an Idempotency-Key, and says so."""
    wrong = []
    for path, methods in schema()["paths"].items():
        post = methods.get("post")
        if post is None or "201" not in {str(code) for code in post["responses"]}:
            continue
        headers = {each["name"].lower() for each in post.get("parameters", ())}
        if "idempotency-key" not in headers:
            wrong.append(path)
    assert not wrong, "\n".join(wrong)


def test_it_is_made_once_for_each_language_and_place() -> None:
    with translation.override("zh-hans"):
        chinese = api.get_openapi_schema()
        assert api.get_openapi_schema() is chinese
        elsewhere = api.get_openapi_schema(path_prefix="/elsewhere/")
    with translation.override("en"):
        assert api.get_openapi_schema() is not chinese
    assert {path.partition("/elsewhere/")[0] for path in elsewhere["paths"]} == {""}
    assert len(elsewhere["paths"]) == len(chinese["paths"])
