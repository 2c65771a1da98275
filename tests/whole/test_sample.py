"""What a newcomer sees after ``make run``: the sample, in three languages and every format, to public and partners."""

import json
from dataclasses import dataclass

import feedparser
import pytest
from lxml import etree

from feeds.writers import WRITERS
from tests.conftest import schema_path
from tests.feeds.writers.json_documents import check_document
from tests.whole.running import ROOT, run, serving

LANGUAGES = ("en", "vi", "ko")
FEEDS = [(language, name) for language in LANGUAGES for name in WRITERS]
G2 = {"g2": "http://iptc.org/std/nar/2006-10-01/"}
WITHOUT_TRANSLATION = 2


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("sample") / "data", "--sample", str(ROOT / "samples")) as service:
        wait_for_drafts(service)
        yield service


@pytest.fixture
def changing(tmp_path):
    """The same, for a test that changes things."""
    with serving(tmp_path / "data", "--sample", str(ROOT / "samples")) as service:
        wait_for_drafts(service)
        yield service


def wait_for_drafts(service):
    def is_drafted():
        texts = [service.get(f"/blogs/hanoi-summit/{language}/feed.rss").text for language in ("vi", "ko")]
        return "Khách sạn" in texts[0] or ("Metropole Hà Nội" in texts[0] and "메트로폴" in texts[1])

    service.wait_until(is_drafted, what="drafting the sample from memory")


def feed(service, language, name):
    return service.get(f"/blogs/hanoi-summit/{language}/feed.{name}")


@dataclass(frozen=True)
class Seen:
    """What a client keeps of one entry."""

    guid: str
    version: int
    text: str


def entries_of(service, language):
    """Return the entries of the NewsML-G2 feed, which tells versions, in order."""
    root = etree.fromstring(feed(service, language, "newsmlg2").content)
    items = root.iterfind(".//g2:itemSet/g2:newsItem", G2)
    return [
        Seen(item.get("guid"), int(item.get("version")), " ".join(" ".join(item.itertext()).split()))
        for item in items
        if item.find("g2:itemMeta/g2:itemClass", G2).get("qcode") == "ninat:text"
    ]


def test_start_prints_every_feed_and_a_sign_in_link(sample):
    for language, name in FEEDS:
        assert f"http://127.0.0.1:{sample.port}/blogs/hanoi-summit/{language}/feed.{name}" in sample.printed
    assert f"http://127.0.0.1:{sample.port}/sign-in/" in sample.printed


@pytest.mark.parametrize(("language", "name"), FEEDS)
def test_feed_is_served_twice_alike_and_then_not_at_all(sample, language, name):
    first, second = feed(sample, language, name), feed(sample, language, name)
    assert first.status_code == 200
    assert first.content == second.content
    assert first.headers["ETag"] == second.headers["ETag"]
    again = sample.get(f"/blogs/hanoi-summit/{language}/feed.{name}", **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]


@pytest.mark.parametrize(("language", "name"), FEEDS)
def test_export_gives_the_bytes_of_the_feed(sample, language, name):
    exported = sample.cli("export", "hanoi-summit", "--format", name, "--language", language)
    assert exported == feed(sample, language, name).content


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["rss", "atom"])
def test_feedparser_reads_ten_entries_in_the_order_of_the_page(sample, language, name):
    parsed = feedparser.parse(feed(sample, language, name).content)
    assert not parsed.bozo
    assert len(parsed.entries) == 10
    assert parsed.feed.language == language
    times = [entry.published_parsed for entry in parsed.entries]
    assert times == sorted(times, reverse=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_atom_is_valid(sample, language):
    schema = etree.RelaxNG(file=schema_path("atom/atom-rfc4287.rng"))
    schema.assertValid(etree.fromstring(feed(sample, language, "atom").content))


@pytest.mark.parametrize("language", LANGUAGES)
def test_newsmlg2_is_valid(sample, language):
    schema_path("newsml-g2/2.35/xml.xsd")
    schema = etree.XMLSchema(file=schema_path("newsml-g2/2.35/NewsML-G2_2.35-spec-All-Power.xsd"))
    schema.assertValid(etree.fromstring(feed(sample, language, "newsmlg2").content))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["json", "ninjs"])
