"""The personal training record (个人培训档案): one person's whole training as of a day."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from academy.people import labels as people_labels
from academy.people.enums import Sex
from academy.people.models import Assignment, Person
from academy.reporting import labels
from academy.reporting.models import Exclusion
from academy.reporting.queries import person_record, places
from academy.reporting.queries.days import ends_at
from academy.reporting.queries.snapshot import snapshot
from academy.reporting.reports.stories import person_chapters as chapters
from academy.reporting.reports.stories.cohort_after import state_of
from academy.reporting.reports.stories.frame import Story, Text
from academy.reporting.rules.asking import Ask
from academy.reporting.rules.periods import Period
from academy.shared.text import mask_id_number

CODE = "person"
TITLE = _("个人培训档案")
_EVER = Period(date(1900, 1, 1), date(3000, 1, 1))
_NOTES: tuple[Text, ...] = (
    _("各项事实以数据截止日当天二十四时前记录的为准，之后的更正、审批、冲销、撤销不影响本档案。"),
    _(
        "任职、人员类别按生效日期列示，事后补登的一并列入；姓名、性别、工号和入职、离职日期按现在登记的；"
        "退训后又取得名额的，只留最后一次。"
    ),
    _("身份证号已遮蔽；成绩为百分制。"),
    _("学时按取得日期归入自然年；冲销为负数，与被冲销的一行相抵。"),
)


@dataclass(frozen=True, slots=True)
class Opened:
    """Whose record is opened as of which day; `discloses` says whether a reason is told.

    Reasons for which somebody is left out of the figures may speak of their health.
    """

    person: Person
    on: date
    discloses: Callable[[Exclusion], bool]


def read(opened: Opened) -> Story:
    """Read and tell a person's record, in one snapshot; nothing counts that is of a later day."""
    person, on = opened.person, opened.on
    with snapshot():
        every = places.places(on)
        names = {place.id: place.name for place in every}
        ask = Ask(scope=frozenset(names), period=_EVER, as_of=on)
        before = ends_at(ask)
        service = person_record.service(person, on, before)
        joined_on = person_record.joined_on(person, before)
        kinds = person_record.kinds_until(person, on, before)
        attended = chapters.cohorts(
            person_record.cohorts(person, ask),
            person_record.left_for_others(person, before),
            names,
        )
        ledger = person_record.ledger(person, before)
        certificates = person_record.certificates(person, before)
        held = [state_of(row, before, on) for row in certificates].count("held")
        excluded = person_record.exclusions(person, before)
        told = [
            chapters.service(service, kinds, names, on),
            attended,
            chapters.hours(
                person_record.hours_by_year(person, before), person_record.requirements(person, on)
            ),
            chapters.ledger(ledger),
            chapters.certificates(certificates, before, on),
            chapters.stays(person_record.stays(person, before)),
            chapters.exclusions([(row, opened.discloses(row)) for row in excluded]),
        ]
    said = {
        "cohorts": len(attended.tables[0].lines),
        "hours": sum(row.hours for row in ledger),
        "held": held,
    }
    # Of who has left, where they served last.
    current = service[-1] if service else None
    return Story(
        code=CODE,
        title=gettext("%(name)s培训档案") % {"name": person.name},
        subject=person.name,
        scope_name=names.get(current.unit_id, "") if current else "",
        as_of=on,
        facts=[
            *_facts(person, current, str(people_labels.STAFF_KIND[kinds[-1].kind]), names),
            (_("入职日期"), _day(joined_on)),
            *_left(person, on, current),
        ],
        sentence=_sentence(said),
        chapters=told,
        parameters={"person": str(person.public_id), "as_of": on.isoformat()},
        notes=_NOTES,
    )


def disclosed(story: Story) -> list[str]:
    """Return the keys of the exclusions whose reasons a record tells."""
    table = next(each for each in story.tables if each.code == "exclusions")
    return [line.key for line in table.lines if line.values["reason"] != chapters.DISCREET]


def _facts(
    person: Person, current: Assignment | None, kind: str, names: dict[int, str]
) -> list[tuple[Text, str]]:
    return [
        (_("姓名"), person.name),
        (_("工号"), person.staff_number),
        (_("性别"), str(people_labels.SEX[Sex(person.sex)])),
        (_("身份证号"), mask_id_number(person.id_number) or labels.NOTHING),
        (_("单位"), names.get(current.unit_id, "") if current else labels.NOTHING),
        (_("人员类别"), kind),
        (_("职务"), current.post.name if current and current.post else labels.NOTHING),
        (_("职级"), current.rank.name if current and current.rank else labels.NOTHING),
    ]


def _left(person: Person, on: date, current: Assignment | None) -> list[tuple[Text, str]]:
    """Return the day of leaving, unless it was not known yet: then they still served."""
    serves = current is not None and current.valid_until is None
    if serves or person.left_on is None or person.left_on > on:
        return []
    return [(_("离职日期"), _day(person.left_on))]


def _day(day: date | None) -> str:
    return date_format(day, "DATE_FORMAT") if day is not None else labels.NOTHING


def _sentence(said: dict[str, object]) -> str:
    words = gettext("参训 %(cohorts)s 期；累计 %(hours)s 学时；持有有效证书 %(held)s 张。")
    return words % {name: labels.printed(value) for name, value in said.items()}
