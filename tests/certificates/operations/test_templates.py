"""Drafts and editions: nobody's change is lost, nothing unfit is published, nothing is changed."""

from datetime import datetime, timedelta

import pytest

from academy.audit.models import Entry
from academy.shared.errors import InputInvalid
from certificates.enums import CertificateKind, Making, Verb
from certificates.errors import (
    DraftExists,
    DraftStale,
    PublicationOvertaken,
    TemplateKindFixed,
    TemplateNotRendered,
    TemplateTooLarge,
    TemplateUnfit,
)
from certificates.models import Draft, Template
from certificates.operations import templates
from certificates.queries import proofs
from tests.cast import SYSTEM

pytestmark = pytest.mark.press

COMPLETION, QUALIFICATION = CertificateKind.COMPLETION, CertificateKind.QUALIFICATION
CSS = """@page { size: A4 landscape; margin: 0 }
body { margin: 0; font-variant-numeric: tabular-nums; font-kerning: none;
  font-variant-ligatures: none }
.a { position: absolute; left: 60pt; top: 60pt; width: 600pt; font-size: 18pt }
.b { position: absolute; left: 60pt; top: 160pt; width: 600pt; font-size: 18pt }
"""
HTML = """<!DOCTYPE html><html lang="zh-Hans"><head><title data-field="document_title"></title>
</head><body><p class="a">学院</p>
<p class="b"><span data-field="name"></span> <span data-field="number"></span></p>
</body></html>"""


def save(at: datetime, *, revision: int = 0, name: str = "mine", **other: str) -> Draft:
    texts = {"title": "自用", "html": HTML, "css": CSS} | other
    return templates.save_draft(
        actor=SYSTEM, name=name, kind=QUALIFICATION, revision=revision, at=at, **texts
    )


def verbs() -> list[str]:
    return list(Entry.objects.order_by("sequence").values_list("verb", flat=True))


@pytest.mark.django_db
def test_a_draft_is_begun_and_gone_on_with(at: datetime) -> None:
    draft = save(at)
    assert (draft.revision, draft.saved_by) == (1, SYSTEM.key)
    draft = save(at + timedelta(minutes=1), revision=1, css=CSS + "p { margin: 0 }")
    assert (draft.revision, draft.saved_at) == (2, at + timedelta(minutes=1))
    again = save(at + timedelta(minutes=2), revision=2, css=CSS + "p { margin: 0 }")
    assert (again.revision, again.saved_at) == (2, at + timedelta(minutes=1)), "nothing new"
    assert verbs() == [Verb.DRAFT_SAVED] * 2


@pytest.mark.django_db
@pytest.mark.parametrize("revision", [1, 3])
def test_a_stale_change_is_refused(at: datetime, revision: int) -> None:
    save(at)
    save(at, revision=1, title="二")
    with pytest.raises(DraftStale):
        save(at, revision=revision, title="三")
    assert Draft.objects.get().title == "二"


@pytest.mark.django_db
def test_a_change_of_a_draft_that_is_gone_is_refused(at: datetime) -> None:
    with pytest.raises(DraftStale):
        save(at, revision=1)
    assert not Draft.objects.exists()


@pytest.mark.django_db
def test_a_second_draft_of_a_series_is_refused(at: datetime) -> None:
    save(at)
    with pytest.raises(DraftExists):
        save(at)


@pytest.mark.django_db
def test_line_ends_and_nothingness(at: datetime) -> None:
    assert save(at, html="a\r\nb\0").html == "a\nb"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "title", "field"),
    [
        ("Mine", "自用", "name"),
        ("1st", "自用", "name"),
        ("a--b", "自用", "name"),
        ("a" * 41, "自用", "name"),
        ("mine", " ", "title"),
        ("mine", "字" * 61, "title"),
    ],
)
def test_names(at: datetime, name: str, title: str, field: str) -> None:
    with pytest.raises(InputInvalid) as caught:
        save(at, name=name, title=title)
    assert caught.value.field == field


