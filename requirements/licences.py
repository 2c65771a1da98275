"""Print name, version and licence of every package installed beside this one, one a line."""

from importlib.metadata import Distribution, distributions


def licence_of(package: Distribution) -> str:
    """Return the licence a package declares: its expression, its field, or its classifiers."""
    meta = package.metadata
    classifiers = [
        line.rpartition(" :: ")[2] for line in meta.get_all("Classifier", []) if line.startswith("License :: ")
    ]
    stated = meta.get("License-Expression") or ", ".join(classifiers) or meta.get("License") or "not declared"
    return stated.strip().splitlines()[0]


if __name__ == "__main__":
    rows = sorted((p.metadata["Name"].lower(), p.version, licence_of(p)) for p in distributions())
    for name, version, licence in rows:
        print(f"{name:28} {version:14} {licence}")
