"""Files by FTP, against a server of its own kind: plain, with AUTH TLS, and inside TLS."""

import errno
import hashlib
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from OpenSSL import SSL
from pydantic import TypeAdapter, ValidationError

from syndication.delivery.connections import Connections
from syndication.delivery.files import Filing, put
from syndication.delivery.ftp import FTP, PASSWORD, FtpSettings, Tls, probe, send
from syndication.delivery.ftp_client import Ftp, FtpStore
from syndication.delivery.model import Kind, Receipt
from syndication.delivery.names import DEFAULT_PATTERN
from syndication.delivery_errors import PermanentFailure, TemporaryFailure
from tests.syndication.delivery.parcels import make_carrier, make_parcel
from tests.syndication.delivery.servers import ftp as servers
from tests.syndication.delivery.servers.certificates import ServerCertificate, certificate_for
from tests.syndication.delivery.servers.ftp import AbstractedFS, RunningFtp, TLS_DTPHandler, ftp_server
from tests.syndication.delivery.servers.lines import line_to, useless_server

SECRETS = {PASSWORD: servers.PASSWORD}
NAME = "000000000012-000003-update-bf34ec99.xml"
PART = "outlet-full-files-000000000012.part"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningFtp]:
    with ftp_server(tmp_path / "partner") as running:
        yield running


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> ServerCertificate:
    return certificate_for("files.outlet.test", tmp_path_factory.mktemp("certificates"))


def settings(port: int, /, **changes: Any) -> FtpSettings:
    given = {"host": "files.outlet.test", "port": port, "user": servers.USER, "tls": Tls.NONE, "timeout_s": 3} | changes
    return TypeAdapter(FtpSettings).validate_json(json.dumps(given))


def sent(port: int, parcel: Any = None, *, secrets: Any = SECRETS, carrier: Any = None, **changes: Any) -> Receipt:
    return send(parcel or make_parcel(), settings(port, **changes), secrets, carrier or make_carrier())


def test_a_delivery_is_a_file(server: RunningFtp) -> None:
    parcel = make_parcel()
    assert sent(server.port, parcel) == Receipt(stored_as=NAME)
    assert server.names == [NAME]
    assert (server.root / NAME).read_bytes() == parcel.body


def test_it_has_its_name_only_when_it_is_whole(server: RunningFtp) -> None:
    sent(server.port, make_parcel(body=b"x" * 300_000))
    stored = server.commands.index(f"STOR {PART}")
    renamed = server.commands.index(f"RNTO {NAME}")
    assert stored < server.commands.index(f"SIZE {PART}") < renamed
    assert not any(NAME in line for line in server.commands[:renamed] if not line.startswith(("SIZE", "DELE")))


def test_folders_of_the_pattern_are_made(server: RunningFtp) -> None:
    (server.root / "in").mkdir()
    for sequence in (1, 2):
        sent(server.port, make_parcel(sequence=sequence), path="/in", pattern="{blog}/{language}/{sequence}.{ext}")
    assert server.names == [f"in/hanoi-summit/vi/00000000000{sequence}.xml" for sequence in (1, 2)]


def test_a_checksum_lies_there_before_its_file(server: RunningFtp) -> None:
    sent(server.port, has_checksum=True)
    digest = hashlib.sha256(make_parcel().body).hexdigest()
    assert (server.root / f"{NAME}.sha256").read_text() == f"{digest}  {NAME}\n"
    assert server.commands.index(f"STOR {NAME}.sha256") < server.commands.index(f"RNTO {NAME}")


def test_sending_again_changes_nothing(server: RunningFtp) -> None:
    sent(server.port)
    before = (server.root / NAME).stat()
    del server.commands[:]
    assert sent(server.port) == Receipt(stored_as=NAME)
    assert (server.root / NAME).stat().st_ino == before.st_ino
    assert not any(line.startswith(("STOR", "RNTO")) for line in server.commands)


def test_what_an_interrupted_upload_left_behind_is_replaced(server: RunningFtp) -> None:
    (server.root / PART).write_bytes(b"half of an older one, longer than this one is" * 1000)
    sent(server.port)
    assert server.names == [NAME]
    assert (server.root / NAME).read_bytes() == make_parcel().body


def test_other_bytes_under_the_name_are_replaced(server: RunningFtp) -> None:
    (server.root / NAME).write_bytes(b"something else")
    sent(server.port)
    assert (server.root / NAME).read_bytes() == make_parcel().body


