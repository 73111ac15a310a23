"""The invented school's pupils, what their families say to pictures, its accounts, and posts on every part of their way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from gatepost.channels.models import Channel
from gatepost.consents.answering import answer_by_link, seen_of
from gatepost.consents.asking import send_link
from gatepost.consents.details import ContactDetails
from gatepost.consents.models import Contact, Listing, Use
from gatepost.consents.setting_up import keep_uses
from gatepost.people.models import Person, Pupil, School
from gatepost.policies.door import who_may_give
from gatepost.posts.checking import screen_of
from gatepost.posts.checklist import YES
from gatepost.posts.models import Outlet, Picture, Post, Words
from gatepost.posts.publishing import going_out, sending
from gatepost.web.demo.drawing import HEIGHT, WIDTH, a_tree_on_a_field, children_round_a_pond

Cast = Mapping[str, Person]
WRITER, RUNNER, OFFICE, LEAD = (
    "Bethan Lloyd-Voss", "Harriet Swale", "Celia Marchbank", "Tobias Fenn",
)  # fmt: skip
# The first two had read the policy and been trained when the posts went out; the third has meanwhile.
RUNNERS = ("Kwame Asante", "Dilys Crane", RUNNER)


@dataclass(frozen=True)
class Child:
    """A child who does not exist, a parent, and what the parent answers: yes, no, or nothing yet."""

    given: str
    family: str
    year: str
    form: str
    born: date
    parent: str
    answer: bool | None


CHILDREN = (
    Child("Robin", "Reed", "3", "Oak", date(2019, 3, 4), "Sorrel Reed", True),
    Child("Amara", "Quill", "3", "Oak", date(2019, 1, 19), "Jonas Quill", True),
    Child("Kit", "Ferrow", "3", "Oak", date(2018, 11, 30), "Dana Ferrow", False),
    Child("Ines", "Maddow", "3", "Elm", date(2019, 6, 8), "Carlos Maddow", None),
    Child("Teddy", "Lark", "3", "Elm", date(2018, 10, 2), "Una Lark", True),
)
LISTED = "Teddy"


def publish(school: School, people: Cast, *, at: datetime) -> None:
    """Families answer, accounts are entered, and posts are written, agreed to, sent back and published."""
    pupils = _families(school, people, at=at - timedelta(days=60))
    accounts = _accounts(people, at=at - timedelta(days=50))
    _posts(people, pupils, accounts, at=at)


def _families(school: School, people: Cast, *, at: datetime) -> dict[str, Pupil]:
    keep_uses(school, at=at)
    uses = list(Use.objects.filter(school=school).asked().with_words())
    pupils = {}
    for number, child in enumerate(CHILDREN, 1):
        pupil = pupils[child.given] = Pupil.objects.create(
            school=school, given_name=child.given, family_name=child.family, form=child.form,
            year_group=child.year, born_on=child.born, source_id=f"demo-{number}",
        )  # fmt: skip
        email = f"{child.parent.lower().replace(' ', '.')}@home.example"
        details = ContactDetails(name=child.parent, kind="parent", email=email, may_decide=True)
        parent = Contact.enter(pupil, details, by=people[OFFICE], at=at)
        parent.confirm(by=people[OFFICE], at=at)
        link = send_link(parent, by=people[OFFICE], at=at)
        if child.answer is not None:
            said = {use.pk: child.answer for use in uses}
            answer_by_link(link, said, seen=seen_of(use.words for use in uses), at=at)
    Listing.make(pupils[LISTED], reason="A court has ordered it.", by=people[LEAD], at=at)
    return pupils


def _accounts(people: Cast, *, at: datetime) -> dict[str, Channel]:
    office = people[OFFICE]
    accounts = {
        network: Channel.enter(network=network, name=name, handle=handle, url=url, by=office, at=at)
        for network, name, handle, url in (
            ("own", "News page", "", ""),
            ("x", "Larkfield on X", "larkfieldprimary", "https://x.example/larkfieldprimary"),
        )
    }
    for account in accounts.values():
        for name in RUNNERS:
            account.appoint(people[name], by=office, at=at)
    return accounts


def _posts(
    people: Cast, pupils: Mapping[str, Pupil], accounts: Mapping[str, Channel], *, at: datetime
) -> None:
    """One published with a picture, one to be agreed to, one sent back, one planned, and drafts that show what is found."""
    writer, teacher, head = people[WRITER], people[RUNNER], people["Miriam Oakes"]
    both = [pupils["Robin"], pupils["Amara"]]
    pond = _picture(
        children_round_a_pond(),
        "Four children look into the school pond.",
        both,
        by=writer,
        at=at - timedelta(days=9),
    )
    tree = _picture(
        a_tree_on_a_field(),
        "A young tree on the field behind the school.",
        [],
        by=teacher,
        at=at - timedelta(days=6),
    )
    own, x = accounts["own"], accounts["x"]

    out = _draft(
        "Oak class went pond dipping and found six newts. Thank you to everybody who helped!",
        [own],
        by=writer,
        at=at - timedelta(days=9),
    )
    out.place(pond, alt=pond.alt, by=writer, at=at - timedelta(days=9))
    _hand_in(out, at=at - timedelta(days=9))
    _agree(out, at=at - timedelta(days=8))

    waits = _draft(
        "Our new tree is in! It is a rowan, chosen by the school council.",
        [own, x],
        by=teacher,
        at=at - timedelta(days=2),
    )
    waits.place(tree, alt=tree.alt, by=teacher, at=at - timedelta(days=2))
    _hand_in(waits, at=at - timedelta(days=2))
    waits.say("colleague-check", yes=True, by=writer, at=at - timedelta(days=1))
    waits.ask(head, fact="manager-permission", by=teacher, at=at - timedelta(days=1))

    back = _draft(
        "Sports day was AMAZING and everybody won something!!!",
        [own],
        by=writer,
        at=at - timedelta(days=4),
    )
    _hand_in(back, at=at - timedelta(days=4), reason="The capitals are our joy.")
    back.send_back(
        "Lovely, but without the capitals, please.", by=teacher, at=at - timedelta(days=3)
    )

    next_week = datetime.combine(writer.school.day_of(at) + timedelta(days=5), time(9), at.tzinfo)
    planned = _draft(
        "The book fair opens on Monday at 8.45 am in the hall.",
        [own],
        by=teacher,
        at=at - timedelta(days=1),
        due_at=next_week,
    )
    _hand_in(planned, at=at - timedelta(days=1))

    _draft(
        "Well done Kit Ferrow, who is back after three weeks in hospital! Ring Mrs Ferrow on 01632 960 112 to send your wishes.",
        [own],
        by=writer,
        at=at - timedelta(hours=3),
    )


def _draft(
    text: str, accounts: list[Channel], *, by: Person, at: datetime, due_at: datetime | None = None
) -> Post:
    return Post.draft(Words(text=text, channels=accounts, due_at=due_at), by=by, at=at)


def _picture(file: bytes, alt: str, children: list[Pupil], *, by: Person, at: datetime) -> Picture:
    size = (WIDTH, HEIGHT)
    picture = Picture.add(file, content_type="image/jpeg", size=size, by=by, at=at)
    picture.describe(alt=alt, credit="", by=by, at=at)
    picture.name_people(children, [], by=by, at=at)
    return picture


def _hand_in(post: Post, *, at: datetime, reason: str = "") -> None:
    answers = {one.key: YES for one in screen_of(post, at=at).questions()}
    post.hand_in(by=post.author, at=at, reason=reason, answers=answers)


def _agree(post: Post, *, at: datetime) -> None:
    """Everybody whom the policy names says yes, and a worker sends it out."""
    for fact in ("colleague-check", "manager-permission"):
        giver = next(one for one in who_may_give(fact, subject=post, at=at))
        post.say(fact, yes=True, by=giver, at=at)
    going_out.go_out(at=at, post=post.pk)
    for outlet in Outlet.objects.filter(post=post):
        sending.send(at=at, outlet=outlet.pk)
