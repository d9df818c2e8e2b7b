from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest
from flask import Flask, Response, send_file
from flask.testing import FlaskClient

from trends.pages import packed
from trends.pages.kept import Kept

SCRIPT = b"// a long script\n" * 200
PACKS = {"Accept-Encoding": "gzip, br, zstd"}
SUITE, ASSET = "/_dash-component-suites/dash/x.v1m2.js", "/assets/x.js"


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    server = Flask("files")
    path = tmp_path / "x.js"
    path.write_bytes(SCRIPT)

    @server.get(SUITE)
    def suite() -> Response:
        answer = Response(SCRIPT, mimetype="text/javascript")
        answer.cache_control.max_age = packed.FOREVER_SECONDS
        return answer

    @server.get(ASSET)
    def asset() -> Response:
        return send_file(path, mimetype="text/javascript")

    @server.get("/assets/picture.png")
    def picture() -> Response:
        return Response(SCRIPT, mimetype="image/png")

    @server.get("/assets/short.js")
    def short() -> Response:
        return Response(b"1;", mimetype="text/javascript")

    @server.get("/page")
    def page() -> Response:
        return Response(SCRIPT, mimetype="text/javascript")

    packed.install(server)
    return server.test_client()


@pytest.fixture
def packings(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The sizes of what was packed."""
    sizes: list[int] = []
    compress = brotli.compress

    def counted(content: bytes, quality: int) -> bytes:
        sizes.append(len(content))
        return compress(content, quality=quality)

    monkeypatch.setattr(packed.brotli, "compress", counted)
    return sizes


@pytest.mark.parametrize("address", [SUITE, ASSET])
def test_a_file_is_packed_once_for_all_readers_and_arrives_whole(
    client: FlaskClient, packings: list[int], address: str
) -> None:
    answers = [client.get(address, headers=PACKS) for _ in range(3)]
    assert packings == [len(SCRIPT)]
    for answer in answers:
        assert answer.headers["Content-Encoding"] == "br"
        assert "Accept-Encoding" in answer.headers["Vary"]
        assert int(answer.headers["Content-Length"]) == len(answer.data) < len(SCRIPT) / 10
        assert brotli.decompress(answer.data) == SCRIPT


@pytest.mark.parametrize("address", [SUITE, ASSET])
def test_a_reader_who_unpacks_nothing_gets_the_file_as_it_is(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert "Content-Encoding" not in answer.headers
    assert answer.data == SCRIPT


@pytest.mark.parametrize("address", [SUITE, f"{ASSET}?{packed.VERSION}=17"])
def test_an_address_with_a_version_is_kept_for_good(client: FlaskClient, address: str) -> None:
    for headers in ({}, PACKS):
        kept = client.get(address, headers=headers).cache_control
        assert (kept.immutable, kept.max_age, kept.no_cache) == (True, packed.FOREVER_SECONDS, None)


def test_an_address_without_one_is_asked_again_and_answered_in_a_word(client: FlaskClient) -> None:
    first = client.get(ASSET, headers=PACKS)
    assert not first.cache_control.immutable
    again = client.get(ASSET, headers={**PACKS, "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    other = client.get(ASSET, headers={**PACKS, "If-None-Match": '"another"'})
    assert other.status_code == 200


@pytest.mark.parametrize("address", ["/assets/picture.png", "/assets/short.js", "/page", "/assets/missing.js"])
def test_pictures_short_files_pages_and_errors_are_left_alone(
    client: FlaskClient, packings: list[int], address: str
) -> None:
    answer = client.get(address, headers=PACKS)
    assert "Content-Encoding" not in answer.headers
    assert packings == []


def test_another_version_of_a_file_is_packed_anew_and_the_oldest_goes_first(packings: list[int]) -> None:
    files: Kept[bytes] = Kept(2)
    for path, version in [("/a", "1"), ("/b", "1"), ("/a", "1"), ("/a", "2"), ("/b", "1")]:
        assert brotli.decompress(packed.packed(files, path, version, SCRIPT)) == SCRIPT
    assert len(packings) == 4, "/b was asked for longest ago, so it went when the third came"
