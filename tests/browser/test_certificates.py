"""A certificate's life in a browser: proposed, approved, issued, downloaded, shared, corrected."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pypdf
import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from academy.jobs.models import Job
from academy.jobs.runner import execute
from academy.people.models import Person
from academy.shared import clock
from certificates.enums import CertificateKind
from certificates.models import Award, Batch, Certificate, Share
from courses.models import Course
from tests.browser.conftest import DESK, PHONE, OpenPage
from tests.browser.room import shot
from tests.cast import Cast, gather
from tests.make import certificates as make
from tests.make import shares as make_shares

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Sound = Callable[[Page], None]
COURSE = "行政处罚办案程序与执法文书制作专题培训"


@pytest.fixture
def at() -> datetime:
    """Pages show what is so today, so the story begins now."""
    return clock.now().replace(microsecond=0) - timedelta(seconds=5)


@pytest.fixture
def cast(transactional_db: None, at: datetime, settings: object, tmp_path: Path) -> Cast:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]  # fixture
    cache.clear()
    return gather(at=at)


def confirm(page: Page, opener: str, answer: str) -> None:
    """Press a button that asks first, and say yes."""
    page.get_by_role("button", name=opener, exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name=answer, exact=True).click()
    page.wait_for_load_state()


def test_from_proposal_to_a_strangers_screen(
    cast: Cast, at: datetime, open_page: OpenPage, assert_sound: Sound
) -> None:
    make.closed_cohort(persons=[cast.wang, cast.li], at=at, scores={"T2001": "41"})
    first = open_page(cast.admin, "/certificates/batches/")
    first.get_by_role("link", name="提出", exact=False).last.click()
    first.get_by_label("证书种类").select_option("qualification")
    first.get_by_role("button", name="先看结果").click()
    expect(first.get_by_role("heading", level=2).first).to_contain_text("培训合格证")
    first.get_by_role("button", name="提出 1 张培训合格证").click()
    expect(first.get_by_text("本批次由您提出，须由其他人批准。")).to_be_visible()
    expect(first.get_by_role("button", name="批准")).to_have_count(0)
    second = open_page(cast.second_admin, urlsplit(first.url).path)
    confirm(second, "批准", "批准 1 人的证书")
    confirm(second, "签发 1 张证书", "签发 1 张证书")
    expect(second.get_by_text("已生成 0/1 份")).to_be_visible()
    execute(Job.objects.get(kind="certificates.render").pk)
    expect(second.get_by_text("已生成 1/1 份")).to_be_visible()
    certificate = Certificate.objects.get()
    trainee = open_page(cast.wang, "/certificates/")
    picture = trainee.locator(".sheet img")
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("image => image.naturalWidth") == 1120
    with trainee.expect_download() as waited:
        trainee.get_by_role("link", name="下载").click()
    download = waited.value
    assert download.suggested_filename == f"{certificate.number}_王建国.pdf"
    assert len(pypdf.PdfReader(str(download.path())).pages) == 1
    link = share(trainee)
    assert_sound(trainee)
    stranger = open_page(None, urlsplit(link).path)
    expect(stranger.locator("[data-verdict]")).to_have_attribute("data-verdict", "valid")
    expect(stranger.get_by_text("王建国").first).to_be_visible()
    expect(stranger.get_by_text(certificate.number)).to_have_count(0)
    assert_sound(stranger)
    revoke(first, certificate)
    stranger.reload()
    expect(stranger.locator("[data-verdict]")).to_have_attribute("data-verdict", "revoked")
    expect(stranger.get_by_text("成绩登记有误")).to_be_visible()
    trainee.reload()
    trainee.get_by_role("button", name="立即结束").click()
    expect(trainee.get_by_text("链接已结束，再打开时与不存在的链接一样。")).to_be_visible()
    stranger.reload()
    expect(stranger.get_by_text("这个链接打不开")).to_be_visible()


def share(page: Page) -> str:
    """Make a link of 7 days by keyboard, copy it, and return it."""
    page.get_by_role("link", name="分享").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/shares/")
    page.get_by_label("7 天").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("链接已建好，7 天内有效。")).to_be_visible()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="复制").click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    copied: str = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.get_by_label("链接 1").input_value()
    return copied


def revoke(page: Page, certificate: Certificate) -> None:
    page.goto(f"/certificates/{certificate.public_id}/")
    page.get_by_role("link", name="撤销证书", exact=True).click()
    page.get_by_role("button", name="撤销这 1 张证书").click()
    expect(page.get_by_text("请写明撤销原因（不超过 200 字）。")).to_be_visible()
    page.get_by_label("撤销原因").fill("成绩登记有误")
    page.get_by_role("button", name="撤销这 1 张证书").click()
    expect(page.get_by_text("证书已撤销，公开查验页已经显示。")).to_be_visible()
    expect(page.get_by_role("link", name="撤销证书", exact=True)).to_have_count(0)


def test_a_correction_shows_old_and_new_first(
    cast: Cast, at: datetime, open_page: OpenPage, assert_sound: Sound
) -> None:
    certificate = make.certificate(cast.wang, at=at)
    home = f"/certificates/{certificate.public_id}/"
    page = open_page(cast.admin, home)
    page.get_by_role("link", name="更正证书", exact=True).click()
    expect(page.get_by_text("没有需要更正的内容")).to_be_visible()
    expect(page.get_by_role("button", name="提出更正批次（1 张证书）")).to_have_count(0)
    Person.objects.filter(pk=cast.wang.pk).update(name="王建邦")
    page.reload()
    expect(page.locator("tr.changed del")).to_have_text("王建国")
    expect(page.locator("tr.changed ins")).to_have_text("王建邦")
    assert_sound(page)
    page.get_by_label("更正理由").fill("姓名登记有误，已按身份证更正")
    page.get_by_role("button", name="提出更正批次（1 张证书）").click()
    expect(page.get_by_text("更正批次已提出，须由另一位学院管理员批准。")).to_be_visible()
    expect(page.locator("tr.changed ins")).to_have_text("王建邦")
    second = open_page(cast.second_admin, urlsplit(page.url).path)
    confirm(second, "批准", "批准 1 人的证书")
    confirm(second, "签发 1 张证书", "签发 1 张证书")
    assert_sound(second)
    page.goto(home)
    expect(page.get_by_text("证书内容已经更正")).to_be_visible()
    new = Certificate.objects.get(supersedes=certificate)
    page.get_by_role("link", name=new.number).first.click()
    expect(page.get_by_text("王建邦").first).to_be_visible()
    trainee = open_page(cast.wang, "/certificates/")
    expect(trainee.get_by_text(f"已由 {new.number} 取代")).to_be_visible()


LOOKS = [
    (DESK, "light", "zh-hans"),
    (DESK, "dark", "en"),
    (PHONE, "light", "zh-hans"),
    (PHONE, "dark", "en"),
]


def many(cast: Cast, at: datetime) -> dict[str, str]:
    """Bring about certificates in every state, and return the pages to look at."""
    today = clock.local_date(at)
    persons = [cast.wang, cast.li, cast.zhao, cast.officer, cast.hr, cast.auditor]
    scores = {"T2001": "41", "T1002": None}
    cohort, other, waiting, asked = (
        make.closed_cohort(
            persons=people,
            at=at,
            number=number,
            scores=scores,
            starts_on=today + timedelta(days=7 * number),
        )
        for number, people in enumerate(
            (persons, [cast.wang, cast.marker], [cast.zhao, cast.li], [cast.li, cast.instructor]), 1
        )
    )
    Course.objects.update(name=COURSE)
    award = make.award(cohort, at=at, months=2)
    batch = make.issued(cohort, at=at)
    Award.objects.filter(pk=award.pk).update(months=8)
    by_number = {row.person.staff_number: row for row in batch.certificates.all()}
    make.revoked(by_number["T1003"], at=at, reason="提供的材料不实")
    corrected = make.corrected(by_number["T0003"], at=at, name="郑仁事")
    make.reissued(by_number["T0004"], at=at)
    completion = make.issued(cohort, at=at, kind=CertificateKind.COMPLETION)
    later = make.issued(other, at=at)
    own = by_number["T1001"]
    make_shares.opened(own, at=at, days=7)
    link = make_shares.opened(own, at=at, days=90)
    proposed = make.proposed(asked, at=at)
    for job in Job.objects.filter(kind__startswith="certificates.render"):
        execute(job.pk)
    wrong = later.certificates.get(person=cast.marker)
    Person.objects.filter(pk=cast.marker.pk).update(name="褚阅卷·买买提")
    return {
        "mine": "/certificates/",
        "shares": f"/certificates/{own.public_id}/shares/",
        "share": f"/verify/s/{link.token}/",
        "share-missed": f"/verify/s/{'A' * 26}/",
        "one": f"/certificates/{by_number['T0004'].public_id}/",
        "revoked": f"/certificates/{by_number['T1003'].public_id}/",
        "superseded": f"/certificates/{corrected.supersedes.public_id}/",  # type: ignore[union-attr]  # it corrects one
        "revoke": f"/certificates/{own.public_id}/revoke/",
        "reissue": f"/certificates/{own.public_id}/reissue/",
        "correct": f"/certificates/{wrong.public_id}/correct/",
        "batches": "/certificates/batches/",
        "batch": f"/certificates/batches/{completion.public_id}/",
        "batch-proposed": f"/certificates/batches/{proposed.public_id}/",
        "batch-correction": f"/certificates/batches/{corrected.batch.public_id}/",
        "propose": (
            f"/certificates/batches/propose/?cohort={waiting.public_id}&kind=qualification"
        ),
        "register": "/certificates/register/",
        "register-none": "/certificates/register/?q=查无此人",
        "forecast": "/certificates/forecast/",
        "forecast-none": "/certificates/forecast/?unit=T002&kind=completion",
        "home": "/",
    }


HOLDERS = {"mine", "shares", "home"}
STRANGERS = {"share", "share-missed"}


@pytest.mark.parametrize(("viewport", "theme", "language"), LOOKS)
def test_pages_are_sound(
    cast: Cast,
    at: datetime,
    open_page: OpenPage,
    assert_sound: Sound,
    viewport: dict[str, int],
    theme: str,
    language: str,
) -> None:
    name = f"{viewport['width']}-{theme}-{language}"
    look = {"viewport": viewport, "theme": theme, "language": language}
    pages = many(cast, at)
    admin = open_page(cast.admin, "/certificates/register/", **look)
    holder = open_page(cast.wang, "/certificates/", **look)
    stranger = open_page(None, "/verify/", **look)
    for title, path in pages.items():
        page = holder if title in HOLDERS else stranger if title in STRANGERS else admin
        reply = page.goto(path)
        assert reply is not None
        assert reply.status == (404 if title == "share-missed" else 200)
        page.wait_for_load_state("networkidle")
        shot(page, f"{title}-{name}")
        assert_sound(page)
    admin.goto(pages["forecast"])
    admin.get_by_role("link", name="1", exact=True).first.click()
    assert_sound(admin)
    shot(admin, f"names-{name}")
    assert Batch.objects.count() == 5
    assert Share.objects.count() == 2
