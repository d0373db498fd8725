"""Which addresses lie in which networks. Addresses are text as a server or a form gives it."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# An IPv4 network written as IPv6 has the 96 bits of ::ffff:0:0 before its own.
_MAPPED_BITS = 96


class NetworkUnsound(ValueError):
    """Not a network: ``reason`` says why, ``better`` how it would be written."""

    def __init__(self, reason: str, better: str = "") -> None:
        self.reason = reason
        self.better = better
        super().__init__(reason)


def address_of(text: str) -> Address | None:
    """The address a text stands for, None if it is none; an IPv4 address in IPv6 form is IPv4."""
    try:
        address = ip_address(text.strip().partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def network_of(text: str) -> Network:
    """The network a text in CIDR form stands for; a lone address is a network of one.

    Raises:
        NetworkUnsound: not readable, or with bits set beyond the prefix.
    """
    text = text.strip()
    try:
        network = ip_network(text, strict=False)
    except ValueError:
        raise NetworkUnsound("not_a_network") from None
    first = ip_address(text.partition("/")[0])
    if first != network.network_address:
        raise NetworkUnsound("host_bits", str(network))
    if isinstance(network, IPv6Network):
        mapped = network.network_address.ipv4_mapped
        if mapped is not None and network.prefixlen >= _MAPPED_BITS:
            return IPv4Network((mapped, network.prefixlen - _MAPPED_BITS))
    return network


def inside(address: str, networks: Iterable[str]) -> bool:
    """Whether the address lies in one of the networks; in none if either cannot be read."""
    found = address_of(address)
    return found is not None and any(_holds(text, found) for text in networks)


def _holds(text: str, address: Address) -> bool:
    try:
        return address in network_of(text)
    except NetworkUnsound:
        return False


def client_of(peer: str, forwarded: str, *, proxies: int) -> str:
    """The client's address by the ``proxies`` nearest to us, which alone are believed.

    Each proxy appends the address of whoever called it to X-Forwarded-For, so of the header only
    the last ``proxies`` entries were not written by the client.

    Args:
        peer: the address of whoever called this server.
        forwarded: the X-Forwarded-For header, empty if there is none.
    """
    if proxies <= 0:
        return peer
    chain = [part.strip() for part in forwarded.split(",") if part.strip()] + [peer]
    return chain[max(0, len(chain) - 1 - proxies)]
