"""What people are told about courses."""

from django.utils.translation import gettext_lazy as _

from academy.notices.topics import topic

# -- teaching
EVALUATION_OPEN = topic(
    "courses.evaluation_open",
    title=_("请填写课程评估"),
    text=_("“%(cohort)s”的课程评估已开放，%(last_on)s 截止。匿名填写，约需三分钟。"),
)
