"""A name that leads into our own network is connected to by nobody who asked for public addresses alone."""

import socket

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from channels.http_post import NotWritten, PooledPost, Reply
from channels.public_names import PublicResolver
from tests.channels.raw_servers import answers, raw_server

TAKEN = b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n"


class Names(AbstractResolver):
    """Every name leads to these addresses."""

    def __init__(self, *addresses: str) -> None:
        self._addresses = addresses

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [
            ResolveResult(hostname=host, host=one, port=port, family=family, proto=0, flags=0)
            for one in self._addresses
        ]

    async def close(self) -> None:
        """Nothing is open."""


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.0.0.8", "172.16.4.2", "192.168.1.1", "169.254.169.254", "0.0.0.0", "224.0.0.1"),
        *("::1", "fe80::1%eth0", "fec0::1", "ff02::1"),
        *("::ffff:10.0.0.8", "::10.0.0.8", "64:ff9b::a00:8", "2002:a00:8::"),
    ],
)
async def test_private_addresses_count_as_not_found(address: str) -> None:
    with pytest.raises(OSError, match="has no public address"):
        await PublicResolver(Names(address)).resolve("calls.example.com", 443)


async def test_public_addresses_stay_and_private_ones_beside_them_go() -> None:
    found = await PublicResolver(Names("10.0.0.8", "93.184.216.34")).resolve("calls.example.com", 443)
    assert [one["host"] for one in found] == ["93.184.216.34"]


@pytest.mark.parametrize("host", ["127.0.0.1", "１２７.0.0.1", "127。0。0。1", "127.1", "2130706433", "127.0.0.1."])
async def test_no_request_reaches_this_machine_by_a_number(host: str) -> None:
    async with raw_server(answers(TAKEN)) as server:
        guarded = PooledPost(2, 2, public_only=True)
        refused = await guarded.post(server.url.replace("127.0.0.1", host), b"{}", {})
        await guarded.close()
    assert isinstance(refused, NotWritten)
    assert server.requests == []


async def test_no_request_reaches_this_machine_by_a_name() -> None:
    async with raw_server(answers(TAKEN)) as server:
        url = server.url.replace("127.0.0.1", "localhost")
        guarded, open_to_all = PooledPost(2, 2, public_only=True), PooledPost(2, 2)
        refused = await guarded.post(url, b"{}", {})
        taken = await open_to_all.post(url, b"{}", {})
        await guarded.close()
        await open_to_all.close()
    assert isinstance(refused, NotWritten)
    assert isinstance(taken, Reply)
    assert len(server.requests) == 1
