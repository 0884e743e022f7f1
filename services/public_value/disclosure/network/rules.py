"""The sums of a month as a flow network: which hidden cells could be worked out by differencing. Pure.

    everything -> the city's month -> a district's month -> a zone's month
               -> the zone's day -> the district's day -> the city's day -> (the city's week) -> everything

Each cell is an arc, its flow is the cell's trips, and each node is a sum: what flows in equals what flows
out. The flow is a circulation: all trips leave the node "everything" and come back to it.

A reader knows the flow of every published arc, and that no flow is below zero. Any other circulation that
agrees with this differs from the true one by cycles in the residual network: a cycle may follow any hidden
arc, or run against a hidden arc that carries trips (whose flow can become less). So a hidden cell can have
another value exactly when it lies on such a cycle. If it lies on none, its value can be worked out.
"""

import heapq
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from services.public_value.disclosure.cells.rules import Places

SOURCE = 0
"""The node "everything", where all trips begin and end."""
BARRED = -1
"""The cost of an arc that no cycle may use."""


@dataclass(frozen=True)
class Network:
    """Arc i leads from node `tails[i]` to node `heads[i]`. `arcs_at` lists for each node its arcs as
    (arc, the node at the other end, whether the arc leads there)."""

    tails: Sequence[int]
    heads: Sequence[int]
    arcs_at: Sequence[Sequence[tuple[int, int, bool]]]


def month_network(places: Places, week_of_day: Sequence[int]) -> Network:
    """The network of a month. Arcs are the cells row by row (days, then the month), then the city's weeks.

    `week_of_day` has the number (from 0) of each day's week if the whole week lies in the month, else -1:
    such a day leads straight back to the source.
    """
    zones, districts, days = len(places.zones), len(places.districts), len(week_of_day)
    weeks = max(week_of_day, default=-1) + 1
    # The first node of each level.
    city_month = 1
    district_month = city_month + 1
    zone = district_month + districts
    district_day = zone + zones
    city_day = district_day + days * districts
    week = city_day + days
    arcs: list[tuple[int, int]] = []
    for day, week_number in enumerate(week_of_day):
        first_district = district_day + day * districts
        arcs += [(zone + z, first_district + int(places.district_of[z])) for z in range(zones)]
        arcs += [(first_district + d, city_day + day) for d in range(districts)]
        arcs.append((city_day + day, SOURCE if week_number < 0 else week + week_number))
    arcs += [(district_month + int(places.district_of[z]), zone + z) for z in range(zones)]
    arcs += [(city_month, district_month + d) for d in range(districts)]
    arcs.append((SOURCE, city_month))
    arcs += [(week + number, SOURCE) for number in range(weeks)]
    return _network(arcs, nodes=week + weeks)


def _network(arcs: Sequence[tuple[int, int]], nodes: int) -> Network:
    arcs_at: list[list[tuple[int, int, bool]]] = [[] for _ in range(nodes)]
    for arc, (tail, head) in enumerate(arcs):
        arcs_at[tail].append((arc, head, True))
        arcs_at[head].append((arc, tail, False))
    return Network([tail for tail, _ in arcs], [head for _, head in arcs], arcs_at)


def cheapest_cycle(
    network: Network, arc: int, costs: Sequence[int], flows: Sequence[int]
) -> list[int] | None:
    """The arcs of the cheapest residual cycle through this arc, the arc itself first.

    None: there is no such cycle, so the arc's flow can neither rise nor fall. `costs` of arcs are 0 or more,
    or BARRED.
    """
    tail, head = network.tails[arc], network.heads[arc]
    # Along the arc (its flow rises), and then against it (its flow falls) if that is cheaper.
    path = _cheapest_path(network, head, tail, arc, costs, flows)
    if flows[arc] > 0:
        limit = path[0] if path else sys.maxsize
        path = _cheapest_path(network, tail, head, arc, costs, flows, limit) or path
    return [arc, *path[1]] if path else None


def _cheapest_path(
    network: Network,
    start: int,
    goal: int,
    without: int,
    costs: Sequence[int],
    flows: Sequence[int],
    limit: int = sys.maxsize,
) -> tuple[int, list[int]] | None:
    """Dijkstra's algorithm: cost and arcs of the cheapest residual path that avoids the arc `without` and
    costs less than `limit`. Among paths of one cost the choice is always the same."""
    best = {start: 0}
    arrivals: dict[int, tuple[int, int]] = {}
    queue = [(0, start)]
    while queue:
        cost, node = heapq.heappop(queue)
        if node == goal:
            return cost, _path_arcs(arrivals, start, goal)
        if cost > best[node]:
            continue
        for arc, other, along in network.arcs_at[node]:
            arc_cost = costs[arc]
            if arc_cost < 0 or arc == without or not (along or flows[arc] > 0):
                continue
            total = cost + arc_cost
            if total < best.get(other, limit):
                best[other] = total
                arrivals[other] = (arc, node)
                heapq.heappush(queue, (total, other))
    return None


def _path_arcs(arrivals: dict[int, tuple[int, int]], start: int, goal: int) -> list[int]:
    """The arcs from `goal` back to `start`. `arrivals` has each node's last arc and the node before it."""
    arcs = []
    node = goal
    while node != start:
        arc, node = arrivals[node]
        arcs.append(arc)
    return arcs
