"""axe-core on a page: what it finds that keeps people out. It is installed beside the other programs of Node."""

from pathlib import Path

from playwright.sync_api import Page

from tests.conftest import require

_AXE = Path(__file__).parents[1] / "readers" / "node_modules" / "axe-core" / "axe.min.js"
_GRAVE = ("serious", "critical")
_RUN = """async () => {
  const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
  const runOnly = isDark ? ["color-contrast"] : { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21aa"] };
  const { violations } = await axe.run(document, { resultTypes: ["violations"], preload: false, runOnly });
  return violations.map(({ id, impact, nodes }) => [impact, id, nodes.map((node) => node.html.slice(0, 160))]);
}"""


def barriers(page: Page) -> list[tuple[str, str, list[str]]]:
    """Return the serious and critical violations of WCAG 2.1 AA on a page as it is: impact, rule, elements.

    In the dark only colours are looked at, since nothing else differs.
    """
    require(_AXE.is_file(), "axe-core (npm ci in tests/readers)")
    # Through the debugger, which no content security policy keeps out.
    page.evaluate(_AXE.read_text(encoding="utf-8"))
    return [(impact, rule, nodes) for impact, rule, nodes in page.evaluate(_RUN) if impact in _GRAVE]