def test_a_server_that_does_not_rename_over_a_file_gets_it_removed_first(tmp_path: Path) -> None:
    class Careful(AbstractedFS):  # type: ignore[misc]
        def rename(self, src: str, dst: str) -> None:
            if Path(dst).exists():
                raise FileExistsError(errno.EEXIST, "File exists")
            super().rename(src, dst)

    with ftp_server(tmp_path, behaviour={"abstracted_fs": Careful}) as server:
        (server.root / NAME).write_bytes(b"something else")
        sent(server.port)
        assert server.names == [NAME]
        assert (server.root / NAME).read_bytes() == make_parcel().body


def test_a_server_without_size_has_its_files_read(tmp_path: Path) -> None:
    def unknown(handler: Any, _path: str) -> None:
        handler.respond("502 Command not implemented.")

    with ftp_server(tmp_path, behaviour={"ftp_SIZE": unknown}) as server:
        sent(server.port)
        assert server.names == [NAME]
        assert f"RETR {PART}" in server.commands


# One file for each text, replaced by newer versions.

NEWEST = "{blog}/{guid}-{language}.{ext}"


def test_a_newer_version_replaces_the_one_before(server: RunningFtp) -> None:
    for version in (3, 4, 10):
        sent(server.port, make_parcel(version=version, body=b"%d" % version), pattern=NEWEST)
    (shown,) = (server.root / "hanoi-summit").glob("[!.]*")
    assert shown.read_bytes() == b"10"


def test_an_older_version_never_does(server: RunningFtp) -> None:
    sent(server.port, make_parcel(version=10, body=b"10", kind=Kind.KILL), pattern=NEWEST)
    with pytest.raises(PermanentFailure, match="version 10 has been filed already, version 9 is older"):
        sent(server.port, make_parcel(version=9, body=b"9"), pattern=NEWEST)
    (shown,) = (server.root / "hanoi-summit").glob("[!.]*")
    assert shown.read_bytes() == b"10"


def test_nor_after_the_partner_has_taken_the_file_away(server: RunningFtp) -> None:
    sent(server.port, make_parcel(version=10), pattern=NEWEST)
    (shown,) = (server.root / "hanoi-summit").glob("[!.]*")
    shown.unlink()
    with pytest.raises(PermanentFailure, match="older"):
        sent(server.port, make_parcel(version=9), pattern=NEWEST)


def test_one_version_that_looks_otherwise_now_replaces_itself(server: RunningFtp) -> None:
    for body in (b"a", b"b"):
        sent(server.port, make_parcel(body=body), pattern=NEWEST)
    (shown,) = (server.root / "hanoi-summit").glob("[!.]*")
    assert shown.read_bytes() == b"b"


# TLS.


@contextmanager
def tls_server(root: Path, certificate: ServerCertificate, **how: Any) -> Iterator[RunningFtp]:
    with ftp_server(root, certificate=certificate.bundle, **how) as running:
        yield running


@pytest.mark.parametrize("tls", [Tls.EXPLICIT, Tls.IMPLICIT])
def test_tls_protects_commands_and_files(tmp_path: Path, certificate: ServerCertificate, tls: Tls) -> None:
    seen = bytearray()

    def note(_who: str, piece: bytes) -> bool:
        seen.extend(piece)
        return True

    parcel = make_parcel(body=b"all texts are secret " * 10_000)
    with (
        tls_server(tmp_path, certificate, is_implicit=tls is Tls.IMPLICIT) as server,
        line_to(server.port, note) as line,
    ):
        sent(line.port, parcel, tls=tls, ca_certificate=certificate.authority)
        assert (server.root / NAME).read_bytes() == parcel.body
        assert "PROT P" in server.commands
    assert len(seen) > 1_000
    assert servers.PASSWORD.encode() not in seen
    assert NAME.encode() not in seen


def test_a_certificate_of_an_unknown_authority_is_not_trusted(tmp_path: Path, certificate: ServerCertificate) -> None:
    with tls_server(tmp_path, certificate) as server:
        with pytest.raises(TemporaryFailure, match="certificate is not trusted"):
            sent(server.port, tls=Tls.EXPLICIT)
        assert "PASS" not in server.commands


def test_a_certificate_for_another_name_is_not_trusted(tmp_path: Path, certificate: ServerCertificate) -> None:
    with tls_server(tmp_path, certificate) as server:
        with pytest.raises(TemporaryFailure, match="certificate is not trusted"):
            sent(server.port, tls=Tls.EXPLICIT, ca_certificate=certificate.authority, host="other.outlet.test")
        assert "PASS" not in server.commands


