#!/bin/sh
# Pin every dependency with its hashes. Needs uv; run it as `make lock` after changing pyproject.toml.
set -eu
pin() { uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate "$@"; }
pin pyproject.toml --extra postgres --group dev -o requirements/dev.lock
pin pyproject.toml --group build -c requirements/dev.lock -o requirements/run.lock
pin pyproject.toml --all-extras --group build -c requirements/dev.lock -o requirements/extras.lock
