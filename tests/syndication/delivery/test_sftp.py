"""Files by SFTP, against a server of another maker than our client."""

import asyncio
import errno
import hashlib
import json
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import asyncssh
import paramiko  # type: ignore[import-untyped]
import pytest
from pydantic import TypeAdapter, ValidationError

from syndication.delivery.model import Kind, Receipt
from syndication.delivery.names import DEFAULT_PATTERN, file_name
from syndication.delivery.sftp import PASSPHRASE, PASSWORD, PRIVATE_KEY, SFTP, SftpSettings, probe, send
from syndication.delivery_errors import PermanentFailure, TemporaryFailure
from tests.syndication.delivery.parcels import make_carrier, make_parcel
from tests.syndication.delivery.servers import sftp as servers
from tests.syndication.delivery.servers.lines import line_to, useless_server
from tests.syndication.delivery.servers.sftp import RunningSftp, Served, sftp_server

SECRETS = {PASSWORD: servers.PASSWORD}
NAME = "000000000012-000003-update-bf34ec99.xml"
PART = "outlet-full-files-000000000012.part"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningSftp]:
    with sftp_server(tmp_path / "partner") as running:
        yield running


def settings(host_key: str, port: int, /, **changes: Any) -> SftpSettings:
    given = {"host": "files.outlet.test", "port": port, "user": servers.USER, "timeout_s": 3, "host_key": host_key}
    return TypeAdapter(SftpSettings).validate_json(json.dumps(given | changes))


def sent(
    server: RunningSftp, parcel: Any = None, /, *, secrets: Any = SECRETS, carrier: Any = None, **changes: Any
) -> Receipt:
    how = settings(server.host_key, changes.pop("port", server.port), **changes)
    return send(parcel or make_parcel(), how, secrets, carrier or make_carrier())


def test_a_delivery_is_a_file(server: RunningSftp) -> None:
    parcel = make_parcel(body=b"x" * 300_000)
    assert sent(server, parcel) == Receipt(stored_as=NAME)
    assert server.names == [NAME]
    assert (server.root / NAME).read_bytes() == parcel.body


@pytest.mark.parametrize("path", ["in", "/in", "/in/"])
def test_folders_of_the_pattern_are_made(server: RunningSftp, path: str) -> None:
    (server.root / "in").mkdir()
    for sequence in (1, 2):
        sent(server, make_parcel(sequence=sequence), path=path, pattern="{blog}/{language}/{sequence}.{ext}")
    assert server.names == [f"in/hanoi-summit/vi/00000000000{sequence}.xml" for sequence in (1, 2)]


def test_a_file_has_its_name_only_when_it_is_whole(tmp_path: Path) -> None:
    seen: list[tuple[str, int]] = []

    class Watching(Served):
        def posix_rename(self, oldpath: bytes, newpath: bytes) -> None:
            seen.append((oldpath.decode(), (tmp_path / oldpath.decode()).stat().st_size))
            super().posix_rename(oldpath, newpath)

    parcel = make_parcel(body=b"x" * 100_000)
    with sftp_server(tmp_path, served=Watching) as server:
        sent(server, parcel)
    assert seen == [(PART, 100_000)]


def test_a_checksum_lies_beside_its_file(server: RunningSftp) -> None:
    sent(server, has_checksum=True)
    digest = hashlib.sha256(make_parcel().body).hexdigest()
    assert (server.root / f"{NAME}.sha256").read_text() == f"{digest}  {NAME}\n"


def test_sending_again_changes_nothing(server: RunningSftp) -> None:
    sent(server)
    before = (server.root / NAME).stat()
    assert sent(server) == Receipt(stored_as=NAME)
    assert (server.root / NAME).stat().st_ino == before.st_ino


def test_what_an_interrupted_upload_left_behind_is_replaced(server: RunningSftp) -> None:
    (server.root / PART).write_bytes(b"half of an older one" * 1000)
    sent(server)
    assert server.names == [NAME]
    assert (server.root / NAME).read_bytes() == make_parcel().body


def test_other_bytes_under_the_name_are_replaced(server: RunningSftp) -> None:
    (server.root / NAME).write_bytes(b"something else")
    sent(server)
    assert (server.root / NAME).read_bytes() == make_parcel().body


