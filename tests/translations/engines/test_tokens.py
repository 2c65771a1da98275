from pathlib import Path

import pytest

from translations.engines.loading import load_model
from translations.engines.tokens import BpeTokenizer, Tokenizer


@pytest.fixture(scope="module")
def tokenizer(installed_dir: Path) -> Tokenizer:
    return load_model(installed_dir / "en_vi.1", source_prefix="", has_alignment=False).tokenizer


def test_every_token_knows_its_place_in_the_text(tokenizer: Tokenizer) -> None:
    text = "Hello  @vn_express,\u00a0world 😀 Ж"

    found = tokenizer.encode(text)

    assert [text[start:end] for start, end in found.spans if start < end] == [
        *("Hello", "@", "vn_express", ",", "world", "😀", "Ж"),
    ]


def test_an_underscore_survives_the_way_through_the_tokenizer(tokenizer: Tokenizer) -> None:
    text, _ = tokenizer.decode(tokenizer.encode("ask @vn_express about a_b_c").tokens)

    assert text == "ask @vn_express about a_b_c"


def test_a_joined_text_has_no_outer_blanks_and_its_tokens_know_their_place(tokenizer: Tokenizer) -> None:
    text, spans = tokenizer.decode(["\u2581", "\u2581Xin\u2581chào", ",", "\u2581thế\u2581giới", "\u2581"])

    assert text == "Xin chào, thế giới"
    assert [text[start:end] for start, end in spans] == ["", "Xin chào", ",", "thế giới", ""]


@pytest.fixture
def bpe_tokenizer(tmp_path: Path) -> BpeTokenizer:
    """Learned one merge: l + o."""
    from argostranslate.tokenizer import BPETokenizer

    model = tmp_path / "bpe.model"
    model.write_text("#version: 0.2\nl o</w>\n", encoding="utf-8")
    return BpeTokenizer(BPETokenizer(model, "en", "vi"))


def test_a_package_with_byte_pair_encoding_is_tokenized_without_spans(bpe_tokenizer: BpeTokenizer) -> None:
    found = bpe_tokenizer.encode("hello, lo")

    assert found.tokens == ("h@@", "e@@", "l@@", "lo", ",", "lo")
    assert found.spans == ()
    assert bpe_tokenizer.decode(found.tokens) == ("hello, lo", ())


def test_a_package_without_any_tokenizer_is_not_loaded(installed_dir: Path, tmp_path: Path) -> None:
    folder = tmp_path / "package"
    folder.mkdir()
    (folder / "metadata.json").write_bytes((installed_dir / "en_vi.1" / "metadata.json").read_bytes())
    (folder / "model").symlink_to(installed_dir / "en_vi.1" / "model")

    with pytest.raises(AttributeError, match="tokenizer"):
        load_model(folder, source_prefix="", has_alignment=False)
