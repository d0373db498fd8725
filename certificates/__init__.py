"""Certificates: who is due one, its number, its frozen facts, its PDF and its verification."""
