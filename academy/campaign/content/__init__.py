"""The academy's own items and the courses they examine."""
