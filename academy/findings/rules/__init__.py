"""Rules of findings: pure functions."""
