"""The columns that are read from a table, and what the systems that schools use call them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gatepost.core.headings import FAMILY, FULL, GIVEN, PREFERRED, PUPIL_NUMBER
from gatepost.core.headings import plain as plain_heading
from gatepost.people.importing.cells import cleaned
from gatepost.people.importing.contents import PUPILS, STAFF


@dataclass(frozen=True)
class Column:
    """A column of ours: what it is called on pages, and in exports, the surest heading first."""

    name: str
    label: str
    headings: tuple[str, ...]
    hint: str = ""


LEFT = (
    "lastday",
    "dateofleaving",
    "leavingdate",
    "dol",
    "leavedate",
    "dateleft",
    "employmentenddate",
    "employmentend",
    "contractenddate",
    "enddate",
)
COLUMNS: Mapping[str, tuple[Column, ...]] = {
    STAFF: (
        Column("given_name", "First name", GIVEN),
        Column("family_name", "Surname", FAMILY),
        Column("full_name", "Whole name", FULL, "Only where the two are in one column."),
        Column(
            "email",
            "E-mail address",
            (
                "workemail",
                "workemailaddress",
                "schoolemail",
                "primaryemail",
                "email",
                "emailaddress",
                "mainemail",
                "defaultemail",
            ),
            "The one that they use at school.",
        ),
        Column("kind", "Kind", ("kind", "kindofstaff"), "In Gatepost’s own words."),
        Column(
            "job_title",
            "Job title",
            (
                "jobtitle",
                "post",
                "position",
                "businessrole",
                "businessroles",
                "role",
                "roles",
                "postdescription",
                "stafftype",
                "staffcategory",
            ),
        ),
        Column(
            "started_on",
            "First day",
            (
                "firstday",
                "startdate",
                "employmentstartdate",
                "employmentstart",
                "dateofarrival",
                "dateofappointment",
                "datestarted",
                "contractstartdate",
                "contractstart",
                "joineddate",
                "joiningdate",
            ),
        ),
        Column("left_on", "Last day", LEFT),
        Column(
            "source_id",
            "Number",
            (
                "number",
                "arborid",
                "staffid",
                "employeeid",
                "employeenumber",
                "staffnumber",
                "personid",
                "staffcode",
                "payrollnumber",
                "teachernumber",
                "initials",
            ),
            "Whatever the system tells people apart by.",
        ),
    ),
    PUPILS: (
        Column("given_name", "First name", tuple(h for h in GIVEN if "prefer" not in h)),
        Column("family_name", "Surname", FAMILY),
        Column("full_name", "Whole name", FULL, "Only where the two are in one column."),
        Column(
            "preferred_name",
            "Name they go by",
            PREFERRED,
        ),
        Column("born_on", "Date of birth", ("dateofbirth", "dob", "birthdate", "born")),
        Column(
            "year_group",
            "Year",
            ("yeargroup", "year", "ncyear", "ncyearactual", "nationalcurriculumyear"),
        ),
        Column(
            "form",
            "Class",
            (
                "registrationform",
                "reggroup",
                "reg",
                "form",
                "class",
                "tutorgroup",
                "registrationgroup",
                "classname",
            ),
        ),
        Column("left_on", "Last day", LEFT),
        Column("source_id", "UPN", PUPIL_NUMBER),
    ),
}
DATES = frozenset({"started_on", "left_on", "born_on"})

# Headings as each system spells them; whichever knows most of a file's headings, made it.
SPELLINGS: Mapping[str, frozenset[str]] = {
    "gatepost": frozenset(
        {"Given name", "Family name", "Kind", "First day", "Last day", "Number", "Name they go by"}
    ),
    "sims": frozenset(
        {
            "Forename",
            "Surname",
            "Legal Forename",
            "Legal Surname",
            "Preferred Forename",
            "Preferred Surname",
            "Chosen Forename",
            "Staff Code",
            "Payroll Number",
            "Reg",
            "Reg Group",
            "Date of Arrival",
            "Date of Leaving",
            "Employment Start",
            "Primary Email",
            "Work Email",
            "DOB",
            "DOL",
            "Year Group",
        }
    ),
    "arbor": frozenset(
        {
            "First name",
            "Last name",
            "First Name",
            "Last Name",
            "Legal first name",
            "Legal last name",
            "Preferred first name",
            "Preferred last name",
            "Arbor ID",
            "Arbor Staff ID",
            "Arbor Student ID",
            "Registration form",
            "Registration Form",
            "Year group",
            "Work email",
            "Email address",
            "Business role",
            "Business roles",
            "Employment start date",
            "Employment end date",
            "Date of birth",
        }
    ),
    "bromcom": frozenset(
        {
            "FirstName",
            "LastName",
            "PreferredFirstName",
            "PreferredLastName",
            "LegalFirstName",
            "LegalLastName",
            "StaffCode",
            "StaffID",
            "PersonID",
            "WorkEmail",
            "EmailAddress",
            "StartDate",
            "LeavingDate",
            "EndDate",
            "JobTitle",
            "DateOfBirth",
            "YearGroup",
            "TutorGroup",
            "Form",
        }
    ),
}
SYSTEMS = {
    "gatepost": "Gatepost’s own table",
    "sims": "SIMS",
    "arbor": "Arbor",
    "bromcom": "Bromcom",
    "oneroster": "OneRoster",
    "ctf": "a Common Transfer File",
    "file": "another system",
}
ENOUGH = 2  # spellings that have to agree before a system is named
LOOKED_THROUGH = 15  # rows in which the headings may stand: reports have a title first


def column_of(kind: str, name: str) -> Column:
    """A column by its name."""
    return next(column for column in COLUMNS[kind] if column.name == name)


def plain(heading: str) -> str:
    """A heading without blanks, signs and capitals."""
    return plain_heading(cleaned(heading))


def recognise(headings: Sequence[str], *, kind: str) -> dict[str, int]:
    """Which of our columns stands where."""
    places: dict[str, int] = {}
    for place, heading in enumerate(headings):
        places.setdefault(plain(heading), place)
    found: dict[str, int] = {}
    for column in COLUMNS[kind]:
        known = next((heading for heading in column.headings if heading in places), None)
        if known is not None:
            found[column.name] = places[known]
    if {"given_name", "family_name"} <= set(found):
        found.pop("full_name", None)
    return found


def tells_names(found: Mapping[str, int]) -> bool:
    """Whether somebody can be named from some columns."""
    return "full_name" in found or {"given_name", "family_name"} <= set(found)


def system_of(headings: Sequence[str]) -> str:
    """The system that spells its headings like this, or “file” where it cannot be told."""
    spelled = {cleaned(heading) for heading in headings}
    agree = {system: len(spelled & known) for system, known in SPELLINGS.items()}
    best = max(agree, key=lambda system: agree[system])
    is_sure = agree[best] >= ENOUGH and list(agree.values()).count(agree[best]) == 1
    return best if is_sure else "file"
