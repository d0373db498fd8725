"""What certificates have to tell their holders."""

from django.utils.translation import gettext_lazy as _

from academy.notices.topics import topic

EXPIRING = topic(
    "certificates.expiring",
    title=_("《%(course)s》的证书即将到期"),
    text=_(
        "证书 %(number)s 有效期至 %(last_on)s。"
        "需要继续持证的，请在到期之前再次参加培训；开班安排请向本单位培训联络员了解。"
    ),
)
