import pytest


@pytest.fixture
def write(desk):
    """Does one thing in a gesture of its own, as somebody."""

    def write(act, *arguments, actor="Mei Okafor", **facts):
        with desk.write(actor=actor, via="test") as session:
            return act(session, *arguments, **facts)

    return write


@pytest.fixture
def read(desk):
    def read(act, *arguments):
        with desk.read() as reader:
            return act(reader, *arguments)

    return read