def test_a_pinned_certificate_is_enough(tmp_path: Path, certificate: ServerCertificate) -> None:
    with tls_server(tmp_path, certificate) as server:
        pin = ":".join(certificate.sha256[at : at + 2] for at in range(0, 64, 2)).upper()
        sent(server.port, tls=Tls.EXPLICIT, certificate_sha256=pin, host="other.outlet.test")
        assert server.names == [NAME]


def test_another_certificate_than_the_pinned_one_is_not_trusted(tmp_path: Path, certificate: ServerCertificate) -> None:
    with tls_server(tmp_path, certificate) as server:
        with pytest.raises(TemporaryFailure, match=f"another one than the pinned one: {certificate.sha256}"):
            sent(
                server.port,
                tls=Tls.EXPLICIT,
                certificate_sha256="ab" * 32,
                ca_certificate=certificate.authority,
            )
        assert "PASS" not in server.commands


def test_data_connections_continue_the_session_of_the_control_connection(
    tmp_path: Path, certificate: ServerCertificate
) -> None:
    reused: list[bool] = []

    class Noting(TLS_DTPHandler):  # type: ignore[misc]
        def close(self) -> None:
            if isinstance(self.socket, SSL.Connection):
                reused.append(bool(SSL._lib.SSL_session_reused(self.socket._ssl)))
            super().close()

    with tls_server(tmp_path, certificate, behaviour={"dtp_handler": Noting}) as server:
        for sequence in (1, 2):
            sent(
                server.port,
                make_parcel(sequence=sequence),
                tls=Tls.EXPLICIT,
                ca_certificate=certificate.authority,
            )
    assert len(reused) >= 2
    assert all(reused)


def test_a_server_without_tls_gets_no_password(server: RunningFtp) -> None:
    with pytest.raises(TemporaryFailure, match="500"):
        sent(server.port, tls=Tls.EXPLICIT)
    assert "PASS" not in server.commands


# What goes wrong at the server.


def test_a_wrong_password_can_be_corrected_and_is_not_told(server: RunningFtp) -> None:
    with pytest.raises(TemporaryFailure) as caught:
        sent(server.port, secrets={PASSWORD: "hunter2 is wrong"})
    assert "login was refused (530)" in str(caught.value)
    assert "hunter2" not in str(caught.value)
    assert caught.value.is_outcome_known


def test_a_server_that_repeats_the_password_is_not_quoted(tmp_path: Path) -> None:
    def parrot(handler: Any, line: str) -> None:
        handler.respond(f"530 {line} is not the password")

    with ftp_server(tmp_path, behaviour={"ftp_PASS": parrot}) as server, pytest.raises(TemporaryFailure) as caught:
        sent(server.port)
    chain: list[BaseException | None] = [caught.value, caught.value.__cause__]
    assert not any(servers.PASSWORD in str(error) for error in chain if error)


@pytest.mark.parametrize("password", ["a\r\nDELE x", "a\nb", "a\0b"])
def test_a_password_cannot_hold_commands(server: RunningFtp, password: str) -> None:
    with pytest.raises(TemporaryFailure, match="control character"):
        sent(server.port, secrets={PASSWORD: password})
    assert "PASS" not in server.commands


def test_a_folder_that_is_not_there_waits_for_somebody_to_make_it(server: RunningFtp) -> None:
    with pytest.raises(TemporaryFailure, match="550") as caught:
        sent(server.port, path="/missing")
    assert caught.value.is_outcome_known


def test_no_right_to_write_waits_too(tmp_path: Path) -> None:
    with ftp_server(tmp_path, permissions="elr") as server, pytest.raises(TemporaryFailure, match="550"):
        sent(server.port)


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    class Full(AbstractedFS):  # type: ignore[misc]
        def open(self, filename: str, mode: str) -> Any:
            opened = super().open(filename, mode)
            if "w" in mode:
                opened.write = self.full
            return opened

        @staticmethod
        def full(_piece: bytes) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    behaviour = {"abstracted_fs": Full}
    with ftp_server(tmp_path, behaviour=behaviour) as server, pytest.raises(TemporaryFailure) as caught:
        sent(server.port, make_parcel(body=b"x" * 200_000))
    assert caught.value.is_outcome_known
    assert not (tmp_path / NAME).exists()


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        ("452 no space", TemporaryFailure),
        ("552 quota exceeded", TemporaryFailure),
        ("550 access denied", TemporaryFailure),
        # What vsftpd says for want of rights.
        ("553 Could not create file.", TemporaryFailure),
        ("501 bad name", PermanentFailure),
    ],
)
def test_answers_are_temporary_unless_the_name_itself_is_refused(tmp_path: Path, answer: str, failure: type) -> None:
    def refuse(handler: Any, _path: str, mode: str = "w") -> None:
        handler.respond(answer)

    with ftp_server(tmp_path, behaviour={"ftp_STOR": refuse}) as server, pytest.raises(failure, match=answer[:3]):
        sent(server.port)


