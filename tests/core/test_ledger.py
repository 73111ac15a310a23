"""The ledger: what may be sealed, and that no change to a sealed chain goes unfound."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gatepost.core.ledger import (
    GENESIS,
    Checkpoint,
    ExportError,
    Happening,
    Head,
    Header,
    Kept,
    Known,
    LedgerError,
    Report,
    Signer,
    digest,
    export_lines,
    fingerprint,
    hash_of,
    is_digest_of,
    seal,
    verify,
    verify_export,
)

TIMES = int(os.environ.get("GATEPOST_TEST_TIMES", "1"))
AT = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)
SIGNER = Signer(b"s" * 32)
STRANGER = Signer(b"x" * 32)
HAPPENING = Happening(
    at=AT,
    event="policy.signed",
    subject_kind="policies.adoption",
    subject_id="7",
    by="people.person:12",
    because=["ashlands@1f3a9c02/reply-in-a-day"],
    details={"text": digest("agreed", key=b"k" * 32), "count": 3},
)


def sealed_chain(
    length: int, *, chain: str = "school-1", event: str = "policy.signed"
) -> list[Kept]:
    entries, previous = [], GENESIS
    for number in range(1, length + 1):
        happening = Happening(
            at=AT + timedelta(minutes=number),
            event=event,
            subject_kind="policies.adoption",
            subject_id=str(number),
            by=f"people.person:{number % 5}",
            details={"count": number * 7},
        )
        sealed = seal(happening, chain=chain, number=number, previous=previous)
        entries.append(Kept(number, sealed.body, sealed.hash))
        previous = sealed.hash
    return entries


def signed_heads(entries: Sequence[Kept], *, every: int) -> list[Checkpoint]:
    return [
        SIGNER.checkpoint(Head("school-1", one.number, one.hash), at=AT)
        for one in entries
        if one.number % every == 0
    ]


def exported(
    entries: Sequence[Kept], heads: Sequence[Checkpoint] = (), *, by: Signer = SIGNER
) -> list[bytes]:
    header = Header("school-1", "ashlands", [by.public_key], AT)
    return list(export_lines(header, entries, heads, signer=by))


@cache
def sound_lines(length: int, every: int) -> tuple[bytes, ...]:
    entries = sealed_chain(length)
    return tuple(exported(entries, signed_heads(entries, every=every)))


def checked(lines: Sequence[bytes], **more: Any) -> Report:
    return verify_export(io.BytesIO(b"".join(line + b"\n" for line in lines)), **more)


def entry_lines(lines: Sequence[bytes]) -> list[int]:
    """Where the entries are: entry n on the line with index result[n - 1]."""
    return [at for at, line in enumerate(lines) if line.startswith(b'{"hash"')]


def named(report: Report) -> set[int]:
    """Every entry that some finding names."""
    return {
        number
        for one in report.findings
        if one.number is not None
        for number in range(one.number, (one.last or one.number) + 1)
    }


def resealed(line: bytes, **changes: Any) -> bytes:
    """An entry with some fields changed, and a hash that fits it."""
    fields = {**json.loads(line)["entry"], **changes}
    body = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    return f'{{"hash":"{hash_of(body.encode())}","entry":{body}}}'.encode()


def rewritten(lines: Sequence[bytes], number: int) -> list[bytes]:
    """Entry `number` changed, and all later ones sealed anew upon it, as one can without the key."""
    places, new = entry_lines(lines), list(lines)
    changes: dict[str, Any] = {"event": "policy.withdrawn"}
    for place in places[number - 1 :]:
        new[place] = resealed(new[place], **changes)
        changes = {"previous": json.loads(new[place])["hash"]}
    return new


def test_an_entry_has_one_form() -> None:
    sealed = seal(HAPPENING, chain="school-1", number=1, previous=GENESIS)

    assert sealed.body == (
        '{"chain":"school-1","number":1,"previous":"'
        + GENESIS
        + '","at":"2026-11-20T16:30:00.000000Z",'
        '"event":"policy.signed","subject":{"id":"7","kind":"policies.adoption"},"by":"people.person:12",'
        '"because":["ashlands@1f3a9c02/reply-in-a-day"],"details":{"count":3,"text":"'
        + digest("agreed", key=b"k" * 32)
        + '"}}'
    )
    assert sealed.hash == hash_of(sealed.body.encode())


@pytest.mark.parametrize(
    "details",
    [
        {"share": 0.5},
        {"none": None},
        {"bytes": b"x"},
        {"set": {1}},
        {"deep": [{"share": 1.0}]},
        {"great": 10**16},
        {"half": "\ud800"},
        {1: "number"},
        {"long": "x" * 70_000},
    ],
    ids=lambda details: str(next(iter(details))),
)
def test_what_could_not_be_read_back_exactly_is_refused(details: dict[str, Any]) -> None:
    happening = Happening(AT, "policy.signed", "policies.adoption", "7", details=details)

    with pytest.raises(LedgerError):
        seal(happening, chain="school-1", number=1, previous=GENESIS)


@pytest.mark.parametrize(
    ("chain", "number", "previous"),
    [
        ("School 1", 1, GENESIS),
        ("", 1, GENESIS),
        ('a","b', 1, GENESIS),
        ("school-1", 0, GENESIS),
        ("school-1", 2, GENESIS),
        ("school-1", 1, "1" * 64),
        ("school-1", 2, "x" * 64),
        ("school-1", 2, "1" * 63),
    ],
)
def test_an_entry_has_a_place_or_is_refused(chain: str, number: int, previous: str) -> None:
    with pytest.raises(LedgerError):
        seal(HAPPENING, chain=chain, number=number, previous=previous)


def test_a_moment_without_a_zone_is_refused() -> None:
    happening = Happening(datetime(2026, 11, 20), "policy.signed", "policies.adoption", "7")

    with pytest.raises(LedgerError, match="time zone"):
        seal(happening, chain="school-1", number=1, previous=GENESIS)


def test_a_digest_proves_a_text_however_it_was_typed() -> None:
    written = digest("Café  at\r\nnoon ", key=b"k" * 32)

    assert is_digest_of(written, "Cafe\u0301 at noon", key=b"k" * 32)
    assert not is_digest_of(written, "Café at one", key=b"k" * 32)
    assert not is_digest_of(written, "Café at noon", key=b"l" * 32)
    assert "Caf" not in written


def test_a_digest_needs_a_real_key() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        digest("text", key=b"")


@pytest.mark.parametrize("length", [0, 1, 2, 9, 10, 11, 99, 100, 101, 700, 1001])
@pytest.mark.parametrize("every", [1, 7, 5000])
def test_an_untouched_chain_is_sound(length: int, every: int) -> None:
    report = checked(sound_lines(length, every), thorough=True)

    assert report.findings == []
    assert (report.entries, report.head_number) == (length, length)
    assert report.checkpoints == length // every
    assert report.keys == [SIGNER.fingerprint]


CHAINS = st.tuples(st.integers(2, 40), st.sampled_from([1, 3, 10, 100]))
often = settings(max_examples=60 * TIMES, deadline=None)


@often
@given(CHAINS, st.data())
def test_a_flipped_bit_is_found_wherever_it_is(chain: tuple[int, int], data: st.DataObject) -> None:
    lines = sound_lines(*chain)
    at = data.draw(st.integers(0, len(lines) - 1))
    place = data.draw(st.integers(0, len(lines[at]) - 1))
    flipped = bytearray(lines[at])
    flipped[place] ^= 1 << data.draw(st.integers(0, 7))
    new = [*lines[:at], bytes(flipped), *lines[at + 1 :]]

    try:
        report = checked(new)
    except ExportError:
        assert at == 0
        return

    assert not report.is_sound
    places = entry_lines(lines)
    if at in places:
        assert places.index(at) + 1 in named(report)
        assert report.findings[0].line == at + 1
        assert len(named(report)) == 1 or 10 in flipped


@often
@given(CHAINS, st.data())
def test_a_flipped_line_end_is_found(chain: tuple[int, int], data: st.DataObject) -> None:
    lines = sound_lines(*chain)
    at = data.draw(st.integers(0, len(lines) - 1))
    other = data.draw(st.binary(min_size=1, max_size=1).filter(lambda one: one != b"\n"))
    file = b"".join(line + (other if place == at else b"\n") for place, line in enumerate(lines))

    try:
        report = verify_export(io.BytesIO(file))
    except ExportError:
        assert at == 0
        return

    assert not report.is_sound
    places = entry_lines(lines)
    if at in places:
        assert places.index(at) + 1 in named(report)


@often
@given(CHAINS, st.data())
def test_an_entry_left_out_is_named(chain: tuple[int, int], data: st.DataObject) -> None:
    lines = sound_lines(*chain)
    number = data.draw(st.integers(1, chain[0]))
    at = entry_lines(lines)[number - 1]

    report = checked([*lines[:at], *lines[at + 1 :]])

    assert named(report) == {number}
    assert report.findings[0].kind in ("missing", "cut-off")


@often
@given(CHAINS, st.data())
def test_several_left_out_are_named(chain: tuple[int, int], data: st.DataObject) -> None:
    lines = sound_lines(*chain)
    first = data.draw(st.integers(1, chain[0]))
    last = data.draw(st.integers(first, chain[0]))
    gone = entry_lines(lines)[first - 1 : last]

    report = checked([line for at, line in enumerate(lines) if at not in gone])

    assert named(report) == set(range(first, last + 1))


@often
@given(CHAINS, st.data())
def test_two_that_changed_places_are_named(chain: tuple[int, int], data: st.DataObject) -> None:
    lines = list(sound_lines(*chain))
    one = data.draw(st.integers(1, chain[0] - 1))
    other = data.draw(st.integers(one + 1, chain[0]))
    places = entry_lines(lines)
    at, there = places[one - 1], places[other - 1]
    lines[at], lines[there] = lines[there], lines[at]

    report = checked(lines)

    assert not report.is_sound
    assert named(report) & {one, other}
    assert named(report) <= {one, other}
    assert report.findings[0].line >= at + 1


@often
@given(CHAINS, st.data())
def test_an_entry_moved_elsewhere_is_named(chain: tuple[int, int], data: st.DataObject) -> None:
    lines = list(sound_lines(*chain))
    number = data.draw(st.integers(1, chain[0]))
    line = lines.pop(entry_lines(lines)[number - 1])
    # The last line and the first keep their places.
    where = data.draw(st.integers(1, len(lines) - 1))
    lines.insert(where, line)
    # Past a checkpoint only, it still is where it was among the entries.
    assume(entry_order(lines) != list(range(1, chain[0] + 1)))

    report = checked(lines)

    assert named(report) & {number - 1, number, number + 1}
    assert report.findings[0].number in (number - 1, number, number + 1)


def entry_order(lines: Sequence[bytes]) -> list[int]:
    return [json.loads(lines[at])["entry"]["number"] for at in entry_lines(lines)]


@often
@given(CHAINS, st.data())
def test_an_entry_that_stands_twice_is_named(chain: tuple[int, int], data: st.DataObject) -> None:
    lines = list(sound_lines(*chain))
    number = data.draw(st.integers(1, chain[0]))
    line = lines[entry_lines(lines)[number - 1]]
    lines.insert(data.draw(st.integers(1, len(lines) - 1)), line)

    report = checked(lines)

    assert number in named(report)
    assert {one.kind for one in report.findings} & {"duplicate", "out-of-order", "missing"}


@often
@given(CHAINS, st.data())
def test_an_entry_put_in_is_named(chain: tuple[int, int], data: st.DataObject) -> None:
    """Somebody seals an entry of their own upon a real one, and the real one that follows is still there."""
    lines = list(sound_lines(*chain))
    number = data.draw(st.integers(1, chain[0]))
    at = entry_lines(lines)[number - 1]
    lines.insert(at, resealed(lines[at], event="policy.withdrawn"))

    report = checked(lines)

    assert named(report) == {number}
    assert [(one.kind, one.line) for one in report.findings] == [("inserted", at + 1)]


@often
@given(CHAINS, st.data())
def test_an_entry_given_a_new_hash_is_named(chain: tuple[int, int], data: st.DataObject) -> None:
    lines = list(sound_lines(*chain))
    number = data.draw(st.integers(1, chain[0]))
    changes = data.draw(
        st.sampled_from(
            [{"event": "policy.withdrawn"}, {"by": ""}, {"previous": "1" * 64}, {"details": {}}]
        )
    )
    at = entry_lines(lines)[number - 1]
    lines[at] = resealed(lines[at], **changes)

    report = checked(lines)

    assert number in named(report)


@often
@given(CHAINS, st.data())
def test_a_history_rewritten_without_the_key_is_found_at_the_next_signature(
    chain: tuple[int, int], data: st.DataObject
) -> None:
    lines = sound_lines(*chain)
    number = data.draw(st.integers(1, chain[0]))

    report = checked(rewritten(lines, number))

    assert number in named(report)
    first = report.findings[0]
    assert first.kind == "rewritten"
    every = chain[1]
    assert first.number == (number - 1) // every * every + 1
    assert first.last == min(-(-number // every) * every, chain[0])


@often
@given(CHAINS, st.data())
def test_the_entry_of_another_chain_is_found(chain: tuple[int, int], data: st.DataObject) -> None:
    lines = list(sound_lines(*chain))
    number = data.draw(st.integers(1, chain[0]))
    other = exported(sealed_chain(chain[0], chain="school-2"))[number]
    at = entry_lines(lines)[number - 1]

    put_in = checked([*lines[:at], other, *lines[at:]])
    replaced = checked([*lines[:at], other, *lines[at + 1 :]])

    assert number in named(put_in)
    assert number in named(replaced)
    assert put_in.findings[0].kind == replaced.findings[0].kind == "foreign"


@often
@given(CHAINS, st.data())
def test_a_file_cut_off_is_told(chain: tuple[int, int], data: st.DataObject) -> None:
    file = b"".join(line + b"\n" for line in sound_lines(*chain))
    length = data.draw(st.integers(0, len(file) - 1))

    try:
        report = verify_export(io.BytesIO(file[:length]))
    except ExportError:
        assert length <= len(sound_lines(*chain)[0])
        return

    assert report.findings[-1].kind == "unfinished"
    whole = len(entry_lines(file[:length].split(b"\n")[:-1]))
    assert whole + 1 in named(report) or whole + 2 in named(report)


def test_entries_cut_off_before_a_closing_line_are_told() -> None:
    lines = sound_lines(20, 100)

    report = checked([*lines[:16], lines[-1]])

    assert [(one.kind, one.number, one.last) for one in report.findings] == [("cut-off", 16, 20)]


def test_entries_added_after_the_closing_line_was_signed_are_told() -> None:
    long, short = sound_lines(20, 100), sound_lines(15, 100)

    report = checked([*short[:-1], *long[16:-1], short[-1]])

    assert [(one.kind, one.number) for one in report.findings] == [("inserted", 16)]


def test_a_checkpoint_taken_out_is_told() -> None:
    lines = sound_lines(20, 10)

    report = checked([line for at, line in enumerate(lines) if at != 11])

    assert lines[11].startswith(b'{"checkpoint"')
    assert [one.kind for one in report.findings] == ["frame"]


def test_a_key_of_ones_own_is_found_by_whoever_knows_the_right_one() -> None:
    forged = exported(sealed_chain(5, event="policy.withdrawn"), by=STRANGER)

    alone = checked(forged)
    known = checked(forged, known=Known(keys=[SIGNER.fingerprint]))

    assert alone.is_sound
    assert [one.kind for one in known.findings] == ["unknown-key"]


def test_a_checkpoint_is_no_closing_line() -> None:
    """A signature on one thing never passes for one on another."""
    lines = list(sound_lines(10, 10))
    checkpoint = lines[-2].replace(b'{"checkpoint":', b'{"closing":')

    assert checked([*lines[:-2], checkpoint]).findings[0].kind == "malformed-line"


def test_a_head_that_was_printed_is_compared() -> None:
    entries = sealed_chain(10)
    lines = exported(entries)
    forged = exported(sealed_chain(10, event="policy.withdrawn"))
    printed = {6: entries[5].hash}

    assert checked(lines, known=Known(heads=printed)).is_sound
    assert checked(lines, known=Known(heads={6: entries[5].hash[:16]})).is_sound
    assert named(checked(forged, known=Known(heads=printed))) == {6}
    later = checked(lines, known=Known(heads={12: "1" * 64}))
    assert [(one.kind, one.number, one.last) for one in later.findings] == [("cut-off", 11, 12)]


def test_a_hash_that_was_printed_is_looked_for() -> None:
    entries = sealed_chain(10)

    found = checked(exported(entries), known=Known(since=entries[6].hash))
    lost = checked(exported(entries), known=Known(since="1" * 64))

    assert (found.is_sound, found.since) == (True, 7)
    assert [one.kind for one in lost.findings] == ["no-such-head"]


@pytest.mark.parametrize(
    "old, new",
    [
        (b'"details":', b'"number":99,"details":'),  # readers of JSON take the last of two
        (b'"event":', b'"event": '),
        (b'"by":', b'"b\\u0079":'),
        (b'"count":21', b'"count":2.1'),
        (b'"count":21', b'"count":' + b"[" * 5000 + b"]" * 5000),
        (b'"count":21', b'"count":' + b"9" * 5000),
        (b'"count":21', b'"name":21,"count":21'),
    ],
)
def test_thoroughly_an_entry_written_otherwise_is_named_even_where_its_hash_fits(
    old: bytes, new: bytes
) -> None:
    """Only the holder of the key can seal such an entry, and two readers might read it differently."""
    entries = sealed_chain(2)
    third = sealed_chain(3)[2]
    body = third.body.encode().replace(old, new, 1).decode()
    lines = exported([*entries, Kept(3, body, hash_of(body.encode()))])

    report = checked(lines, thorough=True)

    assert [(one.kind, one.number) for one in report.findings] == [("not-canonical", 3)]


def test_many_faults_are_counted_and_not_all_kept() -> None:
    lines = sound_lines(1001, 5000)

    report = checked([lines[0], *(b"{}" for _ in range(3000)), lines[-1]])

    assert len(report.findings) <= 1001
    assert report.more >= 1990


def test_entries_at_hand_are_checked_like_a_file() -> None:
    entries = sealed_chain(300)
    heads = signed_heads(entries, every=50)
    keys = [SIGNER.public_key]
    altered = [*entries[:99], Kept(100, entries[99].body.replace("700", "701"), entries[99].hash)]

    sound = verify(entries, heads, chain="school-1", public_keys=keys)
    cut = verify(entries[:280], heads, chain="school-1", public_keys=keys)
    broken = verify([*altered, *entries[100:]], heads, chain="school-1", public_keys=keys)

    assert (sound.is_sound, sound.entries, sound.checkpoints) == (True, 300, 6)
    assert [(one.kind, one.number, one.last) for one in cut.findings] == [("cut-off", 281, 300)]
    assert [(one.kind, one.number) for one in broken.findings] == [("altered", 100)]


def test_a_fingerprint_tells_keys_apart() -> None:
    assert fingerprint(SIGNER.public_key) == SIGNER.fingerprint != STRANGER.fingerprint
    assert len(SIGNER.fingerprint) == 32
