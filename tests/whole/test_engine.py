"""From a missing language pair to published drafts: a real package, a real worker, real feeds.

The package is a compiled word list, not machine translation; it goes the whole way that a trained one goes.
"""

import json

from tests.whole.running import ROOT, serving
from tests.wordlist_package import build_wordlist_package

# What is left in English would be held back by the checks; so whole sentences are in the list, too.
WORDS = {
    "Kim": "Kim",
    "arrives": "đến",
    "at": "tại",
    "hotel": "khách sạn",
    "days": "ngày",
    "days ago": "ngày trước",
    "he said": "ông nói",
    "Trump and Kim shake hands before a private dinner in Hanoi": "Trump và Kim bắt tay trước bữa tối riêng ở Hà Nội",
    "That gives us hope that we will be successful this time": (
        "Điều đó cho chúng tôi hy vọng rằng lần này sẽ thành công"
    ),
    (
        "Kim Jong-un told the press that the U.S. and North Korea have been able to overcome all the obstacles "
        "since he first met Trump"
    ): (
        "Kim Jong-un nói với báo giới rằng Mỹ và Triều Tiên đã có thể vượt qua mọi trở ngại "
        "kể từ khi ông gặp Trump lần đầu"
    ),
}


def test_installing_a_package_drafts_what_was_waiting_and_says_that_it_is_machine_made(tmp_path):
    package = build_wordlist_package(WORDS, source="en", target="vi", out=tmp_path / "translate-en_vi.argosmodel")
    with serving(tmp_path / "data", "--sample", str(ROOT / "samples")) as service:

        def vietnamese(name):
            return service.get(f"/blogs/hanoi-summit/vi/feed.{name}").text

        service.wait_until(
            lambda: vietnamese("atom").count("Chưa có bản dịch") == 2, what="drafting all but two entries from memory"
        )
        assert "trainedAlgorithmicMedia" not in vietnamese("newsmlg2")

        installed = json.loads(service.cli("models", "install", str(package), "--json"))
        assert installed["pair"] == "en-vi"
        assert installed["texts_queued"] == 2
        service.wait_until(lambda: "Chưa có bản dịch" not in vietnamese("atom"), what="drafting with the engine")

        atom, g2 = vietnamese("atom"), vietnamese("newsmlg2")
        assert atom.count("Bản dịch máy, chưa được") == 2
        assert "đến tại" in atom
        assert g2.count("trainedAlgorithmicMedia") == 2
        assert [model["pair"] for model in json.loads(service.cli("models", "list", "--json"))] == ["en-vi"]

        removed = json.loads(service.cli("models", "remove", "en-vi", "--json"))
        assert len(removed) == 1
        assert vietnamese("atom") == atom, "drafts outlive the package they were made with"
