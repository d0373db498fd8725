"""Rows of findings."""

from academy.findings.models.finding import Finding, FindingEntry

__all__ = ["Finding", "FindingEntry"]
