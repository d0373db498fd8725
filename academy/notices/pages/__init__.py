"""Pages of notices and of the addresses they are mailed to."""
