"""What the systems that schools use call the columns with names of people, the surest heading first.

Headings are compared without blanks, signs and capitals: “First name”, “FirstName” and “FIRST_NAME” are one.
"""

from __future__ import annotations

GIVEN = (
    "preferredforename",
    "preferredfirstname",
    "preferredgivenname",
    "knownas",
    "givenname",
    "forename",
    "firstname",
    "chosenforename",
    "chosenname",
    "legalforename",
    "legalfirstname",
    "forenames",
    "firstnames",
    "givennames",
)
FAMILY = (
    "preferredsurname",
    "preferredlastname",
    "preferredfamilyname",
    "familyname",
    "surname",
    "lastname",
    "legalsurname",
    "legallastname",
)
FULL = ("fullname", "name", "staffname", "studentname", "pupilname", "student", "pupil", "staff")
PREFERRED = ("preferredforename", "preferredfirstname", "preferredname", "nametheygoby")
PUPIL_NUMBER = ("upn", "uniquepupilnumber")


def plain(heading: str) -> str:
    """A heading without blanks, signs and capitals."""
    return "".join(one for one in heading.lower() if one.isascii() and one.isalnum())
