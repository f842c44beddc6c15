"""What a service may be started with."""

from __future__ import annotations

import pytest

from api.settings import LOOPBACK, Settings
from graph_model.errors import InvalidInput


@pytest.mark.parametrize("host", LOOPBACK)
def test_without_sign_in_this_machine_may_listen_to_itself(host: str) -> None:
    """Loopback addresses are accepted."""
    assert Settings(store="x.duckdb", host=host).host == host


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "city.example"])
def test_without_sign_in_no_other_machine_is_let_in(host: str) -> None:
    """Any other host is refused with a sentence that says why and what is allowed."""
    with pytest.raises(InvalidInput) as refused:
        Settings(store="x.duckdb", host=host)
    assert host in str(refused.value)
    assert "127.0.0.1" in str(refused.value)
    assert "登录" in str(refused.value)
