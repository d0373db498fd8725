"""What people can be told: each storey registers its own topics, in words of two languages."""

from dataclasses import dataclass

from django.utils.functional import Promise

_topics: dict[str, "Topic"] = {}


@dataclass(frozen=True, slots=True)
class Topic:
    """One kind of notice. `title` and `text` are filled from a notice's facts by %(name)s."""

    code: str
    title: Promise
    text: Promise


def topic(code: str, *, title: Promise, text: Promise) -> Topic:
    """Register a topic, such as `courses.nomination_approved`, and return it.

    Raises:
        ValueError: another topic has this code.
    """
    if code in _topics:
        raise ValueError(f"topic {code} is there already")
    return _topics.setdefault(code, Topic(code, title, text))


def topic_of(code: str) -> Topic | None:
    """Return the topic of that code; None if the storey that had it is gone."""
    return _topics.get(code)


def topics() -> dict[str, Topic]:
    """Return every topic by its code."""
    return dict(_topics)
