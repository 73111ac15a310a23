"""Whether children may be shown: lights for people, and facts for the one door. A bounded number of queries for any number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from gatepost.consents.asked import ON_LIST, PERMISSION, Terms, terms_at
from gatepost.consents.models import Answer, Contact, Listing, Practice, Use
from gatepost.consents.models.uses import covers
from gatepost.consents.standing import (
    ASIDE,
    NO,
    YES,
    Light,
    Uses,
    Word,
    light_of,
    newest_words,
    runs_out,
    worst,
)
from gatepost.people.models import Pupil, School

Facts = dict[str, tuple[str, ...]]

# What the door is told of a picture. A refusal, a yes taken back and the safeguarding list give the very same facts,
# so that the clauses that come back, and everything made of them, cannot tell one from another.
FACTS: Mapping[Light, Facts] = {
    Light.GREEN: {PERMISSION: ("given",), ON_LIST: ("no",)},
    Light.AMBER: {PERMISSION: ("not-asked",), ON_LIST: ("no",)},
    Light.RED: {PERMISSION: ("refused",), ON_LIST: ("yes",)},
}
_SAYS = {Answer.Kind.GIVEN: YES, Answer.Kind.SET_ASIDE: ASIDE}


def light(pupil: Pupil, way: str, *, on: date) -> Light:
    """Whether one child may be shown one way: a value of the vocabulary's `channel`, a network of it, or a use's key."""
    return lights([pupil], [way], on=on)[pupil.pk][way]


def lights(
    pupils: Sequence[Pupil], ways: Sequence[str], *, on: date
) -> dict[int, dict[str, Light]]:
    """The light of each child for each way, by the child's key. The children are of one school."""
    board = Board.of(pupils, on=on)
    return {pupil.pk: {way: board.light(pupil, way) for way in ways} for pupil in pupils}


def facts_of_picture(pupils: Sequence[Pupil], ways: Sequence[str], *, on: date) -> Facts:
    """What to tell the door of a picture with these children that is to be shown these ways; nothing without a child.

    One child who may not be shown is enough, and it does not come out which of them it is, or why. Where no way is
    chosen yet, every use that families are asked about counts.
    """
    if not pupils:
        return {}
    board = Board.of(pupils, on=on)
    named = ways or [use.key for use in board.asked] or [""]
    return dict(FACTS[worst(board.light(pupil, way) for pupil in pupils for way in named)])


def pupils_now_red(pupils: Sequence[Pupil], ways: Sequence[str], *, on: date) -> list[Pupil]:
    """Those of whom a picture that is out has to come down: a no, a yes taken back, or the list."""
    return _with(pupils, ways, {Light.RED}, on=on)


def pupils_no_longer_green(
    pupils: Sequence[Pupil], ways: Sequence[str], *, on: date
) -> list[Pupil]:
    """Those too whose yes has run out, or for whom somebody more decides. Having left the school alone is no reason."""
    return _with(pupils, ways, {Light.RED, Light.AMBER}, on=on)


def _with(
    pupils: Sequence[Pupil], ways: Sequence[str], lights: set[Light], *, on: date
) -> list[Pupil]:
    board = Board.of(pupils, on=on)
    return [
        pupil
        for pupil in pupils
        if any(board.light(pupil, way, is_new=False) in lights for way in ways)
    ]


