"""Every anticipated no about renewal windows."""

from django.utils.translation import gettext_lazy as _

from academy.shared.errors import Refusal


class RenewalDaysInvalid(Refusal):
    """A renewal window shorter than none or longer than three years."""

    code = "courses.renewal_days_invalid"
    status = 422
    message = _("续训期应在 0 与 %(most)s 天之间。")
    next_step = _("请改填天数；填 0 表示到期之前都不能续训。")
