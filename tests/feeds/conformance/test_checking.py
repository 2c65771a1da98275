"""Documents are checked: ours keep the rules, and each way of breaking one is found and told with its place."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from feeds.conformance.checking import JSON_RULES, RULES_NAME, XML_RULES, check_document
from feeds.conformance.feed_rules import RULES
from feeds.conformance.feed_words import SAID, WARNINGS
from feeds.conformance.report import Gravity, Report
from feeds.conformance.schemas import NAME
from feeds.writers import WRITERS
from tests.conftest import schema_path
from tests.feeds.writers.cases import FEEDS
from tests.feeds.writers.json_documents import write


def document(format_name: str, state: str = "everything") -> bytes:
    return write(format_name, FEEDS[state]())


def rules_of(report: Report) -> set[str]:
    return {finding.rule for check in report.checks for finding in check.findings if finding.gravity is Gravity.ERROR}


def replaced(format_name: str, old: str, new: str) -> set[str]:
    """Return the rules that a document breaks once a part of it is replaced wherever it stands."""
    text = document(format_name).decode()
    assert old in text
    return rules_of(check_document(text.replace(old, new).encode(), format_name))


def changed(format_name: str, change: Callable[[dict], object]) -> set[str]:
    table = json.loads(document(format_name))
    change(table)
    return rules_of(check_document(json.dumps(table).encode(), format_name))


@pytest.mark.parametrize("state", FEEDS)
@pytest.mark.parametrize("format_name", WRITERS)
def test_what_our_writers_write_keeps_every_rule(format_name: str, state: str) -> None:
    report = check_document(document(format_name, state), format_name)
    assert [finding for check in report.checks for finding in check.findings if finding.gravity is Gravity.ERROR] == []
    assert report.is_valid


def test_every_format_has_rules() -> None:
    assert set(XML_RULES) | set(JSON_RULES) == set(WRITERS)


def test_every_rule_of_feeds_is_told_in_a_sentence() -> None:
    assert set(SAID) == set(RULES)
    assert set(RULES) >= WARNINGS


@pytest.mark.parametrize("format_name", WRITERS)
def test_half_a_document_is_not_well_formed(format_name: str) -> None:
    body = document(format_name)
    assert rules_of(check_document(body[: len(body) // 2], format_name)) == {"NotWellFormed"}


@pytest.mark.parametrize("format_name", WRITERS)
def test_a_document_of_another_kind_is_no_document_of_the_format(format_name: str) -> None:
    body = b"{}" if format_name in JSON_RULES else b"<html/>"
    assert not check_document(body, format_name).is_valid


def test_a_document_with_a_bomb_in_it_is_refused() -> None:
    bomb = b'<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><rss version="2.0">&b;</rss>'
    assert rules_of(check_document(bomb, "rss")) == {"NotWellFormed"}


@pytest.mark.parametrize(
    ("format_name", "old", "new", "rule"),
    [
        ("rss", 'isPermaLink="false"', 'isPermaLink="maybe"', "InvalidTrueFalse"),
        ("rss", "+0000</pubDate>", "GMT</pubDate>", "InvalidRFC2822Date"),
        ("rss", "<ttl>", "<ttl>x", "InvalidNonNegativeInteger"),
        ("rss", "<link>https://", "<link>//", "InvalidFullLink"),
        ("atom", "<id>tag:", "<id>", "InvalidTAG"),
        ("atom", "<updated>", "<updated>on ", "InvalidRFC3339Date"),
        ("newsmlg2", 'guid="tag:', 'guid="', "BadGuid"),
        ("newsmlg2", ' version="', ' version="0', "BadVersion"),
        ("newsmlg2", 'conformance="power"', 'conformance="core"', "NotPower"),
        ("newsmlg2", 'qcode="stat:usable"', 'qcode="stat:good"', "BadStatus"),
        ("newsmlg2", '"ninat:', '"unheardof:', "UnknownAlias"),
        ("newsmlg2", "<versionCreated>", "<versionCreated>on ", "BadTime"),
        ("newsml12", "urn:newsml:", "tag:", "BadIdentifier"),
        ("newsml12", "<FirstCreated>", "<FirstCreated>on ", "BadTime"),
        ("nitf", 'norm="', 'norm="on ', "BadTime"),
        ("nitf", 'id-string="tag:', 'id-string="', "BadId"),
    ],
)
def test_what_is_broken_in_xml_is_found(format_name: str, old: str, new: str, rule: str) -> None:
    assert rule in replaced(format_name, old, new)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (lambda feed: feed.update(version="1"), "Version"),
        (lambda feed: feed.pop("feed_url"), "NoFeedUrl"),
        (lambda feed: feed["items"].append(feed["items"][0]), "SameId"),
        (lambda feed: feed["items"][0].update(id=7), "NoId"),
        (lambda feed: feed["items"][0].pop("content_html"), "NoContent"),
        (lambda feed: feed["items"][0].update(date_modified="yesterday"), "BadTime"),
        (lambda feed: feed["items"][0].update(url="/blogs/1"), "RelativeAddress"),
        (lambda feed: feed["items"][0].update(content_html="<p onclick='x'>a</p>"), "SecurityRisk"),
        (lambda feed: feed["items"][0].update(content_html="<p><a href='/here'>a</a></p>"), "RelativeAddress"),
        (lambda feed: feed["items"][0].update(title="a\x0bb"), "ForbiddenCharacter"),
    ],
)
def test_what_is_broken_in_a_json_feed_is_found(change: Callable[[dict], object], rule: str) -> None:
    assert rule in changed("json", change)


def test_a_withdrawn_item_that_still_has_its_text_is_found() -> None:
    def withdraw(table: dict) -> None:
        table["associations"][0]["pubStatus"] = "canceled"

    assert "ContentOfKilled" in changed("ninjs", withdraw)


def test_a_finding_names_the_item_it_is_in() -> None:
    table = json.loads(document("json"))
    table["items"][0] |= {"title": "The hall", "date_modified": "soon"}
    report = check_document(json.dumps(table).encode(), "json")
    assert ("BadTime", "The hall") in {(f.rule, f.where) for check in report.checks for f in check.findings}


def test_a_rule_that_a_hundred_items_break_is_told_twenty_times_and_counted() -> None:
    table = json.loads(document("json"))
    table["items"] = [table["items"][0] | {"id": str(number), "url": "x"} for number in range(100)]
    report = check_document(json.dumps(table).encode(), "json")
    found = [f.said for check in report.checks for f in check.findings if f.rule == "RelativeAddress"]
    assert len(found) == 21
    assert found[-1] == "… and 80 more of these."


@pytest.mark.parametrize("format_name", WRITERS)
def test_without_the_published_schema_the_report_says_that_it_was_not_used(format_name: str, tmp_path: Path) -> None:
    (check,) = [check for check in check_document(document(format_name), format_name).checks if check.name == NAME]
    assert check.skipped
    (check,) = [
        check
        for check in check_document(document(format_name), format_name, schemas=tmp_path).checks
        if check.name == NAME
    ]
    assert check.skipped


@pytest.mark.parametrize("format_name", ["newsmlg2", "json", "ninjs", "nitf"])
def test_with_the_published_schema_the_document_is_held_against_it(format_name: str) -> None:
    folder = schema_path("ninjs/ninjs-schema_3.1.json").parent.parent
    body = document(format_name)
    checks = {check.name: check for check in check_document(body, format_name, schemas=folder).checks}
    assert (checks[NAME].skipped, checks[NAME].findings) == ("", ())
    broken = body.replace(b"<title>", b"<titel>").replace(b"</title>", b"</titel>").replace(b'"title"', b'"version"', 1)
    broken = broken.replace(b'"pubStatus":"usable"', b'"pubStatus":7', 1) if format_name == "ninjs" else broken
    checks = {check.name: check for check in check_document(broken, format_name, schemas=folder).checks}
    assert RULES_NAME in checks or checks
    if NAME in checks:
        assert not checks[NAME].has_passed


def test_a_schema_that_cannot_be_read_is_told_and_breaks_nothing(tmp_path: Path) -> None:
    (tmp_path / "nitf").mkdir()
    (tmp_path / "nitf" / "nitf-3-6.xsd").write_text("no schema")
    report = check_document(document("nitf"), "nitf", schemas=tmp_path)
    (check,) = [check for check in report.checks if check.name == NAME]
    assert "cannot be read" in check.skipped
    assert report.is_valid