def test_a_rename_that_fails_is_known_to_have_failed(tmp_path: Path) -> None:
    def refuse(handler: Any, _path: str) -> None:
        handler.respond("550 Rename failed.")

    with ftp_server(tmp_path, behaviour={"ftp_RNTO": refuse}) as server:
        with pytest.raises(TemporaryFailure, match="Rename failed") as caught:
            sent(server.port)
        assert caught.value.is_outcome_known
        assert NAME not in server.names


def test_fewer_bytes_than_were_sent_are_noticed(tmp_path: Path) -> None:
    class Lossy(AbstractedFS):  # type: ignore[misc]
        def open(self, filename: str, mode: str) -> Any:
            opened = super().open(filename, mode)
            if "w" in mode:
                write = opened.write
                opened.write = lambda piece: write(piece[:-1]) + 1
            return opened

    with ftp_server(tmp_path, behaviour={"abstracted_fs": Lossy}) as server:
        with pytest.raises(TemporaryFailure, match="bytes have arrived"):
            sent(server.port)
        assert NAME not in server.names


def test_the_address_a_server_names_for_data_is_not_connected_to(tmp_path: Path) -> None:
    with ftp_server(tmp_path, behaviour={"masquerade_address": "10.9.8.7"}) as server:
        sent(server.port)
        assert server.names == [NAME]


def test_a_server_with_an_ipv6_address_is_reached(tmp_path: Path) -> None:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("no IPv6 on this machine")
    with ftp_server(tmp_path, address="::1") as server:
        sent(server.port, carrier=make_carrier(allowed="::1/128", resolve=lambda _host, _port: ("::1",)))
        assert server.names == [NAME]
        assert "EPSV" in server.commands


def test_a_low_port_for_data_is_not_connected_to(tmp_path: Path) -> None:
    def trick(handler: Any, _line: str) -> None:
        handler.respond("227 Entering passive mode (127,0,0,1,0,25).")

    with (
        ftp_server(tmp_path, behaviour={"ftp_PASV": trick}) as server,
        pytest.raises(TemporaryFailure, match="port 25"),
    ):
        sent(server.port)


# What goes wrong on the way.


def cutting(when: Callable[[bytes], bool]) -> Callable[[str, bytes], bool]:
    def carries(who: str, piece: bytes) -> bool:
        if who == "client" and when(piece):
            raise ConnectionError
        return True

    return carries


def test_a_line_that_breaks_before_the_rename_leaves_no_name_and_the_next_attempt_makes_it(server: RunningFtp) -> None:
    with (
        line_to(server.port, cutting(lambda piece: piece.startswith(b"RNFR"))) as line,
        pytest.raises(TemporaryFailure),
    ):
        sent(line.port)
    assert server.names == [PART]
    sent(server.port)
    assert server.names == [NAME]


def test_an_answer_that_gets_lost_leaves_the_outcome_unknown_and_sending_again_settles_it(server: RunningFtp) -> None:
    renaming = threading.Event()

    def carries(who: str, piece: bytes) -> bool:
        if who == "client" and piece.startswith(b"RNTO"):
            renaming.set()
        if who == "server" and renaming.is_set():
            raise ConnectionError
        return True

    with line_to(server.port, carries) as line, pytest.raises(TemporaryFailure) as caught:
        sent(line.port)
    assert not caught.value.is_outcome_known
    assert server.names == [NAME]
    assert sent(server.port) == Receipt(stored_as=NAME)
    assert server.names == [NAME]


def test_a_control_connection_cut_in_the_middle_of_a_file_leaves_no_name(server: RunningFtp) -> None:
    with (
        line_to(server.port, cutting(lambda piece: piece.startswith(b"STOR"))) as line,
        pytest.raises(TemporaryFailure, match=r"closed the connection|connection broke") as caught,
    ):
        sent(line.port, make_parcel(body=b"x" * 1_000_000))
    assert caught.value.is_outcome_known
    assert NAME not in server.names


