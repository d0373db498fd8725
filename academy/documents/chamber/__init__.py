"""The chamber: a child process in which everything is laid out, and its keeper outside.

Django-free on both sides. `keeper` is the parent's side; the rest runs in the child, which has no
secrets in its environment, no sockets, no files to write, and limits on memory and time. The child
sees this package alone, as `chamber`: hence the relative names.
"""
