"""Says situations, duties and changes in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gatepost.core.policy.compare import Change, Side
from gatepost.core.policy.pack import Duty, Pack
from gatepost.core.policy.vocabulary import vocabulary

FLAG_WORDS = {
    "caution": "A person has to decide this",
    "outdated": "Out of date",
    "defective": "Unclear in the source",
    "unfilled": "Not filled in yet",
}
STRENGTH_WORDS = {
    "must-not": "must not",
    "must": "must",
    "should-not": "should not",
    "should": "should",
    "may": "may",
    "states": "says",
    "outside": "leaves alone",
}
VERDICT_WORDS = {
    "must-not": "must not",
    "only-if": "only if",
    "should-not": "should not",
    "may": "may",
    "silent": "does not say",
}


def role_words(pack: Pack, role: str) -> str:
    """A role, body or group as people say it."""
    words = vocabulary()
    if role in pack.bodies:
        return pack.bodies[role]
    if role in words.roles:
        return words.roles[role]
    label = words.facts["actor"].values.get(role)
    return label[:1].lower() + label[1:] if label else role.replace("-", " ")


def duty_words(pack: Pack, duty: Duty) -> str:
    """A duty as a sentence without its full stop."""
    who = "" if duty.by in ("", "actor") else f"{role_words(pack, duty.by)}: "
    whom = role_words(pack, duty.to) if duty.to else ""
    # Many a duty names whom it is owed to in its own words.
    whom = f" (to {whom})" if whom and whom.lower() not in duty.do.lower() else ""
    when = f", {'within ' if duty.within[:1].isdigit() else ''}{duty.within}" if duty.within else ""
    enough = f"; {duty.enough} is enough" if duty.enough else ""
    text = f"{who}{duty.do}{whom}{when}{enough}"
    return text[:1].upper() + text[1:]


def value_words(fact: str, value: str) -> str:
    """A value as people say it."""
    return vocabulary().facts[fact].values[value]


def fact_words(fact: str, values: Iterable[str]) -> str:
    """A fact with its values, such as “Account: one of the school's own”."""
    told = [value_words(fact, value) for value in values]
    return f"{vocabulary().facts[fact].short}: {listed([word[:1].lower() + word[1:] for word in told], 'or')}"


def listed(words: Iterable[str], last: str = "and") -> str:
    """“a, b and c”."""
    items = list(words)
    return (
        items[0]
        if len(items) == 1
        else f"{', '.join(items[:-1])} {last} {items[-1]}"
        if items
        else ""
    )


def actors_words(packs: Iterable[Pack], actors: tuple[str, ...]) -> str:
    """Some actors: by a policy's own word for them where there is one, or by what they are not where that is shorter."""
    if not actors:
        return "Anybody"
    for pack in packs:
        for group, members in pack.groups.get("actor", {}).items():
            # Groups named by a plural are words for people ("staff", "employees"); others only help clauses along.
            if members == frozenset(actors) and (group == "staff" or group.endswith("s")):
                return role_words(pack, group).capitalize()
    everybody = vocabulary().facts["actor"].values
    told = [value_words("actor", actor) for actor in actors]
    words = [told[0], *(word[:1].lower() + word[1:] for word in told[1:])]
    if len(actors) > len(everybody) // 2:
        missing = [everybody[actor] for actor in everybody if actor not in actors]
        if len(missing) < len(actors):
            return f"Anybody but {listed([word[:1].lower() + word[1:] for word in missing], 'or')}"
    return listed(words, "or")


def situation_words(
    act: str, situation: Mapping[str, tuple[str, ...]], *, packs: Iterable[Pack] = ()
) -> str:
    """A region as a sentence: who, does what, in which circumstances."""
    who = actors_words(packs, situation.get("actor", ()))
    circumstances = [
        fact_words(fact, values) for fact, values in situation.items() if fact != "actor"
    ]
    told = f" ({'; '.join(circumstances)})" if circumstances else ""
    return f"{who} – {vocabulary().acts[act].says}{told}"


def change_words(change: Change, old: Pack, new: Pack) -> str:
    """A change as one sentence, old and new side by side."""
    where = situation_words(change.act, change.situation, packs=(old, new))
    return (
        f"{where}: {_side_words(change, change.old, old)} → {_side_words(change, change.new, new)}"
    )


def _side_words(change: Change, side: Side, pack: Pack) -> str:
    if change.kind == "duties":
        return listed([duty_words(pack, duty) for duty in side.duties]) or "no such duty"
    if side.requires:
        needs = [
            f"{vocabulary().facts[fact].short[:1].lower()}{vocabulary().facts[fact].short[1:]}"
            for fact in side.requires
        ]
        return f"{VERDICT_WORDS[side.verdict]} ({listed(needs)})"
    return VERDICT_WORDS[side.verdict]
