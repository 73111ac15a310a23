"""Encrypted fields: what lies in the database, what opens, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import connection, models
from django.utils import timezone
from django.views.debug import ExceptionReporter
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from gatepost.vault import keys
from gatepost.vault.fields import EncryptedJSONField, EncryptedTextField
from gatepost.vault.models import SealedFile
from gatepost.vault.sealing import Unopenable, seal, unseal

PLACE = "incidents.note.text"
SECRET = "Nadia said so in the corridor"


def make_row(data_key: str = SECRET, name: str = "a" * 32) -> SealedFile:
    """The vault's own model has an encrypted field, which serves as an example of all."""
    return SealedFile.objects.create(
        name=name, data_key=data_key, size=0, sha256="", created_at=timezone.now()
    )


def stored(row: SealedFile) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT data_key FROM vault_sealedfile WHERE id = %s", [row.pk])
        return str(cursor.fetchone()[0])


@given(st.binary(max_size=2000), st.text(max_size=50))
def test_what_is_sealed_opens_for_the_same_place_and_no_other(content: bytes, place: str) -> None:
    sealed = seal(content, place=place)

    assert unseal(sealed, place=place) == content
    with pytest.raises(Unopenable):
        unseal(sealed, place=place + ".")


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_a_value_with_any_byte_changed_does_not_open(where: int, change: int) -> None:
    sealed = bytearray(seal(SECRET.encode(), place=PLACE), "ascii")
    at = where % len(sealed)
    sealed[at] = (sealed[at] + change) % 128 if (change % 128) else sealed[at] ^ 1

    try:
        opened = unseal(sealed.decode("ascii"), place=PLACE)
    except (Unopenable, keys.KeyMissing):
        return
    # The last letter of base64 has bits that mean nothing.
    assert opened == SECRET.encode()
    assert at >= len(sealed) - 2


def test_the_same_text_looks_different_each_time() -> None:
    assert seal(b"yes", place=PLACE) != seal(b"yes", place=PLACE)


@pytest.mark.parametrize(
    "sealed", ["", "plain text", "gp1.1-00000000", "gp2.1-00000000.AAAA", "gp1.1-00000000.!"]
)
def test_what_was_never_sealed_is_told(sealed: str) -> None:
    with pytest.raises(Unopenable, match=r"A value of incidents\.note\.text"):
        unseal(sealed, place=PLACE)


def test_an_error_never_says_what_was_inside() -> None:
    sealed = seal(SECRET.encode(), place=PLACE)

    with pytest.raises(Unopenable) as caught:
        unseal(sealed[:-4] + "AAAA", place=PLACE)

    assert SECRET not in str(caught.value)
    page = ExceptionReporter(None, *caught._excinfo).get_traceback_text()  # type: ignore[misc]
    assert bytes(range(32)).hex() not in page
    assert repr(bytes(range(32))) not in page


def test_the_database_holds_no_word_of_it(db: None) -> None:
    row = make_row()

    assert SECRET not in stored(row)
    assert stored(row).startswith("gp1.1-00000000.")
    assert SealedFile.objects.get().data_key == SECRET
    assert list(SealedFile.objects.values_list("data_key", flat=True)) == [SECRET]


@pytest.mark.parametrize("text", ["", "Zoë 🙂\n", "x" * 100_000])
def test_any_text_comes_back_as_it_was(db: None, text: str) -> None:
    make_row(text)

    assert SealedFile.objects.get().data_key == text


def test_bulk_changes_are_encrypted_too(db: None) -> None:
    rows = [make_row(name=letter * 32) for letter in "ab"]
    for row in rows:
        row.data_key = f"new {row.name[0]}"
    SealedFile.objects.bulk_update(rows, ["data_key"])

    assert [row.data_key for row in SealedFile.objects.order_by("name")] == ["new a", "new b"]
    assert stored(rows[0]).startswith("gp1.")

    SealedFile.objects.update(data_key="the same")

    assert {row.data_key for row in SealedFile.objects.all()} == {"the same"}
    assert stored(rows[0]).startswith("gp1.")


