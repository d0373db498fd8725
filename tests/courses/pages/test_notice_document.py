"""The notice as a document to download: from its page and from the API."""

from datetime import datetime

import pytest
from django.urls import reverse

from courses.models import Cohort
from tests.cast import Cast, ClientOf
from tests.make import courses as make
from tests.make import enrolling

pytestmark = pytest.mark.django_db


@pytest.fixture
def saved(at: datetime, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Cohort:
    """A cohort whose notice is written and not issued, on the story's day."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: at)
    cohort = make.cohort(at=at, name="第 1 期“执法/骨干”班")
    enrolling.notice(cohort, at=at, issue=False)
    return cohort


def paths(cohort: Cohort) -> tuple[str, str]:
    return (
        reverse("courses:notice_pdf", args=[cohort.public_id]),
        f"/api/v1/cohorts/{cohort.public_id}/notice.pdf",
    )


def test_units_have_no_document_of_what_is_not_issued(
    cast: Cast, client_of: ClientOf, saved: Cohort
) -> None:
    page, api = paths(saved)
    assert client_of(cast.officer).get(page).status_code == 404
    refused = client_of(cast.officer).get(api)
    assert (refused.status_code, refused.json()["code"]) == (409, "courses.notice_missing")
    assert client_of(cast.wang).get(page).status_code == 403


@pytest.mark.press
def test_it_is_downloaded_under_its_number(cast: Cast, client_of: ClientOf, saved: Cohort) -> None:
    client = client_of(cast.admin)
    page, api = paths(saved)
    for path in (page, api):
        reply = client.get(path)
        assert (reply.status_code, reply["Content-Type"]) == (200, "application/pdf")
        assert reply.content.startswith(b"%PDF-")
        assert "%E5%9F%B9" in reply["Content-Disposition"]
        assert "/" not in reply["Content-Disposition"].partition("filename*=utf-8''")[2]
    again = client.get(api, headers={"If-None-Match": client.get(api)["ETag"]})
    assert again.status_code == 304


@pytest.mark.press
def test_a_character_that_cannot_be_printed_is_named_on_the_page(
    cast: Cast, client_of: ClientOf, saved: Cohort
) -> None:
    saved.notice.text = "请准时到达\U0001f680。"
    saved.notice.save()
    page, api = paths(saved)
    client = client_of(cast.admin)
    assert client.get(api).json()["code"] == "documents.glyphs_missing"
    shown = client.get(page)
    assert shown.status_code == 409
    assert "U+1F680" in shown.content.decode()
