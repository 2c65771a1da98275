"""Which addresses are public; those that only look so are the interesting ones."""

from ipaddress import IPv4Address, ip_address

import pytest

from feeds.ip_addresses import is_public, unwrapped


@pytest.mark.parametrize(
    "address",
    ["93.184.216.34", "192.0.1.1", "2606:2800:220:1::1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"],
)
def test_addresses_of_the_internet_are_public(address):
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.255.255.254", "10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1", "0.0.0.0", "0.1.2.3"),
        *("169.254.169.254", "192.0.0.1", "192.0.2.1", "192.88.99.1", "198.18.0.1", "203.0.113.9"),
        *("224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255"),
    ],
)
def test_special_ipv4_addresses_are_not(address):
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        *("::1", "::", "::7f00:1", "fe80::1", "fec0::1", "fc00::1", "fd12::1", "ff02::1", "ff0e::1"),
        *("2001:db8::1", "3fff::1", "2001::1", "100::1", "64:ff9b:1::a00:1", "4000::1", "5f00::1"),
    ],
)
def test_special_ipv6_addresses_are_not(address):
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address", ["::ffff:10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "2002:7f00:1::1"]
)
def test_an_ipv6_address_that_wraps_a_private_ipv4_address_is_not(address):
    assert not is_public(ip_address(address))
    assert isinstance(unwrapped(ip_address(address)), IPv4Address)
