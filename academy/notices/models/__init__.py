"""Rows of notices."""

from academy.notices.models.bounce import Bounce
from academy.notices.models.contact import Contact, Mute
from academy.notices.models.delivery import Delivery
from academy.notices.models.notice import Notice

__all__ = ["Bounce", "Contact", "Delivery", "Mute", "Notice"]
