"""The campaign's steps, in order. Each can be run again and then adds nothing."""
