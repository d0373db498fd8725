"""What has to be put right: one loop from a finding over its owner and deadline to its closing."""
