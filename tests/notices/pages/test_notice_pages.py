"""Bell, list, settings, links of mail, and the addresses that HR keeps."""

import io
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from academy.notices.enums import TopicGroup
from academy.notices.models import Contact, Delivery, Mute, Notice
from academy.notices.operations import addresses, bounces, notices
from academy.notices.post import links
from academy.people.access import actor
from academy.people.models import Person
from academy.shared import clock
from tests.cast import Cast, ClientOf
from tests.house.source import templates
from tests.make import bounces as make
from tests.make import mail
from tests.make.mail import Sink

pytestmark = pytest.mark.django_db


@pytest.fixture
def wang(cast: Cast, client_of: ClientOf) -> Client:
    return client_of(cast.wang)


@pytest.fixture
def hr(cast: Cast, client_of: ClientOf) -> Client:
    return client_of(cast.hr)


def page(client: Client, path: str, status: int = 200) -> str:
    reply = client.get(path)
    assert reply.status_code == status
    return reply.content.decode()


def test_the_bell_counts_what_is_unread(cast: Cast, wang: Client, at: datetime) -> None:
    assert 'aria-label="通知"' in page(wang, "/")
    mail.told(cast.wang, "k", at=at)
    assert 'aria-label="通知，未读 1 条"' in page(wang, "/")
    assert 'class="bell"' not in page(Client(), "/account/login/")


def test_the_list_begins_with_what_is_unread(cast: Cast, wang: Client, at: datetime) -> None:
    assert "没有未读的通知" in page(wang, "/notices/")
    assert "还没有通知" in page(wang, "/notices/?all=1")
    mail.told(cast.wang, "k", at=at)
    assert "S course, 2026年3月2日, 2026年3月2日 09:00." in page(wang, "/notices/")
    notice = Notice.objects.get()
    reply = wang.get(f"/notices/{notice.public_id}/open/")
    assert (reply.status_code, reply["Location"]) == (302, "/courses/mine/")
    assert "没有未读的通知" in page(wang, "/notices/")
    assert "T course" in page(wang, "/notices/?all=1")


def test_an_english_reader(cast: Cast, wang: Client, at: datetime) -> None:
    mail.told(cast.wang, "k", at=at)
    wang.cookies["django_language"] = "en"
    assert "S course, 2 March 2026, 2 March 2026, 09:00." in page(wang, "/notices/")


