"""PR-300 to PR-304: the cooperative end of a lease, without PyTorch."""

import json
import os
import threading
import time

import pytest

from plimsoll.prophet import CheckpointNotes, Lease, ProphetError, Verdict

_LOOK_SECONDS = 0.06


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "ck/.plimsoll").mkdir(parents=True)
    return tmp_path / "ck"


def _advise(folder, scale_ppm):
    (folder / ".plimsoll/advice.json").write_text(json.dumps({"scalePpm": scale_ppm, "sinceMs": 1_000}))


def _environment(folder):
    advice = str(folder / ".plimsoll/advice.json")
    return {"PLIMSOLL_RUN": "acme-run-1", "PLIMSOLL_CHECKPOINTS": str(folder), "PLIMSOLL_ADVICE": advice}


def test_pr_300_a_process_that_nobody_governs_has_no_lease(folder):
    """PR-300"""
    assert Lease.of_environment({}) is None
    for missing in ("PLIMSOLL_RUN", "PLIMSOLL_CHECKPOINTS"):
        assert Lease.of_environment({**_environment(folder), missing: ""}) is None
    assert Lease.of_environment(_environment(folder)).checkpoints == folder


def test_pr_300_advice_is_followed_and_reported(folder):
    """PR-300"""
    _advise(folder, 200_000)
    lease = Lease.of_environment(_environment(folder))
    before = time.time_ns() // 1_000_000
    assert lease.scale() == 0.2
    report = json.loads((folder / ".plimsoll/advice-report.json").read_text())
    assert report["scalePpm"] == 200_000
    assert set(report) == {"scalePpm", "atMs"} and report["atMs"] >= before
    _advise(folder, 1_000_000)
    time.sleep(_LOOK_SECONDS)
    assert lease.scale() == 1.0
    assert json.loads((folder / ".plimsoll/advice-report.json").read_text())["scalePpm"] == 1_000_000


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "null",
        "0.2",
        '{"scalePpm": 200000}',
        '{"scalePpm": 200000, "sinceMs": 1, "more": 1}',
        '{"scalePpm": 1000001, "sinceMs": 1}',
        '{"scalePpm": -1, "sinceMs": 1}',
        '{"scalePpm": true, "sinceMs": 1}',
        '{"scalePpm": 0.5, "sinceMs": 1}',
        '{"scalePpm": "200000", "sinceMs": 1}',
        "[" * 60_000,
        '{"scalePpm": 200000, "sinceMs": 1}' + " " * 70_000,
    ],
    ids=lambda content: content[:40] or "empty",
)
def test_pr_301_advice_that_cannot_be_read_is_no_power(folder, content):
    """PR-301"""
    (folder / ".plimsoll/advice.json").write_text(content)
    assert Lease(folder).scale() == 0.0


def test_pr_301_no_advice_is_doubt_only_where_there_was_to_be_one(folder):
    """PR-301"""
    assert Lease(folder).scale() == 1.0
    assert Lease.of_environment(_environment(folder)).scale() == 0.0
    lease = Lease(folder)
    _advise(folder, 500_000)
    assert lease.scale() == 0.5
    (folder / ".plimsoll/advice.json").unlink()
    time.sleep(_LOOK_SECONDS)
    assert lease.scale() == 0.0


def test_pr_301_neither_a_pipe_nor_a_link_leads_astray(folder):
    """PR-301"""
    advice = folder / ".plimsoll/advice.json"
    os.mkfifo(advice)
    assert Lease(folder).scale() == 0.0
    advice.unlink()
    elsewhere = folder / "elsewhere.json"
    elsewhere.write_text('{"scalePpm": 1000000, "sinceMs": 1}')
    advice.symlink_to(elsewhere)
    assert Lease(folder).scale() == 0.0


def test_pr_301_a_report_that_cannot_be_written_ends_nothing(tmp_path):
    """PR-301"""
    (tmp_path / "advice.json").write_text('{"scalePpm": 300000, "sinceMs": 1}')
    (tmp_path / "advice-report.json.tmp").mkdir()
    assert Lease(tmp_path, tmp_path / "advice.json").scale() == 0.3


def test_pr_302_waiting_ends_when_the_advice_rises(folder):
    """PR-302"""
    _advise(folder, 0)
    timer = threading.Timer(0.3, _advise, (folder, 400_000))
    timer.start()
    started = time.monotonic()
    assert Lease(folder, timeout_seconds=30).await_power() == 0.4
    assert time.monotonic() - started >= 0.25
    timer.join()


