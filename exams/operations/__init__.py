"""Writes: one verb, one transaction. Import the module, so that a call reads as a sentence."""
