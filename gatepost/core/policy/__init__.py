"""The policy language: load a pack, decide a situation, explain it, compare two packs.

>>> from gatepost.core.policy import decide, load_pack, situation
>>> decide(load_pack("ashlands"), situation({"act": "connect", "other": "pupil"})).verdict
'must-not'
"""

from __future__ import annotations

from gatepost.core.policy.decide import Decision, decide, next_question
from gatepost.core.policy.load import bundled, load_files, load_pack, pack_files
from gatepost.core.policy.pack import Clause, Duty, Pack
from gatepost.core.policy.problems import PackError, Problem, SituationError
from gatepost.core.policy.situation import Situation, situation
from gatepost.core.policy.vocabulary import vocabulary

__all__ = [
    "Clause",
    "Decision",
    "Duty",
    "Pack",
    "PackError",
    "Problem",
    "Situation",
    "SituationError",
    "bundled",
    "decide",
    "load_files",
    "load_pack",
    "next_question",
    "pack_files",
    "situation",
    "vocabulary",
]