def test_a_server_that_knows_only_plain_renames_gets_the_old_file_removed_first(tmp_path: Path) -> None:
    class Plain(Served):
        def posix_rename(self, oldpath: bytes, newpath: bytes) -> None:
            raise asyncssh.SFTPOpUnsupported("no")

    with sftp_server(tmp_path, served=Plain) as server:
        (server.root / NAME).write_bytes(b"something else")
        sent(server)
        sent(server, make_parcel(sequence=13))
        assert (server.root / NAME).read_bytes() == make_parcel().body
        assert server.names == [NAME, file_name(DEFAULT_PATTERN, make_parcel(sequence=13))]


def test_newer_versions_replace_older_ones_and_never_the_other_way(server: RunningSftp) -> None:
    pattern = "{blog}/{guid}-{language}.{ext}"
    for version in (9, 10):
        sent(server, make_parcel(version=version, body=b"%d" % version), pattern=pattern)
    with pytest.raises(PermanentFailure, match="version 10 has been filed already"):
        sent(server, make_parcel(version=9, body=b"9", kind=Kind.UPDATE), pattern=pattern)
    (shown,) = (server.root / "hanoi-summit").glob("[!.]*")
    assert shown.read_bytes() == b"10"


# Who is there, and who we are.


def test_without_a_host_key_nothing_is_sent(server: RunningSftp) -> None:
    with pytest.raises(TemporaryFailure, match="no host key is set"):
        send(make_parcel(), settings("", server.port), SECRETS, make_carrier())
    assert server.logins == []


def test_trying_out_without_one_shows_it_and_tells_no_password(server: RunningSftp) -> None:
    assert server.host_key in probe(settings("", server.port), SECRETS, make_carrier())
    assert server.logins == []


def test_another_host_key_gets_no_password(server: RunningSftp, tmp_path: Path) -> None:
    with sftp_server(tmp_path / "impostor") as impostor:
        with pytest.raises(TemporaryFailure, match="another host key") as caught:
            send(make_parcel(), settings(server.host_key, impostor.port), SECRETS, make_carrier())
        assert impostor.host_key in str(caught.value)
        assert impostor.logins == []


@pytest.mark.parametrize("key_type", ["ssh-ed25519", "ecdsa-sha2-nistp256", "ssh-rsa"])
def test_host_keys_of_every_kind_are_known(tmp_path: Path, key_type: str) -> None:
    with sftp_server(tmp_path, key_type=key_type) as server:
        sent(server, host_key=f"SHA256:{'A' * 43} {server.host_key}")
        assert server.names == [NAME]


def private_key(key_type: str, passphrase: str | None) -> tuple[str, str]:
    key = asyncssh.generate_private_key(key_type)
    text = key.export_private_key("openssh", passphrase=passphrase, rounds=50)
    return text.decode(), key.export_public_key().decode()


@pytest.mark.parametrize("file_format", ["pkcs1-pem", "pkcs8-pem"])
@pytest.mark.parametrize("passphrase", [None, "open sesame"])
def test_older_formats_of_private_keys_are_read(tmp_path: Path, file_format: str, passphrase: str | None) -> None:
    key = asyncssh.generate_private_key("ssh-rsa")
    text = key.export_private_key(file_format, passphrase=passphrase).decode()
    with sftp_server(tmp_path, public_key=key.export_public_key().decode()) as server:
        sent(server, secrets={PRIVATE_KEY: text, PASSPHRASE: passphrase or ""})
        assert server.logins == ["key"]


@pytest.mark.parametrize("key_type", ["ssh-ed25519", "ecdsa-sha2-nistp256", "ssh-rsa"])
@pytest.mark.parametrize("passphrase", [None, "open sesame"])
def test_a_private_key_logs_in(tmp_path: Path, key_type: str, passphrase: str | None) -> None:
    private, public = private_key(key_type, passphrase)
    with sftp_server(tmp_path, public_key=public) as server:
        sent(server, secrets={PRIVATE_KEY: private, PASSPHRASE: passphrase or ""})
        assert server.logins == ["key"]


def test_a_password_beside_a_key_that_is_enough_is_not_told(tmp_path: Path) -> None:
    private, public = private_key("ssh-ed25519", None)
    with sftp_server(tmp_path, public_key=public, wants_both=True) as server:
        sent(server, secrets={PRIVATE_KEY: private, PASSWORD: servers.PASSWORD})
        assert server.logins == ["key"]


