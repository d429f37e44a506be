from __future__ import annotations

import io
import stat
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.app.store import contents
from fairwitness.errors import StoreError

ROOM = 1 << 40


DATABASES = ("sqlite",)  # has nothing to do with one


def archive(*files: zipfile.ZipInfo | str, content: bytes = b"x") -> zipfile.ZipFile:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        for file in files:
            out.writestr(file, content)
    return zipfile.ZipFile(made)


def refused(found: zipfile.ZipFile, size: int = 1000, room: int = ROOM) -> str:
    with pytest.raises(StoreError) as caught:
        contents.refuse(found, "all.zip", size, room)
    return str(caught.value)


@pytest.mark.parametrize(
    "name",
    ["store.json", "trail.jsonl", "audits/a/plan.yaml", "audits/a-1/inputs/größe 1.csv", "audits/a/b/c/d.x"],
)
def test_the_names_that_an_export_has_are_allowed(name: str) -> None:
    contents.refuse(archive(name), "all.zip", 1000, ROOM)


@pytest.mark.parametrize(
    "name",
    ["../x", "audits/../x", "audits/a/../../x", "/etc/passwd", "audits//x", "audits/a/", "audits/A/x", "audits/x",
     "id.key", "fairwitness.db", "audits/a/..", "audits/a/.", "audits/a/.hidden", "audits\\a\\x", "audits/a/b\\..\\c",
     "audits/a/C:x", "C:/x", "audits/a/x\n", "audits/a/x.", "audits/a/" + "x" * 300, "trail.jsonl/x", "", "audits"],
)  # fmt: skip
def test_a_name_that_leads_elsewhere_is_refused(name: str) -> None:
    assert not contents.allowed(name)
    if name:
        assert "Nothing was imported" in refused(archive(name))


@given(st.text(st.sampled_from("a./\\:~C\0 "), max_size=12))
def test_what_is_allowed_never_leads_out(rest: str) -> None:
    name = f"audits/a/{rest}"
    if contents.allowed(name):
        parts = name.split("/")
        assert not {"", ".", ".."} & set(parts)
        assert not {"\\", ":", "\0"} & set(name)


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFDIR, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFSOCK])
def test_links_and_devices_are_refused(kind: int) -> None:
    info = zipfile.ZipInfo("audits/a/x")
    info.create_system, info.external_attr = 3, (kind | 0o777) << 16
    assert "a link or no plain file" in refused(archive(info))


def test_a_file_twice_is_refused_also_in_other_letters() -> None:
    assert "twice" in refused(archive("audits/a/x.csv", "audits/a/X.csv"))


def test_an_encrypted_file_is_refused() -> None:
    found = archive("audits/a/x.csv")
    found.infolist()[0].flag_bits |= 1
    assert "encrypted" in refused(found)


def test_what_swells_is_refused_and_what_is_small_may() -> None:
    found = archive("audits/a/x.csv", content=b"0" * 1_000_000)
    contents.refuse(found, "all.zip", 1000, ROOM)
    found.infolist()[0].file_size = 3 << 30
    assert "as an archive that is meant to fill a disk" in refused(found, 1 << 20)
    contents.refuse(found, "all.zip", 1 << 30, ROOM)


def test_what_the_disk_has_no_room_for_is_refused() -> None:
    large = archive("audits/a/x.csv", content=b"0" * 2_500_000)
    assert "needs 2.5 MB, and the disk has 1.2 MB free" in refused(large, room=1_200_000)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{}", "at 'made'"),
        ("[]", "was changed, or written by a later version"),
        ('{"format": "fairwitness/store/2"}', "at 'format'"),
    ],
)
def test_a_front_of_another_kind_is_refused(text: str, said: str) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as out:
        out.writestr("store.json", text)
    with pytest.raises(StoreError, match=said):
        contents.read_contents(zipfile.ZipFile(made), "all.zip")


def test_a_zip_of_another_kind_is_refused() -> None:
    with pytest.raises(StoreError, match="must be an archive that `fairwitness store export` has written"):
        contents.read_contents(archive("trail.jsonl"), "all.zip")
