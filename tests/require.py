"""What tests leave out for want of a program, unless TASKTRACK_REQUIRE=postgres,browser forbids it."""

import os
from typing import NoReturn

import pytest


def required(what: str) -> bool:
    return what in os.environ.get("TASKTRACK_REQUIRE", "").replace(" ", "").split(",")


def missing(what: str, reason: str) -> NoReturn:
    """Skip the test that asks, or fail it where `what` is required."""
    if required(what):
        pytest.fail(f"{reason}, and TASKTRACK_REQUIRE asks for it")
    pytest.skip(reason)
