"""``syndication checks``."""

import json
import subprocess

import pytest

from tests.syndication.cli.commands import COMMAND, write
from tests.syndication.cli.terminal import on_terminal
from translations.checks import CHECKS

GOOD = {"language": "vi", "source": "The leaders met.", "target": "Hai nhà lãnh đạo gặp nhau."}
BAD = {"language": "vi", "source": "He has not resigned.", "target": "Ông đã từ chức ."}


def lines(*objects: object) -> str:
    return "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in objects)


def codes(answer: str) -> list[list[str]]:
    return [[finding["code"] for finding in json.loads(line)["findings"]] for line in answer.splitlines()]


def test_each_line_is_answered_by_one(empty, tmp_path):
    answer = empty.out("checks", "run", write(tmp_path / "pairs.jsonl", lines(GOOD, BAD)))
    assert codes(answer) == [[], ["negation", "spaces"]]
    assert [json.loads(line)["line"] for line in answer.splitlines()] == [1, 2]


def test_finding_says_where_it_is_and_how_it_is_mended(empty, tmp_path):
    answer = json.loads(empty.out("checks", "run", write(tmp_path / "pairs.jsonl", lines(BAD))))
    assert answer["findings"][1] == {
        "code": "spaces",
        "severity": "warn",
        "message": "A blank is missing, too many, or in the wrong place.",
        "source_span": None,
        "target_span": [14, 16],
        "fix": {"start": 14, "end": 16, "text": "."},
        "check_version": 1,
    }


@pytest.mark.parametrize("glossary", [{"North Korea": "북한"}, [["North Korea", "북한"]]])
def test_terms_and_untouched_words_are_looked_for(empty, tmp_path, glossary):
    pair = {"language": "ko", "source": "North Korea uses iPhones.", "target": "조선은 아이폰을 쓴다."}
    file = write(tmp_path / "pairs.jsonl", lines(pair | {"glossary": glossary, "do_not_translate": ["iPhone"]}, pair))
    assert codes(empty.out("checks", "run", file)) == [["do_not_translate", "glossary"], []]


def test_source_may_be_in_another_language_than_english(empty, tmp_path):
    pair = {"language": "en", "source_language": "vi", "source": "Ông chưa từ chức.", "target": "He has resigned."}
    assert codes(empty.out("checks", "run", write(tmp_path / "pairs.jsonl", lines(pair)))) == [["negation"]]


def test_standard_input_is_read_without_a_file(empty):
    result = subprocess.run(
        [COMMAND, "checks", "run"],
        input=lines(BAD).encode(),
        env=empty.process_environ(),
        capture_output=True,
        check=True,
    )
    assert codes(result.stdout.decode()) == [["negation", "spaces"]]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("nonsense", "it is not JSON: Expecting value, at character 1"),
        ("[1]", "it is not a JSON object"),
        ('{"language": "vi", "source": "a"}', "it has no target"),
        ('{"language": "vi", "source": "a", "target": 1}', "target is not a text"),
        ('{"language": "v!", "source": "a", "target": "b"}', "language: 'v!' is not a language tag such as"),
        ('{"language": "vi", "source": "a", "target": "\\ud800"}', "target holds half a character"),
        ('{"language": "vi", "source": "a", "target": "b", "glossary": "x"}', "glossary is neither"),
        ('{"language": "vi", "source": "a", "target": "b", "glossary": [["x"]]}', "glossary is neither"),
        ('{"language": "vi", "source": "a", "target": "b", "glossary": {"x": 1}}', "glossary is not a text"),
        ('{"language": "vi", "source": "a", "target": "b", "do_not_translate": "x"}', "do_not_translate is not a list"),
        ('{"language": "vi", "source": "a", "target": "b", "do_not_translate": [1]}', "do_not_translate is not a text"),
        ("[" * 100_000, "it is not JSON that can be read"),
        ("1" * 1_048_577, "it is longer than 1 MB"),
    ],
)
def test_line_that_cannot_be_checked_is_told_and_the_others_are_checked(empty, tmp_path, line, says):
    file = write(tmp_path / "pairs.jsonl", f"{lines(BAD)}\n{line}\n{lines(GOOD)}")
    result = empty.run("checks", "run", file)
    assert result.exit_code == 1
    assert codes(result.stdout) == [["negation", "spaces"], []]
    (told,) = result.stderr.splitlines()
    assert told.startswith(f"Error: line 3: {says}")


def test_bytes_that_are_not_utf_8_are_told(empty, tmp_path):
    result = empty.run("checks", "run", write(tmp_path / "pairs.jsonl", b'{"language": "\xff"}'))
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Error: line 1: it is not UTF-8\n"


def test_file_that_is_missing_is_named(empty):
    assert empty.error("checks", "run", "nope.jsonl") == "nope.jsonl: No such file or directory"


def test_an_empty_file_has_nothing_to_check(empty, tmp_path):
    assert empty.out("checks", "run", write(tmp_path / "pairs.jsonl", "")) == ""


def test_answers_go_to_standard_output_while_a_bar_shows_how_far_it_is(empty, tmp_path):
    file = write(tmp_path / "pairs.jsonl", lines(*[BAD] * 500))
    answers = tmp_path / "answers.jsonl"
    shown = on_terminal(
        ["sh", "-c", f"{COMMAND} checks run {file} > {answers}"], columns=80, environ=empty.process_environ()
    )
    assert shown.status == 0
    assert "Checking" in shown.text
    assert shown.lines == []
    assert len(answers.read_text(encoding="utf-8").splitlines()) == 500


def test_all_codes_are_listed_with_what_they_look_at(empty):
    rows = empty.json("checks", "list")
    assert {row["code"] for row in rows} == {code for family in CHECKS.values() for code in family.codes}
    assert all(row["looks_at"] and row["severity"] for row in rows)
    assert "negation" in empty.out("checks", "list")


def test_no_installation_is_needed(empty, tmp_path):
    file = write(tmp_path / "pairs.jsonl", lines(GOOD))
    assert codes(empty.out("checks", "run", file, data=str(tmp_path / "nowhere"))) == [[]]
    assert not (tmp_path / "nowhere").exists()