def test_json_is_valid(sample, language, name):
    check_document(name, feed(sample, language, name).content)


def test_ids_differ_per_language_and_agree_across_formats(sample):
    ids = {}
    for language in LANGUAGES:
        rss = [entry.id for entry in feedparser.parse(feed(sample, language, "rss").content).entries]
        atom = [entry.id for entry in feedparser.parse(feed(sample, language, "atom").content).entries]
        json_feed = [item["id"] for item in feed(sample, language, "json").json()["items"]]
        associations = feed(sample, language, "ninjs").json()["associations"]
        ninjs = [association["uri"] for association in associations if association["name"] == "entry"]
        assert rss == atom == json_feed == ninjs == [seen.guid for seen in entries_of(sample, language)]
        ids[language] = rss
    assert ids["vi"] == [f"{guid};lang=vi" for guid in ids["en"]]
    assert ids["ko"] == [f"{guid};lang=ko" for guid in ids["en"]]


@pytest.mark.parametrize(("language", "untranslated"), [("vi", "Chưa có bản dịch"), ("ko", "아직 번역되지 않아")])
def test_drafts_from_memory_say_so_and_missing_ones_stand_in_the_original(sample, language, untranslated):
    bodies = [entry.content[0].value for entry in feedparser.parse(feed(sample, language, "atom").content).entries]
    missing = [body for body in bodies if untranslated in body]
    assert len(missing) == WITHOUT_TRANSLATION
    assert any("261 days ago" in body for body in missing)
    assert b"trainedAlgorithmicMedia" not in feed(sample, language, "newsmlg2").content
    assert b"Argos" not in feed(sample, language, "newsmlg2").content


def test_partners_get_their_own_feeds_with_their_token_only(sample):
    mekong, seoul = sample.partner_token("mekong-daily"), sample.partner_token("seoul-wire")
    path = "/partners/mekong-daily/live/hanoi-summit"
    assert sample.get(path).status_code == 401
    assert sample.get(path, Authorization=f"Bearer {seoul}").status_code in {403, 404}
    own = sample.get(path, Authorization=f"Bearer {mekong}")
    assert own.status_code == 200
    assert "utm_source=mekong-daily" in own.text
    assert feedparser.parse(own.content).entries[0].published.endswith("+07:00")
    desk = sample.get("/partners/seoul-wire/desk/hanoi-summit", Authorization=f"Bearer {seoul}")
    assert desk.status_code == 200
    assert etree.fromstring(desk.content).find(".//g2:newsItem", G2) is None, "nothing is reviewed yet"
    ticker = sample.get(f"/partners/seoul-wire/ticker?key={seoul}")
    assert len(feedparser.parse(ticker.content).entries) == 10


def test_partner_export_gives_the_bytes_of_the_partners_feed(sample):
    token = sample.partner_token("mekong-daily")
    served = sample.get("/partners/mekong-daily/live/hanoi-summit", Authorization=f"Bearer {token}").content
    assert sample.cli("export", "hanoi-summit", "--profile", "mekong-daily/live") == served


def test_commands_answer_in_json(sample):
    assert [blog["slug"] for blog in json.loads(sample.cli("blogs", "list", "--json"))] == ["hanoi-summit"]
    assert len(json.loads(sample.cli("entries", "list", "hanoi-summit", "--json"))) == 10
    assert {p["slug"] for p in json.loads(sample.cli("partners", "list", "--json"))} == {"mekong-daily", "seoul-wire"}
    assert len(json.loads(sample.cli("profiles", "list", "--json"))) == 4
    assert json.loads(sample.cli("models", "list", "--json")) == []
    assert {m["target"] for m in json.loads(sample.cli("memory", "list", "--json"))} == {"vi", "ko"}
    assert all(check["verdict"] != "fail" for check in json.loads(sample.cli("doctor", "--json")))


def test_importing_the_sample_again_changes_nothing(sample):
    before = {(language, name): feed(sample, language, name).content for language, name in FEEDS}
    arguments = ("import", str(ROOT / "samples" / "hanoi-summit.txt"), "--timezone", "Asia/Ho_Chi_Minh")
    report = json.loads(sample.cli(*arguments, "--slug", "hanoi-summit", "--json"))
    assert {entry["happened"] for entry in report[0]["result"]["entries"]} == {"unchanged"}
    assert {(language, name): feed(sample, language, name).content for language, name in FEEDS} == before


