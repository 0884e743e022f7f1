"""The lattice of cells as a network of pipes, through which a month's trips flow once around. Pure.

    everything -> the city's month -> a district's month -> a zone's month
               -> the zone's day -> the district's day -> the city's day -> (the city's week) -> everything

What flows into a joint flows out of it: these are all the sums that tie the cells together. A published
cell is a pipe whose flow is known. So what a reader can work out about a hidden cell by adding and
subtracting, knowing also that no figure is below zero, is decided by cycles: another flow in the hidden pipes
agrees with everything published exactly when it differs by a cycle, along pipes or, where something
flows that can become less, against them. A hidden pipe on no such cycle has one possible flow: it is known.
"""

import heapq
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from services.public_value.disclosure.cells.rules import Places

SOURCE = 0
"""The joint where all trips come from and go to."""
BARRED = -1


@dataclass(frozen=True)
class Network:
    """Pipe i leads from joint `tails[i]` to joint `heads[i]`. `at` lists, of each joint, its pipes as
    (pipe, the joint at the other end, whether it leads there)."""

    tails: Sequence[int]
    heads: Sequence[int]
    at: Sequence[Sequence[tuple[int, int, bool]]]


def of_month(places: Places, week_of_day: Sequence[int]) -> Network:
    """Pipes: the cells, row by row (days, then the month), and after them the city's weeks.

    `week_of_day` numbers, from 0, the week in which each day lies if the month holds all of it, else it is
    -1: the days of a cut week flow on without one.
    """
    zones, districts, days = len(places.zones), len(places.districts), len(week_of_day)
    weeks = max(week_of_day, default=-1) + 1
    city_month = 1
    district_month = city_month + 1
    zone = district_month + districts
    district_day = zone + zones
    city_day = district_day + days * districts
    week = city_day + days
    pipes: list[tuple[int, int]] = []
    for day, week_number in enumerate(week_of_day):
        of_district = district_day + day * districts
        pipes += [(zone + z, of_district + int(places.district_of[z])) for z in range(zones)]
        pipes += [(of_district + d, city_day + day) for d in range(districts)]
        pipes.append((city_day + day, SOURCE if week_number < 0 else week + week_number))
    pipes += [(district_month + int(places.district_of[z]), zone + z) for z in range(zones)]
    pipes += [(city_month, district_month + d) for d in range(districts)]
    pipes.append((SOURCE, city_month))
    pipes += [(week + number, SOURCE) for number in range(weeks)]
    return _network(pipes, joints=week + weeks)


def _network(pipes: Sequence[tuple[int, int]], joints: int) -> Network:
    at: list[list[tuple[int, int, bool]]] = [[] for _ in range(joints)]
    for pipe, (tail, head) in enumerate(pipes):
        at[tail].append((pipe, head, True))
        at[head].append((pipe, tail, False))
    return Network([tail for tail, _ in pipes], [head for _, head in pipes], at)


def cheapest_cycle(
    network: Network, pipe: int, costs: Sequence[int], flows: Sequence[int]
) -> list[int] | None:
    """The pipes of the cheapest cycle on which this pipe's flow can rise or fall, itself first. None: it
    can do neither.

    A pipe may be gone against its direction only where something flows. `costs` are 0 or more, or BARRED.
    """
    tail, head = network.tails[pipe], network.heads[pipe]
    way = _cheapest_way(network, head, tail, pipe, costs, flows)
    if flows[pipe] > 0:
        limit = way[0] if way else sys.maxsize
        way = _cheapest_way(network, tail, head, pipe, costs, flows, limit) or way
    return [pipe, *way[1]] if way else None


def _cheapest_way(
    network: Network,
    start: int,
    goal: int,
    without: int,
    costs: Sequence[int],
    flows: Sequence[int],
    limit: int = sys.maxsize,
) -> tuple[int, list[int]] | None:
    """Cost and pipes of the cheapest way that costs less than `limit` (Dijkstra's); of equal ones always
    the same."""
    best = {start: 0}
    came_by: dict[int, tuple[int, int]] = {}
    queue = [(0, start)]
    while queue:
        cost, joint = heapq.heappop(queue)
        if joint == goal:
            return cost, _way_back(came_by, start, goal)
        if cost > best[joint]:
            continue
        for pipe, other, along in network.at[joint]:
            price = costs[pipe]
            if price < 0 or pipe == without or not (along or flows[pipe] > 0):
                continue
            total = cost + price
            if total < best.get(other, limit):
                best[other] = total
                came_by[other] = (pipe, joint)
                heapq.heappush(queue, (total, other))
    return None


def _way_back(came_by: dict[int, tuple[int, int]], start: int, goal: int) -> list[int]:
    pipes = []
    joint = goal
    while joint != start:
        pipe, joint = came_by[joint]
        pipes.append(pipe)
    return pipes
