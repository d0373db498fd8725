"""Templates and awards through the API."""

import base64
from datetime import datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from academy.jobs.models import Job
from academy.jobs.runner import execute
from certificates.models import Award, Draft, Template
from certificates.operations import templates
from tests.cast import SYSTEM, Cast, ClientOf
from tests.make import courses as make_courses

pytestmark = pytest.mark.press

ROOT = "/api/v1/certificate-templates"
DRAFTS = "/api/v1/certificate-template-drafts"
PREVIEWS = "/api/v1/certificate-template-previews"


@pytest.fixture(autouse=True)
def fresh() -> None:
    cache.clear()


@pytest.fixture
def admin(cast: Cast, client_of: ClientOf) -> Client:
    return client_of(cast.admin)


@pytest.fixture
def shipped(cast: Cast, at: datetime) -> Template:
    made = templates.publish_shipped(actor=SYSTEM, at=at)
    return next(row for row in made if row.name == "completion-kai")


def body(shipped: Template, **other: object) -> dict[str, Any]:
    texts = {"html": shipped.html, "css": shipped.css}
    return {"title": "自用", "kind": "completion", "revision": 0} | texts | other


def put(client: Client, path: str, data: dict[str, Any]) -> Any:
    return client.put(path, data, content_type="application/json")


def post(client: Client, path: str, data: dict[str, Any]) -> Any:
    return client.post(path, data, content_type="application/json")


def test_list_and_get(admin: Client, shipped: Template) -> None:
    names = [each["name"] for each in admin.get(ROOT).json()["items"]]
    assert names == sorted(templates.SHIPPED)
    assert len(admin.get(ROOT, {"name": "completion-kai"}).json()["items"]) == 1
    one = admin.get(f"{ROOT}/{shipped.public_id}").json()
    assert (one["edition"], one["making"], one["used"], one["html"]) == (
        1,
        "layered",
        0,
        shipped.html,
    )


def test_lists_cost_the_same_for_one_and_three(
    admin: Client, shipped: Template, at: datetime, django_assert_num_queries: object
) -> None:
    for count in (1, 3):
        for number in range(count):
            defaults = {"title": "稿", "kind": "completion", "saved_at": at, "saved_by": "x"}
            Draft.objects.get_or_create(name=f"draft-{number}", defaults=defaults)
        with django_assert_num_queries(5):  # type: ignore[operator]  # a fixture's callable
            assert len(admin.get(ROOT).json()["items"]) == 4
        with django_assert_num_queries(4):  # type: ignore[operator]  # a fixture's callable
            assert len(admin.get(DRAFTS).json()["items"]) == count


def test_from_draft_to_edition(admin: Client, shipped: Template) -> None:
    place = f"{DRAFTS}/own"
    begun = put(admin, place, body(shipped, html="<script>1</script>"))
    assert begun.status_code == 200
    assert [each["code"] for each in begun.json()["faults"]] == ["element_forbidden"]
    assert post(admin, f"{place}/publication", {"revision": 1}).json()["code"] == (
        "certificates.template_unfit"
    )
    stale = put(admin, place, body(shipped, revision=7))
    assert (stale.status_code, stale.json()["code"]) == (409, "certificates.draft_stale")
    again = put(admin, place, body(shipped))
    assert (again.status_code, again.json()["code"]) == (409, "certificates.draft_exists")
    saved = put(admin, place, body(shipped, revision=1)).json()
    assert (saved["revision"], saved["faults"], saved["advice"]) == (2, [], [])
    assert admin.get(place).json()["id"] == saved["id"]
    asked = post(admin, f"{place}/publication", {"revision": 2})
    assert (asked.status_code, asked.json()["state"]) == (202, "queued")
    assert post(admin, f"{place}/publication", {"revision": 2}).json() == asked.json()
    execute(Job.objects.get(kind="certificates.publish").pk)
    ended = admin.get(f"/api/v1/certificate-template-publications/{asked.json()['id']}").json()
    assert (ended["state"], ended["code"]) == ("done", "")
    assert ended["progress_done"] == ended["progress_total"] > 12
    made = admin.get(f"{ROOT}/{ended['template']}").json()
    assert (made["name"], made["edition"], made["making"]) == ("own", 1, "layered")
    assert admin.get(place).status_code == 404


def test_dropping(admin: Client, shipped: Template) -> None:
    put(admin, f"{DRAFTS}/own", body(shipped))
    assert admin.delete(f"{DRAFTS}/own").status_code == 204
    assert admin.delete(f"{DRAFTS}/own").status_code == 404


def test_preview(admin: Client, shipped: Template) -> None:
    reply = post(admin, PREVIEWS, body(shipped, sample=5))
    assert reply.headers["Content-Type"] == "application/pdf"
    assert reply.content.startswith(b"%PDF-")


def _of_200_megapixels() -> str:
    header = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (20_000).to_bytes(4) + (10_000).to_bytes(4)
    return base64.b64encode(header + b"\x08\x02\0\0\0\0\0\0\0").decode()


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"html": "<iframe></iframe>"}, "certificates.template_unfit"),
        ({"css": "@import url(x.css);"}, "certificates.template_unfit"),
        ({"css": "p { background: url(http://x/a.png) }"}, "certificates.template_unfit"),
        ({"html": "<div>" * 3000}, "certificates.template_unfit"),
        ({"html": '<p data-field="salary"></p>'}, "certificates.template_unfit"),
        (
            {"html": f'<img alt="" src="data:image/png;base64,{_of_200_megapixels()}">'},
            "certificates.template_unfit",
        ),
        ({"html": "x" * 1_800_001}, "certificates.template_too_large"),
        (
            {"css": "p, div { position: static; break-after: page }"},
            "certificates.template_not_rendered",
        ),
        ({"html": "<p>𠀣</p>"}, "certificates.template_not_rendered"),
        ({"sample": 12}, "shared.body_invalid"),
        ({"kind": "diploma"}, "shared.body_invalid"),
    ],
)
def test_previews_that_cannot_be(
    admin: Client, shipped: Template, changed: dict[str, object], code: str
) -> None:
    reply = post(admin, PREVIEWS, body(shipped, **changed))
    assert reply.status_code == 422
    problem = reply.json()
    assert problem["next_step"]
    if code.startswith("certificates."):
        assert problem["code"] == code


def test_awards(admin: Client, at: datetime) -> None:
    course = make_courses.syllabus(at=at).course
    place = f"/api/v1/courses/{course.public_id}/certificate-awards"
    items = admin.get(place).json()["items"]
    assert [(each["kind"], each["template_name"], each["set_at"]) for each in items] == [
        ("completion", "completion-kai", None),
        ("qualification", "qualification-kai", None),
    ]
    wrong = put(admin, f"{place}/completion", {"template_name": "qualification-kai"})
    assert wrong.json()["code"] == "certificates.award_template_unknown"
    right = {"template_name": "completion-song", "months": 24, "prefix": "莞城管培"}
    assert put(admin, f"{place}/completion", right).json()["months"] == 24
    assert Award.objects.get().prefix == "莞城管培"
    assert put(admin, f"{place}/completion", {**right, "months": 601}).status_code == 422
