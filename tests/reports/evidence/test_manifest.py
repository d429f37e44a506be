"""The list of a bundle: every file but two, and the first that is not as listed is named."""

import json

import pytest

from fairwitness.errors import AlteredError, EvidenceError
from fairwitness.reports.evidence.manifest import (
    ATTESTATION,
    MANIFEST,
    Manifest,
    digest,
    listed,
    read_manifest,
    refuse_other_files,
)

FILES = {"a": b"one", "b": b"two"}


@pytest.fixture
def manifest():
    return Manifest(record="ab", version="1", files=listed(FILES))


def with_list(manifest, **files):
    return {**FILES, **files, MANIFEST: manifest.to_json(), ATTESTATION: b""}


def test_the_digest_is_sha_256_of_fips_180():
    assert digest(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_it_is_read_back_and_fits(manifest):
    files = with_list(manifest)
    assert read_manifest(files, "z") == manifest
    refuse_other_files(manifest, files, "z")
    assert [one.name for one in listed(files)] == ["a", "b"]


def test_what_does_not_fit_is_named(manifest):
    with pytest.raises(
        AlteredError, match=r"^'b' was altered: its SHA-256 must be 3fc4ccfe745870e2…, and it is "
    ):
        refuse_other_files(manifest, with_list(manifest, b=b"twO"), "z")
    with pytest.raises(
        AlteredError, match=r"'z' must hold 'a', which its manifest lists\. The file is missing"
    ):
        refuse_other_files(manifest, {"b": b"two", MANIFEST: manifest.to_json()}, "z")
    with pytest.raises(AlteredError, match="'c' is not among them"):
        refuse_other_files(manifest, with_list(manifest, c=b""), "z")


def test_a_list_that_says_the_same_in_other_bytes(manifest):
    files = with_list(manifest)
    files[MANIFEST] = json.dumps(json.loads(files[MANIFEST])).encode()
    with pytest.raises(AlteredError, match="is not as a bundle writes it"):
        refuse_other_files(read_manifest(files, "z"), files, "z")
    wrong = manifest.model_copy(
        update={"files": (manifest.files[0].model_copy(update={"bytes": 4}), manifest.files[1])}
    )
    with pytest.raises(AlteredError, match="is not as a bundle writes it"):
        refuse_other_files(wrong, with_list(wrong), "z")


def test_none_broken_and_later_ones(manifest):
    with pytest.raises(
        EvidenceError, match=r"must hold manifest\.json\. 'z' has none; is it another kind of zip"
    ):
        read_manifest({}, "z")
    later = manifest.to_json().replace(b"bundle/1", b"bundle/2")
    with pytest.raises(
        EvidenceError, match="Got 'fairwitness/bundle/2' instead; a later version wrote it"
    ) as caught:
        read_manifest({MANIFEST: later}, "z")
    assert not isinstance(caught.value, AlteredError)
    for broken in (
        b"",
        b"{}",
        b"[]",
        manifest.to_json()[:-20],
        manifest.to_json().replace(b'"version"', b'"Version"'),
    ):
        with pytest.raises(AlteredError, match="was altered"):
            read_manifest({MANIFEST: broken}, "z")
