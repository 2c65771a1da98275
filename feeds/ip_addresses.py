"""Which IP addresses are on the public internet, by the registries of special addresses (RFC 6890 and its updates).

The tables are our own where :mod:`ipaddress` differs between the Python versions we run on. Pure: nothing is looked up.
"""

import ipaddress

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
IpNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network

# All that IANA has given out for use on the internet; everything else is local, reserved, or wraps an IPv4 address.
_IPV6_INTERNET = ipaddress.IPv6Network("2000::/3")
# Protocol assignments, Teredo among them (RFC 2928), and the two blocks for documentation.
_IPV6_SPECIAL = tuple(map(ipaddress.IPv6Network, ("2001::/23", "2001:db8::/32", "3fff::/20")))
# Protocol assignments (RFC 6890), and relays for 6to4 that nobody should be running any more (RFC 7526).
_IPV4_SPECIAL = tuple(map(ipaddress.IPv4Network, ("192.0.0.0/24", "192.88.99.0/24")))
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def unwrapped(address: IpAddress) -> IpAddress:
    """Return the IPv4 address that an IPv6 one stands for (IPv4-mapped, NAT64, 6to4), else the address itself."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return address.ipv4_mapped
        if address.sixtofour is not None:
            return address.sixtofour
        if address in _NAT64:
            return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def is_public(address: IpAddress) -> bool:
    """Say whether an address is one of the public internet, also when IPv6 only wraps an IPv4 address."""
    plain = unwrapped(address)
    if isinstance(plain, ipaddress.IPv6Address):
        return plain in _IPV6_INTERNET and not any(plain in network for network in _IPV6_SPECIAL)
    return plain.is_global and not plain.is_multicast and not any(plain in network for network in _IPV4_SPECIAL)
