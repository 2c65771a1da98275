"""``make bench``: print every figure beside its goal, with its spread."""

from rich.console import Console
from rich.table import Table

from tests.bench import delivery, desk, rendering

SUITES = (rendering, desk, delivery)


def main() -> None:
    """Measure and print as it goes: a figure takes seconds."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("figure", "ratio", "spread", "goal", "", "measured"):
        table.add_column(column)
    console = Console()
    for suite in SUITES:
        for figure in suite.figures():
            spread = f"{figure.lowest:.3g} to {figure.highest:.3g}"
            verdict = "reached" if figure.is_reached else "not reached"
            table.add_row(figure.name, f"{figure.ratio:.3g}", spread, figure.goal, verdict, figure.detail)
            console.print(f"{figure.name}: {figure.ratio:.3g} (goal {figure.goal})", style="dim")
    console.print(table)


if __name__ == "__main__":
    main()
