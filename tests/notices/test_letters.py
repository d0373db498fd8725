"""Mail leaves the house: it says nothing of anybody but its reader."""

import re
from datetime import datetime

import pytest

from academy.notices.models import Delivery
from academy.notices.operations import notices
from academy.notices.post import letters
from academy.notices.topics import Topic, topics
from courses import topics as courses
from tests.cast import Cast
from tests.make import mail

_FACT = re.compile(r"%\((\w+)\)s")
#: Facts that name people.
OTHERS = {"incoming", "outgoing", "name", "person", "names"}
#: What officers are told of others' cases comes with a free text; this one speaks of a cohort.
OF_COHORTS = {"courses.unit_cohort_cancelled"}


def mailed(topic: Topic) -> set[str]:
    """Return the facts that stand in a topic's mail, subject included."""
    return set(_FACT.findall(f"{topic.title} {topic.mail or topic.text}"))


def test_no_topic_names_others_in_mail() -> None:
    assert len(topics()) > 20
    assert {code for code, topic in topics().items() if mailed(topic) & OTHERS} == set()


def test_no_reason_of_somebodys_case_is_mailed_to_their_unit() -> None:
    units = {code: topic for code, topic in topics().items() if code.startswith("courses.unit_")}
    assert {code for code, topic in units.items() if "reason" in mailed(topic)} == OF_COHORTS


@pytest.mark.django_db
def test_the_page_names_them_and_the_letter_does_not(cast: Cast, at: datetime) -> None:
    mail.confirmed(cast.officer, at=at)
    notices.tell(
        topic=courses.UNIT_SUBSTITUTED,
        persons=[cast.officer.pk],
        facts={"cohort": "C", "incoming": "李四", "outgoing": "张三", "reason": "产假"},
        path="/courses/",
        key="k",
        at=at,
    )
    [delivery] = Delivery.objects.select_related("contact__person", "notice")
    letter = letters.compose([delivery])
    whole = "".join(map(str, (letter.subject, letter.body, letter.alternatives[0][0])))
    assert "替换参训" in whole
    assert not [word for word in ("李四", "张三", "产假") if word in whole]
