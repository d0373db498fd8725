"""The history (培训情况分期统计表): the completion report's figures by month or year."""

from collections.abc import Mapping
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from academy.reporting.queries import history
from academy.reporting.queries.places import Place
from academy.reporting.reports import completion
from academy.reporting.rules.asking import Ask
from academy.reporting.specs import Head, Source


def _heads(ask: Ask, every: list[Place]) -> tuple[list[Head], Mapping[int, int]]:
    heads = [
        Head(number, key, name, name, kept=days.starts_on <= ask.as_of)
        for number, key, name, days in history.buckets(ask)
    ]
    return heads, {}


SPEC = replace(
    completion.SPEC,
    code="history",
    name=_("培训情况分期统计"),
    title=_("全市城管系统培训情况分期统计表"),
    matter=_("各期培训情况"),
    about=_("同样的指标按月或按年排列，看走势"),
    sources=(Source(history.FACTS, completion.SPEC.sources[0].names, _("人员名单")),),
    row_label=_("时期"),
    notes=(
        _("期次按开班日期归入月份、年份；尚未开始又没有人次的不列。"),
        *completion.SPEC.notes[1:4],
    ),
    asks=(*completion.SPEC.asks, "step"),
    heads=_heads,
    narrow=history.narrowed,
)
