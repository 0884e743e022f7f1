"""The text that the demo prints when it is ready: addresses, tokens, and commands to try."""

import json
import shlex
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from rich.console import Console

from rodem.demo.rewards import CAFE
from rodem.local import tokens
from rodem.local.provision import write_whole

FOUND = {
    "A cheat that was found: a ride told twice": "replayed",
    "Another: back and forth for points": "loop",
    "Two phones that cannot have ridden one bike": "vehicle_shared",
}
"""What is shown of cheats, and the reason for which each is held."""
AUDIENCES = ("rider", "operator", "city", "partner")


@dataclass(frozen=True)
class Line:
    """A shell command to try, which works in any folder until the token expires, and what it shows."""

    says: str
    command: str


def write_tokens(data_dir: Path, rider_id: UUID) -> dict[str, str]:
    """A token for each audience; DIR/demo-AUDIENCE holds it as the header that `curl -H @FILE` sends."""
    subs = {"rider": str(rider_id), "partner": CAFE}
    minted = {
        audience: tokens.mint(data_dir, audience, subs.get(audience), partner_id=CAFE)
        for audience in AUDIENCES
    }
    for audience, token in minted.items():
        write_whole(header_file(data_dir, audience), f"Authorization: Bearer {token}\n")
    return minted


def header_file(data_dir: Path, audience: str) -> Path:
    """The path of an audience's header file, absolute because people try things in another terminal."""
    return data_dir.resolve() / f"demo-{audience}"


def lines(gateway_url: str, data_dir: Path, days: tuple[date, date], appealed_id: UUID) -> list[Line]:
    """Commands to try, for a POSIX shell. `days` are the first and the last of the city's figures,
    `appealed_id` is a trip that the rider appealed."""

    def curl(audience: str, path: str, *options: str) -> str:
        header = f"@{header_file(data_dir, audience)}"
        return shlex.join(["curl", "-H", header, *options, f"{gateway_url}{path}"])

    query = {
        "measures": ["trips", "riders"],
        "interval": "P1W",
        "start_date": str(days[0]),
        "end_date": str(days[1]),
        "dimensions": ["district_id"],
    }
    json_body = ("-H", "Content-Type: application/json", "-d", json.dumps(query, separators=(",", ":")))
    return [
        Line("A rider's points, level, streak and challenges", curl("rider", "/v1/me/summary")),
        Line("Where the points come from, line by line", curl("rider", "/v1/me/postings?limit=5")),
        Line("What the rider can exchange points for", curl("rider", "/v1/rewards?limit=5")),
        Line("The best riders of all time", curl("rider", "/v1/leaderboards/all-riders-all")),
        Line("The rider's own trips", curl("rider", "/v1/me/trips?limit=5")),
        Line(
            "One that looked like a walk: the appeal, and the answer",
            curl("rider", f"/v1/me/trips/{appealed_id}"),
        ),
        Line("Trips that are ridden just now", curl("operator", "/v1/trips?verdict=open")),
        Line(
            "Rides that phones told, alone or beside a dock (`confirmed_by`)",
            curl("operator", "/v1/trips?verdict=accepted&confirmed_by=phone&limit=5"),
        ),
        Line("The operator's queue of doubtful trips", curl("operator", "/v1/trips?verdict=held&limit=5")),
        *(
            Line(says, curl("operator", f"/v1/trips?verdict=held&reason={reason}"))
            for says, reason in FOUND.items()
        ),
        Line(
            "Trips that nobody confirmed in two weeks: one lapses ten minutes after the start",
            curl("operator", "/v1/trips?verdict=rejected&reason=unconfirmed"),
        ),
        Line("What trips are judged by, today and from tomorrow on", curl("operator", "/v1/limits")),
        Line("Vouchers that a café took in this month", curl("partner", f"/v1/partners/{CAFE}/used")),
        Line("The city's figures, by week and district", curl("city", "/v1/indicators:query", *json_body)),
    ]


def say(
    console: Console, gateway_url: str, minted: dict[str, str], tries: list[Line], live_phones: int
) -> None:
    """Print the text. Lines are never wrapped, so that they can be copied."""

    def plain(text: str = "", style: str = "") -> None:
        console.print(text, style=style, soft_wrap=True, markup=False, highlight=False)

    plain()
    plain("Look", "bold")
    for what, path in (("the city's page", "/city"), ("the API's reference", "/docs"), ("the gateway", "")):
        plain(f"  {what:<21}{gateway_url}{path}")
    plain()
    plain("Tokens, for 12 hours (`rodem token` makes new ones)", "bold")
    for audience, token in minted.items():
        plain(f"  {audience:<9} {token}", "dim")
    plain()
    plain("Try, in another terminal", "bold")
    for line in tries:
        plain(f"  # {line.says}", "green")
        plain(f"  {line.command}")
    plain()
    if live_phones:
        plain(f"{live_phones} phones ride while this runs: the first trip is judged in half a minute.")
    plain("Ctrl-C stops the city; all that happened stays, and `rodem demo` goes on from there.")
