"""Finds numbers that belong to a person: telephone, NHS, National Insurance, IMEI, UPN, dates of birth."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gatepost.core.checks.found import Found
from gatepost.core.matching import Folded

# Patterns begin with one character, not with a repeat of it: only then the search skips all others quickly. Folding has made
# every digit an ASCII one.
# A run of digits as people write them, with blanks, dots, hyphens and brackets between.
_RUN = re.compile(r"[0-9](?:[\s().\-/]{0,3}[0-9]){6,16}(?![0-9])")
_FRONT = re.compile(r"\+\s?\(?$|\($")
# Looked for from their digits on, since letters stand everywhere; what has to stand before is looked at then.
_NINO = re.compile(r"[0-9][0-9][\s-]?[0-9]{2}[\s-]?[0-9]{2}[\s-]?[a-d](?![a-z0-9])")
_UPN = re.compile(r"[0-9][0-9]{10}[0-9a-z](?![a-z0-9])")
_BEFORE_NINO = re.compile(r"(?<![a-z0-9])([a-z]{2})[\s-]?$")
_BEFORE_UPN = re.compile(r"(?<![a-z0-9])([a-hj-np-rt-z])\s?$")
_DAY = re.compile(
    r"[0-9](?:[0-9]?(?:st|nd|rd|th)?[\s./-]+(?:of\s+)?(?:[0-9]{1,2}|jan\w*|feb\w*|mar\w*|apr\w*|may|june?|july?|aug\w*|sept?\w*|oct\w*|nov\w*|dec\w*)(?:[\s./,-]+(?:19|20)?[0-9]{2}\b)?"
    r"|(?:(?<=1)9|(?<=2)0)[0-9]{2}-[0-9]{2}-[0-9]{2})"
)
_BEFORE_DAY = re.compile(r"\b(?:d\.?o\.?b\b|born|birth(?:day|date)?)[^.!?\n0-9]{0,30}$")
_AGE_TODAY = re.compile(r"[0-9][0-9]?\s+(?:today|tomorrow|on\s+\w{3,6}day|this\s+week)\b")
_BEFORE_AGE = re.compile(r"\b(?:turns?|turned|turning|is)\s+$")
LOOKED_AT = 40  # characters before
_PREFIXES_NEVER_USED = frozenset({"bg", "gb", "kn", "nk", "nt", "tn", "zz"})
_UPN_LETTERS = "abcdefghjklmnpqrtuvwxyz"
_DATE = re.compile(r"(?:19|20)\d{2}[-/.]\d{2}[-/.]\d{2}|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d{2}")

NHS_DIGITS, IMEI_DIGITS, NANP_DIGITS = 10, 15, 11
INTERNATIONAL = range(8, 16)  # digits after the plus, at most fifteen
UK_LENGTHS = {9, 10}  # digits of a British number without its first nought


def find_runs(folded: Folded, at: int = 0) -> Iterator[Found]:
    """Telephone, NHS and serial numbers: long runs of digits."""
    for run in _RUN.finditer(folded.plain, at):
        before = folded.plain[max(0, run.start() - 3) : run.start()]
        front = _FRONT.search(before)
        start = run.start() - len(front[0]) if front else run.start()
        if not front and before[-1:].isalnum():
            continue
        written = folded.plain[start : run.end()]
        kind = _kind_of(written, "".join(filter(str.isdigit, written)))
        if kind:
            yield _at(folded, kind, start, run.end())


def find_marked_numbers(folded: Folded, at: int = 0) -> Iterator[Found]:
    """National Insurance numbers and UPNs: letters and digits."""
    for digits, before in _after(folded, at, _NINO, _BEFORE_NINO):
        if _is_nino(before[1]):
            yield _at(folded, "national-insurance-number", before.start(), digits.end())
    for digits, before in _after(folded, at, _UPN, _BEFORE_UPN):
        if _is_upn(before[1], digits[0]):
            yield _at(folded, "upn", before.start(), digits.end())


def find_births(folded: Folded, at: int = 0) -> Iterator[Found]:
    """Dates beside words of birth."""
    for day, _ in _after(folded, at, _DAY, _BEFORE_DAY):
        yield _at(folded, "date-of-birth", day.start(), day.end())


def find_ages(folded: Folded, at: int = 0) -> Iterator[Found]:
    """Ages that are reached on a day: “turns 8 today”."""
    for age, before in _after(folded, at, _AGE_TODAY, _BEFORE_AGE):
        yield _at(folded, "date-of-birth", before.start(), age.end())


def _after(
    folded: Folded, at: int, pattern: re.Pattern[str], before: re.Pattern[str]
) -> Iterator[tuple[re.Match[str], re.Match[str]]]:
    """What fits a pattern and has something certain before it."""
    plain = folded.plain
    for found in pattern.finditer(plain, at):
        ahead = before.search(plain, max(0, found.start() - LOOKED_AT), found.start())
        if ahead:
            yield found, ahead


def is_nhs(digits: str) -> bool:
    """Whether ten digits are an NHS number: the last is the check digit, modulus 11 (NHS Data Dictionary)."""
    if len(digits) != NHS_DIGITS or len(set(digits)) == 1:
        return False
    weighted = sum(
        int(digit) * weight for digit, weight in zip(digits[:9], range(10, 1, -1), strict=True)
    )
    check = (11 - weighted % 11) % 11
    return check == int(digits[9])  # a remainder that gives 10 is never issued and matches no digit


def is_imei(digits: str) -> bool:
    """Whether fifteen digits are an IMEI by the Luhn formula (3GPP TS 23.003, annex B)."""
    if len(digits) != IMEI_DIGITS or len(set(digits)) == 1:
        return False
    doubled = [int(digit) * (1 + at % 2) for at, digit in enumerate(digits)]
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0


def is_telephone(written: str, digits: str) -> bool:
    """Whether a run of digits is a telephone number: British, or another country's with a plus or 00 in front."""
    if written.startswith("+"):
        return _is_international(digits)
    if digits.startswith("00"):
        return _is_international(digits[2:])
    if digits.startswith("0"):
        return len(digits) - 1 in UK_LENGTHS and digits[1] in "123578"
    # 44 7700 900123 and 1 (212) 555 0100, as people write them without the plus.
    return (digits.startswith("447") and len(digits) == 12) or (  # noqa: PLR2004
        digits.startswith("1") and len(digits) == NANP_DIGITS and "(" in written
    )