def test_pr_302_waiting_ends_with_a_code_when_it_does_not(folder):
    """PR-302"""
    _advise(folder, 0)
    with pytest.raises(ProphetError) as fault:
        Lease(folder, timeout_seconds=0.1).await_power()
    assert fault.value.code == "PROPHET_NO_POWER"


def test_pr_303_notes_are_there_before_the_checkpoint_and_whole(folder):
    """PR-303"""
    seen = {}

    def write(draft):
        seen["notes"] = json.loads((folder / ".plimsoll/step-00020.pt.json").read_text())
        seen["names"] = [file.name for file in folder.iterdir() if not file.name.startswith(".")]
        draft.write_bytes(b"weights")

    notes = CheckpointNotes(20, trained_flop=2**70, gain_micro=-5)
    file = Lease(folder).checkpoint("step-00020.pt", notes, write)
    assert seen["notes"] == {"step": 20, "trainedFlop": str(2**70), "meanRewardMicro": None, "gainMicro": -5}
    assert seen["names"] == []
    assert file.read_bytes() == b"weights"
    assert [each.name for each in folder.iterdir() if each.name != ".plimsoll"] == ["step-00020.pt"]


@pytest.mark.parametrize("name", ["", ".hidden", "step.tmp", "../step", "a/b"])
def test_pr_303_names_that_the_governor_ignores_are_refused(folder, name):
    """PR-303"""
    with pytest.raises(ProphetError) as refusal:
        Lease(folder).note(name, CheckpointNotes(1))
    assert refusal.value.code == "PROPHET_CHECKPOINT_NAME"


def test_pr_303_notes_that_the_governor_refuses_are_not_written(folder):
    """PR-303"""
    for notes in (CheckpointNotes(-1), CheckpointNotes(1, trained_flop=-1)):
        with pytest.raises(ProphetError) as refusal:
            Lease(folder).note("step-1", notes)
        assert refusal.value.code == "PROPHET_NOTES"
    assert CheckpointNotes(1, gain_micro=2**60).as_json()["gainMicro"] is None
    assert list((folder / ".plimsoll").iterdir()) == []


def test_pr_304_a_verdict_is_waited_for_and_the_next_scale_is_what_holds_then(folder):
    """PR-304"""
    _advise(folder, 1_000_000)
    lease = Lease(folder, timeout_seconds=30)
    assert lease.scale() == 1.0

    def judge():
        _advise(folder, 200_000)
        draft = folder / ".plimsoll/verdict.tmp"
        draft.write_text('{"levelPpm": 200000, "band": "research", "reasons": ["CONTROL_UNPROVEN"]}')
        draft.replace(folder / ".plimsoll/step-1.verdict.json")

    timer = threading.Timer(0.2, judge)
    timer.start()
    assert lease.await_verdict("step-1") == Verdict(200_000, "research", ("CONTROL_UNPROVEN",))
    assert lease.scale() == 0.2
    timer.join()


def test_pr_304_weights_that_nobody_has_judged_are_not_learnt_from(folder):
    """PR-304"""
    _advise(folder, 1_000_000)
    lease = Lease.of_environment(_environment(folder))
    assert lease.scale() == 1.0
    lease.note("step-1", CheckpointNotes(1))
    assert lease.scale() == 0.0
    assert json.loads((folder / ".plimsoll/advice-report.json").read_text())["scalePpm"] == 0
    (folder / ".plimsoll/step-1.verdict.json").write_text('{"levelPpm": 1000000, "band": "full", "reasons": []}')
    time.sleep(_LOOK_SECONDS)
    assert lease.scale() == 1.0


def test_pr_304_where_nobody_advises_nobody_judges(folder):
    """PR-304"""
    lease = Lease(folder)
    lease.note("step-1", CheckpointNotes(1))
    assert lease.scale() == 1.0


def test_pr_304_what_is_no_verdict_is_said_and_none_at_all_ends_the_wait(folder):
    """PR-304"""
    lease = Lease(folder, timeout_seconds=0.1)
    with pytest.raises(ProphetError) as fault:
        lease.await_verdict("step-1")
    assert fault.value.code == "PROPHET_NO_VERDICT"
    (folder / ".plimsoll/step-1.verdict.json").write_text('{"levelPpm": 2000000, "band": "full", "reasons": []}')
    with pytest.raises(ProphetError) as fault:
        lease.await_verdict("step-1")
    assert fault.value.code == "PROPHET_VERDICT"
