"""The reporting storey's part of /api/v1."""

from academy.reporting.api.completion import router

__all__ = ["router"]
