"""What people can be told: each storey registers its own topics, in words of two languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.dateformat import format as as_written
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from academy.notices.enums import TopicGroup
from academy.notices.rules import facts as fact_rules
from academy.shared import clock

_topics: dict[str, "Topic"] = {}
_GROUPS = {
    "courses": TopicGroup.TRAINING,
    "exams": TopicGroup.EXAMS,
    "certificates": TopicGroup.CERTIFICATES,
    "reporting": TopicGroup.REPORTS,
}


@dataclass(frozen=True, slots=True)
class Topic:
    """One kind of notice. `title` and `text` are filled from a notice's facts by %(name)s.

    `mail` is the text for mail, where that on the page speaks of others: what leaves the house says
    nothing of anybody but its reader.
    """

    code: str
    title: Promise
    text: Promise
    mail: Promise | None = None

    @property
    def group(self) -> TopicGroup:
        """What mail about it is switched on and off with."""
        return group_of(self.code)


@dataclass(frozen=True, slots=True)
class Words:
    """A notice as somebody reads it."""

    title: str
    text: str


def topic(code: str, *, title: Promise, text: Promise, mail: Promise | None = None) -> Topic:
    """Register a topic, such as `courses.nomination_approved`, and return it.

    Raises:
        ValueError: another topic has this code.
    """
    if code in _topics:
        raise ValueError(f"topic {code} is there already")
    return _topics.setdefault(code, Topic(code, title, text, mail))


def topic_of(code: str) -> Topic | None:
    """Return the topic of that code; None if the storey that had it is gone."""
    return _topics.get(code)


def topics() -> dict[str, Topic]:
    """Return every topic by its code."""
    return dict(_topics)


def group_of(code: str) -> TopicGroup:
    """Return the group of a topic's code, whether it is still registered or not."""
    return _GROUPS.get(code.partition(".")[0], TopicGroup.OTHER)


def words(code: str, facts: Mapping[str, object], *, by_mail: bool = False) -> Words:
    """Return a notice's words in the language that is active, on a page or in mail.

    A topic whose storey is gone, or whose words ask today for a fact that was not kept then, gives
    a plain sentence: what somebody was told long ago must never break their page.
    """
    known = _topics.get(code)
    if known is not None:
        shown = {name: written(fact_rules.read(value)) for name, value in facts.items()}
        try:
            text = known.mail if by_mail and known.mail is not None else known.text
            return Words(str(known.title) % shown, str(text) % shown)
        except (KeyError, TypeError, ValueError):
            pass
    return Words(_("一条较早的通知"), _("这条通知所属的功能已停用或已更新，内容不再显示。"))


def written(value: object) -> object:
    """Return a day or an instant as prose of the active language writes it; the rest as it is."""
    if not isinstance(value, date):
        return value
    english = (get_language() or "").startswith("en")
    day = "j F Y" if english else "Y年n月j日"
    if not isinstance(value, datetime):
        return as_written(value, day)
    local = timezone.localtime(value, clock.LOCAL)
    return as_written(local, f"{day}, H:i" if english else f"{day} H:i")
