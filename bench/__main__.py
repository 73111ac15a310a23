"""`make bench`: decisions a second, completeness and ratios; batches; how long it takes to compare two packs; checking a ledger; content checks; a stream; a trust's pages."""

from __future__ import annotations

import itertools
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence

import numpy as np

from bench import inbox, ledger, screening, watching
from bench.contestants import CONTESTANTS, Answer
from bench.material import Situation, given, naive, policy, situations
from gatepost.core.policy import Pack, bundled, load_pack
from gatepost.core.policy.batch import Batch
from gatepost.core.policy.compare import compare
from gatepost.core.policy.compiled import CompiledPack

ROUNDS = 7
SECONDS = 0.4  # a contestant's turn in a round
YARDSTICK = "Cedar (cedarpy)"


def per_second(
    answer: Callable[[Situation], object], asked: Sequence[Situation], seconds: float
) -> float:
    """Decisions per second of processor time, whole passes over some situations until the time is up."""
    done, start = 0, time.process_time()
    while (spent := time.process_time() - start) < seconds:
        for situation in asked:
            answer(situation)
        done += len(asked)
    return done / spent


def completeness(name: str, answer: Answer, pack: Pack, asked: Sequence[Situation]) -> float:
    """The share of situations for which exactly the clauses that apply come back."""
    right = 0
    for situation in asked:
        found = answer(situation)
        ids = {voice.clause.id for voice in found.voices} if name == "Gatepost" else set(found)  # type: ignore[attr-defined]
        right += ids == naive(pack, situation)
    return right / len(asked)


def singles(pack: Pack) -> None:
    """One situation at a time, every contestant in turn, round after round."""
    whole = situations(pack, 2_000)
    print(
        f"Single decisions: {len(pack.clauses)} clauses, {len(whole)} situations, median of {ROUNDS} rounds, per CPU second"
    )
    answers = {name: make(pack) for name, make in CONTESTANTS.items()}
    shares = {
        name: completeness(name, answer, pack, whole[:500]) for name, answer in answers.items()
    }
    asked = {name: whole if name == "Gatepost" else whole[:200] for name in answers}
    rates: dict[str, list[float]] = {name: [] for name in answers}
    for _ in range(ROUNDS):
        for name, answer in answers.items():
            rates[name].append(per_second(answer, asked[name], SECONDS))
    yardstick = statistics.median(rates[YARDSTICK])
    for name, found in rates.items():
        rate = statistics.median(found)
        print(
            f"  {name:<34}{rate:>12,.0f}/s  {rate / yardstick:>8.1f} × {YARDSTICK}  all clauses in {shares[name]:.0%}"
        )
    # Gatepost knows the defaults, so that people need only say what is out of the ordinary; the others cannot.
    short = [given(one) for one in whole]
    rate = statistics.median(per_second(answers["Gatepost"], short, SECONDS) for _ in range(ROUNDS))
    print(
        f"  {'Gatepost, told the unusual only':<34}{rate:>12,.0f}/s  {rate / yardstick:>8.1f} × {YARDSTICK}"
    )


def batches(pack: Pack, number: int = 1_000_000) -> None:
    """A million situations of one act at a time, encoded beforehand."""
    compiled = CompiledPack(pack)
    some = [one for one in situations(pack, 60_000, seed=2) if one["act"] == "post"]
    print(f"Batches: {number:,} situations of one act ({len(some):,} different ones), one core")
    rates: list[float] = []
    batch = Batch(compiled.act("post"))
    for turn in range(ROUNDS + 1):
        codes = batch.encode(some)
        codes = np.tile(codes, (-(-number // len(codes)), 1))[:number]
        start = time.process_time()
        found, outcomes = batch.decide(codes)
        clauses = {number: outcomes[number].voices for number in set(found.tolist())}
        spent = time.process_time() - start
        if turn == 0:
            print(
                f"  first time, tables empty{number / spent:>22,.0f}/s with the clauses of all {len(clauses)} outcomes"
            )
            same = all(
                outcomes[int(at)].voices == compiled.outcome(one).voices
                for at, one in zip(found[: len(some)], some, strict=True)
            )
            print(f"  same as single decisions: {'yes' if same else 'NO'}")
        else:
            rates.append(number / spent)
    print(f"  median of {ROUNDS}{statistics.median(rates):>34,.0f}/s")


def comparisons() -> None:
    """Every pair of the packs that come with Gatepost."""
    packs = [load_pack(slug) for slug in bundled()]
    times = []
    for old, new in itertools.permutations(packs, 2):
        start = time.process_time()
        compare(old, new)
        times.append((time.process_time() - start, f"{old.slug} to {new.slug}"))
    times.sort()
    print(
        f"Comparing two packs, {len(times)} pairs: median {times[len(times) // 2][0]:.2f} s, longest {times[-1][0]:.2f} s ({times[-1][1]})"
    )


def machine() -> str:
    """The machine, as far as it tells."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            model = next(
                (line.split(":")[1].strip() for line in lines if line.startswith("model name")), ""
            )
    except OSError:
        model = ""
    return f"{model or platform.machine()}, Python {platform.python_version()}, {platform.system()}"


if __name__ == "__main__":
    print(machine())
    bench_policy = policy()
    singles(bench_policy)
    batches(bench_policy)
    comparisons()
    ledger.checking()
    screening.main()
    watching.main()
    inbox.measure()
    # Settings are read once in a process, and this one has another database.
    subprocess.run([sys.executable, "-m", "bench.schools"], check=True)
