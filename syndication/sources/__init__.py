"""Following live blogs that others publish: fetched, compared, taken in, and withdrawn when they are withdrawn there.

``fetching`` gets a document, ``gone`` decides what is missing from it for good, ``taking`` takes one reading in,
``schedule`` says when to read again, ``polling`` does one reading from end to end, and ``poller`` keeps doing it.
"""
