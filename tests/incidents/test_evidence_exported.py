"""A bundle: made once, on record, sound for anybody who checks it, and any change to it is named."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gatepost.cli.main import main
from gatepost.incidents.evidence import sealing
from gatepost.incidents.evidence.exporting import export_case
from gatepost.incidents.models import Access, Case, Evidence, EvidenceExport
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.records.door import history
from tests.incidents.desk import report
from tests.incidents.kept_things import item_in, png

SignIn = Callable[[Person], Client]
NOW = timezone.now()


@pytest.fixture
def case(cast: SimpleNamespace, settings: LazySettings, tmp_path: Path) -> Case:
    """A case with three items, of which the second is sealed."""
    settings.DATA = tmp_path / "data"
    settings.DATA.mkdir()
    case = report(cast, "something-else", by=cast.assistant, at=NOW)
    Access.objects.create(case=case, person=cast.approver, given_at=NOW)
    for colour in ("red", "green", "blue"):
        item_in(case, by=cast.assistant, at=NOW, content=png(colour))
    return case


def saved(case: Case, client: Client, folder: Path) -> Path:
    url = reverse("incidents:export", args=["ashlands", case.key])
    response = client.post(url, {"reason": "For PC 41"})
    assert response["Content-Disposition"].startswith("attachment") and "no-store" in response["Cache-Control"]  # fmt: skip
    path = folder / "bundle.zip"
    path.write_bytes(b"".join(response.streaming_content))  # type: ignore[attr-defined]
    return path


def verified(path: Path, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, dict[str, object]]:  # fmt: skip
    status = main(["verify", str(path), "--json", *more])
    return status, json.loads(capsys.readouterr().out)


def test_a_bundle_is_sound_and_agrees_with_the_ledger_and_with_the_hash_that_was_noted(
    case: Case, cast: SimpleNamespace, sign_in: SignIn, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:  # fmt: skip
    path = saved(case, sign_in(cast.approver), tmp_path)
    noted = EvidenceExport.objects.get()

    status, found = verified(path, capsys, "--manifest", noted.manifest)

    assert (status, found["sound"], found["problems"]) == (0, True, [])
    assert (found["items"], found["present"], found["stamped"]) == (3, 3, 0)
    assert found["ledger"]["sound"]  # type: ignore[index]
    assert "not-stamped" in [one["kind"] for one in found["notes"]]  # type: ignore[attr-defined]
    entry = history(case).get(event="evidence.exported")
    assert entry.details["manifest"] == noted.manifest
    assert noted.reason == "For PC 41"


def test_a_sealed_item_is_listed_without_a_byte_and_what_waits_is_left_out(
    case: Case, cast: SimpleNamespace, sign_in: SignIn, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:  # fmt: skip
    sealing.seal(Evidence.objects.get(number=2), by=cast.approver, at=NOW)
    sealing.clear(Evidence.objects.get(number=3), by=cast.approver, at=timezone.now())

    path = saved(case, sign_in(cast.approver), tmp_path)

    assert verified(path, capsys)[0] == 0
    with zipfile.ZipFile(path) as bundle:
        names = bundle.namelist()
        items = json.loads(bundle.read("manifest.json"))["items"]
    assert [one["state"] for one in items] == ["withheld", "sealed", "held"]
    assert "items/0003.png" in names and not [name for name in names if "0002" in name]
    assert "content" not in items[1]
    assert png("green") not in path.read_bytes()


def test_one_byte_that_is_changed_is_named(
    case: Case, cast: SimpleNamespace, sign_in: SignIn, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:  # fmt: skip
    path = saved(case, sign_in(cast.approver), tmp_path)
    content = bytearray(path.read_bytes())
    content[content.index(png("blue")) + 60] ^= 1
    path.write_bytes(content)

    status, found = verified(path, capsys)

    assert status == 1 and not found["sound"]
    assert 3 in [one["item"] for one in found["problems"]]  # type: ignore[attr-defined]


def test_nothing_of_a_bundle_is_left_on_the_disk(
    case: Case, cast: SimpleNamespace, settings: LazySettings
) -> None:
    made = export_case(case, reason="For PC 41", by=cast.approver, at=NOW)

    assert list(settings.DATA.iterdir()) == []
    made.file.close()


def test_a_file_that_was_altered_on_the_disk_is_not_exported(
    case: Case, cast: SimpleNamespace
) -> None:
    path = Evidence.objects.get(number=1).file.path
    path.write_bytes(path.read_bytes()[:-1] + b"x")

    with pytest.raises(NotPossible, match="was altered or cut off"):
        export_case(case, reason="For PC 41", by=cast.approver, at=NOW)

    assert not EvidenceExport.objects.exists()


def test_a_bundle_needs_a_reason(case: Case, cast: SimpleNamespace, sign_in: SignIn) -> None:
    url = reverse("incidents:export", args=["ashlands", case.key])

    response = sign_in(cast.approver).post(url, {"reason": " "})

    assert response.status_code == 400 and "Write what the bundle is for" in response.content.decode()  # fmt: skip
    assert not EvidenceExport.objects.exists()
