"""Checking a certificate in a real browser: a file dropped, chosen, by phone, and what is said."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from academy.shared import clock
from certificates.models import Certificate
from certificates.operations import revocations
from tests.browser.conftest import DESK, PHONE, OpenPage
from tests.browser.room import shot
from tests.cast import Cast, gather
from tests.make import certificates as make
from tests.make import proofs
from tests.make.printings import printed, reissued

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Sound = Callable[[Page], None]
DROP = """([encoded, name]) => {
  const bytes = Uint8Array.from(atob(encoded), (char) => char.charCodeAt(0));
  const carried = new DataTransfer();
  carried.items.add(new File([bytes], name, {type: "application/pdf"}));
  for (const kind of ["dragenter", "dragover", "drop"]) {
    const event = new DragEvent(kind, {dataTransfer: carried, bubbles: true, cancelable: true});
    document.querySelector(".drop").dispatchEvent(event);
  }
}"""


@pytest.fixture
def at() -> datetime:
    cache.clear()
    return clock.now().replace(microsecond=0) - timedelta(days=2)


@pytest.fixture
def cast(transactional_db: None, at: datetime) -> Cast:
    return gather(at=at)


@pytest.fixture
def certificate(cast: Cast, at: datetime) -> Certificate:
    return make.certificate(cast.zhao, at=at)


def drop(page: Page, content: bytes, name: str = "证书.pdf") -> None:
    page.evaluate(DROP, [base64.b64encode(content).decode(), name])


def said(page: Page, verdict: str) -> None:
    expect(page.locator(f'[data-verdict="{verdict}"]')).to_be_visible()


def test_dropped_and_judged(
    certificate: Certificate, at: datetime, open_page: OpenPage, assert_sound: Sound
) -> None:
    content, _rendition = printed(certificate, at=at)
    page = open_page(path="/verify/")
    assert_sound(page)
    shot(page, "verify-empty-desk")
    drop(page, content)
    said(page, "valid")
    assert_sound(page)
    shot(page, "verify-valid-desk")
    drop(page, content.replace(b"1 0 0 rg", b"0 1 0 rg", 1))
    said(page, "altered")
    shot(page, "verify-altered-desk")
    drop(page, proofs.pdf())
    said(page, "foreign")
    shot(page, "verify-foreign-desk")
    drop(page, b"no PDF", "照片.jpg")
    expect(page.get_by_text("certificates.file_no_pdf")).to_be_visible()
    shot(page, "verify-refused-desk")


def test_of_one_that_no_longer_holds(
    certificate: Certificate, at: datetime, open_page: OpenPage, assert_sound: Sound
) -> None:
    content, _rendition = printed(certificate, at=at)
    reissued(certificate, at=at)
    printed(certificate, at=at, text="0 0 1 rg")
    page = open_page(path="/verify/", viewport=PHONE)
    drop(page, content)
    said(page, "reissued")
    assert_sound(page)
    shot(page, "verify-reissued-phone")
    Certificate.objects.update(expires_on=clock.today())
    drop(page, content)
    said(page, "expired")
    shot(page, "verify-expired-phone")
    revocations.revoke(
        actor=make.APPROVER, certificate=certificate, reason="成绩录入有误，复核后不合格", at=at
    )
    dark = open_page(path=f"/verify/{certificate.token}/", viewport=PHONE, theme="dark")
    said(dark, "revoked")
    assert_sound(dark)
    shot(dark, "verify-revoked-phone-dark")


def test_chosen_and_sent_in_english(
    certificate: Certificate,
    at: datetime,
    open_page: OpenPage,
    assert_sound: Sound,
    tmp_path: Path,
) -> None:
    content, _rendition = printed(certificate, at=at)
    (tmp_path / "certificate.pdf").write_bytes(content)
    page = open_page(path="/verify/", viewport=PHONE, language="en")
    page.set_input_files('input[type="file"]', tmp_path / "certificate.pdf")
    page.locator("[data-drop] button").click()
    said(page, "valid")
    assert_sound(page)
    shot(page, "verify-valid-phone-en")


@pytest.mark.parametrize(
    ("viewport", "language", "name"), [(DESK, "zh-hans", "desk"), (PHONE, "en", "phone-en")]
)
def test_the_issuers_page(
    viewport: dict[str, int],
    language: str,
    name: str,
    certificate: Certificate,
    open_page: OpenPage,
    assert_sound: Sound,
) -> None:
    page = open_page(path="/verify/issuer/", viewport=viewport, language=language)
    assert_sound(page)
    shot(page, f"verify-issuer-{name}")
    with page.expect_download() as downloaded:
        page.locator("a[download]").click()
    assert downloaded.value.suggested_filename == "academy-issuer.pem"