def test_busy_port_is_one_clear_line(sample, tmp_path):
    done = run(tmp_path / "other", sample.port, "serve")
    assert done.returncode == 1
    lines = done.stderr.decode().strip().splitlines()
    assert len(lines) == 1
    assert str(sample.port) in lines[0]
    assert not (tmp_path / "other").exists()


def test_everything_is_kept_over_a_restart(tmp_path):
    data = tmp_path / "data"
    with serving(data, "--sample", str(ROOT / "samples")) as service:
        wait_for_drafts(service)
        port, token = service.port, service.partner_token("mekong-daily")
        before = {(language, name): feed(service, language, name).content for language, name in FEEDS}
    with serving(data, "--sample", str(ROOT / "samples"), port=port) as service:
        assert {(language, name): feed(service, language, name).content for language, name in FEEDS} == before
        partner = service.get("/partners/mekong-daily/live", Authorization=f"Bearer {token}")
        assert partner.status_code == 200
        assert "token" not in service.printed.lower()


def test_an_edit_raises_that_entry_alone_and_its_old_translation_is_not_current(changing):
    token = changing.cli("tokens", "create", "--name", "desk", "--role", "editor").decode().strip()
    headers = {"Authorization": f"Bearer {token}"}
    before = {language: entries_of(changing, language) for language in LANGUAGES}
    edited = next(seen for seen in before["en"] if "posed in front of flags" in seen.text)
    old = {language: next(s for s in before[language] if s.guid.startswith(edited.guid)) for language in ("vi", "ko")}
    path = f"/api/v1/blogs/hanoi-summit/entries/{edited.guid}"
    answer = changing.client.get(path, headers=headers)
    entry = answer.json()
    entry["blocks"][0]["html"] = "The two leaders shook hands and posed in front of their national flags."
    stale = changing.client.put(path, json=entry, headers=headers | {"If-Match": '"999"'})
    assert stale.status_code == 412
    done = changing.client.put(path, json=entry, headers=headers | {"If-Match": answer.headers["ETag"]})
    assert done.status_code == 200
    for language in LANGUAGES:
        after = entries_of(changing, language)
        assert [seen.guid for seen in after] == [seen.guid for seen in before[language]]
        changed = [new.guid for new, was in zip(after, before[language], strict=True) if new != was]
        assert changed == [edited.guid if language == "en" else old[language].guid]
        new = next(seen for seen in after if seen.guid in changed)
        assert new.version > (edited if language == "en" else old[language]).version
        if language != "en":
            assert "their national flags" in new.text, "the old translation must give way to the original"


def test_a_kill_recalls_the_entry_everywhere_at_once(changing):
    token = changing.cli("tokens", "create", "--name", "desk", "--role", "editor").decode().strip()
    headers = {"Authorization": f"Bearer {token}"}
    killed = next(seen for seen in entries_of(changing, "en") if "Brave decision" in seen.text)
    path = f"/api/v1/blogs/hanoi-summit/entries/{killed.guid}"
    assert changing.client.request("DELETE", path, headers=headers, json={}).status_code == 422
    answer = changing.client.request("DELETE", path, headers=headers, json={"reason": "Quoted in error"})
    assert answer.status_code == 200
    traces = {"en": ("courageous political decision",), "vi": ("chính trị",), "ko": ("정치적 결단",)}
    for language, name in FEEDS:
        text = feed(changing, language, name).text
        assert killed.guid in text
        assert "Quoted in error" in text
        assert not any(trace in text for trace in traces[language]), (language, name)
    for language in LANGUAGES:
        assert "courageous" not in changing.get(f"/blogs/hanoi-summit/{language}/").text
    partner = changing.get(
        "/partners/seoul-wire/desk/hanoi-summit", Authorization=f"Bearer {changing.partner_token('seoul-wire')}"
    )
    assert killed.guid not in partner.text, "this partner takes ids as UUIDs"
    assert "stat:canceled" in partner.text, "a kill goes out even where nothing else does"
