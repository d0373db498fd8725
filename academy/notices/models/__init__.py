"""Rows of notices."""

from academy.notices.models.notice import Notice

__all__ = ["Notice"]
