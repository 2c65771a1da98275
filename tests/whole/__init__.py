"""The service as a whole: the installed command, a real server and worker, real clients."""