@dataclass(frozen=True)
class Board:
    """Everything about some children of one school that a light is told from, fetched once."""

    on: date
    terms: Terms
    months: tuple[int | None, ...]
    uses: tuple[Use, ...]
    contacts: Mapping[int, list[Contact]]  # by child
    answers: Mapping[int, list[Answer]]  # by child
    never: frozenset[int]

    @classmethod
    def of(cls, pupils: Sequence[Pupil], *, on: date) -> Board:
        """What is known of some children at the end of a day."""
        schools = {pupil.school_id for pupil in pupils}
        if not schools:
            return cls(on, Terms(), (), (), {}, {}, frozenset())
        (number,) = schools
        school = School.objects.get(pk=number)
        terms = terms_at(school, on=on)
        keys, until = [pupil.pk for pupil in pupils], _end_of(on, school)
        return cls(
            on,
            terms,
            (terms.months, _months_at(school, until)),
            tuple(Use.objects.filter(school=school).with_words()),
            _by_child(Contact.objects.filter(pupil__in=keys).select_related("pupil__school")),
            _answers(keys, until),
            frozenset(_listed(keys, until)),
        )

    @property
    def asked(self) -> tuple[Use, ...]:
        """What families are asked about now."""
        return tuple(use for use in self.uses if use.ended_at is None)

    def light(self, pupil: Pupil, way: str, *, is_new: bool = True) -> Light:
        """Whether a child may be shown one way; with `is_new=False`, whether what shows them may stay."""
        found = self._uses_for(way)
        words = [self._word(answer) for answer in self.answers.get(pupil.pk, ())]
        deciders = [one.pk for one in self.contacts.get(pupil.pk, ()) if one.decides(on=self.on)]
        said = light_of(words, deciders=deciders, uses=found)
        if pupil.pk in self.never:
            return Light.RED
        is_gone = is_new and pupil.left_on is not None and pupil.left_on < self.on
        return Light.AMBER if is_gone and said is Light.GREEN else said

    def missing(self, contact: Contact) -> list[Use]:
        """The uses for which somebody's answer is missing or has run out. A no is an answer."""
        words = [
            self._word(answer)
            for answer in self.answers.get(contact.pupil_id, ())
            if answer.contact_id == contact.pk
        ]
        newest = newest_words(words)
        found = ((use, newest.get((contact.pk, use.pk))) for use in self.asked)
        return [use for use, word in found if not word or word.says == ASIDE or not word.counts]

    def runs_out(self, answer: Answer) -> date | None:
        """The first day on which a yes no longer counts."""
        school = self.contacts[answer.contact.pupil_id][0].pupil.school
        said_on = school.day_of(answer.said_at)
        return runs_out(said_on, until_on=answer.until_on, months=self.months)

    def _uses_for(self, way: str) -> Uses:
        """By its own key one use; else every use that shows something of it."""
        own = frozenset(use.pk for use in self.asked if use.key == way)
        named = [use for use in self.uses if use.key == way or self._covers(use, way)]
        asked = own or frozenset(use.pk for use in named if use.ended_at is None)
        return Uses(asked, frozenset(use.pk for use in named if use.ended_at is not None))

    def _covers(self, use: Use, way: str) -> bool:
        """Also by words that have been in use before: a no to them may still hold."""
        return any(covers(wording.channels, way) for wording in use.wordings.all())

    def _word(self, answer: Answer) -> Word:
        says = _SAYS.get(Answer.Kind(answer.kind), NO)
        return Word(
            moment=answer.said_at.timestamp(),
            number=answer.pk,
            contact=answer.contact_id,
            use=answer.use_id,
            says=says,
            counts=says != YES or self._counts(answer),
        )

    def _counts(self, answer: Answer) -> bool:
        end = self.runs_out(answer)
        return (
            answer.contact.confirmed_at is not None
            and (end is None or self.on < end)
            and (not self.terms.is_written or answer.how != Answer.How.IN_PERSON)
            and (not self.terms.is_one_use_each or len(answer.wording.channels) <= 1)
            and answer.wording.meaning == self._meaning.get(answer.use_id)
        )

    @property
    def _meaning(self) -> Mapping[int, int]:
        return {use.pk: use.words.meaning for use in self.uses}


def _end_of(on: date, school: School) -> datetime:
    return datetime.combine(on + timedelta(days=1), time.min, school.clock_zone)


def _months_at(school: School, until: datetime) -> int | None:
    found = Practice.objects.filter(school=school, at__lt=until).first()
    return found.months if found else None


def _answers(keys: Sequence[int], until: datetime) -> Mapping[int, list[Answer]]:
    found: dict[int, list[Answer]] = defaultdict(list)
    rows = Answer.objects.filter(contact__pupil__in=keys, at__lt=until).whole()
    for answer in rows.defer("reason"):
        found[answer.contact.pupil_id].append(answer)
    return found


def _by_child(contacts: Iterable[Contact]) -> Mapping[int, list[Contact]]:
    found: dict[int, list[Contact]] = defaultdict(list)
    for contact in contacts:
        found[contact.pupil_id].append(contact)
    return found


def _listed(keys: Sequence[int], until: datetime) -> Iterable[int]:
    made = Listing.objects.filter(pupil__in=keys, made_at__lt=until)
    return made.exclude(lifted_at__lt=until).values_list("pupil_id", flat=True)
