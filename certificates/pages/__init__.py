"""HTML views of certificates."""
