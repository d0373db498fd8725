"""The roof: figures over everything below, each opening to its names."""
