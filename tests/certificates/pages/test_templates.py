"""Pages of templates: what is typed is never lost, what is shown costs the same for one or many."""

from datetime import datetime

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from academy.jobs.enums import JobState
from academy.jobs.models import Job
from academy.jobs.runner import execute
from certificates.enums import CertificateKind
from certificates.models import Award, Draft, Template
from certificates.operations import previews, templates
from tests.cast import SYSTEM, Cast, ClientOf
from tests.make import certificates as make
from tests.make import courses as make_courses

pytestmark = pytest.mark.press

ROOT = "/certificates/templates/"


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


@pytest.fixture
def draft(shipped: Template, at: datetime) -> Draft:
    return templates.save_draft(
        actor=SYSTEM,
        name=shipped.name,
        title=shipped.title,
        kind=CertificateKind.COMPLETION,
        html=shipped.html,
        css=shipped.css,
        revision=0,
        at=at,
    )


def typed(draft: Draft, **other: object) -> dict[str, object]:
    names = ("title", "kind", "html", "css", "revision")
    return {name: getattr(draft, name) for name in names} | {"sample": "0"} | other


def test_an_empty_shelf_offers_the_shipped_ones(admin: Client) -> None:
    assert "发布随程序提供的 4 种模板" in admin.get(ROOT).content.decode()
    assert admin.post(f"{ROOT}shipped/").headers["Location"] == ROOT
    assert Template.objects.count() == 4


def test_the_shelf_costs_the_same_for_one_and_three(
    admin: Client, shipped: Template, at: datetime, django_assert_num_queries: object
) -> None:
    for count in (1, 3):
        for number in range(count):
            Draft.objects.get_or_create(
                name=f"draft-{number}",
                defaults={"title": "稿", "kind": "completion", "saved_at": at, "saved_by": "x"},
            )
        for extra in range(count):
            Template.objects.get_or_create(
                name=f"series-{extra}",
                edition=1,
                defaults={"kind": "completion", "making": "layered", "published_at": at},
            )
        with django_assert_num_queries(12):  # type: ignore[operator]  # a fixture's callable
            admin.get(ROOT)


def test_the_shelf_counts_certificates(admin: Client, cast: Cast, at: datetime) -> None:
    certificate = make.certificate(cast.wang, at=at)
    assert "已用于 1 张证书" in admin.get(ROOT).content.decode()
    page = admin.get(f"{ROOT}{certificate.template.public_id}/").content.decode()
    assert "已用于 1 张证书" in page


def test_an_auditor_looks_and_changes_nothing(
    cast: Cast, client_of: ClientOf, shipped: Template
) -> None:
    page = client_of(cast.auditor).get(ROOT).content.decode()
    assert "基于 v1 修改" not in page
    assert client_of(cast.auditor).post(f"{ROOT}{shipped.public_id}/revise/").status_code == 403


def test_picture_and_sample(admin: Client, shipped: Template) -> None:
    picture = admin.get(f"{ROOT}{shipped.public_id}/picture/")
    assert picture.headers["Content-Type"] == "image/png"
    again = admin.get(
        f"{ROOT}{shipped.public_id}/picture/", headers={"If-None-Match": picture.headers["ETag"]}
    )
    assert again.status_code == 304
    for sample in ("3", "999", "x", ""):
        reply = admin.get(f"{ROOT}{shipped.public_id}/sample/", {"sample": sample})
        assert reply.content.startswith(b"%PDF-")
        assert "completion-kai-v1-sample.pdf" in reply.headers["Content-Disposition"]


def test_revising_goes_on_with_the_draft_there_is(admin: Client, shipped: Template) -> None:
    places = {
        admin.post(f"{ROOT}{shipped.public_id}/revise/").headers["Location"] for _ in range(2)
    }
    assert places == {f"{ROOT}drafts/{Draft.objects.get().public_id}/"}


