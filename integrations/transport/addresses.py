"""Which addresses may be called at all.

An address that people may set (a vendor's endpoint, a webhook) must not reach what stands behind
our own door: loopback, private networks, a cloud's metadata service.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Sequence
from urllib.parse import urlsplit

from router.domain.errors import DeliveryFailed, RouterError

# Not routed on the internet, yet not all called private by the standard library.
_INSIDE = tuple(
    ipaddress.ip_network(net)
    for net in (
        "100.64.0.0/10",
        "168.63.129.16/32",  # Azure's services, inside every machine of it
        "192.0.0.0/24",  # a cloud's metadata service stands at 192.0.0.192
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "3fff::/20",
        "fec0::/10",
    )
)


class AddressRefused(RouterError):
    """The host points inside, or the address is not one that may be called."""


class Guard:
    """Which addresses may be called: every public one, and those expressly allowed."""

    def __init__(self, allowed: Sequence[str] = ()) -> None:
        self._names: set[str] = set()
        self._networks: list[ipaddress.IPv4Network | ipaddress.IPv6Network] = []
        for entry in allowed:
            try:
                self._networks.append(ipaddress.ip_network(entry.strip(), strict=False))
            except ValueError:
                self._names.add(entry.strip().lower())

    def addresses(self, host: str, port: int) -> list[str]:
        """The addresses to connect to. Raises AddressRefused if any one of them points inside."""
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = list(dict.fromkeys(str(info[4][0]) for info in found))
        if host.lower() not in self._names:
            for address in addresses:
                if not self.may_call(address):
                    raise AddressRefused(
                        f"{host} points at {address}, which is not on the public internet; an "
                        "administrator can allow it (SLA_ROUTER_PRIVATE_NETWORKS)"
                    )
        return addresses

    def may_call(self, address: str) -> bool:
        ip = ipaddress.ip_address(address.partition("%")[0])
        if isinstance(ip, ipaddress.IPv6Address):
            ip = ip.ipv4_mapped or ip.sixtofour or ip
        if any(ip.version == net.version and ip in net for net in self._networks):
            return True
        inside = any(ip.version == net.version and ip in net for net in _INSIDE)
        return ip.is_global and not (inside or ip.is_multicast or ip.is_reserved)


def check_url(url: str) -> None:
    """Raises DeliveryFailed for what is not a plain http(s) address with a host."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise DeliveryFailed("the address cannot be read as a URL", retryable=False) from None
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise DeliveryFailed(
            "the address must begin with https:// (or http://) and name a host", retryable=False
        )
    if parts.username is not None or parts.password is not None:
        raise DeliveryFailed(
            "the address must not hold a user or password; set them as headers", retryable=False
        )


def url_problems(url: object) -> list[str]:
    """What is wrong with an address in settings, in words."""
    if not isinstance(url, str):
        return [f"url: {url!r} is not an address such as https://example.com/hook"]
    try:
        check_url(url)
    except DeliveryFailed as problem:
        return [f"url: {problem.reason}"]
    return []
