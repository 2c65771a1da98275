"""Finishing sentences while a translator types: the web process asks the worker, which owns the models.

docs/decisions/0013-completions-over-a-socket-on-one-machine.md says why it is done so.
"""
