"""Staff list and a person's file."""

import pytest
from django.test import Client

from academy.audit.models import Entry
from academy.people.enums import Role, Verb
from academy.people.models import Person
from tests.cast import Cast, ClientOf
from tests.make.people import id_number

pytestmark = pytest.mark.django_db

NUMBER, MOBILE = id_number(77), "15400001234"


@pytest.fixture
def wang(cast: Cast) -> Person:
    Person.objects.filter(pk=cast.wang.pk).update(id_number=NUMBER, mobile=MOBILE)
    cast.wang.refresh_from_db()
    return cast.wang


@pytest.fixture
def hr(cast: Cast, client_of: ClientOf) -> Client:
    return client_of(cast.hr)


def _page(client: Client, path: str) -> str:
    reply = client.get(path)
    assert reply.status_code == 200
    return reply.content.decode()


def test_the_list_is_narrowed_by_name_unit_and_kind(hr: Client, cast: Cast) -> None:
    assert "王建国" in _page(hr, "/people/")
    assert "王建国" not in _page(hr, "/people/?q=李")
    assert "王建国" in _page(hr, "/people/?q=t1001")
    assert "王建国" not in _page(hr, f"/people/?unit={cast.south.pk}")
    assert "王建国" not in _page(hr, "/people/?kind=approval")
    assert "没有符合条件的人员" in _page(hr, "/people/?q=查无此人")


@pytest.mark.parametrize("query", ["unit=x", "unit=99999999999999999999", "kind=nonsense"])
def test_nonsense_in_the_address_is_no_error(hr: Client, query: str) -> None:
    _page(hr, f"/people/?{query}")


def test_a_forged_cursor_is_refused(hr: Client) -> None:
    assert hr.get("/people/?cursor=forged").status_code == 422


def test_numbers_are_masked_until_a_reason_is_given(hr: Client, wang: Person) -> None:
    path = f"/people/{wang.public_id}/"
    page = _page(hr, path)
    assert NUMBER not in page
    assert MOBILE not in page
    assert f"{NUMBER[:6]}********{NUMBER[-4:]}" in page

    short = hr.post(f"{path}reveal/", {"reason": "看看"})
    assert NUMBER not in short.content.decode()
    assert not Entry.objects.filter(verb=Verb.PERSONAL_DATA_SHOWN).exists()

    shown = hr.post(f"{path}reveal/", {"reason": "核对执法证办理材料"})
    assert NUMBER in shown.content.decode()
    assert shown["Cache-Control"] == "no-store"
    entry = Entry.objects.get(verb=Verb.PERSONAL_DATA_SHOWN)
    assert entry.facts == {"reason": "核对执法证办理材料"}
    assert entry.subject_key == str(wang.public_id)


def test_an_issued_password_is_shown_once(hr: Client, wang: Person) -> None:
    path = f"/people/{wang.public_id}/"
    reply = hr.post(f"{path}password/")
    wang.refresh_from_db()
    page = reply.content.decode()
    shown = page.split('class="secret">')[1].split("<")[0]
    assert wang.check_password(shown)
    assert wang.must_change_password
    assert shown not in _page(hr, path)


def test_an_admin_gives_and_ends_a_role(cast: Cast, client_of: ClientOf) -> None:
    admin, path = client_of(cast.admin), f"/people/{cast.wang.public_id}/"
    asked = {"role": "invigilator", "unit": cast.east.pk}
    assert admin.post(f"{path}roles/", asked).status_code == 302
    grant = cast.wang.grants.get()
    assert (grant.role, grant.unit) == (Role.INVIGILATOR, cast.east)
    assert "监考员" in _page(admin, path)
    assert admin.post(f"{path}roles/{grant.public_id}/end/").status_code == 302
    grant.refresh_from_db()
    assert grant.valid_until is not None


def test_trainee_is_no_role_to_give(cast: Cast, client_of: ClientOf) -> None:
    admin, path = client_of(cast.admin), f"/people/{cast.wang.public_id}/"
    admin.post(f"{path}roles/", {"role": "trainee", "unit": cast.east.pk})
    assert cast.wang.grants.count() == 0


def test_somebody_out_of_scope_is_as_absent_as_nobody(cast: Cast, client_of: ClientOf) -> None:
    cast.hr.grants.update(unit=cast.east)
    hr = client_of(cast.hr)
    assert hr.get(f"/people/{cast.wang.public_id}/").status_code == 200
    assert hr.get(f"/people/{cast.li.public_id}/").status_code == 404
    assert hr.post(f"/people/{cast.li.public_id}/password/").status_code == 404
