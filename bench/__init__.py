"""Benchmarks: one command each, CPU seconds beside wall time, never part of the tests."""
