import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from honour.backups.archive import CHUNK, archive_key, read_chunks, read_header, write_archive
from honour.backups.errors import ArchiveDamagedError

KEY = archive_key(b"s" * 32, b"salt")
HERE = Path("data.honour")


def written(content: bytes, piece: int = 70_000) -> bytes:
    file = io.BytesIO()
    pieces = (content[at : at + piece] for at in range(0, len(content), piece))
    assert write_archive(file, {"kind": "data"}, KEY, pieces) == len(content)
    return file.getvalue()


def read(archive: bytes, key: bytes = KEY) -> bytes:
    file = io.BytesIO(archive)
    return b"".join(read_chunks(file, HERE, read_header(file, HERE), key))


@settings(deadline=None, max_examples=12)
@given(st.integers(0, 3), st.integers(-1, 1), st.integers(1, 2 * CHUNK))
def test_what_goes_in_comes_out_whatever_its_size(chunks, off, piece):
    content = bytes(range(256)) * 4096 * chunks + b"x" * max(off, 0)
    assert read(written(content, piece)) == content


def test_the_content_does_not_stand_in_the_file():
    assert b"Asha Patel" not in written(b"Asha Patel" * 1000)


@pytest.mark.parametrize("at", [0, 5, 9, 14, 40, 5_000, CHUNK + 200, -20, -1])
def test_one_changed_byte_is_found(at):
    archive = bytearray(written(b"y" * (CHUNK + 10_000)))
    archive[at] ^= 1
    with pytest.raises(ArchiveDamagedError):
        read(bytes(archive))


@pytest.mark.parametrize("keep", [0, 4, 20, 100, CHUNK, CHUNK + 60, -1])
def test_an_archive_cut_short_is_found(keep):
    archive = written(b"z" * (2 * CHUNK + 5))
    with pytest.raises(ArchiveDamagedError):
        read(archive[:keep])


def test_an_archive_cut_after_a_whole_chunk_is_found():
    archive = written(b"z" * (2 * CHUNK + 5))
    header = archive.index(b"}") + 1
    with pytest.raises(ArchiveDamagedError):
        read(archive[: header + CHUNK + 16])


def test_chunks_that_change_places_are_found():
    archive = written(b"a" * CHUNK + b"b" * CHUNK + b"c")
    start = archive.index(b"}") + 1
    size = CHUNK + 16
    first, second, rest = (
        archive[start : start + size],
        archive[start + size : start + 2 * size],
        archive[start + 2 * size :],
    )
    with pytest.raises(ArchiveDamagedError, match="near byte 0"):
        read(archive[:start] + second + first + rest)


def test_another_key_opens_nothing_and_the_message_says_what_to_do():
    with pytest.raises(ArchiveDamagedError, match="keys that belong to this one"):
        read(written(b"secret"), archive_key(b"t" * 32, b"salt"))


def test_a_file_of_another_kind_is_named_as_such():
    with pytest.raises(ArchiveDamagedError, match="not one of Honour's archives"):
        read(b"PK\x03\x04 something else entirely")
