"""Goes through the lines of a ledger once, in constant memory, and names every entry at which it does not hold.

An untouched line is one comparison of bytes and one SHA-256. Only where that fails is anything parsed, and the
lines that follow are looked at to tell what happened: an entry altered, left out, put in or moved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import count as count_from
from operator import itemgetter

from gatepost.core.ledger.entry import GENESIS
from gatepost.core.ledger.findings import Finding
from gatepost.core.ledger.lines import Line, Signed, is_not_canonical, read_entry, read_signed
from gatepost.core.ledger.signing import CHECKPOINT, CLOSING, is_signed

# Findings, and things remembered of one sort: a file of faults must not fill the memory.
MOST = 1000
HASH_AT = len('{"hash":"')
BODY_AT = HASH_AT + 64 + len('","entry":')
_LAST, _CLOSE = itemgetter(slice(-1, None)), b"}"  # of an empty line nothing, and no error
STRIDE = 256  # lines that are compared at a time


@dataclass
class _Break:
    """Two neighbours of which the later was not sealed upon the earlier; which of them is wrong shows later."""

    earlier: int
    later: int
    finding: int  # its place among the findings, or -1


class Walk:
    """The state of a check: how far it has come, and what it has found."""

    def __init__(
        self, chain: str, *, keys: Mapping[str, str], first_line: int = 1, thorough: bool = False
    ) -> None:
        self.chain, self.keys, self.thorough = chain, keys, thorough
        self.number, self.hash = 0, GENESIS
        self.line = first_line  # of the line that is judged next
        self.entries = self.checkpoints = self.more = 0
        self.findings: list[Finding] = []
        self.sought = ""  # a hash to look for
        self.sought_at: int | None = None
        self.is_closed = False
        self.frame = sha256()
        self._to_come: dict[int, tuple[str, str, int]] = {}  # heads of entries not yet met
        self._next_to_come = 0
        self._vouched = 0  # the last entry whose hash was signed
        self._break: _Break | None = None
        self._pace = STRIDE
        self._other: tuple[int, str, Finding] | None = None  # what an entry's hash may be instead
        self._astray: dict[int, int] = {}  # entries met out of their order, and their lines
        self._lead = f'{{"chain":"{chain}","number":'

    def expect(
        self, number: int, hash_digits: str, *, kind: str = "other-head", line: int = 0
    ) -> None:
        """Compare an entry that is still to come with a hash, or with the beginning of one."""
        if len(self._to_come) < MOST:
            self._to_come[number] = (hash_digits, kind, line)
            self._next_to_come = min(self._to_come)

    def judge(self, lines: Sequence[bytes], count: int) -> None:
        """Go on over the first `count` lines; those after them are there to be looked at only."""
        at = 0
        while at < count:
            to_longer_number = 10 ** len(str(self.number + 1)) - self.number - 1
            stride = lines[at : min(count, at + min(self._pace, to_longer_number))]
            sound = self._stride(stride)
            at += sound
            # Careful after a fault, so that a file of faults is not hashed over and over.
            self._pace = min(self._pace * 4, STRIDE)
            if sound < len(stride):
                self._stumble(lines, at)
                at, self.line, self._pace = at + 1, self.line + 1, 1

    def _stride(self, lines: Sequence[bytes]) -> int:
        """Go over untouched lines, as fast as Python can; gives how many of these are, from the first on.

        What each has to begin with is known beforehand, and is of one length where the numbers are. So they
        are written as they should be and compared with the lines at once, byte by byte.
        """
        digits = [sha256(line[BODY_AT:-1]).hexdigest() for line in lines]
        lead, before = self._lead, [self.hash, *digits]
        wanted = [
            f'{{"hash":"{own}","entry":{lead}{number},"previous":"{previous}","at":"'
            for number, own, previous in zip(count_from(self.number + 1), digits, before)
        ]
        length = len(wanted[0])
        leads = b"".join([line[:length] for line in lines])
        is_sound = "".join(wanted).encode() == leads and set(map(_LAST, lines)) == {_CLOSE}
        sound = len(lines) if is_sound else _untouched(wanted, lines)
        if sound:
            self._pass(lines[:sound], digits[:sound])
        return sound

    def _pass(self, lines: Sequence[bytes], digits: Sequence[str]) -> None:
        """Take lines as untouched, their hashes being these."""
        began, line = self.number, self.line
        if self.sought and self.sought in digits:
            self.sought_at = began + 1 + digits.index(self.sought)
        while began < self._next_to_come <= began + len(lines):
            at = self._next_to_come - began - 1
            self._meet(self._next_to_come, digits[at], line=line + at)
        if self.thorough:
            for at, text in enumerate(lines):
                if is_not_canonical(text[BODY_AT:-1]):
                    self._find("not-canonical", began + 1 + at, line=line + at)
        self.number, self.hash = began + len(lines), digits[-1]
        self.entries += len(lines)
        self.line += len(lines)

    def _stumble(self, lines: Sequence[bytes], at: int) -> None:
        """A line that is no untouched entry."""
        line = lines[at]
        if self.is_closed:
            self._find("after-the-end")
        elif line.startswith((b'{"checkpoint":', b'{"closing":')):
            signed = read_signed(line)
            if signed is None or signed.fields["chain"] != self.chain:
                self._find("malformed-line")
            elif signed.kind == "closing":
                self._close(signed)
            else:
                self.frame.update(b"\n" + line)
                self._check_checkpoint(signed)
        else:
            self.entries += 1
            self._judge_entry(read_entry(line), _following(lines, at))

    def _judge_entry(self, entry: Line | None, following: Line | None) -> None:
        expected, next_number = self.number + 1, following.number if following else 0
        if entry is None or not entry.number:
            self._judge_unreadable(entry, following)
        elif entry.chain != self.chain and entry.stated == entry.computed:
            self._find("foreign", expected)
            if next_number == expected + 1:
                self._go_on(expected, None)
        elif entry.number == expected:
            self._judge_in_place(entry, following)
        elif entry.stated != entry.computed and self._is_in_place(entry, following):
            self._altered(entry)
        else:
            self._judge_out_of_place(entry, next_number, following)

    def _judge_unreadable(self, entry: Line | None, following: Line | None) -> None:
        """A line without a legible entry: at the place of one, or put between two."""
        expected = self.number + 1
        if following and 0 < following.number <= expected:
            self._find("malformed-line")
            return
        self._find("altered" if entry and entry.stated != entry.computed else "malformed", expected)
        if following is None or following.number == expected + 1 or not following.number:
            self._go_on(expected, entry.stated if entry else None)

    def _is_in_place(self, entry: Line, following: Line | None) -> bool:
        """Whether an altered line that gives another number stands where the expected entry stood."""
        if following and following.number:
            return following.number == self.number + 2 or following.previous == entry.stated
        return entry.previous == self.hash

    def _judge_in_place(self, entry: Line, following: Line | None) -> None:
        expected = self.number + 1
        fits = not self.hash or entry.previous == self.hash
        if entry.stated != entry.computed:
            if following and following.previous == entry.computed and fits:
                self._find("hash-altered", expected)
                self._go_on(expected, entry.computed)
            else:
                self._altered(entry)
            return
        if not fits:
            if following and following.number == expected and following.previous == self.hash:
                self._find("inserted", expected)
                return
            self._note_break(expected)
        self._go_on(expected, entry.computed)

    def _altered(self, entry: Line) -> None:
        """The expected entry, with bytes that do not fit the hash beside them."""
        expected = self.number + 1
        self._other = (expected, entry.computed, self._find("altered", expected))
        self._go_on(expected, entry.stated)

    def _judge_out_of_place(self, entry: Line, next_number: int, following: Line | None) -> None:
        expected, number = self.number + 1, entry.number
        if next_number == expected + 1:
            self._stray(number)
            self._find("missing", expected)
            self._go_on(expected, None)
        elif next_number == expected or number < expected:
            self._judge_surplus(entry, following)
        else:
            several = number - expected > 1
            self._find("missing-several" if several else "missing", expected, last=number - 1)
            self._go_on(number, entry.stated)
            if entry.stated != entry.computed:
                self._find("altered", number)

    def _judge_surplus(self, entry: Line, following: Line | None) -> None:
        """A line too many: an entry met before or too early, or a second one with the same number."""
        if entry.number != self.number or entry.stated == self.hash:
            self._stray(entry.number)
            return
        goes_on = bool(following and following.previous == entry.stated)
        line = self.line - 1 if goes_on else self.line
        found = self._find("inserted", entry.number, line=line)
        self._other = (entry.number, entry.stated, found)
        if goes_on:
            self.hash = entry.stated
            if self._break and self._break.later == entry.number:
                self._drop_break()

    def _note_break(self, later: int) -> None:
        """Entry `later` was not sealed upon the one before it: one of the two was given a new hash."""
        earlier, pending = later - 1, self._break
        if pending and pending.later == earlier:
            # The entry between fits on neither side, so it is the one.
            self._blame(earlier)
            return
        self._find("resealed", later if self._vouched == earlier else earlier)
        self._break = _Break(earlier, later, len(self.findings) - 1 if not self.more else -1)

    def _blame(self, number: int) -> None:
        """Put the fault of the open break on the later of its two entries, and close it."""
        pending, self._break = self._break, None
        if pending and pending.finding >= 0:
            found = self.findings[pending.finding]
            self.findings[pending.finding] = replace(found, number=number)

    def _drop_break(self) -> None:
        pending, self._break = self._break, None
        if pending and 0 <= pending.finding < len(self.findings):
            del self.findings[pending.finding]

    def _go_on(self, number: int, hash_digits: str | None) -> None:
        """Take a number as passed; a hash that nobody knows (None) fits whatever comes next."""
        self.number, self.hash = number, hash_digits or ""
        if hash_digits and hash_digits == self.sought:
            self.sought_at = number
        while self._to_come and self._next_to_come <= number:
            at = self._next_to_come
            self._meet(at, self.hash if at == number else "", line=self.line)

    def _meet(self, number: int, found: str, *, line: int) -> int:
        """An entry has come of which a head was told before; gives the number of the next such one."""
        wanted, kind, told_on = self._to_come.pop(number)
        self._next_to_come = min(self._to_come, default=0)
        self._compare(number, found, wanted, kind=kind, line=told_on or line)
        return self._next_to_come

    def _compare(self, number: int, found: str, wanted: str, *, kind: str, line: int) -> bool:
        """Compare the hash of an entry with that of a head."""
        if not found or found.startswith(wanted) or self._is_other(number, wanted):
            return True
        first = number if kind == "other-head" else self._vouched + 1
        self._find(kind, first, last=number, line=line)
        return False

    def _is_other(self, number: int, wanted: str) -> bool:
        """Whether a head decides a doubt: the last entry, or its hash, is the other one of two that were met."""
        if not self._other or self._other[0] != number or not self._other[1].startswith(wanted):
            return False
        _, self.hash, found = self._other
        if found in self.findings:
            right = (
                replace(found, kind="hash-altered")
                if found.kind == "altered"
                else replace(found, line=found.line - 1)
            )
            self.findings[self.findings.index(found)] = right
        return True

    def _check_checkpoint(self, signed: Signed) -> None:
        self.checkpoints += 1
        if not self._is_trusted(signed, CHECKPOINT):
            return
        number, wanted = int(signed.fields["number"]), str(signed.fields["hash"])
        if number > self.number:
            self.expect(number, wanted, kind="rewritten", line=self.line)
        elif number < self.number:
            self._find("misplaced-checkpoint", number)
        elif self._compare(number, self.hash, wanted, kind="rewritten", line=self.line):
            self._vouch(number)

    def _vouch(self, number: int) -> None:
        """A signature speaks for an entry; if a break before it is open, the entry before the break is at fault."""
        self._vouched = number
        if self._break and self._break.later <= number:
            self._break = None

    def _is_trusted(self, signed: Signed, kind: str) -> bool:
        key = self.keys.get(str(signed.fields["key"]))
        if key is None:
            self._find("unknown-key", int(signed.fields["number"]))
            return False
        if signed.fields["kind"] == kind and is_signed(
            signed.body, signed.signature, public_key=key
        ):
            return True
        self._find("bad-signature", int(signed.fields["number"]))
        return False

    def _close(self, signed: Signed) -> None:
        """The closing line: it signs the newest head, how many entries there are, and every other line."""
        self.is_closed = True
        if not self._is_trusted(signed, CLOSING):
            return
        number, wanted = int(signed.fields["number"]), str(signed.fields["hash"])
        if number > self.number:
            self._find("cut-off", self.number + 1, last=number)
        elif number < self.number:
            self._find("inserted", number + 1)
        elif self._compare(number, self.hash, wanted, kind="rewritten", line=self.line):
            self._vouch(number)
        if signed.fields["frame"] != self.frame.hexdigest():
            self._find("frame")
        if signed.fields["entries"] != self.entries and not self.findings:
            self._find("miscounted")

    def give_up(self) -> None:
        """Say that what follows is not looked at."""
        self.findings.append(Finding("given-up", self.line))

    def finish(self, *, is_closed: bool = True) -> list[Finding]:
        """Nothing more comes: tell what is still open, and give all that was found."""
        if is_closed and not self.is_closed:
            self._find("unfinished", self.number + 1)
        if self._break and self._break.later == self.number and self._vouched < self.number:
            self._blame(self.number)
        for number, (_, _, line) in sorted(self._to_come.items()):
            self._find("cut-off", self.number + 1, last=number, line=line or self.line)
        if self.sought and self.sought_at is None:
            self._find("no-such-head", line=0)
        return self._settled()

    def _settled(self) -> list[Finding]:
        """The findings, with the entries that were met elsewhere no longer missing."""
        lost = {one.number for one in self.findings if one.kind == "missing"}
        for number, line in self._astray.items():
            spare = number <= self.number and not self._is_lost(number)
            kind = "duplicate" if spare else "out-of-order"
            self.findings.append(Finding(kind, line, number))
        moved = lost & self._astray.keys()
        kept = [one for one in self.findings if one.kind != "missing" or one.number not in moved]
        return sorted(kept, key=lambda one: one.line)

    def _is_lost(self, number: int) -> bool:
        return any(
            one.kind.startswith("missing")
            and (one.number or 0) <= number <= (one.last or one.number or 0)
            for one in self.findings
        )

    def _stray(self, number: int) -> None:
        if len(self._astray) < MOST:
            self._astray.setdefault(number, self.line)
        else:
            self.more += 1

    def _find(
        self,
        kind: str,
        number: int | None = None,
        *,
        last: int | None = None,
        line: int | None = None,
    ) -> Finding:
        found = Finding(kind, self.line if line is None else line, number, last)
        if len(self.findings) < MOST:
            self.findings.append(found)
        else:
            self.more += 1
        return found


def _untouched(wanted: Sequence[str], lines: Sequence[bytes]) -> int:
    """How many lines, from the first on, begin as they have to and end as they have to."""
    for at, (lead, line) in enumerate(zip(wanted, lines, strict=True)):
        if not (line.startswith(lead.encode()) and line.endswith(b"}")):
            return at
    return len(lines)


def _following(lines: Sequence[bytes], at: int) -> Line | None:
    """The next line with an entry, where one is in sight and can be read."""
    for line in lines[at + 1 : at + 5]:
        if not line.startswith((b'{"checkpoint":', b'{"closing":')):
            return read_entry(line)
    return None