def test_a_new_template_keeps_what_was_typed(admin: Client, shipped: Template) -> None:
    data = {"base": str(shipped.public_id), "name": "Wrong", "title": "自用"}
    reply = admin.post(f"{ROOT}new/", data)
    assert (reply.status_code, "代号只能用" in reply.content.decode()) == (422, True)
    assert 'value="自用"' in reply.content.decode()
    assert admin.post(f"{ROOT}new/", data | {"base": "x"}).status_code == 422
    assert admin.post(f"{ROOT}new/", data | {"name": "own"}).status_code == 302
    assert Draft.objects.get().html == shipped.html


def test_a_stale_change_keeps_what_was_typed(admin: Client, draft: Draft) -> None:
    place = f"{ROOT}drafts/{draft.public_id}/"
    assert admin.post(place, typed(draft, title="一")).status_code == 302
    reply = admin.post(place, typed(draft, title="二", css="b { color: red }"))
    page = reply.content.decode()
    assert reply.status_code == 409
    assert "certificates.draft_stale" in page
    assert "b { color: red }" in page
    assert Draft.objects.get().title == "一"


@pytest.mark.parametrize("revision", ["", "-1", "x", "9" * 40])
def test_a_revision_that_is_none(admin: Client, draft: Draft, revision: str) -> None:
    place = f"{ROOT}drafts/{draft.public_id}/"
    typing = typed(draft, title="二", revision=revision)
    # Nothing sensible is taken for the first revision; a later one for somebody else's.
    assert admin.post(place, typing).status_code == (409 if revision.isdigit() else 302)


def test_a_draft_with_faults_is_kept(admin: Client, draft: Draft) -> None:
    place = f"{ROOT}drafts/{draft.public_id}/"
    reply = admin.post(place, typed(draft, html="<script>\n</script>"), follow=True)
    page = reply.content.decode()
    assert "有 1 处要改" in page
    assert 'data-jump="html" data-line="1"' in page


def test_a_template_too_large_for_a_draft(admin: Client, draft: Draft) -> None:
    reply = admin.post(f"{ROOT}drafts/{draft.public_id}/", typed(draft, html="字" * 600_000))
    assert (reply.status_code, "template_too_large" in reply.content.decode()) == (422, True)
    # Beyond what a request may carry at all the framework answers, in a page as well.
    reply = admin.post(f"{ROOT}drafts/{draft.public_id}/", typed(draft, html="字" * 900_000))
    assert reply.status_code in (400, 413)


def test_preview(admin: Client, draft: Draft) -> None:
    reply = admin.post(f"{ROOT}preview/", typed(draft, sample="5"))
    page = reply.content.decode()
    assert (reply.status_code, "data:image/png;base64," in page) == (200, True)
    assert len(page) < 700_000
    pdf = admin.post(f"{ROOT}preview/pdf/", typed(draft))
    assert pdf.content.startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("changed", "status", "said"),
    [
        ({"html": "<script>1</script>"}, 422, "不能使用元素"),
        ({"html": "<b>" * 5000}, 422, "元素超过"),
        ({"html": '<p data-field="salary"></p>'}, 422, "salary"),
        ({"html": "字" * 600_000}, 422, "certificates.template_too_large"),
        ({"kind": "diploma"}, 422, "请选择证书种类"),
    ],
)
def test_a_preview_that_cannot_be(
    admin: Client, draft: Draft, changed: dict[str, object], status: int, said: str
) -> None:
    reply = admin.post(f"{ROOT}preview/", typed(draft, **changed), headers={"HX-Request": "true"})
    page = reply.content.decode()
    assert reply.status_code == status
    assert said in page or "超过上限" in page
    pdf = admin.post(f"{ROOT}preview/pdf/", typed(draft, **changed))
    assert pdf.status_code == status


