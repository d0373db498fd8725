"""What jobs and repeated requests refuse."""

from django.utils.translation import gettext_lazy as _

from academy.shared.errors import Refusal


class JobEnded(Refusal):
    """The job is over; it can neither be stopped nor started again."""

    code = "jobs.ended"
    message = _("该后台任务已结束。")
    next_step = _("请刷新页面查看结果；需要重做时请从原操作重新发起。")


class IdempotencyKeyRequired(Refusal):
    """A create request came without the header that makes repeating it safe."""

    code = "jobs.idempotency_key_required"
    status = 400
    message = _("新建请求必须带 Idempotency-Key 请求头。")
    next_step = _("请为本次操作生成一个 1 至 128 个可见 ASCII 字符的唯一值，重试时使用同一个值。")


class IdempotencyKeyReused(Refusal):
    """The same key came with another body or for another route."""

    code = "jobs.idempotency_key_reused"
    status = 422
    message = _("同一个 Idempotency-Key 已用于内容不同的请求。")
    next_step = _("新的操作请换用新的值；重试请原样发送先前的内容。")


class RequestInProgress(Refusal):
    """The first request with this key has not been answered yet."""

    code = "jobs.request_in_progress"
    message = _("同一请求正在处理。")
    next_step = _("请稍等几秒后用同一个 Idempotency-Key 重试。")