@pytest.mark.parametrize(
    "lookup", ["exact", "iexact", "contains", "startswith", "in", "gt", "regex"]
)
def test_an_encrypted_field_cannot_be_searched(lookup: str) -> None:
    value = ["a"] if lookup == "in" else "a"
    with pytest.raises(FieldError, match=r"vault\.sealedfile\.data_key is encrypted"):
        SealedFile.objects.filter(**{f"data_key__{lookup}": value}).count()


def test_whether_there_is_a_value_can_be_asked(db: None) -> None:
    make_row()

    assert SealedFile.objects.filter(data_key__isnull=False).count() == 1
    assert SealedFile.objects.filter(data_key__isnull=True).count() == 0
    assert SealedFile.objects.filter(data_key=None).count() == 0
    assert SealedFile.objects.exclude(data_key=None).count() == 1


def test_a_value_that_was_copied_into_another_column_does_not_open(db: None) -> None:
    row = make_row()
    moved = seal(SECRET.encode(), place="channels.credential.password")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE vault_sealedfile SET data_key = %s WHERE id = %s", [moved, row.pk])

    with pytest.raises(Unopenable, match="moved from elsewhere"):
        SealedFile.objects.get()


def test_json_is_kept_as_it_is_and_null_stays_null() -> None:
    class Card(models.Model):
        content = EncryptedJSONField(null=True)
        renamed = EncryptedTextField(bound_to="vault.card.first_name")

        class Meta:
            app_label = "vault"
            managed = False

        def __str__(self) -> str:
            return "card"

    field = Card._meta.get_field("content")
    assert isinstance(field, EncryptedJSONField)
    value = {"a": [1, "ü", None, True]}
    kept = field.get_db_prep_save(value, connection)
    assert "ü" not in kept
    assert field.from_db_value(kept) == value
    assert field.get_db_prep_save(None, connection) is None
    assert field.from_db_value(None) is None
    assert field.place == "vault.card.content"

    renamed = Card._meta.get_field("renamed")
    assert isinstance(renamed, EncryptedTextField)
    assert renamed.place == "vault.card.first_name"
    assert renamed.deconstruct()[3] == {"bound_to": "vault.card.first_name"}
    assert json.loads(json.dumps(value)) == value


def test_the_newest_key_encrypts_and_all_decrypt(db: None, keys_folder: Path) -> None:
    old = make_row(name="a" * 32)
    second = keys.make_key(keys_folder)
    new = make_row(name="b" * 32)

    assert stored(old).startswith("gp1.1-")
    assert stored(new).startswith(f"gp1.{second}.")
    assert {row.data_key for row in SealedFile.objects.all()} == {SECRET}


def test_the_tenth_key_is_newer_than_the_ninth(keys_folder: Path) -> None:
    for _ in range(9):
        keys.make_key(keys_folder)

    assert [keys.number_of(name) for name, _ in keys.ring()] == list(range(10, 0, -1))


def test_a_retired_key_still_opens_what_it_locked(db: None, keys_folder: Path) -> None:
    row = make_row()
    first = keys.newest()[0]
    keys.make_key(keys_folder)

    keys.retire(keys_folder, key_id=first)

    assert [name for name, _ in keys.ring()] == [keys.newest()[0]]
    assert first not in dict(keys.ring())
    row.refresh_from_db()
    assert row.data_key == SECRET


def test_a_key_that_is_lost_is_named(db: None, keys_folder: Path) -> None:
    make_row()
    lost = keys.newest()[0]
    keys.make_key(keys_folder)
    (keys_folder / lost).unlink()

    with pytest.raises(keys.KeyMissing, match=f"The key {lost} is not in the folder"):
        SealedFile.objects.get()


def test_without_any_key_nothing_is_stored(db: None, settings: Settings) -> None:
    settings.VAULT_KEYS = []

    with pytest.raises(keys.KeyMissing, match="no key to encrypt with"):
        make_row()


def test_a_key_that_was_cut_short_is_told(keys_folder: Path) -> None:
    name = keys.make_key(keys_folder)
    (keys_folder / name).write_bytes(b"short")

    with pytest.raises(ImproperlyConfigured, match="has 5 bytes and should have 32"):
        keys.read_keys(keys_folder)


def test_keys_are_for_their_owner_alone(keys_folder: Path) -> None:
    assert {path.stat().st_mode & 0o777 for path in keys_folder.iterdir()} == {0o600}
    assert keys_folder.stat().st_mode & 0o777 == 0o700
