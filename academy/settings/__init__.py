"""Settings. The environment is read here and nowhere else."""