@pytest.mark.django_db
def test_a_draft_may_have_faults_but_not_any_size(at: datetime) -> None:
    assert save(at, html="<script>1</script>").revision == 1
    most = proofs.MOST_BYTES - len(CSS.encode())
    assert save(at, name="most", html="字" * (most // 3)).revision == 1
    with pytest.raises(TemplateTooLarge):
        save(at, name="more", html="字" * (most // 3 + 1))


@pytest.mark.django_db
def test_dropping_twice(at: datetime) -> None:
    draft = save(at)
    templates.drop_draft(actor=SYSTEM, draft=draft, at=at)
    templates.drop_draft(actor=SYSTEM, draft=draft, at=at)
    assert verbs() == [Verb.DRAFT_SAVED, Verb.DRAFT_DROPPED]


def published(at: datetime, **other: str) -> Template:
    texts = {"name": "mine", "title": "自用", "html": HTML, "css": CSS} | other
    return templates.publish(actor=SYSTEM, kind=QUALIFICATION, at=at, **texts)


@pytest.mark.django_db
def test_publishing_tries_out_and_numbers_editions(at: datetime) -> None:
    first = published(at)
    assert (first.edition, first.making, first.fault) == (1, Making.LAYERED, "")
    assert published(at).pk == first.pk, "the same again is the same"
    second = published(at, css=CSS + "span { color: red }")
    assert (second.edition, second.kind) == (2, QUALIFICATION)
    third = published(at)
    assert third.edition == 3, "back to what was before is an edition of its own"
    assert verbs() == [Verb.TEMPLATE_PUBLISHED] * 3
    assert Template.objects.get(pk=first.pk).css == CSS


@pytest.mark.django_db
def test_what_the_layers_cannot_prove_is_made_the_plain_way(at: datetime) -> None:
    row = published(at, css=CSS + ".b { opacity: .5 }")
    assert row.making == Making.PLAIN
    assert row.fault


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("html", "code"),
    [
        ("<script>1</script>", "element_forbidden"),
        ('<p data-field="salary"></p>', "field_unknown"),
        ('<img src="file:///etc/passwd" alt="">', "address_forbidden"),
        ("<div>" * 60, "too_deep"),
        ("<p>{{ name }}</p>", "template_language"),
    ],
)
def test_what_is_unfit_is_refused(at: datetime, html: str, code: str) -> None:
    with pytest.raises(TemplateUnfit) as caught:
        published(at, html=HTML.replace("<p", f"{html}<p", 1))
    found = caught.value.facts["findings"]
    assert isinstance(found, list)
    assert code in [each["code"] for each in found]
    assert not Template.objects.exists()


@pytest.mark.django_db
def test_what_cannot_be_made_is_refused_with_the_sample(at: datetime) -> None:
    two_pages = CSS + ".a, .b { position: static } .b { break-before: page }"
    with pytest.raises(TemplateNotRendered) as caught:
        published(at, css=two_pages)
    assert "各项最长" in str(caught.value)
    assert "超过一页" in str(caught.value)
    with pytest.raises(TemplateNotRendered):
        published(at, html=HTML.replace("学院", "𠀣"))
    assert not Template.objects.exists()


@pytest.mark.django_db
def test_a_series_keeps_its_kind(at: datetime) -> None:
    published(at)
    with pytest.raises(TemplateKindFixed):
        templates.publish(
            actor=SYSTEM, name="mine", title="一", kind=COMPLETION, html=HTML, css=CSS, at=at
        )
    with pytest.raises(TemplateKindFixed):
        save(at, name="completion-kai")


@pytest.mark.django_db
def test_a_draft_is_published_once_and_gone(at: datetime) -> None:
    draft = save(at)
    with pytest.raises(PublicationOvertaken):
        templates.publish_draft(actor=SYSTEM, draft=draft, revision=2, at=at)
    row = templates.publish_draft(actor=SYSTEM, draft=draft, revision=1, at=at)
    assert (row.name, row.edition, row.published_by) == ("mine", 1, SYSTEM.key)
    assert not Draft.objects.exists()
    with pytest.raises(PublicationOvertaken):
        templates.publish_draft(actor=SYSTEM, draft=draft, revision=1, at=at)
    assert Template.objects.count() == 1


@pytest.mark.django_db
def test_a_draft_changed_while_it_was_tried_out_is_not_published(at: datetime) -> None:
    seen = save(at)
    save(at, revision=1, title="二")  # after the page was read, before it is published
    with pytest.raises(PublicationOvertaken):
        templates.publish_draft(actor=SYSTEM, draft=seen, revision=1, at=at)
    assert not Template.objects.exists()


@pytest.mark.django_db
def test_shipped_templates_are_published_once(at: datetime) -> None:
    first = templates.publish_shipped(actor=SYSTEM, at=at)
    assert {row.name: row.kind for row in first} == {
        name: kind.value for name, (_title, kind) in templates.SHIPPED.items()
    }
    assert {(row.edition, row.making, row.published_by) for row in first} == {
        (1, Making.LAYERED, templates.SHIPPED_BY)
    }
    again = templates.publish_shipped(actor=SYSTEM, at=at)
    assert [row.pk for row in again] == [row.pk for row in first]
    assert verbs() == [Verb.TEMPLATE_PUBLISHED] * 4


@pytest.mark.django_db
def test_nothing_new_costs_one_query(at: datetime, django_assert_num_queries: object) -> None:
    templates.publish_shipped(actor=SYSTEM, at=at)
    with django_assert_num_queries(1):  # type: ignore[operator]  # a fixture's callable
        templates.publish_shipped(actor=SYSTEM, at=at)


@pytest.mark.django_db
def test_a_shipped_series_follows_the_program_until_the_academy_goes_on_by_itself(
    at: datetime,
) -> None:
    old = {"title": "旧", "html": HTML, "css": CSS, "digest": "0" * 64, "edition": 1}
    ways = {"making": Making.LAYERED, "published_at": at, "kind": QUALIFICATION}
    Template.objects.create(
        name="qualification-kai", published_by=templates.SHIPPED_BY, **old, **ways
    )
    Template.objects.create(name="qualification-song", published_by="somebody", **old, **ways)
    newest = {row.name: row for row in templates.publish_shipped(actor=SYSTEM, at=at)}
    assert newest["qualification-kai"].edition == 2
    assert newest["qualification-song"].edition == 1


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(templates.SHIPPED))
def test_shipped_templates_are_fit_and_fast(at: datetime, name: str) -> None:
    """What `publish_shipped` takes for granted."""
    row = next(row for row in templates.publish_shipped(actor=SYSTEM, at=at) if row.name == name)
    report = proofs.check(row.html, row.css)
    assert (report.faults, report.advice) == ((), ())
    kind = CertificateKind(row.kind)
    assert proofs.prove(row.html, row.css, kind, at=at) == (Making.LAYERED, "")