def _is_international(digits: str) -> bool:
    if digits.startswith("44"):
        return len(digits.removeprefix("44").removeprefix("0")) in UK_LENGTHS
    return len(digits) in INTERNATIONAL and not digits.startswith("0")


def _kind_of(written: str, digits: str) -> str:
    if _DATE.match(written):
        return ""
    if is_telephone(written, digits):
        return "telephone"
    if is_nhs(digits):
        return "nhs-number"
    return "imei" if is_imei(digits) else ""


def _is_nino(letters: str) -> bool:
    """By HMRC's rules for the two letters; QQ, with which its own examples begin, counts too."""
    is_used = letters[0] not in "dfiquv" and letters[1] not in "dfioquv"
    return letters == "qq" or (is_used and letters not in _PREFIXES_NEVER_USED)


def _is_upn(letter: str, digits: str) -> bool:
    """The check letter of a UPN: weights 2 to 13, modulus 23 (Department for Education's guide to UPNs).

    A temporary number ends in a letter, which counts by its place in the same alphabet.
    """
    values = [int(one) if one.isdigit() else _UPN_LETTERS.find(one) for one in digits]
    total = sum(value * weight for value, weight in zip(values, range(2, 14), strict=True))
    return min(values) >= 0 and _UPN_LETTERS[total % 23] == letter


def _at(folded: Folded, kind: str, start: int, end: int) -> Found:
    first, last = folded.span(start, end)
    return Found(kind, first, last, folded.text[first:last])
