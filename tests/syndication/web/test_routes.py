"""Rules that hold for every address there is."""

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from syndication.auth import Role
from syndication.web.authorisation import Unguarded, declared_access


def test_nothing_can_be_changed_by_everybody_but_signing_in_and_asking_the_hub(app: APIFlask) -> None:
    open_to_all = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if (rule.methods or set()) & {"POST", "PUT", "PATCH", "DELETE"}
        and not isinstance(declared_access(app.view_functions[rule.endpoint]), Role)
    }
    with_a_key = {path for path in open_to_all if path.startswith("/partners/<partner>/-/")}
    assert open_to_all - with_a_key == {"/sign-in/", "/sign-in/<secret>", "/hub"}
    assert len(with_a_key) == 8


def test_only_partners_feeds_and_the_hub_look_at_their_caller_themselves(app: APIFlask) -> None:
    own = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if declared_access(app.view_functions[rule.endpoint]) is Unguarded.CHECKED_BY_VIEW
    }
    profile = "/partners/<partner>/<profile_name>"
    channel = "/partners/<partner>/channels/<channel>"
    page = {rule for rule in own if rule == "/partners/<partner>/" or rule.startswith("/partners/<partner>/-/")}
    log = {f"{channel}/deliveries", f"{channel}/events"}
    assert own - page == {profile, f"{profile}/<slug>", f"{profile}/kit.zip", "/hub"} | log


@pytest.mark.parametrize("path", ["/static/../web/front.py", "/static/%2e%2e/front.py", "/static//etc/passwd"])
def test_nothing_but_our_own_files_is_served(client: FlaskClient, path: str) -> None:
    assert client.get(path, follow_redirects=True).status_code == 404
