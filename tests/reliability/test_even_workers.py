"""Connections that are kept spread over the workers, so that nobody waits at one while another rests."""

from http.client import HTTPConnection

import psutil
import pytest
from tests.reliability.servers import Server

CONNECTIONS = 16


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_kept_connections__are_shared_by_the_workers(server: Server) -> None:
    server.start()
    kept = [HTTPConnection("127.0.0.1", server.port, timeout=60) for _ in range(CONNECTIONS)]
    try:
        for connection in kept:
            connection.request("GET", "/login/")
            answer = connection.getresponse()
            assert (answer.status, bool(answer.read())) == (200, True)
        held = sorted(filter(None, (connections(worker, server.port) for worker in server.worker_ids())))
        assert sum(held) >= CONNECTIONS
        assert len(held) == server.workers
        assert held[0] >= CONNECTIONS // 4
    finally:
        for connection in kept:
            connection.close()


def connections(process: int, port: int) -> int:
    """How many connections to the port a process serves."""
    return sum(
        one.laddr.port == port and one.status == psutil.CONN_ESTABLISHED
        for one in psutil.Process(process).net_connections("tcp")
    )
