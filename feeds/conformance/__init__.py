"""Whether a document keeps the rules of its format: what a receiver's validator would say, found before it is sent.

Pure. :func:`~feeds.conformance.checking.check_document` runs every check that can be run and says which were not, and
why. Published schemas are other people's documents: they are used where there is a folder of them.
"""
