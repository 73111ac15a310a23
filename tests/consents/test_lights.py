"""Whether a child may be shown: rules for any order of answers, and for what each policy asks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from gatepost.consents.cannot import CannotDo
from gatepost.consents.details import ContactDetails
from gatepost.consents.lights import (
    FACTS,
    facts_of_picture,
    light,
    lights,
    pupils_no_longer_green,
    pupils_now_red,
)
from gatepost.consents.models import Answer, Listing, Practice, Use
from gatepost.consents.models.uses import Words
from gatepost.consents.standing import (
    ASIDE,
    NO,
    YES,
    Light,
    Uses,
    Word,
    light_of,
    runs_out,
    worst,
)
from gatepost.people.models import Pupil
from tests.consents.families import (
    AT,
    LATER,
    ON,
    green_child,
    list_child,
    make_contact,
    make_pupil,
    say,
    sign,
    tell,
    uses,
)
from tests.policies.rounds import files_with, put_in_force

GREEN, AMBER, RED = Light.GREEN, Light.AMBER, Light.RED
USE = Uses(frozenset({1}))

said = st.lists(
    st.tuples(st.sampled_from((10, 20)), st.sampled_from((YES, NO, ASIDE)), st.booleans()),
    max_size=8,
)


def words(rows: Sequence[tuple[int, str, bool]], *, use: int = 1) -> list[Word]:
    """Rows in the order in which they were said."""
    return [
        Word(float(place), place, contact, use, says, counts or says != YES)
        for place, (contact, says, counts) in enumerate(rows)
    ]


@given(said)
def test_either_deciders_no_is_a_no_until_the_same_person_says_otherwise(
    rows: list[tuple[int, str, bool]],
) -> None:
    newest = {contact: says for contact, says, _ in rows}

    found = light_of(words(rows), deciders=[10, 20], uses=USE)

    assert (found is RED) == (NO in newest.values())


@given(said)
def test_green_is_only_where_everybody_who_decides_has_a_yes_that_counts(
    rows: list[tuple[int, str, bool]],
) -> None:
    newest = {contact: (says, counts) for contact, says, counts in rows}

    found = light_of(words(rows), deciders=[10, 20], uses=USE)

    assert (found is GREEN) == (newest == {10: (YES, True), 20: (YES, True)})


@given(said, st.randoms())
def test_in_which_order_rows_come_from_the_database_changes_nothing(
    rows: list[tuple[int, str, bool]], shuffled: Any
) -> None:
    mixed = words(rows)
    shuffled.shuffle(mixed)

    assert light_of(mixed, deciders=[10, 20], uses=USE) is light_of(
        words(rows), deciders=[10, 20], uses=USE
    )


@given(said)
def test_somebody_more_who_decides_never_makes_it_greener(
    rows: list[tuple[int, str, bool]],
) -> None:
    one = light_of(words(rows), deciders=[10], uses=USE)
    two = light_of(words(rows), deciders=[10, 20], uses=USE)

    assert worst([one, two]) is two


@given(said, said)
def test_a_no_to_a_use_that_is_no_longer_asked_about_holds_until_the_same_person_says_yes_later(
    before: list[tuple[int, str, bool]], after: list[tuple[int, str, bool]]
) -> None:
    old = words(before, use=2)
    new = [
        Word(word.moment + 100, word.number + 100, word.contact, 1, word.says, word.counts)
        for word in words(after)
    ]
    last_old = {contact: says for contact, says, _ in before}
    last_new = {contact: says for contact, says, _ in after}
    holds = any(
        last_new.get(one) == NO or (last_old.get(one) == NO and last_new.get(one) != YES)
        for one in (10, 20)
    )

    found = light_of([*old, *new], deciders=[10, 20], uses=Uses(frozenset({1}), frozenset({2})))

    assert (found is RED) == holds


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.integers(1, 60))
def test_a_yes_runs_out_after_so_many_months_and_never_a_month_late(day: date, months: int) -> None:
    end = runs_out(day, until_on=None, months=[months])
    assert end

    assert (end.year - day.year) * 12 + end.month - day.month == months
    assert end.day == day.day or (end + timedelta(days=1)).day == 1


def test_the_shortest_of_several_ends_counts() -> None:
    said_on = date(2026, 1, 31)

    ends = [
        runs_out(said_on, until_on=until_on, months=months)
        for until_on, months in (
            (None, ()),
            (None, (None, 1)),
            (date(2026, 2, 10), (24, 12)),
            (date(2036, 2, 10), (24, None)),
        )
    ]

    assert ends == [None, date(2026, 2, 28), date(2026, 2, 11), date(2028, 1, 31)]


def test_nobody_asked_is_not_yet_and_a_yes_of_all_is_a_yes(cast: SimpleNamespace) -> None:
    pupil = make_pupil(cast.school)
    uses(cast.school)
    nobody = light(pupil, "website", on=ON)
    one = make_contact(pupil, "Sorrel Reed", by=cast.administrator)
    two = make_contact(pupil, "Bram Reed", by=cast.administrator)
    asked = light(pupil, "website", on=ON)
    say(one, True, by=cast.administrator)
    half = light(pupil, "website", on=ON)
    say(two, True, by=cast.administrator)

    assert [nobody, asked, half, light(pupil, "website", on=ON)] == [AMBER, AMBER, AMBER, GREEN]


def test_somebody_who_may_decide_and_is_not_confirmed_is_waited_for(cast: SimpleNamespace) -> None:
    pupil = green_child(cast)
    make_contact(pupil, "Bram Reed", by=cast.administrator, is_confirmed=False)

    assert light(pupil, "website", on=ON) is AMBER


def test_an_address_that_changes_makes_nobody_greener(cast: SimpleNamespace) -> None:
    pupil = green_child(cast)
    second = make_contact(pupil, "Bram Reed", by=cast.administrator)
    details = ContactDetails("Bram Reed", "parent", "new@home.example", may_decide=True)

    second.change(details, by=cast.administrator, at=AT)

    assert light(pupil, "website", on=ON) is AMBER and second.confirmed_at is None


def test_each_use_has_a_light_of_its_own(cast: SimpleNamespace) -> None:
    pupil = green_child(cast)
    say(pupil.contacts.get(), False, by=cast.administrator, at=LATER, only="social-media")

    ways = ["website", "blog", "social-media", "social-media/mastodon", "press", "game"]
    found = lights([pupil], ways, on=LATER.date())[pupil.pk]

    assert list(found.values()) == [GREEN, GREEN, RED, RED, GREEN, AMBER]


def test_a_no_that_was_given_by_somebody_who_is_no_longer_a_contact_stands(
    cast: SimpleNamespace,
) -> None:
    pupil = green_child(cast)
    second = make_contact(pupil, "Bram Reed", by=cast.administrator)
    say(second, False, by=cast.administrator)

    second.end(by=cast.administrator, at=LATER)

    assert light(pupil, "website", on=LATER.date()) is RED


def test_the_list_outranks_every_yes_and_lifting_gives_the_yes_back(cast: SimpleNamespace) -> None:
    pupil = green_child(cast)
    entry = list_child(pupil, cast)
    listed = [light(pupil, use.key, on=ON) for use in uses(cast.school)]
    say(pupil.contacts.get(), True, by=cast.administrator, at=LATER)
    still = light(pupil, "website", on=LATER.date())
    entry.lift(reason="The order has ended.", by=cast.deputy_lead, at=LATER)

    assert set(listed) == {RED} and still is RED
    assert light(pupil, "website", on=LATER.date()) is GREEN


def test_a_pupil_who_left_is_shown_in_nothing_new(cast: SimpleNamespace) -> None:
    pupil = green_child(cast)
    Pupil.objects.filter(pk=pupil.pk).update(left_on=ON)
    pupil.refresh_from_db()

    assert [light(pupil, "website", on=on) for on in (ON, LATER.date())] == [GREEN, AMBER]
    assert pupils_no_longer_green([pupil], ["website"], on=LATER.date()) == []


@pytest.mark.parametrize("born_on", [date(2013, 11, 23), date(2013, 11, 24), None])
def test_from_thirteen_a_pupils_own_yes_is_waited_for(
    cast: SimpleNamespace, born_on: date | None
) -> None:
    pupil = make_pupil(cast.school, born_on=born_on or date(2018, 5, 4))
    parent = make_contact(pupil, by=cast.administrator)
    sign(parent, True, by=cast.administrator)
    make_contact(pupil, "Robin Reed", by=cast.administrator, kind="pupil")

    is_old_enough = born_on == date(2013, 11, 23)
    assert light(pupil, "website", on=ON) is (AMBER if is_old_enough else GREEN)


def test_a_childs_own_no_counts_at_any_age_and_a_young_childs_yes_is_not_taken(
    cast: SimpleNamespace,
) -> None:
    pupil = green_child(cast)
    child = make_contact(pupil, "Robin Reed", by=cast.administrator, kind="pupil")

    with pytest.raises(CannotDo, match="younger pupil’s yes does not count"):
        tell(child, True, by=cast.administrator)
    tell(child, False, by=cast.administrator)

    assert light(pupil, "website", on=ON) is RED


def test_on_one_day_a_no_outlasts_a_yes_that_was_signed(cast: SimpleNamespace) -> None:
    pupil = make_pupil(cast.school)
    parent = make_contact(pupil, by=cast.administrator)
    sign(parent, False, by=cast.administrator)
    sign(parent, True, by=cast.administrator, at=AT + timedelta(hours=2))
    same_day = light(pupil, "website", on=ON)
    sign(parent, True, by=cast.administrator, signed_on=LATER.date(), at=LATER)

    assert [same_day, light(pupil, "website", on=LATER.date())] == [RED, GREEN]


def test_a_form_that_is_entered_late_does_not_undo_what_was_said_since(
    cast: SimpleNamespace,
) -> None:
    pupil = make_pupil(cast.school)
    parent = make_contact(pupil, by=cast.administrator)
    say(parent, False, by=cast.administrator)

    sign(parent, True, by=cast.administrator, signed_on=ON - timedelta(days=30), at=LATER)

    assert light(pupil, "website", on=LATER.date()) is RED


def test_a_yes_that_ends_on_a_day_counts_on_it_and_no_longer(cast: SimpleNamespace) -> None:
    pupil = green_child(cast)
    Practice.settle(cast.school, months=12, by=cast.administrator, at=AT)
    year_on = date(2027, 11, 23)

    found = [light(pupil, "website", on=on) for on in (year_on - timedelta(days=1), year_on)]

    assert found == [GREEN, AMBER]
    assert pupils_no_longer_green([pupil], ["website"], on=year_on) == [pupil]
    assert pupils_now_red([pupil], ["website"], on=year_on) == []


def test_words_that_mean_more_are_asked_anew_and_a_no_to_the_old_ones_stands(
    cast: SimpleNamespace,
) -> None:
    willing, unwilling = green_child(cast), make_pupil(cast.school, "Fern Marsh")
    parent = make_contact(unwilling, "Hollis Marsh", by=cast.administrator)
    say(parent, False, by=cast.administrator)
    use = Use.objects.get(school=cast.school, key="website")
    before = use.words
    same = Words("On our website", before.says, tuple(before.channels))
    more = Words("On our website", before.says, (*before.channels, "game"))

    use.word(same, is_same=True, by=cast.administrator, at=AT)
    kept = light(willing, "website", on=ON)
    Use.objects.get(pk=use.pk).word(more, is_same=True, by=cast.administrator, at=AT)

    assert kept is GREEN and light(willing, "website", on=ON) is AMBER
    assert light(unwilling, "website", on=ON) is RED


def test_a_no_goes_with_what_is_shown_when_a_use_is_split(cast: SimpleNamespace) -> None:
    pupil = green_child(cast)
    parent = pupil.contacts.get()
    say(parent, False, by=cast.administrator, at=LATER, only="website")
    Use.objects.get(school=cast.school, key="website").end(by=cast.administrator, at=LATER)
    Use.make(cast.school, Words("On our blogs", "Everybody sees them.", ("blog",)), key="blog", by=cast.administrator, at=LATER)  # fmt: skip

    stands = light(pupil, "blog", on=LATER.date())
    say(parent, True, by=cast.administrator, at=LATER + timedelta(hours=1), only="blog")

    assert [stands, light(pupil, "blog", on=LATER.date())] == [RED, GREEN]


GATES = (
    ('needs = ["image-permission"]', GREEN, GREEN),
    ('needs = ["image-permission", "written"]', AMBER, GREEN),
    ('needs = ["image-permission", "one-use-each"]', AMBER, AMBER),
    ('needs = ["image-permission", "renewed-every-2-years"]', GREEN, GREEN),
    ('needs = ["image-permission", "renewed-every-3-months"]', AMBER, AMBER),
)


@pytest.mark.parametrize(("needs", "spoken", "signed"), GATES)
def test_what_the_policy_needs_decides_which_yes_counts(
    cast: SimpleNamespace, needs: str, spoken: Light, signed: Light
) -> None:
    told, wrote = make_pupil(cast.school, "Fern Marsh"), make_pupil(cast.school, "Clem Heath")
    hollis = make_contact(told, "Hollis Marsh", by=cast.administrator)
    oakley = make_contact(wrote, "Oakley Heath", by=cast.administrator)
    half_a_year_ago = AT - timedelta(days=180)
    tell(hollis, True, by=cast.administrator, at=half_a_year_ago)
    sign(oakley, True, by=cast.administrator, at=half_a_year_ago, signed_on=half_a_year_ago.date())

    put_in_force(cast.school, files_with("ashlands", 'needs = ["image-permission"]', needs))

    assert [light(one, "website", on=ON) for one in (told, wrote)] == [spoken, signed]


def test_where_a_written_yes_is_wanted_only_a_no_can_be_noted(cast: SimpleNamespace) -> None:
    put_in_force(cast.school, files_with("ashlands", 'needs = ["image-permission"]', 'needs = ["written"]'))  # fmt: skip
    contact = make_contact(make_pupil(cast.school), by=cast.administrator)

    with pytest.raises(CannotDo, match="The policy wants a yes in writing"):
        tell(contact, True, by=cast.administrator)
    tell(contact, False, by=cast.administrator)

    assert light(contact.pupil, "website", on=ON) is RED


def test_a_picture_is_as_red_as_the_reddest_child_in_it(cast: SimpleNamespace) -> None:
    green, amber = green_child(cast), make_pupil(cast.school, "Fern Marsh")
    red = make_pupil(cast.school, "Clem Heath")
    list_child(red, cast)

    def facts(*pupils: Pupil) -> Any:
        return facts_of_picture(pupils, ["website"], on=ON)

    assert facts(green) == FACTS[GREEN]
    assert facts(green, amber) == FACTS[AMBER]
    assert facts(green, amber, red) == FACTS[RED]
    assert facts() == {}
    assert facts_of_picture([green], [], on=ON) == FACTS[GREEN]
    assert facts_of_picture([green, red], [], on=ON) == FACTS[RED]


def test_before_anything_is_asked_no_child_may_be_shown_and_a_listed_one_never(
    cast: SimpleNamespace,
) -> None:
    unasked, listed = make_pupil(cast.school), make_pupil(cast.school, "Clem Heath")
    list_child(listed, cast)

    assert facts_of_picture([unasked], [], on=ON) == FACTS[AMBER]
    assert facts_of_picture([unasked, listed], [], on=ON) == FACTS[RED]


def test_any_number_of_children_takes_the_same_number_of_questions_to_the_database(
    cast: SimpleNamespace,
) -> None:
    pupils = [green_child(cast, f"Robin Reed{number}") for number in range(12)]
    counted = []
    for some in (pupils[:1], pupils):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            lights(some, ["website", "social-media", "press"], on=ON)
        counted.append(len(queries))

    assert counted[0] == counted[1] <= 16


def test_what_came_in_as_a_no_since_a_moment_is_found(cast: SimpleNamespace) -> None:
    pupil = green_child(cast)
    say(pupil.contacts.get(), False, by=cast.administrator, at=LATER, only="press")
    list_child(pupil, cast, at=LATER)

    (answer,) = Answer.objects.withdrawn_since(AT)
    (entry,) = Listing.objects.made_since(AT)

    assert (answer.kind, answer.contact.pupil) == ("withdrawn", pupil)
    assert entry.pupil == pupil
    assert not Answer.objects.withdrawn_since(LATER) and not Listing.objects.made_since(LATER)


ACTS = st.lists(
    st.tuples(
        st.sampled_from(("first", "second")), st.booleans(), st.sampled_from(["link", "paper"])
    ),
    min_size=1,
    max_size=5,
)


@pytest.mark.django_db(transaction=False)
@given(acts=ACTS)
@settings(max_examples=12, deadline=None)
def test_rows_and_rules_agree_for_any_history(acts: list[tuple[str, bool, str]], request: pytest.FixtureRequest) -> None:  # fmt: skip
    cast: SimpleNamespace = request.getfixturevalue("cast")
    pupil = make_pupil(cast.school, f"Robin Reed{datetime.now(UTC).timestamp()}")
    parents = {
        "first": make_contact(pupil, "Sorrel Reed", by=cast.administrator),
        "second": make_contact(pupil, "Bram Reed", by=cast.administrator),
    }
    newest: dict[str, bool] = {}
    at = AT
    for who, is_yes, how in acts:
        at += timedelta(days=1)
        newest[who] = is_yes
        if how == "link":
            say(parents[who], is_yes, by=cast.administrator, at=at)
        else:
            sign(parents[who], is_yes, by=cast.administrator, signed_on=at.date(), at=at)

    expected = RED if False in newest.values() else GREEN if len(newest) == 2 else AMBER
    assert light(pupil, "press", on=at.date()) is expected
