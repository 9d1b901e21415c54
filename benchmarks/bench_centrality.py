"""All centralities of the 203 yearly networks of pacts, 1816–2018, beside networkx and a plain loop in Python.

What is measured goes from who is tied to whom, as arrays, to degree, harmonic closeness, eigenvector by connected part, betweenness
and effective size of every state. networkx, where it is installed, does betweenness alone; the plain loop is Brandes's algorithm
as one would write it down.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections import deque
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import numpy.typing as npt
from clock import mirror, race, report

from comity.catalogue.build import build
from comity.catalogue.fetch import pull
from comity.measures.contract import find
from comity.measures.networks import PACTS, Networks
from comity.measures.reading import Reading
from comity.panel.axis import Axis
from comity.statistics.graphs import Network
from comity.store.home import record_path
from comity.store.record import open_record

FIRST, LAST = 1816, 2018
NAMES = ("degree", "closeness", "eigenvector", "betweenness", "effective_size")


def main() -> None:
    place = mirror()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        pull(["atop", "states-cow-gw"], mirror=place, home=home)
        build(["atop", "states-cow-gw"], home=home)
        with open_record(record_path(home)) as con:
            name = "position.pacts_degree"
            reading = Reading(con, Axis("cow", "year", FIRST, LAST), find(name), name)
            graphs = [network.tied for _, _, network in Networks(reading, PACTS)]
    assert len(graphs) == LAST - FIRST + 1
    contenders = {
        "all_centralities": lambda: [[getattr(network, one) for one in NAMES] for network in map(Network, graphs)],
        "a_plain_loop_for_betweenness_alone": lambda: [plain(tied) for tied in graphs],
    }
    try:
        import networkx as nx
    except ImportError:
        print("networkx is not installed here: it took 3.1 s for betweenness alone where it was")
    else:
        whole = [nx.from_numpy_array(tied) for tied in graphs]
        contenders["networkx_for_betweenness_alone"] = lambda: [nx.betweenness_centrality(one) for one in whole]
    assert all(np.allclose(plain(tied), Network(tied).betweenness) for tied in graphs[::40])
    ties = sum(int(tied.sum()) // 2 for tied in graphs)
    begun = time.process_time()
    contenders["all_centralities"]()
    print(f"processor time of all centralities: {time.process_time() - begun:.3f} s (one thread)")
    report(f"five centralities of {len(graphs)} networks, {ties:,} ties", race(3, **contenders), "0.6 s")


def plain(tied: npt.NDArray[np.bool_]) -> list[float]:
    """Give the betweenness of each by Brandes's algorithm, in plain Python."""
    number = len(tied)
    near = [np.flatnonzero(row).tolist() for row in tied]
    found = [0.0] * number
    for start in range(number):
        far, paths, before, order = {start: 0}, {start: 1}, {start: []}, []
        queue = deque([start])
        while queue:
            here = queue.popleft()
            order.append(here)
            for there in near[here]:
                if there not in far:
                    far[there], paths[there], before[there] = far[here] + 1, 0, []
                    queue.append(there)
                if far[there] == far[here] + 1:
                    paths[there] += paths[here]
                    before[there].append(here)
        given = dict.fromkeys(order, 0.0)
        for here in reversed(order):
            for last in before[here]:
                given[last] += paths[last] / paths[here] * (1 + given[here])
            if here != start:
                found[here] += given[here]
    pairs = max((number - 1) * (number - 2), 1)
    return [value / pairs for value in found]


if __name__ == "__main__":
    main()
