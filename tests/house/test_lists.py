"""Every list of reporting and findings is among those that are read with three thousand rows."""

from typing import Any

from tests.house.source import ROOT
from tests.house.test_parameters import DOCUMENT, HANDLERS, STOREYS
from tests.reporting.lists.worlds import TEMPLATES, WORLDS

TRIED = {route for routes in WORLDS.values() for route in routes}
PAGINATION = "<c-pagination"


def is_list(path: str) -> bool:
    """Return whether a GET operation answers with a page of rows and a cursor."""
    operation: dict[str, Any] = DOCUMENT["paths"][f"/api/v1{path}"].get("get", {})
    content = operation.get("responses", {}).get(200, {}).get("content", {})
    name = content.get("application/json", {}).get("schema", {}).get("$ref", "").rpartition("/")[2]
    return "next_cursor" in DOCUMENT["components"]["schemas"].get(name, {}).get("properties", {})


def test_every_list_of_the_api() -> None:
    lists = {
        f"api-1:{name}"
        for name, each in HANDLERS.items()
        if each.module.startswith(STOREYS) and "GET" in each.methods and is_list(each.path)
    }
    assert "api-1:list_findings" in lists
    assert lists - TRIED == set()


def test_every_page_that_is_cut() -> None:
    drawn = set()
    for storey in ("reporting", "findings"):
        folder = ROOT / "academy" / storey / "templates"
        for path in folder.rglob("*.html"):
            if PAGINATION in path.read_text():
                drawn.add(str(path.relative_to(folder)))
    assert "findings/list.html" in drawn
    assert drawn - {TEMPLATES[route] for route in TRIED if route in TEMPLATES} == set()