def test_more_than_the_page_had_counted_is_not_read(cast: Cast, wang: Client, at: datetime) -> None:
    for key in ("one", "two"):
        mail.told(cast.wang, key, at=at)
    newest = Notice.objects.latest("pk").public_id
    assert 'name="counted" value="2"' in page(wang, "/notices/")
    body = {"through": newest, "counted": 1}
    reply = wang.post("/notices/read-all/", body, follow=True)
    assert "页面打开之后又有新通知" in reply.content.decode()
    path = "/api/v1/me/notices/read-all"
    refused = wang.post(path, body, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (409, "notices.told_meanwhile")
    assert Notice.objects.filter(read_at__isnull=True).count() == 2
    for counted in ("x", "-1", "٣", "2"):
        wang.post("/notices/read-all/", {"through": newest, "counted": counted})
    assert not Notice.objects.filter(read_at__isnull=True).exists()


def test_another_persons_notice_is_as_absent_as_none(
    cast: Cast, wang: Client, at: datetime
) -> None:
    mail.told(cast.li, "k", at=at)
    notice = Notice.objects.get()
    assert wang.get(f"/notices/{notice.public_id}/open/").status_code == 404
    assert wang.post("/notices/read-all/", {"through": notice.public_id}).status_code == 404
    assert wang.post("/notices/read-all/", {"through": "x"}).status_code == 302
    notice.refresh_from_db()
    assert notice.read_at is None


@pytest.mark.parametrize("path", ["https://evil.example/", "//evil.example", "javascript:x", ""])
def test_a_notice_opens_no_other_site(cast: Cast, wang: Client, at: datetime, path: str) -> None:
    notices.tell(topic=mail.TOPIC, persons=[cast.wang.pk], facts={}, path=path, key="k", at=at)
    reply = wang.get(f"/notices/{Notice.objects.get().public_id}/open/")
    assert reply["Location"] == "/notices/"


def test_mark_all_read_spares_what_came_later(cast: Cast, wang: Client, at: datetime) -> None:
    mail.told(cast.wang, "a", at=at)
    shown = page(wang, "/notices/").split('name="through" value="')[1].split('"')[0]
    mail.told(cast.wang, "b", at=at)
    wang.post("/notices/read-all/", {"through": shown})
    assert Notice.objects.get(read_at__isnull=True).key == "b"


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries(
    cast: Cast, wang: Client, at: datetime, count: int, django_assert_num_queries: object
) -> None:
    for number in range(count):
        mail.told(cast.wang, f"k{number}", at=at)
    with django_assert_num_queries(INBOX):  # type: ignore[operator]  # a fixture's callable
        page(wang, "/notices/")


# The session, the person, rows, the newest, how many are unread (page and bell), and the frame's
# grants, place and names of units.
INBOX = 9


def test_an_address_is_entered_confirmed_and_removed(cast: Cast, wang: Client) -> None:
    assert "未登记" in page(wang, "/notices/settings/")
    bad = wang.post("/notices/settings/address/", {"address": "wang@"})
    assert bad.status_code == 422
    assert 'value="wang@"' in bad.content.decode()
    wang.post("/notices/settings/address/", {"address": "wang@example.gov.cn"})
    shown = page(wang, "/notices/settings/")
    assert "w***@example.gov.cn" in shown
    assert "wang@example.gov.cn" not in shown
    assert wang.post("/notices/settings/address/again/").status_code == 429
    link = Contact.objects.get().link
    assert link is not None
    path = f"/notices/confirm/{links.confirm_token(link)}/"
    assert "这是我的邮箱，确认" in page(wang, path)
    assert Contact.objects.get().confirmed_at is None
    assert wang.post(path).status_code == 302
    assert "已确认" in page(wang, path)
    assert wang.post("/notices/settings/address/again/").status_code == 409
    wang.post("/notices/settings/address/remove/")
    assert "未登记" in page(wang, "/notices/settings/")


def test_a_confirming_link_asks_to_sign_in_and_serves_its_person_only(
    cast: Cast, client_of: ClientOf, at: datetime
) -> None:
    contact = addresses.enter(
        actor=actor(cast.wang), person=cast.wang, address="a@x.cn", at=clock.now()
    )
    assert contact.link is not None
    path = f"/notices/confirm/{links.confirm_token(contact.link)}/"
    assert "/account/login/" in Client().get(path)["Location"]
    for person in (cast.li, cast.hr):
        assert client_of(person).get(path).status_code == 410
        assert client_of(person).post(path).status_code == 410
    assert client_of(cast.wang).get("/notices/confirm/made-up/").status_code == 410


def test_settings_are_chosen(cast: Cast, wang: Client) -> None:
    asked = {"language": "en", "rhythm": "daily", "groups": ["exams"]}
    assert wang.post("/notices/settings/", asked).status_code == 302
    contact = Contact.objects.get()
    assert (contact.language, contact.rhythm) == ("en", "daily")
    muted = set(Mute.objects.values_list("group", flat=True))
    assert muted == {group.value for group in TopicGroup} - {"exams"}
    wang.post("/notices/settings/", {"language": "xx", "rhythm": "", "groups": ["x"]})


def test_one_click_stops_a_group_without_cookies_or_token(cast: Cast, at: datetime) -> None:
    contact = mail.confirmed(cast.wang, at=at)
    path = f"/notices/stop/{links.stop_token(contact.public_id, TopicGroup.TRAINING)}/"
    client = Client(enforce_csrf_checks=True)
    shown = page(client, path)
    assert "停止“培训与学时”邮件" in shown
    assert cast.wang.name not in shown
    assert mail.address_of(cast.wang) not in shown
    assert Mute.objects.count() == 0
    for _ in range(2):
        body = {"List-Unsubscribe": "One-Click"}
        assert client.post(path, body).status_code == 200
    assert Mute.objects.get().group == "training"
    client.post(path, {"what": "everything"})
    assert Mute.objects.count() == len(TopicGroup)
    reply = client.post("/notices/stop/made-up/")
    assert reply.status_code == 404
    assert "notices.stop_link_invalid" in reply.content.decode()


def test_hr_sees_who_got_what_masked(cast: Cast, hr: Client, at: datetime) -> None:
    mail.confirmed(cast.wang, at=at)
    mail.told(cast.wang, "k", at=at)
    path = f"/notices/people/{cast.wang.public_id}/"
    assert path in page(hr, f"/people/{cast.wang.public_id}/")
    shown = page(hr, path)
    assert "t***@mail.example" in shown
    assert mail.address_of(cast.wang) not in shown
    assert "T course" in shown
    assert "待发送" in shown
    Delivery.objects.update(tries=2, code=450)
    assert "已尝试 2 次" in page(hr, path)
    bad = hr.post(f"{path}address/", {"address": "x"})
    assert bad.status_code == 422
    assert hr.post(f"{path}address/", {"address": "new@x.cn"}).status_code == 302
    assert "n***@x.cn" in page(hr, path)


def test_somebody_out_of_scope_is_as_absent_as_nobody(cast: Cast, hr: Client) -> None:
    cast.hr.grants.update(unit=cast.east)
    path = f"/notices/people/{cast.li.public_id}/"
    assert hr.get(path).status_code == 404
    assert hr.post(f"{path}address/", {"address": "new@x.cn"}).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_bounced_addresses_wait_to_be_checked(
    cast: Cast, hr: Client, at: datetime, count: int, django_assert_num_queries: object
) -> None:
    assert "没有被退信的地址" in page(hr, "/notices/addresses/")
    fallen = [cast.wang, cast.li, cast.zhao][:count]
    for person in fallen:
        mail.confirmed(person, at=at)
    Contact.objects.update(bounced_at=at, bounce_code=550)
    with django_assert_num_queries(ADDRESSES):  # type: ignore[operator]  # a fixture's callable
        shown = page(hr, "/notices/addresses/")
    assert shown.count("@mail.example") == count
    assert f"在册 12 人 · 0 人可收邮件 · {count} 人被退信" in shown


# The session, the person, the door's grants, one's grants and the tree, how they stand, the
# bounced, and the frame with its bell.
ADDRESSES = 11


def test_a_pasted_list_is_previewed_then_written(cast: Cast, hr: Client) -> None:
    path = "/notices/addresses/import/"
    page(hr, path)
    text = "T1001\twang@x.cn\nT9999\tnobody@x.cn"
    shown = hr.post(path, {"text": text}).content.decode()
    assert "新登记 1" in shown
    assert "没有此工号" in shown
    assert Contact.objects.count() == 0
    digest = shown.split('name="shown" value="')[1].split('"')[0]
    stale = hr.post(path, {"text": text, "shown": "0" * 64})
    assert stale.status_code == 409
    assert text in stale.content.decode()
    assert hr.post(path, {"text": text, "shown": digest}).status_code == 302
    assert Contact.objects.get().address == "wang@x.cn"
    empty = hr.post(path, {"text": " \n"})
    assert empty.status_code == 422


def test_an_uploaded_list(cast: Cast, hr: Client) -> None:
    data = "工号,姓名,邮箱\nT1001,王建国,wang@x.cn\n".encode()
    file = SimpleUploadedFile("list.csv", data)
    shown = hr.post("/notices/addresses/import/", {"file": file}).content.decode()
    assert "T1001\twang@x.cn" in shown
    broken = SimpleUploadedFile("list.xlsx", b"no workbook")
    assert hr.post("/notices/addresses/import/", {"file": broken}).status_code == 415


def test_what_was_previewed_from_a_file_is_written_at_once(cast: Cast, hr: Client) -> None:
    """A row of headings must not make what is written another list than what was shown."""
    path = "/notices/addresses/import/"
    data = "工号,姓名,邮箱\nT1001,王建国,wang@x.cn\nT9999,无,no@x.cn\n".encode()
    shown = hr.post(path, {"file": SimpleUploadedFile("list.csv", data)}).content.decode()
    text = shown.split('name="text" value="')[1].split('"')[0]
    digest = shown.split('name="shown" value="')[1].split('"')[0]
    assert text.split("\n")[1] == "T1001\twang@x.cn"
    faults = hr.post(f"{path}faults/", {"text": text})
    sheet = load_workbook(io.BytesIO(faults.content)).active
    found = [row[:2] for row in sheet.iter_rows(values_only=True) if row[0] == 3]
    assert found == [(3, "T9999")]
    assert hr.post(f"{path}faults/", {"text": " "}).status_code == 422
    assert hr.post(path, {"text": text, "shown": digest}).status_code == 302
    assert Contact.objects.get().address == "wang@x.cn"


def test_why_an_address_gets_no_more_is_said(
    cast: Cast, hr: Client, wang: Client, at: datetime
) -> None:
    mail.confirmed(cast.wang, at=at)
    Contact.objects.update(bounced_at=at, bounce_status="5.2.1")
    for client, path in ((wang, "settings/"), (hr, f"people/{cast.wang.public_id}/")):
        assert "2026年3月2日 09:00 退信：这个邮箱已停用（代码 5.2.1）。" in page(
            client, f"/notices/{path}"
        )
    assert "这个邮箱已停用（代码 5.2.1）" in page(hr, "/notices/addresses/")


def test_letters_that_came_back_are_counted(
    cast: Cast, hr: Client, at: datetime, sink: Sink
) -> None:
    _, letter = make.sent(cast.wang, sink, at=at)
    bounces.take_in(make.report(letter, status="5.2.2", diagnostic=""), at=at)
    assert "另有 1 人的邮件曾被退回" in page(hr, "/notices/addresses/")
    shown = page(hr, f"/notices/people/{cast.wang.public_id}/")
    assert "被退回" in shown
    assert "对方邮箱已满" in shown


def test_who_holds_no_office_keeps_no_addresses(cast: Cast, wang: Client) -> None:
    other: Person = cast.li
    for path in ("addresses/", "addresses/import/", f"people/{other.public_id}/"):
        assert wang.get(f"/notices/{path}").status_code == 403


def test_pages_that_show_no_frame_draw_no_bell() -> None:
    """In an exam nothing calls one away, and nothing is counted."""
    focused = [path.read_text() for path in templates() if "body_class %}focus" in path.read_text()]
    assert len(focused) == 2
    assert all("{% block topbar %}{% endblock %}" in text for text in focused)
