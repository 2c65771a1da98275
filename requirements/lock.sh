#!/bin/sh
# Pin every dependency with its hashes. Needs uv; run it as `make lock` after changing pyproject.toml.
#
# Argos Translate declares a sentence splitter (minisbd, AGPL, on onnxruntime) that we never load, see
# docs/decisions/0004-argos-without-its-splitter.md. It is left out here, and the locks are installed with --no-deps.
set -eu
pin() {
  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
    --no-emit-package minisbd --no-emit-package onnxruntime --no-emit-package flatbuffers "$@" |
    sed '/^# The following packages were excluded/,$d' > "$out"
}
out=requirements/dev.lock pin pyproject.toml --extra postgres --group dev
out=requirements/run.lock pin pyproject.toml --group build -c requirements/dev.lock
out=requirements/extras.lock pin pyproject.toml --all-extras --group build -c requirements/dev.lock
