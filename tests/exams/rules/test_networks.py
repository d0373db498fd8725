"""Which addresses lie in which networks, and whose address it is behind proxies."""

from __future__ import annotations

import pytest

from exams.rules.networks import NetworkUnsound, address_of, client_of, inside, network_of

ROOM = ["10.3.0.0/24", "fd00:3::/64"]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("10.2.255.255", False),
        ("10.3.0.0", True),
        ("10.3.0.255", True),
        ("10.3.1.0", False),
        ("::ffff:10.3.0.7", True),
        ("::ffff:10.3.1.7", False),
        ("fd00:3::1", True),
        ("fd00:3::1%eth0", True),
        ("fd00:3:0:1::1", False),
        (" 10.3.0.7 ", True),
        ("", False),
        ("unix:", False),
        ("10.3.0.7, 10.3.0.8", False),
        ("10.3.0.256", False),
    ],
)
def test_inside(address: str, expected: bool) -> None:
    assert inside(address, ROOM) is expected


def test_no_network_holds_nobody_and_an_unreadable_one_neither() -> None:
    assert not inside("10.3.0.7", [])
    assert not inside("10.3.0.7", ["nonsense"])


def test_mapped_addresses_are_ipv4() -> None:
    assert str(address_of("::ffff:192.0.2.1")) == "192.0.2.1"
    assert address_of("room 3") is None


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("10.3.0.0/24", "10.3.0.0/24"),
        (" 10.3.0.7 ", "10.3.0.7/32"),
        ("10.3.0.0/255.255.255.0", "10.3.0.0/24"),
        ("::ffff:10.3.0.0/120", "10.3.0.0/24"),
        ("::ffff:0:0/96", "0.0.0.0/0"),
        ("fd00:3::/64", "fd00:3::/64"),
    ],
)
def test_networks_in_their_usual_form(text: str, kept: str) -> None:
    assert str(network_of(text)) == kept


@pytest.mark.parametrize("text", ["", "/", "10.3.0.0/33", "10.3.0/24", "room", "10.3.0.0/24/1"])
def test_what_is_no_network(text: str) -> None:
    with pytest.raises(NetworkUnsound) as unsound:
        network_of(text)
    assert unsound.value.reason == "not_a_network"


def test_bits_beyond_the_prefix_are_named_and_mended() -> None:
    with pytest.raises(NetworkUnsound) as unsound:
        network_of("10.3.0.5/24")
    assert (unsound.value.reason, unsound.value.better) == ("host_bits", "10.3.0.0/24")


@pytest.mark.parametrize(
    ("forwarded", "proxies", "client"),
    [
        ("", 0, "192.0.2.9"),
        ("10.3.0.7", 0, "192.0.2.9"),
        ("10.3.0.7", 1, "10.3.0.7"),
        ("1.2.3.4, 10.3.0.7", 1, "10.3.0.7"),
        ("1.2.3.4, 10.3.0.7, 10.9.9.9", 2, "10.3.0.7"),
        ("10.3.0.7", 2, "10.3.0.7"),
        ("", 1, "192.0.2.9"),
        (" , ,", 3, "192.0.2.9"),
        ("10.3.0.7", -1, "192.0.2.9"),
    ],
)
def test_only_the_nearest_proxies_are_believed(forwarded: str, proxies: int, client: str) -> None:
    assert client_of("192.0.2.9", forwarded, proxies=proxies) == client
