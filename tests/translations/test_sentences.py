"""Where sentences end, by language; each case shows the sentences parted by a bar."""

import pytest

from translations.sentences import rules_for, sentence_spans

ENGLISH = [
    "The leaders met. | They shook hands.",
    '"Nothing like having a nice private dinner," Trump joked as they sat down. | Reporters left.',
    '"Trump wants the rapport. | He is not here to become the bully, he is here to win Kim," she said.',
    'Asked about the war, Trump said: "We\'ll see." | He smiled.',
    "“We will help it to happen.” | Kim nodded.",
    "U.S. President Donald Trump and the U.S. team arrived.",
    "He flew home to the U.S. | The talks go on.",
    "Trump would meet Kim at 6:30 p.m. (Hanoi time) and talk.",
    "They met at 6:30 p.m. | The dinner began at 7 p.m. in Hanoi.",
    "He is No. 1. | Was he there? | No. | He left.",
    "It ends in Dec. | Trump will go.",
    "Mr. X and Mrs. Y met Gen. Z on Nov. 5 in St. Louis.",
    "J. F. Kennedy met George W. Bush Jr. in Washington, D.C. | It rained.",
    "Apple Inc. said no. | Later it said yes.",
    "Prices rose 3.5 percent to 3.5. | Then they fell.",
    "In all, 12 were hurt in 2019. | 14 were not.",
    "Really?! | Yes! | So be it.",
    '"Why?" Trump asked. | "Go!" said Kim. | "Stop!" President Donald Trump shouted.',
    '"Really?" | The crowd left.',
    "Wait... | He left… | And then... nothing.",
    "He said he ... Trump was late.",
    "1. First of all, rest.",
    "(He left.) | Nobody saw him.",
    "Read example.org today. | See v2.0 there.",
    "One\nline. | Another\tline.",
    "Yahoo! and iPhone sales rose. | IBM's did too.",
]

VIETNAMESE = [
    "Ông Trump đến TP. Hồ Chí Minh lúc 18h30. | Bà Ngân đón ông.",
    "“Chúng ta hãy chờ xem.” | Hai bên ăn tối.",
    "“Tốt!” ông nói. | “Tại sao?” Ông Trump hỏi.",
    "GS. Nguyễn Văn A. nói 3,5 tỷ đồng là đủ. | ThS. Lê Thị B. không đồng ý.",
    "“Ông Trump muốn tạo sự gắn kết. | Ông ấy đến đây để giành thiện cảm”, bà nói.",
]

KOREAN = [
    "두 정상은 만났다. | 그들은 악수했다.",
    "“트럼프는 친밀한 관계를 원한다. | 그가 온 것은 마음을 얻기 위해서”라고 렁은 말했다.",
    "그는 “지켜보자.”라고 답했다. | 그리고 떠났다.",
    "그는 “가자!” 하고 말했다. | 모두 따랐다.",
    "회담은 2019. 2. 27. 하노이에서 열린다. | 물가는 3.5% 올랐다.",
]

OTHER = [
    ("zh-Hant", "他走了。|「好！」她說。|沒有人知道。"),
    ("ja", "「何?」と言った。|「行く。」と彼は言った。"),
    ("ar", "هل وصل؟ | نعم."),
    ("hi", "वह आया। | वह गया।"),
]


def cut(text: str, language: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text, rules_for(language))]


@pytest.mark.parametrize("shown", ENGLISH)
def test_english_news_is_cut_at_sentence_ends_only(shown: str) -> None:
    assert cut(shown.replace(" | ", " "), "en") == shown.split(" | ")


@pytest.mark.parametrize("shown", VIETNAMESE)
def test_vietnamese_news_is_cut_at_sentence_ends_only(shown: str) -> None:
    assert cut(shown.replace(" | ", " "), "vi") == shown.split(" | ")


@pytest.mark.parametrize("shown", KOREAN)
def test_korean_news_is_cut_at_sentence_ends_only(shown: str) -> None:
    assert cut(shown.replace(" | ", " "), "ko") == shown.split(" | ")


@pytest.mark.parametrize(("language", "shown"), OTHER)
def test_a_language_without_rules_is_cut_by_the_stops_of_all_scripts(language: str, shown: str) -> None:
    parts = [part.strip() for part in shown.split("|")]
    assert cut(shown.replace("|", ""), language) == parts


def test_a_regional_tag_has_the_rules_of_its_language() -> None:
    assert rules_for("ko-KR") == rules_for("ko")


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_blank_text_has_no_sentence(text: str) -> None:
    assert cut(text, "en") == []


def test_text_without_a_stop_is_one_sentence() -> None:
    assert cut("  Trump, Kim all smiles at Hanoi reunion ", "en") == ["Trump, Kim all smiles at Hanoi reunion"]


@pytest.mark.parametrize("unit", [".", ". ", '."', "A. ", "1. ", "a! ", "。」", '"', "... "])
def test_pages_of_stops_are_read_in_linear_time(unit: str) -> None:
    # A quadratic reading of this much text would take minutes.
    assert len(cut(unit * 60_000, "en")) >= 1
