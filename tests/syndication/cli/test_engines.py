"""``syndication engines``."""


def test_pairs_are_listed_with_the_order_in_which_engines_are_asked(sample):
    result = sample.run("engines", "list")
    assert result.stdout.splitlines() == [
        "source  target  engines                available  decided by",
        "en      ko      argos, libretranslate  -          -",
        "en      vi      argos, libretranslate  -          -",
    ]
    assert result.stderr.splitlines() == [
        "By default argos, then libretranslate is asked, for what those before could not do.",
        "libretranslate: no server; SYNDICATION_LIBRETRANSLATE_URL names one",
    ]
    rows = sample.json("engines", "list", libretranslate_url="http://127.0.0.1:5000")
    assert [row["available"] for row in rows] == [["libretranslate"], ["libretranslate"]]


def test_an_empty_installation_has_no_pairs(empty):
    assert "No live blog is to be translated yet" in empty.run("engines", "list").stderr
    assert empty.json("engines", "list") == []


def test_an_order_is_decided_and_taken_back(sample):
    decided = sample.json("engines", "order", "en", "vi", "libretranslate", "argos")
    assert decided == {"source": "en", "target": "vi", "engines": ["libretranslate", "argos"]}
    listed = next(row for row in sample.json("engines", "list") if row["target"] == "vi")
    assert listed["engines"] == ["libretranslate", "argos"]
    assert listed["decided_by"].endswith("(command line)")
    assert sample.json("engines", "order", "en", "vi", "--default")["engines"] == ["argos", "libretranslate"]


def test_an_order_that_cannot_be_is_one_line(sample):
    line = sample.error("engines", "order", "en", "vi", "nobody")
    assert line == "there is no engine 'nobody'; there is: argos, libretranslate"
    assert "is not a language tag" in sample.error("engines", "order", "english", "vi", "argos")
    assert sample.error("engines", "order", "en", "vi", status=2).startswith("name the engines in their order")
    assert sample.error("engines", "order", "en", "vi", "argos", "--default", status=2).startswith("name the engines")


def test_an_address_of_a_server_that_is_none_is_one_line(sample):
    line = sample.error("engines", "list", libretranslate_url="localhost:5000")
    assert line == "SYNDICATION_LIBRETRANSLATE_URL: 'localhost:5000' is not an http or https address"
