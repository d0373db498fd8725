"""What stands in the side navigation, by role.

An entry whose route is not there (an app left out of a deployment) is left out too, so the
navigation never offers a dead end.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from academy.people.enums import Role


@dataclass(frozen=True, slots=True)
class Place:
    """One page that some roles find in the navigation."""

    label: Promise
    route: str
    icon: str
    roles: frozenset[Role]
    own: bool = False  # pages below it belong to it only for who holds no office


@dataclass(frozen=True, slots=True)
class Entry:
    """A place as drawn for one request."""

    label: str
    url: str
    icon: str
    current: bool


@dataclass(frozen=True, slots=True)
class Section:
    """Entries under one heading; the first section has none."""

    label: str
    entries: list[Entry]


_TRAINEE = frozenset({Role.TRAINEE})
_ADMIN = frozenset({Role.ACADEMY_ADMIN})
_HR = frozenset({Role.HR})
_OFFICER = frozenset({Role.UNIT_TRAINING_OFFICER})
_LEADER = frozenset({Role.UNIT_LEADER})
_AUDITOR = frozenset({Role.AUDITOR})
_INVIGILATOR = frozenset({Role.INVIGILATOR})
_INSTRUCTOR = frozenset({Role.INSTRUCTOR})
_OFFICES = _HR | _ADMIN | _OFFICER | _AUDITOR

MAP: list[tuple[Promise | None, list[Place]]] = [
    (
        None,
        [
            Place(_("我的培训"), "courses:mine", "book", _TRAINEE),
            Place(_("我的考试"), "exams:mine", "exam", _TRAINEE),
            Place(_("我的证书"), "certificates:mine", "medal", _TRAINEE, own=True),
        ],
    ),
    (
        _("培训管理"),
        [
            Place(_("名册导入"), "people:roster", "upload", _ADMIN | _HR),
            Place(_("期次"), "courses:cohorts", "list", _ADMIN | _OFFICER | _LEADER),
            Place(_("单位待审批"), "courses:to_endorse", "check", _LEADER),
            Place(_("请假审批"), "courses:leaves_waiting", "check", _ADMIN | _INSTRUCTOR | _LEADER),
            Place(_("提名审批"), "courses:to_approve", "check", _ADMIN),
        ],
    ),
    (
        _("排班"),
        [
            Place(_("排班计划"), "courses:plans", "clock", _ADMIN | _OFFICER),
            Place(_("不派出日期"), "courses:blocks", "stop", _ADMIN | _OFFICER),
            Place(_("场地与规则"), "courses:conditions", "home", _ADMIN),
            Place(_("先修课程"), "courses:prerequisites", "list", _ADMIN),
            Place(_("住训规则"), "courses:residence_rules", "list", _ADMIN),
        ],
    ),
    (
        _("教学"),
        [
            Place(_("点名"), "courses:rolls", "check", _ADMIN | _INSTRUCTOR),
            Place(_("操行申诉"), "courses:objections", "alert", _ADMIN | _INSTRUCTOR),
            Place(_("授课安排"), "courses:taught_cohorts", "list", _ADMIN | _INSTRUCTOR),
            Place(_("教官名单"), "courses:instructors", "people", _ADMIN | _INSTRUCTOR),
            Place(_("资料管理"), "courses:materials", "book", _ADMIN),
            Place(_("评教问卷"), "courses:questionnaires", "chart", _ADMIN),
        ],
    ),
    (
        _("考试与证书"),
        [
            Place(_("考试"), "exams:exams", "exam", _ADMIN | _INVIGILATOR),
            Place(_("考场"), "exams:rooms", "list", _ADMIN),
            Place(_("合理便利"), "exams:accommodations", "people", _ADMIN | _INVIGILATOR),
            Place(_("证书批次"), "certificates:batches", "medal", _ADMIN | _AUDITOR),
            Place(_("证书模板"), "certificates:templates", "print", _ADMIN | _AUDITOR),
        ],
    ),
    (
        _("组织人事"),
        [
            Place(_("培训总览"), "reporting:dashboard", "chart", _OFFICES | _LEADER),
            Place(_("统计报表"), "reporting:index", "chart", _OFFICES),
            Place(_("定期发送"), "reporting:schedules", "clock", _OFFICES),
            Place(_("红黑榜"), "reporting:boards", "chart", _OFFICES | _LEADER),
            Place(_("整改台账"), "findings:findings", "alert", _OFFICES | _LEADER),
            Place(_("补训台账"), "reporting:make_ups", "clock", _OFFICES | _LEADER),
            Place(_("不计入统计"), "reporting:exclusions", "people", _OFFICES),
            Place(_("人员"), "people:persons", "people", _HR | _ADMIN),
            Place(_("邮件地址"), "notices:addresses", "inbox", _HR | _ADMIN),
            Place(_("证书查询"), "certificates:register", "search", _OFFICES),
            Place(_("到期预测"), "certificates:forecast", "clock", _OFFICES),
            Place(_("培训要求"), "courses:requirements", "book", _HR | _ADMIN | _OFFICER),
            Place(_("学时类别"), "courses:hours_categories", "list", _HR | _ADMIN | _OFFICER),
            Place(_("学时达标"), "courses:attainment", "chart", _HR | _ADMIN | _OFFICER),
            Place(_("席位预测"), "courses:seats", "clock", _HR | _ADMIN | _OFFICER),
            Place(_("以往学时导入"), "courses:hours_imports", "upload", _HR | _ADMIN),
        ],
    ),
]


def route_url(route: str) -> str | None:
    """Return the address of a route without arguments, None if this site has no such route."""
    try:
        return reverse(route)
    except NoReverseMatch:
        return None


def sections(roles: Iterable[Role], path: str) -> list[Section]:
    """Return the navigation for a holder of `roles` who stands on `path`."""
    held = frozenset(roles)
    open_to: list[tuple[Promise | None, list[tuple[Place, str]]]] = []
    for heading, places in MAP:
        reachable = [
            (place, url)
            for place in places
            if place.roles & held and (url := route_url(place.route)) is not None
        ]
        if reachable:
            open_to.append((heading, reachable))
    in_office = bool(held - {Role.TRAINEE})
    addresses = [
        url
        for _heading, reachable in open_to
        for place, url in reachable
        if path == url or (path.startswith(url) and not (place.own and in_office))
    ]
    here = max(addresses, key=len, default="")
    return [
        Section(
            str(heading) if heading is not None else "",
            [Entry(str(place.label), url, place.icon, url == here) for place, url in reachable],
        )
        for heading, reachable in open_to
    ]
