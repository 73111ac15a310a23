"""A post on one account: what happens to it there."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from gatepost.channels.models import Channel
from gatepost.people.models import Person


class OutletQuerySet(models.QuerySet["Outlet"]):
    """Posts by account."""

    def visible_to(self, person: Person) -> OutletQuerySet:
        """Those of posts that somebody may see."""
        from gatepost.posts.models.posts import Post

        return self.filter(post__in=Post.objects.visible_to(person))

    def live(self) -> OutletQuerySet:
        """Those that the public can see, as far as is known."""
        return self.filter(state__in=(Outlet.State.PUBLISHED, Outlet.State.UNKNOWN))


class Outlet(models.Model):
    """A post on one account. What has left is never sent again blindly: it is unknown until somebody has looked."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", "Waiting"
        SENDING = "sending", "Going out"
        PUBLISHED = "published", "Published"
        UNKNOWN = "unknown", "Not known whether it went out"
        FAILED = "failed", "Failed"
        BY_HAND = "by-hand", "To be posted by a person"
        EXPIRED = "expired", "Expired"
        WITHDRAWN = "withdrawn", "Withdrawn"
        TAKEN_DOWN = "taken-down", "Taken down"

    post = models.ForeignKey("posts.Post", on_delete=models.CASCADE, related_name="outlets")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="outlets")
    text = models.TextField(blank=True)  # in place of the post's own, on this account
    answers = models.CharField(max_length=500, blank=True)  # the network's id of what it replies to
    key = models.CharField(max_length=64, unique=True)  # by which networks tell that they have it
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    published_at = models.DateTimeField(null=True, blank=True)
    remote_id = models.CharField(max_length=500, blank=True)
    url = models.URLField(max_length=1000, blank=True)
    problem = models.CharField(max_length=300, blank=True)

    objects = OutletQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("post", "channel"), name="one_outlet_an_account"),
        )

    def __str__(self) -> str:
        return f"{self.channel}: {self.get_state_display()}"

    def content(self) -> dict[str, object]:
        """Everything of it that goes out here and nowhere else."""
        said: dict[str, object] = {
            "channel": self.channel_id, "name": self.channel.name, "text": self.text,
        }  # fmt: skip
        return said | ({"answers": self.answers} if self.answers else {})

    @property
    def words(self) -> str:
        """The text that goes out here."""
        return self.text or self.post.text

    @property
    def with_link(self) -> str:
        """The text with the post's link after it, where it does not stand in it."""
        link = self.post.link
        return f"{self.words}\n\n{link}".strip() if link and link not in self.words else self.words

    @property
    def is_open(self) -> bool:
        """Whether it may still go out."""
        return self.state in (self.State.WAITING, self.State.SENDING, self.State.BY_HAND)


class Attempt(models.Model):
    """One try to send: written before anything leaves, so that whoever comes later knows that something may have."""

    outlet = models.ForeignKey(Outlet, on_delete=models.CASCADE, related_name="attempts")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ("began_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("outlet",),
                condition=models.Q(ended_at=None),
                name="one_attempt_at_a_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.outlet_id} at {self.began_at:%H:%M:%S}: {self.outcome or 'under way'}"

    def end(self, outcome: str, *, at: datetime) -> None:
        """Note how it came out."""
        self.ended_at, self.outcome = at, outcome
        self.save(update_fields=["ended_at", "outcome"])
