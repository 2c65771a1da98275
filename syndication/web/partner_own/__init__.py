"""The partner's own page: its feeds, channels, keys, delivery log, numbers and statistics.

A partner's engineer opens it with one of the partner's keys (:mod:`.door`), people of the desk by their role; both see
the same pages (:mod:`.frame`, :mod:`.pages`), which ``routes`` and ``desk_routes`` put where each of them comes.
"""