@pytest.mark.parametrize("tls", [Tls.NONE, Tls.IMPLICIT])
def test_a_server_that_accepts_and_falls_silent_is_given_up(tls: Tls) -> None:
    with useless_server() as port:
        began = time.monotonic()
        with pytest.raises(TemporaryFailure, match="silent") as caught:
            sent(port, timeout_s=1, tls=tls)
    assert time.monotonic() - began < 5
    assert caught.value.is_outcome_known


def test_a_server_that_falls_silent_during_the_rename_leaves_the_outcome_unknown(server: RunningFtp) -> None:
    is_open = threading.Event()

    def carries(who: str, piece: bytes) -> bool:
        if piece.startswith(b"RNTO"):
            is_open.set()
        return who == "client" or not is_open.is_set()

    with line_to(server.port, carries) as line, pytest.raises(TemporaryFailure, match="silent") as caught:
        sent(line.port, timeout_s=1)
    assert not caught.value.is_outcome_known


def test_nothing_is_waited_for_when_the_process_is_to_end() -> None:
    stop = threading.Event()
    timer = threading.Timer(0.3, stop.set)
    with useless_server() as port:
        timer.start()
        began = time.monotonic()
        with pytest.raises(TemporaryFailure, match="process is to end"):
            sent(port, timeout_s=30, carrier=make_carrier(stop=stop))
    timer.join()
    assert time.monotonic() - began < 5


def test_a_process_that_was_held_up_gives_no_name_when_its_time_is_over(server: RunningFtp) -> None:
    """Meanwhile another process may have sent something newer."""
    late = Connections(make_carrier(), silence_s=3, total_s=0.0)

    class TimeIsOver(Exception):
        pass

    def still() -> None:
        with pytest.raises(TemporaryFailure, match="too long altogether"):
            late.check()
        raise TimeIsOver

    with Connections(make_carrier(), silence_s=3) as connections:
        ftp = Ftp(connections, context=None)
        ftp.open("files.outlet.test", server.port, services=(), is_implicit=False)
        try:
            ftp.login(servers.USER, servers.PASSWORD)
            ftp.voidcmd("TYPE I")
            filing = Filing(pattern=DEFAULT_PATTERN, has_checksum=False)
            with pytest.raises(TimeIsOver):
                put(FtpStore(ftp, connections), make_parcel(), filing, still)
        finally:
            ftp.hang_up()
    assert server.names == [PART]


def test_a_host_inside_our_own_network_is_not_connected_to(server: RunningFtp) -> None:
    with pytest.raises(TemporaryFailure, match="SYNDICATION_ALLOW_PRIVATE_NETWORKS"):
        sent(server.port, carrier=make_carrier(allowed="10.0.0.0/8"))
    assert server.commands == []


def test_a_port_of_another_service_is_not_connected_to() -> None:
    with pytest.raises(TemporaryFailure, match="port 25 is not asked"):
        sent(25)


def test_a_server_that_speaks_something_else_is_a_failure() -> None:
    drip = b"HTTP/1.1 400 Bad Request\r\n"
    with useless_server(drip=drip, every_s=0.0005) as port, pytest.raises(TemporaryFailure):
        sent(port)


# Trying out, and settings.


def test_trying_out_writes_renames_and_leaves_nothing(server: RunningFtp) -> None:
    told = probe(settings(server.port), SECRETS, make_carrier())
    assert told == "Files can be written and renamed in the folder of the login. Nothing is encrypted."
    assert server.names == []
    assert any(line.startswith("RNTO") for line in server.commands)


def test_trying_out_shows_the_certificate_that_could_be_pinned(tmp_path: Path, certificate: ServerCertificate) -> None:
    with tls_server(tmp_path, certificate) as server:
        how = settings(server.port, tls=Tls.EXPLICIT, ca_certificate=certificate.authority)
        assert certificate.sha256 in probe(how, SECRETS, make_carrier())


@pytest.mark.parametrize(
    "wrong",
    [
        {"host": "ftp://outlet.test"},
        {"host": "a b"},
        {"host": "-x"},
        {"port": 0},
        {"user": ""},
        {"user": "a\nb"},
        {"path": "a\r\nDELE b"},
        {"pattern": "latest.xml"},
        {"ca_certificate": "not PEM"},
        {"certificate_sha256": "12"},
        {"timeout_s": 31},
        {"unknown": 1},
    ],
)
def test_settings_that_cannot_be_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        settings(21, **wrong)


def test_the_kind_is_registered_under_its_name() -> None:
    assert (FTP.name, FTP.settings, set(FTP.secrets)) == ("ftp", FtpSettings, {PASSWORD})
