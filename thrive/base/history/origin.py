"""From where a request came, as far as the log keeps it.

The log answers whether somebody looked from the council's network, from another, or from abroad. It is kept for very
many years, and a full address would say where each worker lives: so the network is kept, and not the address.
"""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

NETWORK_BITS = {4: 24, 6: 48}  # what a provider hands to one customer or one small area


def address_of(request: HttpRequest) -> str:
    """The address the request came from: behind our own proxy, the one that it saw."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return (forwarded.rpartition(",")[2] or request.META.get("REMOTE_ADDR", "")).strip()


def network_of(address: str) -> str:
    """The network an address lies in, "10.0.0.0/24"; empty for what is no address."""
    try:
        one = ipaddress.ip_address(address)
    except ValueError:
        return ""
    mapped = getattr(one, "ipv4_mapped", None) or one
    return str(ipaddress.ip_network((mapped, NETWORK_BITS[mapped.version]), strict=False))
