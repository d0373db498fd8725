"""A worker is shot in the middle of its work: nothing is lost, and nothing happens twice."""

from pathlib import Path

import pytest

from tests.durability.yard import LEASE_SECONDS, Yard, shoot, wait_until

pytestmark = pytest.mark.durability


@pytest.fixture
def yard(tmp_path: Path) -> Yard:
    made = Yard(tmp_path)
    made.migrate()
    return made


def test_work_cut_off_is_taken_up_again(yard: Yard) -> None:
    count, shots = 30, 3
    yard.ask(count, milliseconds=150)
    for shot in range(1, shots + 1):
        begun = len(yard.starts())
        with yard.worker() as worker:
            wait_until(lambda enough=begun + 4: len(yard.starts()) >= enough)
            shoot(worker)
        assert yard.jobs()["states"].get("done", 0) < count, f"shot {shot} came too late"
    with yard.worker():
        found = yard.until_done(count, seconds=60 + LEASE_SECONDS)
    assert found["states"] == {"done": count}
    assert sorted(found["effects"]) == list(range(count))
    assert found["flaws"] == 0
    # Otherwise no shot has cut anything off, and the test has shown nothing.
    assert len(yard.starts()) > count


def test_messages_lost_with_the_broker_are_sent_again(yard: Yard) -> None:
    yard.ask(5, milliseconds=0)
    for message in (yard.folder / "queue" / "messages").glob("*"):
        message.unlink()
    with yard.worker():
        found = yard.until_done(5, seconds=60)
    assert found["states"] == {"done": 5}
    assert sorted(found["effects"]) == [0, 1, 2, 3, 4]


def test_control_without_the_sweeper_work_is_lost(tmp_path: Path) -> None:
    """The same shot at a build whose sweeper never comes: the job stays where it fell."""
    yard = Yard(tmp_path, SABOTAGE="no-sweeper")
    yard.migrate()
    yard.ask(1, milliseconds=2000)
    with yard.worker() as worker:
        wait_until(lambda: yard.starts() == [0])
        shoot(worker)
    for message in (yard.folder / "queue" / "messages").glob("*"):
        message.unlink()
    with yard.worker():
        found = yard.until_done(1, seconds=LEASE_SECONDS + 12)
    assert found["states"] == {"running": 1}
