"""The contestants: each takes the policy, and for a situation gives the clauses it says apply."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from bench.material import Situation
from gatepost.core.policy import Pack
from gatepost.core.policy.compiled import CompiledPack

Answer = Callable[[Situation], frozenset[str]]


def gatepost(pack: Pack) -> Answer:
    """Gatepost, one plain situation at a time, with verdict, every clause and every duty."""
    compiled = CompiledPack(pack)

    def answer(situation: Situation) -> frozenset[str]:
        return compiled.outcome(situation)  # type: ignore[return-value]

    return answer


def cedar(pack: Pack) -> Answer:
    """Cedar by cedarpy: one `permit` for every table of every clause, so that all that apply come back as reasons."""
    import cedarpy

    def conditions(table: Mapping[str, frozenset[str]]) -> str:
        return " && ".join(
            f"{json.dumps(sorted(values))}.contains(context[{json.dumps(fact)}])"
            for fact, values in table.items()
        )

    text = "\n".join(
        f'@id("{clause.id}#{at}") permit(principal, action, resource) when {{ {conditions(table)} }};'
        for clause in pack.clauses
        for at, table in enumerate(clause.when)
    )
    names = [clause.id for clause in pack.clauses for _ in clause.when]
    policies = cedarpy.PolicySet.from_str(text)
    entities = cedarpy.Entities.from_json_str("[]")
    request = {"principal": 'P::"p"', "action": 'Action::"a"', "resource": 'R::"r"'}

    def answer(situation: Situation) -> frozenset[str]:
        result = cedarpy.is_authorized({**request, "context": dict(situation)}, policies, entities)
        return frozenset(
            names[int(reason.removeprefix("policy"))] for reason in result.diagnostics.reasons
        )

    return answer


def casbin(pack: Pack) -> Answer:
    """Casbin: a matcher that evaluates each rule's expression; it gives the first rule that applies."""
    import casbin as engine
    from casbin.model import Model

    model = Model()
    model.load_model_from_text(
        "[request_definition]\nr = s\n[policy_definition]\np = clause, rule\n"
        "[policy_effect]\ne = some(where (p.eft == allow))\n[matchers]\nm = eval(p.rule)\n"
    )
    enforcer = engine.Enforcer(model)
    for clause in pack.clauses:
        for table in clause.when:
            rule = " && ".join(
                "("
                + " || ".join(
                    f"r.s.{fact.replace('-', '_')} == '{value}'" for value in sorted(values)
                )
                + ")"
                for fact, values in table.items()
            )
            enforcer.add_policy(clause.id, rule)

    class Request:
        def __init__(self, situation: Situation) -> None:
            self.__dict__ = {fact.replace("-", "_"): value for fact, value in situation.items()}

    def answer(situation: Situation) -> frozenset[str]:
        allowed, rule = enforcer.enforce_ex(Request(situation))
        return frozenset(rule[:1]) if allowed else frozenset()

    return answer


def zen(pack: Pack) -> Answer:
    """ZEN engine: a decision table with a row for every table of every clause, all hits collected."""
    import zen as engine

    facts = sorted({fact for clause in pack.clauses for table in clause.when for fact in table})
    rules = [
        {
            "_id": f"{clause.id}-{at}",
            **{
                fact: ", ".join(f"'{value}'" for value in sorted(table[fact]))
                if fact in table
                else ""
                for fact in facts
            },
            "out": f"'{clause.id}'",
        }
        for clause in pack.clauses
        for at, table in enumerate(clause.when)
    ]
    place = {"position": {"x": 0, "y": 0}}
    table = {
        "hitPolicy": "collect",
        "inputs": [{"id": fact, "name": fact, "field": fact.replace("-", "_")} for fact in facts],
        "outputs": [{"id": "out", "name": "out", "field": "clause"}],
        "rules": rules,
    }
    graph = {
        "nodes": [
            {"id": "in", "type": "inputNode", "name": "in", **place},
            {
                "id": "table",
                "type": "decisionTableNode",
                "name": "table",
                "content": table,
                **place,
            },
            {"id": "end", "type": "outputNode", "name": "end", **place},
        ],
        "edges": [
            {"id": "1", "type": "edge", "sourceId": "in", "targetId": "table"},
            {"id": "2", "type": "edge", "sourceId": "table", "targetId": "end"},
        ],
    }
    decision = engine.ZenEngine().create_decision(json.dumps(graph))

    def answer(situation: Situation) -> frozenset[str]:
        result = decision.evaluate(
            {fact.replace("-", "_"): value for fact, value in situation.items()}
        )["result"]
        return frozenset(row["clause"] for row in result)

    return answer


def cel(pack: Pack) -> Answer:
    """CEL by common-expression-language: one compiled expression that lists the clauses that apply."""
    import cel as engine

    def holds(tables: tuple[Mapping[str, frozenset[str]], ...]) -> str:
        return " || ".join(
            "("
            + " && ".join(
                f"{fact.replace('-', '_')} in {json.dumps(sorted(values))}"
                for fact, values in table.items()
            )
            + ")"
            for table in tables
        )

    programs = [(clause.id, engine.compile(holds(clause.when))) for clause in pack.clauses]

    def answer(situation: Situation) -> frozenset[str]:
        context = engine.Context(
            variables={fact.replace("-", "_"): value for fact, value in situation.items()}
        )
        return frozenset(name for name, program in programs if program.execute(context))

    return answer


CONTESTANTS: dict[str, Callable[[Pack], Answer]] = {
    "Gatepost": gatepost,
    "Cedar (cedarpy)": cedar,
    "Casbin": casbin,
    "ZEN engine": zen,
    "CEL (common-expression-language)": cel,
}
