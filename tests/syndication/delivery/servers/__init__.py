"""Real servers on loopback, as partners run them: FTP, SFTP and S3 from the registries, and lines that break.

Each is a context manager on a free port; the tests of channels and those that kill workers share them.
"""
