"""An app whose jobs can be watched from outside: it exists in durability tests only."""
