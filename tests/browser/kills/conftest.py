"""The newsroom of the translators' desk serves the live desk too: the sample, people, a real server."""

from tests.browser.review.conftest import installed, newsroom

__all__ = ["installed", "newsroom"]
