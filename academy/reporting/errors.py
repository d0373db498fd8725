"""What reporting refuses."""

from django.utils.translation import gettext_lazy as _

from academy.reporting.rules.periods import PeriodWhy
from academy.shared.errors import Refusal


class ParameterUnknown(Refusal):
    """A query parameter that the report does not have: a typing error must not widen it."""

    code = "reporting.parameter_unknown"
    status = 422
    message = _("报表没有名为“%(name)s”的条件。")
    next_step = _("可用的条件：%(known)s。请改正后重试。")


class ParameterRepeated(Refusal):
    """A query parameter given twice, so that one of the two would be passed over."""

    code = "reporting.parameter_repeated"
    status = 422
    message = _("条件“%(name)s”出现了不止一次。")
    next_step = _("请只保留一个后重试。")


class DimensionUnknown(Refusal):
    """Rows are to be told apart by what the facts of this report do not have."""

    code = "reporting.dimension_unknown"
    status = 422
    message = _("这份报表不能按“%(by)s”展开。")
    next_step = _("可以按这些展开：%(known)s。请改选后重试。")


class PeriodEmpty(Refusal):
    """The end is not after the beginning."""

    code = "reporting.period_empty"
    status = 422
    message = _("统计期的截止日早于起始日。")
    next_step = _("请改正起止日期后重试。")


class PeriodInFuture(Refusal):
    """The period has not begun."""

    code = "reporting.period_in_future"
    status = 422
    message = _("统计期尚未开始（%(starts_on)s 起），没有可统计的内容。")
    next_step = _("请把起始日改为今天或更早。")


class AsOfInFuture(Refusal):
    """A state of affairs is asked for that cannot be known yet."""

    code = "reporting.as_of_in_future"
    status = 422
    message = _("数据截止日不能晚于今天（%(today)s）。")
    next_step = _("请把数据截止日改为今天或更早。")


PERIOD_REFUSAL: dict[PeriodWhy, type[Refusal]] = {
    PeriodWhy.EMPTY: PeriodEmpty,
    PeriodWhy.FROM_IN_FUTURE: PeriodInFuture,
    PeriodWhy.AS_OF_IN_FUTURE: AsOfInFuture,
}
