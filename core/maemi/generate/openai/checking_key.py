"""Whether a server takes a key: one request that holds nothing but the key itself."""

from __future__ import annotations

from maemi.errors import MaemiError
from maemi.generate.openai.connecting import connect
from maemi.generate.openai.hosts import check_allowed, host_of
from maemi.local_only import refusal_in

TIMEOUT_S = 20.0


def check_key(base_url: str, key: str | None) -> str:
    """Ask the server for its list of models; returns a sentence. Raises MaemiError where it refuses or is not there.

    Enter it on the egress page first. LocalOnlyError while nothing may leave this machine.
    """
    import openai

    host = host_of(base_url)
    check_allowed(base_url, local_only=False)
    try:
        with connect(base_url, key, TIMEOUT_S) as client:
            count = len(client.models.list().data)
    except openai.AuthenticationError:
        raise MaemiError(f"{host} does not accept this key (401): type the right one.") from None
    except openai.APIStatusError as error:
        raise MaemiError(f"{host} answered {error.status_code}: the key could not be checked there.") from None
    except openai.APIConnectionError as error:
        if refusal := refusal_in(error):
            raise refusal from None
        raise MaemiError(f"{host} cannot be reached: check the address, and whether the server runs.") from None
    except (openai.APIError, ValueError, TypeError, AttributeError):
        raise MaemiError(f"{host} answered with something that is no list of models: check the address.") from None
    return f"{host} takes {'this key' if key else 'requests without a key'}; it offers {count} models."