def test_too_many_previews(admin: Client, draft: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(previews, "MOST_A_MINUTE", 1)
    assert admin.post(f"{ROOT}preview/", typed(draft)).status_code == 200
    reply = admin.post(f"{ROOT}preview/", typed(draft))
    assert (reply.status_code, "预览过于频繁" in reply.content.decode()) == (429, True)


def test_embedding_a_picture(admin: Client, cast: Cast) -> None:
    assert admin.post(f"{ROOT}embed/").status_code == 422
    wrong = SimpleUploadedFile("a.png", b"GIF89a", content_type="image/png")
    assert admin.post(f"{ROOT}embed/", {"image": wrong}).status_code == 422


def test_publishing_saves_first(admin: Client, draft: Draft, shipped: Template) -> None:
    place = f"{ROOT}drafts/{draft.public_id}/publish/"
    refused = admin.post(place, typed(draft, html="<script>1</script>"))
    assert refused.status_code == 422
    assert (
        "<script>1</script>".replace("<", "&lt;").replace(">", "&gt;") in refused.content.decode()
    )
    draft.refresh_from_db()
    assert draft.revision == 2, "what was typed is saved though it cannot be published"
    css = shipped.css.replace("#fffdf7", "#fffdf8")
    assert css != shipped.css
    reply = admin.post(place, typed(draft, html=shipped.html, css=css))
    job = Job.objects.get(kind="certificates.publish")
    watched = f"{ROOT}publications/{job.public_id}/"
    assert reply.headers["Location"] == watched
    assert "可以离开本页" in admin.get(watched).content.decode()
    assert watched in admin.get(f"{ROOT}drafts/{draft.public_id}/").content.decode()
    assert execute(job.pk) is JobState.DONE
    made = Template.objects.get(name=shipped.name, edition=2)
    assert f"{ROOT}{made.public_id}/" in admin.get(watched).content.decode()
    assert made.css == css
    assert not Draft.objects.exists()


def test_why_it_was_not_published(admin: Client, draft: Draft) -> None:
    place = f"{ROOT}drafts/{draft.public_id}/publish/"
    watched = admin.post(place, typed(draft, html=draft.html.replace("证", "𠀣"))).headers[
        "Location"
    ]
    job = Job.objects.get(kind="certificates.publish")
    assert execute(job.pk) is JobState.FAILED
    page = admin.get(watched).content.decode()
    assert "certificates.template_not_rendered" in page
    assert "U+20023" in page, "the reason names the character"
    assert "用同一张样张预览成功后再发布" in page
    assert f"{ROOT}drafts/{draft.public_id}/" in page
    Job.objects.update(error="OperationalError")
    assert "不是模板的问题" in admin.get(watched).content.decode()
    Job.objects.update(state="cancelled")
    assert "已停止，没有发布" in admin.get(watched).content.decode()


def test_changes_against_any_edition(admin: Client, draft: Draft, shipped: Template) -> None:
    place = f"{ROOT}drafts/{draft.public_id}/changes/"
    assert "没有改动。" in admin.get(place).content.decode()
    Draft.objects.update(css=shipped.css.replace("margin: 0", "margin: 1pt", 1))
    page = admin.get(place, {"edition": "1"}).content.decode()
    assert "change-added" in page
    assert "margin: 1pt" in page
    Draft.objects.update(html="\n" * 5000)
    assert "行数过多" in admin.get(place, {"edition": "77"}).content.decode()


def test_dropping(admin: Client, draft: Draft) -> None:
    place = f"{ROOT}drafts/{draft.public_id}/drop/"
    assert admin.post(place).headers["Location"] == ROOT
    assert admin.post(place).status_code == 404


def test_awards(admin: Client, at: datetime, django_assert_num_queries: object) -> None:
    course = make_courses.syllabus(at=at).course
    for count, code in ((1, None), (3, ("A", "B"))):
        for each in code or ():
            make_courses.syllabus(at=at, code=each)
        with django_assert_num_queries(12):  # type: ignore[operator]  # a fixture's callable
            page = admin.get("/certificates/templates/awards/").content.decode()
        assert page.count("长期") >= count
    place = f"/certificates/templates/awards/{course.public_id}/"
    data = {"kind": "qualification", "template_name": "qualification-song", "prefix": ""}
    for months in ("0", "601", "1.5", "-3", "很久"):
        reply = admin.post(place, data | {"months": months})
        assert reply.status_code == 422
        assert f'value="{months}"' in reply.content.decode(), "what was typed stays"
    assert admin.post(place, data | {"months": "1", "kind": "x"}).status_code == 422
    assert admin.post(place, data | {"template_name": "completion-kai"}).status_code == 422
    assert admin.post(place, data | {"months": "24"}).status_code == 302
    assert Award.objects.get().months == 24
    assert "24 个月" in admin.get(place).content.decode()
