"""What was gathered for a request, what somebody decided about each piece, and the copy that was made of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models, transaction

from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.records.door import keyed_digest, record
from gatepost.rights.asked import reasons
from gatepost.rights.models.requests import Request
from gatepost.vault.fields import EncryptedJSONField, EncryptedTextField
from gatepost.vault.models import SealedFile

BLACK = "█"
WHOLE = None


class Piece(models.Model):
    """One thing that is held about somebody, as it was when it was gathered, with the names of others in it."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="pieces")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    said: models.Field[Any, Any] = EncryptedJSONField()  # key, what, at, text, names: [start, end]
    withheld = models.CharField(
        max_length=60, blank=True
    )  # the law's clause, where no text is kept
    released_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # somebody who sees the whole of a case, for what comes from there

    if TYPE_CHECKING:
        decisions: models.QuerySet[PieceDecision]

    class Meta:
        ordering = ("request", "number")
        constraints = (
            models.UniqueConstraint(fields=("request", "number"), name="pieces_are_numbered"),
        )

    def __str__(self) -> str:
        return f"piece {self.number} of {self.request}"

    @property
    def on(self) -> date | None:
        """The day of what is held, where it has one."""
        return date.fromisoformat(self.said["at"][:10]) if self.said["at"] else None

    @property
    def newest(self) -> dict[int | None, PieceDecision]:
        """The last decision about each name, and about the whole."""
        return {one.name: one for one in self.decisions.all()}

    @property
    def left_out(self) -> PieceDecision | None:
        """The decision by which the whole piece is left out, if there is one."""
        found = self.newest.get(WHOLE)
        return found if found and found.is_hidden else None

    @property
    def names(self) -> list[tuple[int, str, bool, str]]:
        """The names of others: number, words, whether blacked out, and why where somebody decided."""
        newest, text = self.newest, self.said["text"]
        found = []
        for number, (start, end) in enumerate(self.said["names"]):
            decided = newest.get(number)
            is_black = decided.is_hidden if decided else True
            found.append((number, text[start:end], is_black, decided.reason if decided else ""))
        return found

    @property
    def text(self) -> str:
        """What is given of it: with what is blacked out as it stands."""
        text: str = self.said["text"]
        black = [one for one, (_, _, is_black, _) in zip(self.said["names"], self.names, strict=True) if is_black]  # fmt: skip
        for start, end in sorted(black, reverse=True):
            text = text[:start] + BLACK * 4 + text[end:]
        return text

    def decide(
        self, name: int | None, *, is_hidden: bool, reason: str, clause: str, by: Person, at: datetime
    ) -> PieceDecision:  # fmt: skip
        """Black a name out or show it, or leave the whole piece out or give it; each with a reason."""
        if not reason.strip():
            raise NotPossible("Write why.")
        with transaction.atomic(durable=True):
            row = self.request.held(by=by, at=at)
            there = row.pieces.filter(pk=self.pk).first()
            if there is None or there.withheld:
                raise NotPossible("There is nothing to decide about this piece.")
            if name is not None and not 0 <= name < len(there.said["names"]):
                raise NotPossible("Choose one of the names.")
            known = {one.id for one in reasons(on=row.school.day_of(at))}
            if name is None and is_hidden and clause not in known:
                raise NotPossible("Choose the law by which it is left out.")
            made: PieceDecision = there.decisions.create(
                name=name, is_hidden=is_hidden, reason=reason.strip(), clause=clause, by=by, at=at
            )
            record(
                "data-request.piece-decided", subject=row, by=by, at=at, piece=there.number,
                hidden=is_hidden, reason=keyed_digest(reason.strip()),
                because=[f"law-england/{clause}"] if clause else [],
            )  # fmt: skip
        return made


class PieceDecision(models.Model):
    """Somebody hides a name or a whole piece, or shows it again. The last one counts."""

    piece = models.ForeignKey(Piece, on_delete=models.CASCADE, related_name="decisions")
    name = models.PositiveIntegerField(null=True, blank=True)  # nothing: the whole piece
    is_hidden = models.BooleanField()
    reason = EncryptedTextField()
    clause = models.CharField(max_length=60, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.piece}: {'hidden' if self.is_hidden else 'shown'}"


class Copy(models.Model):
    """The file that was made of a request: fetched once, then handed over; gone after its span."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="copies")
    file = models.OneToOneField(SealedFile, on_delete=models.PROTECT, null=True, related_name="+")
    sha256 = models.CharField(max_length=64)
    given = models.PositiveIntegerField()
    left_out = models.PositiveIntegerField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    fetched_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    fetched_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("made_at", "pk")

    def __str__(self) -> str:
        return f"copy {self.pk}"

    def fetch(self, *, by: Person, at: datetime) -> bytes:
        """What is in the file, once: whoever needs it again makes a new one."""
        with transaction.atomic(durable=True):
            rows = Request.objects.select_for_update(of=("self",))
            row = rows.visible_to(by, on=by.school.day_of(at)).filter(pk=self.request_id).first()
            copy = Copy.objects.select_related("file").get(pk=self.pk)
            if row is None or copy.file is None:
                raise NotPossible("This copy is deleted. Make it again.")
            if copy.fetched_at is not None:
                raise NotPossible("This copy was fetched already. Make it again if it is needed.")
            content = b"".join(copy.file.chunks())
            copy.fetched_by, copy.fetched_at = by, at
            copy.save(update_fields=["fetched_by", "fetched_at"])
            record("data-request.copy-fetched", subject=row, by=by, at=at, copy=copy.pk)
        return content
