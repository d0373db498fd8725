"""Work in the background: the Job row is the truth, the broker's message only a nudge."""
