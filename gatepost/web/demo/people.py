"""The people of an invented school. Nobody here exists."""

from __future__ import annotations

from dataclasses import dataclass

SCHOOL = "larkfield"
NAME = "Larkfield Primary School"


@dataclass(frozen=True)
class Invented:
    """Somebody who does not exist: their name, what they are, their job, and the roles they hold."""

    given: str
    family: str
    actors: tuple[str, ...]
    job: str
    roles: tuple[str, ...] = ()

    @property
    def email(self) -> str:
        """An address in a domain that is kept for examples."""
        return f"{self.given}.{self.family}@larkfield.example".lower().replace("’", "")


TEACHER, SUPPORT, OFFICE, SITE = (
    ("teacher",),
    ("support-staff",),
    ("office-staff",),
    ("site-staff",),
)
GOVERNOR, LEADER = ("governor",), ("senior-leader",)

PEOPLE = (
    Invented("Miriam", "Oakes", ("headteacher",), "Headteacher", ("headteacher",)),
    Invented("Tobias", "Fenn", LEADER, "Deputy headteacher", ("slt", "dsl")),
    Invented("Anjali", "Rao", LEADER, "Assistant headteacher", ("slt", "deputy-dsl")),
    Invented("Celia", "Marchbank", OFFICE, "School business manager", ("administrator", "slt")),
    Invented("Owen", "Prytherch", OFFICE, "Office administrator", ("administrator",)),
    Invented("Dilys", "Crane", OFFICE, "Receptionist"),
    Invented("Yusuf", "Demir", SUPPORT, "ICT technician", ("ict-coordinator",)),
    Invented("Harriet", "Swale", TEACHER, "Reception teacher"),
    Invented("Kwame", "Asante", TEACHER, "Year 1 teacher"),
    Invented("Bronwen", "Tudor", TEACHER, "Year 1 teacher"),
    Invented("Piotr", "Zielin", TEACHER, "Year 2 teacher"),
    Invented("Eleanor", "Garth", TEACHER, "Year 2 teacher", ("manager",)),
    Invented("Samira", "Haddad", TEACHER, "Year 3 teacher"),
    Invented("Jude", "Penhale", TEACHER, "Year 3 teacher"),
    Invented("Chidi", "Eze", TEACHER, "Year 4 teacher"),
    Invented("Rosalind", "Ashby", TEACHER, "Year 4 teacher"),
    Invented("Gethin", "Morse", TEACHER, "Year 5 teacher", ("manager",)),
    Invented("Fatima", "Siddique", TEACHER, "Year 5 teacher"),
    Invented("Callum", "Rennie", TEACHER, "Year 6 teacher"),
    Invented("Imogen", "Thorley", TEACHER, "Year 6 teacher"),
    Invented("Noor", "Bashir", TEACHER, "Special needs coordinator"),
    Invented("Lewis", "Arkwright", ("trainee",), "Trainee teacher"),
    Invented("Marta", "Kowal", ("supply-staff",), "Supply teacher"),
    Invented("Bethan", "Lloyd-Voss", SUPPORT, "Teaching assistant"),
    Invented("Priya", "Nair", SUPPORT, "Teaching assistant"),
    Invented("Dean", "Hollis", SUPPORT, "Teaching assistant"),
    Invented("Agnes", "Boateng", SUPPORT, "Teaching assistant"),
    Invented("Siobhan", "Kerr", SUPPORT, "Teaching assistant"),
    Invented("Ravi", "Chandra", SUPPORT, "Learning mentor"),
    Invented("Joan", "Tibbs", SUPPORT, "Midday supervisor"),
    Invented("Ewa", "Lis", SUPPORT, "Midday supervisor"),
    Invented("Desmond", "Clarke", SITE, "Site manager"),
    Invented("Hugh", "Pettifer", SITE, "Caretaker"),
    Invented("Sylvie", "Arnaud", ("therapist",), "Speech therapist"),
    Invented("Margaret", "Ellwood", GOVERNOR, "Chair of governors", ("chair-of-governors",)),
    Invented("Idris", "Vaughan", GOVERNOR, "Safeguarding governor", ("governors",)),
    Invented("Nkechi", "Obi", ("governor", "parent"), "Parent governor", ("governors",)),
    Invented("Frank", "Dooley", GOVERNOR, "Governor", ("governors",)),
    Invented("Lena", "Fischer", ("contractor",), "Data protection officer", ("dpo",)),
    Invented("Peggy", "Wainwright", ("volunteer",), "Reading volunteer"),
    Invented("Arthur", "Bell", ("volunteer",), "Gardening volunteer"),
)
LEAVER = Invented("Colin", "Strand", TEACHER, "Year 4 teacher")
# One of each kind, in the order in which the page offers them.
WHO_TO_TRY = (
    "Harriet Swale", "Bethan Lloyd-Voss", "Gethin Morse", "Anjali Rao", "Miriam Oakes", "Tobias Fenn",
    "Celia Marchbank", "Yusuf Demir", "Margaret Ellwood", "Idris Vaughan", "Lena Fischer", "Peggy Wainwright",
)  # fmt: skip