class WantsBoth(paramiko.ServerInterface):  # type: ignore[misc]
    """Takes a key and then a password, one alone being too little; asyncssh cannot ask for that."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def get_allowed_auths(self, _username: str) -> str:
        return "password" if self.told else "publickey"

    def check_auth_publickey(self, _username: str, _key: paramiko.PKey) -> int:
        self.told.append("key")
        return int(paramiko.AUTH_PARTIALLY_SUCCESSFUL)

    def check_auth_password(self, _username: str, password: str) -> int:
        self.told.append(password)
        return int(paramiko.AUTH_SUCCESSFUL if self.told[0] == "key" else paramiko.AUTH_FAILED)


@pytest.mark.parametrize(
    ("with_password", "told", "reason"),
    [
        (True, ["key", servers.PASSWORD], "Administratively prohibited"),
        (False, ["key"], "wants more than it was given"),
    ],
)
def test_a_server_that_wants_a_key_and_a_password_gets_both(with_password: bool, told: list[str], reason: str) -> None:
    wish = WantsBoth()
    host_key = paramiko.RSAKey.generate(2048)
    listener = socket.create_server(("127.0.0.1", 0))
    accepted: list[paramiko.Transport] = []

    def serve() -> None:
        transport = paramiko.Transport(listener.accept()[0])
        accepted.append(transport)
        transport.add_server_key(host_key)
        transport.start_server(event=threading.Event(), server=wish)

    thread = threading.Thread(target=serve)
    thread.start()
    secrets = {PRIVATE_KEY: private_key("ssh-ed25519", None)[0]} | (
        {PASSWORD: servers.PASSWORD} if with_password else {}
    )
    try:
        how = settings(host_key.fingerprint, listener.getsockname()[1])
        # It has no files; how far we got is told by what it says.
        with pytest.raises(TemporaryFailure, match=reason):
            send(make_parcel(), how, secrets, make_carrier())
    finally:
        thread.join()
        accepted[0].close()
        listener.close()
    assert wish.told == told


@pytest.mark.parametrize(
    ("secrets", "reason"),
    [
        ({PASSWORD: "hunter2 is wrong"}, "login was refused"),
        ({PRIVATE_KEY: "of somebody else"}, "login was refused"),
        ({PRIVATE_KEY: "hunter2 is no key"}, "private key cannot be read"),
        ({PRIVATE_KEY: "sealed", PASSPHRASE: "hunter2 is wrong"}, "cannot be read"),
        ({PRIVATE_KEY: "sealed"}, "cannot be read"),
        ({}, "neither a password nor a private key"),
    ],
)
def test_secrets_that_are_wrong_can_be_corrected_and_are_not_told(
    server: RunningSftp, secrets: dict[str, str], reason: str
) -> None:
    passphrases = {"sealed": "right", "of somebody else": None}
    if (named := secrets.get(PRIVATE_KEY)) in passphrases:
        secrets = secrets | {PRIVATE_KEY: private_key("ssh-ed25519", passphrases[named])[0]}
    with pytest.raises(TemporaryFailure, match=reason) as caught:
        sent(server, secrets=secrets)
    assert caught.value.is_outcome_known
    assert "hunter2" not in f"{caught.value} {caught.value.__cause__}"


# What goes wrong at the server.


def failing(error: Exception, *methods: str) -> type[Served]:
    def fail(_self: Served, *_: object) -> None:
        raise error

    return type("Failing", (Served,), dict.fromkeys(methods, fail))


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (PermissionError(errno.EACCES, "no"), "access is denied"),
        (OSError(errno.ENOSPC, "no space left on device"), "no space left"),
        (asyncssh.SFTPFailure("quota exceeded"), "quota exceeded"),
    ],
)
def test_rights_and_space_are_waited_for(tmp_path: Path, error: Exception, reason: str) -> None:
    for methods in (("open",), ("write",)):
        with sftp_server(tmp_path / methods[0], served=failing(error, *methods)) as server:
            with pytest.raises(TemporaryFailure, match=reason) as caught:
                sent(server, make_parcel(body=b"x" * 100_000))
            assert caught.value.is_outcome_known
            assert NAME not in server.names


def test_a_folder_that_is_not_there_is_waited_for(server: RunningSftp) -> None:
    with pytest.raises(TemporaryFailure, match="no such folder"):
        sent(server, path="/missing")


def test_a_rename_that_fails_is_known_to_have_failed(tmp_path: Path) -> None:
    served = failing(asyncssh.SFTPFailure("no renaming today"), "posix_rename", "rename")
    with sftp_server(tmp_path, served=served) as server:
        with pytest.raises(TemporaryFailure, match="no renaming today") as caught:
            sent(server)
        assert caught.value.is_outcome_known
        assert NAME not in server.names


def test_fewer_bytes_than_were_sent_are_noticed(tmp_path: Path) -> None:
    class Lossy(Served):
        def write(self, file_obj: object, offset: int, data: bytes) -> int:
            super().write(file_obj, offset, data[:-1])
            return len(data)

    with sftp_server(tmp_path, served=Lossy) as server:
        with pytest.raises(TemporaryFailure, match="bytes have arrived"):
            sent(server)
        assert NAME not in server.names


# What goes wrong on the way.


def test_a_line_cut_in_the_middle_of_a_file_leaves_no_name(server: RunningSftp) -> None:
    carried = [0]

    def carries(who: str, piece: bytes) -> bool:
        carried[0] += len(piece) if who == "client" else 0
        if carried[0] > 300_000:
            raise ConnectionError
        return True

    with line_to(server.port, carries) as line, pytest.raises(TemporaryFailure) as caught:
        sent(server, make_parcel(body=b"x" * 2_000_000), port=line.port)
    assert caught.value.is_outcome_known
    assert NAME not in server.names
    sent(server, make_parcel(body=b"x" * 2_000_000))
    assert server.names == [NAME]


def test_an_answer_that_gets_lost_leaves_the_outcome_unknown_and_sending_again_settles_it(tmp_path: Path) -> None:
    renamed = threading.Event()

    class Telling(Served):
        def posix_rename(self, oldpath: bytes, newpath: bytes) -> None:
            super().posix_rename(oldpath, newpath)
            renamed.set()

    def carries(who: str, _piece: bytes) -> bool:
        if who == "server" and renamed.is_set():
            raise ConnectionError
        return True

    with sftp_server(tmp_path, served=Telling) as server:
        with line_to(server.port, carries) as line, pytest.raises(TemporaryFailure) as caught:
            sent(server, port=line.port)
        assert not caught.value.is_outcome_known
        assert server.names == [NAME]
        assert sent(server) == Receipt(stored_as=NAME)
        assert server.names == [NAME]


@pytest.mark.parametrize("drip", [b"", b"S", b"SSH-2.0-x\r\n\0\0\0\x0c"])
def test_a_server_that_says_nothing_useful_is_given_up(server: RunningSftp, drip: bytes) -> None:
    with useless_server(drip=drip, every_s=0.001) as port:
        began = time.monotonic()
        with pytest.raises(TemporaryFailure) as caught:
            sent(server, port=port, timeout_s=1)
    assert time.monotonic() - began < 10
    assert caught.value.is_outcome_known


def test_a_server_that_falls_silent_during_a_file_is_given_up(tmp_path: Path) -> None:
    class Slow(Served):
        async def write(self, file_obj: IO[bytes], *_: object) -> int:
            with file_obj:
                await asyncio.sleep(3600)
            return 0

    with sftp_server(tmp_path, served=Slow) as server:
        began = time.monotonic()
        with pytest.raises(TemporaryFailure, match="silent") as caught:
            sent(server, timeout_s=1)
        assert time.monotonic() - began < 10
        assert caught.value.is_outcome_known


def test_nothing_is_waited_for_when_the_process_is_to_end(tmp_path: Path) -> None:
    stop = threading.Event()

    class Slow(Served):
        async def write(self, file_obj: IO[bytes], *_: object) -> int:
            stop.set()
            with file_obj:
                await asyncio.sleep(3600)
            return 0

    with sftp_server(tmp_path, served=Slow) as server:
        began = time.monotonic()
        with pytest.raises(TemporaryFailure, match="process is to end"):
            sent(server, timeout_s=30, carrier=make_carrier(stop=stop))
        assert time.monotonic() - began < 5


def test_a_host_inside_our_own_network_is_not_connected_to(server: RunningSftp) -> None:
    with pytest.raises(TemporaryFailure, match="SYNDICATION_ALLOW_PRIVATE_NETWORKS"):
        sent(server, carrier=make_carrier(allowed="10.0.0.0/8"))


# Trying out, and settings.


def test_trying_out_writes_renames_and_leaves_nothing(server: RunningSftp) -> None:
    told = probe(settings(server.host_key, server.port), SECRETS, make_carrier())
    assert told == "The host key is right; files can be written and renamed in the folder of the login."
    assert server.names == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"host_key": "MD5:12:34"},
        {"host_key": "SHA256:short"},
        {"pattern": "x"},
        {"path": "a\nb"},
        {"host": ""},
        {"x": 1},
    ],
)
def test_settings_that_cannot_be_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        settings("", 22, **wrong)


def test_no_secret_is_needed_by_itself() -> None:
    assert set(SFTP.secrets) == SFTP.optional_secrets == {PASSWORD, PRIVATE_KEY, PASSPHRASE}
