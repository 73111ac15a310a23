"""Takes every clause out of its pack in turn and lists those that nothing notices.

A clause that takes part in answers has to be noticed by an example. One that adds to a group is taken out of its file, so
that its group shrinks, and has to be noticed by an example too. The rest only has to be there to be read: that is shown
by the inventory of the policy, whose every entry the tests look for on the policy's page, and by the list of known ids.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from pathlib import Path

from gatepost.core.examples import run_examples, unnoticed
from gatepost.core.policy import Clause, Pack, PackError, bundled, load_pack
from gatepost.core.policy.coverage import read_inventory
from gatepost.core.policy.load import find_pack

KNOWN_IDS = Path(__file__).parents[1] / "tests" / "golden" / "clause-ids.txt"


def main(names: list[str]) -> int:
    """Try every clause of the packs named (all that are bundled by default)."""
    known = set(KNOWN_IDS.read_text("utf-8").split()) if KNOWN_IDS.is_file() else set()
    missed = 0
    for name in names or bundled():
        try:
            pack = load_pack(name)
        except PackError as error:
            print(error, file=sys.stderr)
            return 1
        deciding = [c for c in pack.clauses if c.decides or c.follows]
        defining = [
            c for c in pack.clauses if c.live.get("by") == "policy.group" and c not in deciding
        ]
        read = [c for c in pack.clauses if c not in deciding and c not in defining]
        survivors = unnoticed(pack)
        survivors += [c.id for c in defining if not _is_noticed_in_file(find_pack(name), c)]
        listed = _listed(find_pack(name))
        survivors += [
            c.id for c in read if f"{pack.slug}/{c.id}" not in known and not listed & set(c.carries)
        ]
        missed += len(survivors)
        print(
            f"{pack.slug}: {len(deciding)} deciding, {len(defining)} defining and {len(read)} other "
            f"clauses taken out, {len(survivors)} unnoticed"
        )
        for survivor in survivors:
            print(f"  {pack.by_id[survivor].number} {survivor}")
    return 1 if missed else 0


def _listed(folder: Path) -> set[str]:
    """The entries of an inventory that lies in the pack's folder."""
    path = folder / "inventory.tsv"
    return {entry.id for entry in read_inventory(path)} if path.is_file() else set()


def _is_noticed_in_file(folder: Path, clause: Clause) -> bool:
    """Whether some example fails, or the pack cannot be loaded, once a clause's text is cut out of its file."""
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / folder.resolve().name
        shutil.copytree(folder, copy)
        for path in (copy / "clauses").glob("*.toml"):
            parts = re.split(r"(?m)^(?=\[\[clause\]\])", path.read_text("utf-8"))
            mark = re.compile(rf'(?m)^id = "{re.escape(clause.id)}"$')
            path.write_text("".join(part for part in parts if not mark.search(part)), "utf-8")
        examples = copy / "examples.toml"
        # That an example names the clause must not be what gives it away.
        examples.write_text(re.sub(r"(?m)^shows = .*$", "", examples.read_text("utf-8")), "utf-8")
        mutant = _load(copy)
        return mutant is None or bool(run_examples(mutant))


def _load(folder: Path) -> Pack | None:
    try:
        return load_pack(folder)
    except PackError:
        return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
