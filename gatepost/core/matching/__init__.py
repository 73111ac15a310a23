"""Find the names of thousands of people in a text, however they are spelt.

>>> from gatepost.core.matching import Known, Register, find, fold
>>> register = Register([Known("Zoë", "Osei-Mensah")])
>>> [name.kind for name in find(register, fold("Well done ZOE OSEI MENSAH!"))]
['whole']
"""

from __future__ import annotations

from gatepost.core.matching.folding import Folded, fold, folded_words, turns_order
from gatepost.core.matching.names import FIRST, LAST, WHOLE, Name, find
from gatepost.core.matching.phrases import Phrase, Phrases
from gatepost.core.matching.register import PUPIL, STAFF, Known, Register
from gatepost.core.matching.searching import Hit, Search

__all__ = [
    "FIRST",
    "LAST",
    "PUPIL",
    "STAFF",
    "WHOLE",
    "Folded",
    "Hit",
    "Known",
    "Name",
    "Phrase",
    "Phrases",
    "Register",
    "Search",
    "find",
    "fold",
    "folded_words",
    "turns_order",
]
