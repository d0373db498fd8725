"""The certificate report (持证情况统计表): who holds one, what ends soon, what was revoked."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from academy.people.enums import StaffKind
from academy.reporting import labels
from academy.reporting.enums import Dimension, TargetFigure
from academy.reporting.labels import Entry, Shape
from academy.reporting.queries import certified, staff
from academy.reporting.reports.approvals import APPROVAL, ONLY, approval_of
from academy.reporting.rules.asking import Ask
from academy.reporting.rules.figures import percent
from academy.reporting.specs import (
    Charted,
    Counts,
    ListColumn,
    Names,
    Source,
    Spec,
    Tile,
    Value,
)
from certificates import labels as certificate_labels

_GROUPS: dict[str, Promise] = {"people": _("人员"), "certificates": _("证书")}
_PERSONS, _PIECES = _("人"), _("张")


def _of_people(column: str, label: Promise, definition: Promise) -> Entry:
    return Entry(column, "people", label, _PERSONS, Shape.COUNT, column, definition)


def _piece(column: str, label: Promise, definition: Promise) -> Entry:
    return Entry(column, "certificates", label, _PIECES, Shape.COUNT, column, definition)


ENTRIES: tuple[Entry, ...] = (
    _of_people("staff", _("应持证"), _("统计日在岗的人员，按当天所在单位；经批准不计入的另列。")),
    _of_people("excluded", _("不计"), _("统计日经批准不计入统计的在岗人员，逐人列名并注明原因。")),
    _of_people("holders", _("持证"), _("应持证人员中统计日至少持有一张有效证书的。")),
    Entry("holding_rate", "people", _("持证率"), labels.PERCENT, Shape.PERCENT, "holders",
          _("持证 ÷ 应持证。")),
    _of_people("bare", _("未持证"), _("应持证人员中统计日没有有效证书的。")),
    _piece("issued", _("累计签发"),
           _("统计日当天二十四时前签发的证书；更正的新旧两张各计一张。")),
    _piece("held", _("有效"), _("未到期、未撤销、未被更正替换的。")),
    _piece("soon", _("90 天内到期"), _("有效证书中 90 天内到期的。")),
    _piece("lapsed", _("已到期"), _("统计日已到期的。")),
    _piece("revoked", _("已撤销"), _("统计日前撤销的。")),
    _piece("superseded", _("已更正"), _("因更正被新证书替换的。")),
)  # fmt: skip
_NOTES: tuple[Promise, ...] = (
    _("人员按统计日所在单位、职级、人员类别；证书按取得名额当天的归属，两者的单位可能不同。"),
    _("签发、撤销、更正以统计日当天二十四时前记录的为准；事后撤销的不改变当时的数字。"),
    _("比率保留一位小数，四舍五入；分母为零的记“—”。"),
)
_LIST = (
    ListColumn("unit", _("单位"), 26),
    ListColumn("name", _("姓名"), 10),
    ListColumn("staff_number", _("工号"), 11, Shape.CENTRE),
    ListColumn("number", _("证书编号"), 28, Shape.CENTRE),
    ListColumn("kind", _("种类"), 12, Shape.CENTRE, words={
        kind.value: label for kind, label in certificate_labels.CERTIFICATE_KIND.items()
    }),
    ListColumn("cohort", _("期次"), 30),
    ListColumn("issued_on", _("签发日期"), 12, Shape.DATE),
    ListColumn("expires_on", _("到期日期"), 12, Shape.DATE),
    ListColumn(
        "standing", _("状态"), 10, Shape.CENTRE,
        words={
            "held": _("有效"), "soon": _("即将到期"), "lapsed": _("已到期"),
            "revoked": _("已撤销"), "superseded": _("已更正"),
        },
        chips={
            "held": "done", "soon": "owed", "lapsed": "late", "revoked": "stop",
            "superseded": "stop",
        },
    ),
)  # fmt: skip
_STAFF_LIST = (
    ListColumn("unit", _("单位"), 26),
    ListColumn("staff_kind", _("人员类别"), 14, words=labels.STAFF_KIND),
    ListColumn("name", _("姓名"), 10),
    ListColumn("staff_number", _("工号"), 11, Shape.CENTRE),
    ListColumn(
        "standing", _("持证"), 10, Shape.CENTRE,
        words={"holders": _("持证"), "bare": _("未持证"), "excluded": _("不计")},
        chips={"holders": "done", "bare": "late", "excluded": "stop"},
    ),
    *APPROVAL,
)  # fmt: skip


_OF_PEOPLE = ("unit", "staff_kind", "name", "staff_number")
_ONLY = {
    **dict.fromkeys(("staff", "holders", "bare"), (*_OF_PEOPLE, "standing")),
    "excluded": (*_OF_PEOPLE, *ONLY),
}


def _line(row: dict[str, Any], names: Mapping[int, str]) -> dict[str, object]:
    states = ("revoked", "superseded", "lapsed", "soon", "held")
    return {
        "unit": names[row["unit_id"]],
        "name": row["name"],
        "staff_number": row["person__staff_number"],
        "number": row["number"],
        "kind": row["kind"],
        "cohort": row["completion__enrolment__cohort__name"],
        "issued_on": row["issued_on"],
        "expires_on": row["expires_on"],
        "standing": next(each for each in states if row[each]),
    }


def _person(row: dict[str, Any], names: Mapping[int, str]) -> dict[str, object]:
    return {
        "unit": names[row["unit_id"]],
        "staff_kind": StaffKind(row["kind"]),
        "name": row["person__name"],
        "staff_number": row["person__staff_number"],
        "standing": next(each for each in ("excluded", "holders", "bare") if row[each]),
        **approval_of(row),
    }


_STAFF_NAMES = Names(_STAFF_LIST, _person, _ONLY, id="person__public_id")


def _derived(counts: Counts) -> Mapping[str, Value]:
    return {"holding_rate": percent(counts["holders"], counts["staff"])}


def _persons(ask: Ask) -> int:
    return staff.serving(ask).count()


def _sentence(total: Mapping[str, str], persons: str) -> str:
    words = gettext(
        "应持证 %(staff)s 人（另有 %(excluded)s 人经批准不计），持证 %(holders)s 人，"
        "持证率 %(holding_rate)s%%；累计签发 %(issued)s 张，"
        "有效 %(held)s 张，90 天内到期 %(soon)s 张，已撤销 %(revoked)s 张。"
    )
    return words % total


SPEC = Spec(
    code="certificates",
    name=_("持证情况"),
    title=_("全市城管系统持证情况统计表"),
    matter=_("持证情况"),
    about=_("在岗人员持证率，有效、将到期、已到期和已撤销的证书"),
    groups=_GROUPS,
    entries=ENTRIES,
    notes=_NOTES,
    sources=(
        Source(
            certified.STAFF,
            Names(_STAFF_LIST, _person, _ONLY, id="person__public_id"),
            _("在岗人员"),
        ),
        Source(certified.CERTIFICATES, Names(_LIST, _line), _("证书名单")),
    ),
    derive=_derived,
    figures={entry.column: entry.label for entry in ENTRIES if entry.shape is Shape.COUNT},
    charted=(Charted("holding_rate", "holders", "staff", target=TargetFigure.HOLDING),),
    tiles=(
        Tile("staff", "excluded"),
        Tile("holding_rate", ""),
        Tile("held", "issued"),
        Tile("soon", "lapsed"),
        Tile("revoked", "superseded"),
    ),
    whole=("staff", "excluded", "issued"),
    left_out="excluded",
    count_persons=_persons,
    sentence=_sentence,
    counted_in=_PERSONS,
    list_note=_("人员按统计日所在单位；证书按取得名额当天的单位"),
    row_label=_("单位"),
    charts_first="holding_rate",
    asks=("as_of", "track", "unit", "staff_kind", "rank_band", "by"),
    dimensions=(Dimension.STAFF_KIND, Dimension.RANK_BAND),
)
