"""The live desk without scripts: plain forms, sent once, refused in words."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from apiflask import APIFlask

from feeds.model import Entry, Media, MediaBlock, MediaKind, Paragraph, PubStatus, Rendition
from syndication.clock import utc_now
from syndication.ingest import kill_entry, replace_entry
from syndication.rights import Role
from syndication.storage.changes import LogKind
from syndication.storage.database import Database
from tests.factories import NOW
from tests.syndication.kept import SLUG, keep_blog, kept_blog, log_of, raw_entry
from tests.syndication.web.live_desk import DESK, chips, entry_id_of, form_of, parse, post, rows, save, send, troubles
from tests.syndication.web.people import Person, text

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'</textarea></title>{{7*7}}\x00\x0b\ud7ff"


@pytest.fixture
def linh(app: APIFlask, database: Database) -> Person:
    keep_blog(database, raw_entry("Old news.", headline="Old", published_at=NOW))
    return Person(app, database, "Linh", Role.EDITOR)


def newest(database: Database) -> Entry:
    return max(kept_blog(database).entries, key=lambda entry: (entry.created_at, entry.published_at))


def change(database: Database, guid: str, **changes: object) -> None:
    """Change an entry as somebody else does."""
    entry = next(one for one in kept_blog(database).entries if one.guid == guid)
    with database.writing() as session:
        replace_entry(session, guid, replace(entry, **changes), if_version=None, actor="Minh", now=utc_now())  # type: ignore[arg-type]


def the_old_one(database: Database) -> tuple[int, Entry]:
    entry = next(one for one in kept_blog(database).entries if one.headline == "Old")
    return 1, entry


def test_what_is_typed_is_posted_at_once_by_whoever_typed_it(linh: Person, database: Database) -> None:
    answer = post(linh, "The leaders\r\nmet.\r\n\r\nThey <smiled>.", headline=["  Met "])
    assert answer.status_code == 303
    entry = newest(database)
    assert (entry.headline, entry.pub_status) == ("Met", PubStatus.USABLE)
    assert entry.blocks == (
        Paragraph(html="The leaders<br/>met.", id="b1"),
        Paragraph(html="They &lt;smiled&gt;.", id="b2"),
    )
    assert abs(entry.published_at - utc_now()) < timedelta(minutes=1)
    assert log_of(database)[-1].actor == "Linh"
    shown = parse(linh.client.get(answer.headers["Location"]))
    assert "They <smiled>." in text(rows(shown)[0])


def test_a_form_that_is_sent_twice_posts_one_entry(linh: Person, database: Database) -> None:
    form = form_of(linh.page(DESK)) | {"plain.text": ["Once."]}
    first, second = send(linh, f"{DESK}entries", form), send(linh, f"{DESK}entries", form)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["Location"] == second.headers["Location"]
    assert len(kept_blog(database).entries) == 2


def test_other_words_under_the_same_key_are_told_and_kept_in_the_form(linh: Person, database: Database) -> None:
    form = form_of(linh.page(DESK)) | {"plain.text": ["Once."]}
    send(linh, f"{DESK}entries", form)
    again = send(linh, f"{DESK}entries", form | {"plain.text": ["Twice."]})
    assert "sent before" in troubles(again)
    retry = form_of(parse(again))
    assert "Twice." in retry["k0.html"]
    assert send(linh, f"{DESK}entries", retry).status_code == 303
    assert len(kept_blog(database).entries) == 3


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"plain.text": [" "], "headline": [""]}, "nothing to publish"),
        ({"published_at": ["soon"], "plain.text": ["x"]}, "a date and a time"),
        ({"language": ["klingon language"], "plain.text": ["x"]}, "Language"),
        ({"rights.allowed": ["VIETNAM"], "plain.text": ["x"]}, "Rights"),
    ],
)
def test_what_cannot_be_posted_is_told_and_nothing_typed_is_lost(
    linh: Person, database: Database, fields: dict[str, list[str]], told: str
) -> None:
    answer = post(linh, "x", **({"headline": ["Kept"]} | fields))
    assert answer.status_code == 422
    assert told in troubles(answer)
    form = form_of(parse(answer))
    assert form["headline"] == fields.get("headline", ["Kept"])
    assert {name: form[name] for name in fields if name != "plain.text"} == {
        name: value for name, value in fields.items() if name != "plain.text"
    }
    assert len(kept_blog(database).entries) == 1


def test_readers_look_and_do_not_write(app: APIFlask, database: Database, linh: Person) -> None:
    tuan = Person(app, database, "Tuan", Role.READER)
    page = tuan.page(DESK)
    assert page.xpath("//form[@id='entry-form']") == []
    assert rows(page)
    assert tuan.page(f"{DESK}entries/1/").xpath("//form[@id='entry-form']") == []
    for path in (
        "entries",
        "entries/1/",
        "entries/1/set",
        "entries/1/kill",
        "entries/1/history/",
        "head",
        "kill",
        "preview",
    ):
        assert tuan.send(f"{DESK}{path}").status_code == 403, path
    assert tuan.client.get(f"{DESK}kill").status_code == 403
    assert tuan.client.get("/desk/blogs/new").status_code == 403
    assert "An editor can" not in text(tuan.page("/desk/blogs/"))


def test_nothing_of_the_desk_is_for_strangers_and_nothing_is_kept_on_the_way(
    app: APIFlask, database: Database, linh: Person
) -> None:
    stranger = app.test_client()
    for path in ("", "entries/1/", "entries/1/preview", "entries/1/history/", "events", "head"):
        assert stranger.get(f"{DESK}{path}").status_code == 401, path
    for path in ("", "entries/1/", "entries/1/preview", "entries/1/history/", "entries/1/kill"):
        assert linh.client.get(f"{DESK}{path}").headers["Cache-Control"] == "no-store", path


@pytest.mark.parametrize("path", ["entries/99/", "entries/99/history/", "entries/99/preview", "entries/99/kill"])
def test_what_is_not_there_is_told(linh: Person, path: str) -> None:
    assert linh.client.get(f"{DESK}{path}").status_code == 404
    assert linh.client.get(f"/desk/blogs/nowhere/{path}").status_code == 404


def test_an_entry_of_another_live_blog_is_not_reached_by_this_one(linh: Person, database: Database) -> None:
    keep_blog(database, raw_entry("Elsewhere."), slug="other")
    assert linh.client.get(f"{DESK}entries/2/").status_code == 404
    assert linh.send(f"{DESK}entries/2/set", act="hold").status_code == 404


def test_an_editor_that_nobody_touched_changes_nothing(linh: Person, database: Database) -> None:
    before = the_old_one(database)[1]
    answer = save(linh, 1)
    assert answer.headers["Location"].endswith("?saved=same")
    assert the_old_one(database)[1] == before


def test_a_quiet_edit_and_a_correction_are_told_apart(linh: Person, database: Database) -> None:
    assert save(linh, 1, **{"k0.html": ["Better news."]}).status_code == 303
    refused = save(linh, 1, change=["correction"])
    assert (refused.status_code, "say what was wrong" in troubles(refused).lower()) == (422, True)
    save(linh, 1, **{"k0.html": ["Right news."], "change": ["correction"], "correction_note": ["It was the hall."]})
    kinds = [change.kind for change in log_of(database) if change.guid == the_old_one(database)[1].guid]
    assert kinds == [LogKind.NEW, LogKind.UPDATE, LogKind.CORRECTION]
    assert chips(linh.page(DESK)) == ["Corrected"]
    save(linh, 1, **{"k0.html": ["Right news!"]})
    assert log_of(database)[-1].kind is LogKind.UPDATE
    assert the_old_one(database)[1].correction_note == "It was the hall."
    save(linh, 1, change=["without-note"])
    assert the_old_one(database)[1].correction_note is None


def test_buttons_pin_highlight_hold_and_release(linh: Person, database: Database) -> None:
    for act in ("pin", "highlight", "hold"):
        assert linh.send(f"{DESK}entries/1/set", act=act).status_code == 303
    assert chips(linh.page(DESK)) == ["Held", "Pinned", "Highlighted"]
    assert "Old news" not in linh.client.get(f"/blogs/{SLUG}/").text
    version = the_old_one(database)[1].version
    stale = linh.send(f"{DESK}entries/1/set", act="release", version=version - 1)
    assert (stale.status_code, "since you looked" in troubles(stale)) == (409, True)
    for act in ("unpin", "unhighlight", "release"):
        assert linh.send(f"{DESK}entries/1/set", act=act, version=the_old_one(database)[1].version).status_code == 303
    assert chips(linh.page(DESK)) == []
    assert "Old news" in linh.client.get(f"/blogs/{SLUG}/").text
    assert linh.send(f"{DESK}entries/1/set", act="explode").status_code == 400


def test_a_scheduled_entry_is_told_on_both_clocks_and_shown_to_nobody_else(linh: Person, database: Database) -> None:
    at = (utc_now() + timedelta(days=2)).replace(hour=3, minute=30, second=0, microsecond=0)
    post(linh, "Later.", published_at=[f"{at + timedelta(hours=7):%Y-%m-%dT%H:%M}"])
    assert newest(database).published_at == at
    assert chips(linh.page(DESK)) == [f"Scheduled for {at:%Y-%m-%d} 10:30 UTC+7 (03:30 UTC)"]
    assert "Later." not in linh.client.get(f"/blogs/{SLUG}/").text
    assert "data-next" in linh.client.get(DESK).text


def test_an_embargoed_entry_can_be_previewed_and_is_out_for_nobody(linh: Person, database: Database) -> None:
    until = utc_now() + timedelta(days=1, hours=7)
    entry_id = entry_id_of(post(linh, "Secret.", embargoed_until=[f"{until:%Y-%m-%dT%H:%M}"]))
    assert chips(linh.page(DESK))[0].startswith("Embargoed until")
    shown = linh.client.get(f"{DESK}entries/{entry_id}/preview")
    assert "Secret." in shown.text
    assert "under an embargo until" in shown.text
    assert "Secret." not in linh.client.get(f"/blogs/{SLUG}/").text


def test_the_stream_is_chosen_by_state_kind_and_words(linh: Person, database: Database) -> None:
    post(linh, "Pinned one.", pinned=["1"], kind=["key_event"])
    assert [text(row.xpath(".//p")[0]) for row in rows(linh.page(f"{DESK}?state=pinned"))] == ["Pinned one."]
    assert len(rows(linh.page(f"{DESK}?kind=key_event"))) == 1
    assert len(rows(linh.page(f"{DESK}?words=old+news"))) == 1
    nothing = linh.page(f"{DESK}?state=held")
    assert (rows(nothing), "No entry is like this" in text(nothing)) == ([], True)
    assert linh.client.get(f"{DESK}?state=odd").status_code == 422
    counted = [text(link) for link in linh.page(DESK).xpath("//nav[@id='stream-filters']//li")]
    assert counted == ["All 2", "Pinned 1"]


def test_a_long_stream_has_pages(linh: Person, database: Database) -> None:
    keep_blog(
        database, *(raw_entry(f"No {n}.", published_at=NOW - timedelta(minutes=n)) for n in range(60)), slug="long"
    )
    first = linh.page("/desk/blogs/long/")
    (older,) = first.xpath("//a[@rel='next']/@href")
    second = linh.page(older)
    assert (len(rows(first)), len(rows(second))) == (50, 10)
    assert second.xpath("//a[@rel='prev']/@href") == ["/desk/blogs/long/"]


def test_two_who_change_different_things_get_both_in_one(linh: Person, database: Database) -> None:
    form = form_of(linh.page(f"{DESK}entries/1/"))
    change(
        database,
        the_old_one(database)[1].guid,
        byline="Minh",
        blocks=(Paragraph(html="Old news.", id="b1"), Paragraph(html="More.", id="b2")),
    )
    clash = send(linh, f"{DESK}entries/1/", form | {"k0.html": ["My news."]})
    assert clash.status_code == 409
    page = parse(clash)
    assert "Minh has saved version 2" in text(page)
    assert page.xpath("//fieldset[@class='clash-piece']") == []
    assert send(linh, f"{DESK}entries/1/", form_of(page)).status_code == 303
    entry = the_old_one(database)[1]
    assert (entry.byline, entry.blocks) == (
        "Minh",
        (Paragraph(html="My news.", id="b1"), Paragraph(html="More.", id="b2")),
    )


@pytest.mark.parametrize(("chosen", "kept"), [("mine", "My news."), ("theirs", "Their news.")])
def test_two_who_change_the_same_choose(linh: Person, database: Database, chosen: str, kept: str) -> None:
    form = form_of(linh.page(f"{DESK}entries/1/"))
    change(database, the_old_one(database)[1].guid, blocks=(Paragraph(html="Their news.", id="b1"),))
    clash = send(linh, f"{DESK}entries/1/", form | {"k0.html": ["My news."]})
    assert clash.status_code == 409
    told = text(parse(clash).xpath("//fieldset[@class='clash-piece']")[0])
    assert "Yours: My news." in told
    assert "Theirs: Their news." in told
    again = form_of(parse(clash)) | {"take.block-b1": [chosen]}
    assert send(linh, f"{DESK}entries/1/", again).status_code == 303
    assert the_old_one(database)[1].blocks == (Paragraph(html=kept, id="b1"),)


def test_what_was_written_of_an_entry_that_somebody_killed_is_still_shown(linh: Person, database: Database) -> None:
    form = form_of(linh.page(f"{DESK}entries/1/"))
    with database.writing() as session:
        kill_entry(session, the_old_one(database)[1].guid, "wrong", actor="Minh", now=utc_now())
    answer = send(linh, f"{DESK}entries/1/", form | {"k0.html": ["Words of mine."]})
    assert answer.status_code == 409
    assert "Words of mine." in text(parse(answer))
    assert "was killed" in troubles(answer)


def test_a_kill_tells_what_it_does_and_needs_a_reason_and_a_tick(linh: Person, database: Database) -> None:
    page = linh.page(f"{DESK}entries/1/kill")
    assert "cannot be taken back" in text(page)
    assert linh.send(f"{DESK}entries/1/kill", reason="Wrong.").status_code == 422
    refused = linh.send(f"{DESK}entries/1/kill", reason="  ", sure="yes")
    assert (refused.status_code, "needs a reason" in troubles(refused)) == (422, True)
    assert linh.send(f"{DESK}entries/1/kill", reason="Wrong.", sure="yes").status_code == 303
    (entry,) = kept_blog(database).entries
    assert (entry.pub_status, entry.kill_reason) == (PubStatus.CANCELED, "Wrong.")
    assert chips(linh.page(DESK)) == ["Killed"]
    assert "Killed: Wrong." in text(linh.page(DESK))
    assert linh.page(f"{DESK}entries/1/").xpath("//form[@id='entry-form']") == []
    assert linh.send(f"{DESK}entries/1/set", act="pin").status_code == 409


def test_the_history_tells_who_changed_what_and_leads_back(linh: Person, database: Database) -> None:
    save(linh, 1, **{"k0.html": ["Fresh news."], "pinned": ["1"]})
    page = linh.page(f"{DESK}entries/1/history/")
    first, second = page.xpath("//ol[@class='versions']/li")
    assert "Edited by Linh" in text(first)
    assert [text(one) for one in first.xpath(".//dt")] == ["Pinned", "Paragraph 1"]
    assert (text(first.xpath(".//del")[1]), text(first.xpath(".//ins")[1])) == ("Old", "Fresh")
    assert "Posted by Linh" in text(second)
    (form,) = second.xpath(".//form")
    fields = {field.get("name"): field.get("value") for field in form.xpath(".//input")}
    assert linh.client.post(f"{DESK}entries/1/history/", data=fields).status_code == 303
    entry = the_old_one(database)[1]
    assert (entry.version, entry.blocks[0], entry.pinned) == (3, Paragraph(html="Old news.", id="b1"), True)
    late = linh.send(f"{DESK}entries/1/history/", version="2", newest="2", key="another")
    assert (late.status_code, "since you opened" in troubles(late) or "changed the entry" in troubles(late)) == (
        409,
        True,
    )


def test_a_picture_is_added_with_all_that_belongs_to_it(linh: Person, database: Database) -> None:
    picture = {
        "picture.href": ["https://pictures.example.org/1.jpg"],
        "picture.caption": ["The hall"],
        "picture.alt": ["A hall"],
        "picture.credit": ["Giang Huy"],
        "picture.holder": ["VNE"],
        "picture.denied": ["us"],
    }
    entry_id = entry_id_of(post(linh, "See.", **picture))
    block = newest(database).blocks[1]
    assert isinstance(block, MediaBlock)
    assert block.media.renditions == (Rendition(href="https://pictures.example.org/1.jpg"),)
    assert block.media.rights is not None
    assert (block.media.rights.holder, block.media.rights.denied_territories) == ("VNE", ("US",))
    assert linh.page(f"{DESK}entries/{entry_id}/preview").xpath("//img/@src") == ["https://pictures.example.org/1.jpg"]


def test_further_renditions_of_a_picture_outlive_an_edit_of_its_caption(linh: Person, database: Database) -> None:
    renditions = (Rendition(href="https://e.org/l.jpg", width=1200), Rendition(href="https://e.org/s.jpg", width=100))
    media = Media(kind=MediaKind.PICTURE, caption="Hall", renditions=renditions)
    change(database, the_old_one(database)[1].guid, blocks=(MediaBlock(media=media, id="m"),))
    save(linh, 1, **{"k0.caption": ["The hall"]})
    (block,) = the_old_one(database)[1].blocks
    assert block == MediaBlock(media=replace(media, caption="The hall"), id="m")


def test_hostile_words_are_words_everywhere(linh: Person, database: Database) -> None:
    entry_id = entry_id_of(
        post(
            linh,
            HOSTILE,
            headline=[HOSTILE],
            byline=[HOSTILE],
            **{"picture.caption": [HOSTILE], "picture.href": ["javascript:alert(1)"]},
        )
    )
    save(linh, entry_id, change=["correction"], correction_note=[HOSTILE])
    for path in (
        "",
        f"entries/{entry_id}/",
        f"entries/{entry_id}/kill",
        f"entries/{entry_id}/history/",
        f"entries/{entry_id}/preview",
    ):
        page = linh.page(f"{DESK}{path}")
        assert not [one for one in page.xpath("//script") if "alert" in (one.text or "")], path
        assert page.xpath("//*[@onerror]") == [], path
        assert page.xpath("//*[starts-with(@src, 'javascript') or starts-with(@href, 'javascript')]") == [], path
        assert "49" not in re.sub(r"\d{3,}|\d+:\d+", "", text(page.xpath("//main | //body")[0])), path


def test_a_text_of_half_a_megabyte_is_taken_and_a_longer_one_refused_in_words(linh: Person, database: Database) -> None:
    assert post(linh, "Chữ quốc ngữ. " * 25_000).status_code == 303
    answer = post(linh, "Chữ quốc ngữ. " * 40_000)
    assert (answer.status_code, "more than the limit" in troubles(answer)) == (422, True)


def test_previews_show_what_is_typed_in_every_language_and_for_partners(linh: Person, database: Database) -> None:
    form = form_of(linh.page(f"{DESK}entries/1/")) | {"k0.html": ["Typed <b>now</b>."], "preview_language": ["en"]}
    source = send(linh, f"{DESK}entries/1/preview", form)
    assert parse(source).xpath("//b")[0].text == "now"
    assert source.headers["Cache-Control"] == "no-store"
    vietnamese = send(linh, f"{DESK}entries/1/preview", form | {"preview_language": ["vi"]})
    assert "translated after it is saved" in vietnamese.text
    assert "Typed" in vietnamese.text
    kept = linh.client.get(f"{DESK}entries/1/preview?language=vi")
    assert "Old news." in kept.text
    assert the_old_one(database)[1].version == 1
    assert send(linh, f"{DESK}entries/1/preview", form | {"preview_language": ["xx"]}).status_code == 404
    assert send(linh, f"{DESK}entries/1/preview", form | {"preview_profile": ["no/body"]}).status_code == 404
    new = send(linh, f"{DESK}preview", form_of(linh.page(DESK)) | {"plain.text": ["Fresh."]})
    assert "Fresh." in new.text


def test_the_preview_of_a_held_entry_says_that_it_is_held(linh: Person) -> None:
    linh.send(f"{DESK}entries/1/set", act="hold")
    shown = linh.client.get(f"{DESK}entries/1/preview").text
    assert "Old news." in shown
    assert "held" in shown


def test_translations_are_told_with_the_way_to_them(linh: Person) -> None:
    (line,) = linh.page(f"{DESK}entries/1/").xpath("//section[@id='standings']//dd[1]")[:1]
    assert "0 of 2 sentences reviewed, 2 not translated" in text(line)
    assert linh.client.get(line.xpath("./a/@href")[0]).status_code == 200


def test_a_live_blog_is_begun_with_a_title(linh: Person, database: Database) -> None:
    begun = linh.send("/desk/blogs/new", title="Bão số 5", language="vi", timezone="Asia/Ho_Chi_Minh", slug="")
    assert begun.headers["Location"] == "/desk/blogs/bao-so-5/"
    assert "Write the first one above" in text(linh.page("/desk/blogs/bao-so-5/"))
    assert kept_blog(database, "bao-so-5").timezone == "Asia/Ho_Chi_Minh"
    again = linh.send("/desk/blogs/new", title="Bão số 5", language="vi", timezone="UTC", key="2")
    assert (again.status_code, "already" in troubles(again)) == (422, True)
    for wrong in ({"title": ""}, {"timezone": "Mars"}, {"language": "?"}, {"slug": "Not A Slug"}):
        form = {"title": "New", "language": "en", "timezone": "UTC"} | wrong
        assert linh.send("/desk/blogs/new", **form).status_code == 422, wrong
    assert len(linh.page("/desk/blogs/").xpath("//ul[@class='blog-lines']/li")) == 2


def test_the_head_is_edited_and_two_who_do_are_told(linh: Person, database: Database) -> None:
    form = form_of(linh.page(f"{DESK}head"))
    assert send(linh, f"{DESK}head", form).headers["Location"].endswith("saved=same")
    form = form_of(linh.page(f"{DESK}head"))
    first = send(linh, f"{DESK}head", form | {"standfirst": ["Short."], "summary-plain.text": ["In sum."]})
    assert first.status_code == 303
    blog = kept_blog(database)
    assert (blog.standfirst, blog.summary) == ("Short.", (Paragraph(html="In sum.", id="b1"),))
    late = send(linh, f"{DESK}head", form | {"title": ["Mine"], "key": ["other"]})
    assert late.status_code == 409
    assert "while you were writing" in text(parse(late))
    assert form_of(parse(late))["title"] == ["Mine"]
    assert send(linh, f"{DESK}head", form_of(parse(late))).status_code == 303
    assert kept_blog(database).title == "Mine"
    wrong = send(linh, f"{DESK}head", form_of(linh.page(f"{DESK}head")) | {"title": [""]})
    assert (wrong.status_code, "Title" in troubles(wrong)) == (422, True)


def test_a_live_blog_is_killed_by_its_title_and_a_reason(linh: Person, database: Database) -> None:
    title = kept_blog(database).title
    assert linh.send(f"{DESK}kill", title="Other", reason="x").status_code == 422
    assert linh.send(f"{DESK}kill", title=title, reason=" ").status_code == 422
    assert linh.send(f"{DESK}kill", title=title, reason="All wrong.").status_code == 303
    assert kept_blog(database).pub_status is PubStatus.CANCELED
    page = linh.page(DESK)
    assert "was killed" in text(page)
    assert page.xpath("//form[@id='entry-form']") == []
    assert linh.send(f"{DESK}entries", **{"block": "plain", "plain.type": "text", "plain.text": "x"}).status_code == 422


def test_an_empty_desk_says_how_to_begin(app: APIFlask, database: Database) -> None:
    editor, reader = Person(app, database, "Ed", Role.EDITOR), Person(app, database, "Ro", Role.READER)
    assert "Begin one" in text(editor.page("/desk/blogs/"))
    assert "An editor can begin one" in text(reader.page("/desk/blogs/"))
