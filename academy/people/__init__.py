"""People and organisation: units as a dated tree, persons, posts, ranks, roles."""
