"""A file by which browsers choose their proxy: what is blocked is sent where nobody listens."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, time

from gatepost.core.blocking.plan import ALWAYS, BUT_BREAKS, SESSIONS, Plan
from gatepost.core.blocking.times import Times

NOWHERE = "PROXY 127.0.0.1:9"  # the port that throws away whatever comes
# Old browsers read it too, so it keeps to what they know.
_CODE = """\
function gatepostHolds(times, now) {
  var day = now.getFullYear() + "-" + gatepostTwo(now.getMonth() + 1) + "-" + gatepostTwo(now.getDate());
  if (times.shut.hasOwnProperty(day)) { return false; }
  var minute = now.getHours() * 60 + now.getMinutes();
  for (var i = 0; i < times.hours.length; i++) {
    var one = times.hours[i];
    if (one[0] === now.getDay() && one[1] <= minute && minute < one[2]) { return true; }
  }
  return false;
}
function gatepostTwo(number) { return number < 10 ? "0" + number : "" + number; }
function gatepostModes(host) {
  var name = host.toLowerCase().replace(/\\.$/, ""), found = "";
  while (name) {
    if (gatepostSites.hasOwnProperty(name)) { found += gatepostSites[name]; }
    var dot = name.indexOf(".");
    name = dot < 0 ? "" : name.substring(dot + 1);
  }
  return found;
}
function FindProxyForURL(url, host) {
  var modes = gatepostModes(host), now = new Date();
  var blocked = modes.indexOf("a") >= 0 ||
    (modes.indexOf("b") >= 0 && !gatepostHolds(gatepostBreaks, now)) ||
    (modes.indexOf("s") >= 0 && gatepostHolds(gatepostSessions, now));
  return blocked ? gatepostNowhere : "DIRECT";
}"""
_LETTERS = {ALWAYS: "a", BUT_BREAKS: "b", SESSIONS: "s"}


def body(plan: Plan, at: datetime) -> list[str]:
    """The lines for a plan; they hold for weeks, since breaks, sessions and holidays are in them."""
    sites: dict[str, str] = {}
    for mode, letter in _LETTERS.items():
        for name in plan.domains(mode):
            sites[name] = sites.get(name, "") + letter
    return [
        f"var gatepostSites = {_json(sites)};",
        f"var gatepostBreaks = {_json(_times(plan.breaks))};",
        f"var gatepostSessions = {_json(_times(plan.sessions))};",
        f"var gatepostNowhere = {_json(NOWHERE)};",
        *_CODE.splitlines(),
    ]


def _times(times: Times) -> dict[str, object]:
    return {"hours": list(_rows(times)), "shut": {day: 1 for day in sorted(times.shut)}}


def _rows(times: Times) -> Iterable[list[int]]:
    """Weekday as JavaScript counts it (Sunday is 0), and the minutes of the day."""
    for hours in times.hours:
        for day in hours.weekdays:
            yield [(day + 1) % 7, _minute(hours.start), _minute(hours.end)]


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def _json(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(", ", ": "))
