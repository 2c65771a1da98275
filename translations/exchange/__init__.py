"""Translation memories as files that other tools write and read."""
