"""The ground: words, fields, errors and clocks that every storey uses. No models."""
