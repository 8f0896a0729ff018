"""The worker for transcription: started where transcription is on and can be done."""

from pathlib import Path

import pytest

from deploy.embedded import programs

SETTINGS = {
    "USE_WHISPER_TRANSCRIBE": "True",
    "WHISPER_QUEUE": "captions",
    "WHISPER_ENGINE": "faster-whisper",
    "WHISPER_COMMAND": "whisper",
}


def test_it_does_one_thing_at_a_time_from_a_queue_of_its_own() -> None:
    worker, remark = programs.whisper_worker(SETTINGS, {})

    assert worker is not None
    assert remark == ""
    assert worker.name == "whisper"
    arguments = " ".join(worker.argv)
    assert "worker -Q captions -n whisper@%h -c 1 " in arguments


@pytest.mark.parametrize("changes", [{"USE_WHISPER_TRANSCRIBE": "False"}, {"WHISPER_QUEUE": "long_tasks"}])
def test_there_is_none_where_it_has_nothing_to_do(changes: dict[str, str]) -> None:
    assert programs.whisper_worker(SETTINGS | changes, {}) == (None, "")


def test_there_is_none_without_the_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    env = {"PATH": str(tmp_path)}
    openai = SETTINGS | {"WHISPER_ENGINE": "openai-whisper"}
    (tmp_path / "whisper").touch(mode=0o755)
    assert programs.whisper_worker(openai, env)[0] is not None

    (tmp_path / "whisper").unlink()
    worker, remark = programs.whisper_worker(openai, env)
    assert worker is None
    assert "openai-whisper is not installed here" in remark

    monkeypatch.setattr(programs, "find_spec", lambda name: None)
    assert programs.whisper_worker(SETTINGS, env)[0] is None
