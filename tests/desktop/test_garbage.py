import gc

import pytest

from incidentdesk.desktop.garbage import GarbageCollection


@pytest.fixture
def collection(qapp):
    enabled = gc.isenabled()
    collection = GarbageCollection()
    yield collection
    collection.end()
    if not enabled:
        gc.disable()


def test_no_worker_looks_for_cycles(collection):
    collection.begin()
    assert not gc.isenabled()
    collection.end()
    assert gc.isenabled()


def test_cycles_are_found_when_there_are_many(collection):
    collection.begin()
    gc.collect()
    assert collection.look() == -1
    kept = [[] for _number in range(gc.get_threshold()[0] + 100)]
    assert collection.look() == 0
    assert kept
