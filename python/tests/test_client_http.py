"""SVR-133 to SVR-142: retries, errors, events and bounds of the Python client, against servers that misbehave."""

import json
import threading
import time

import pytest
from client_daemon import cut, entry_text, problem, pulse_text, says, scripted, streams

from plimsoll.client import ClientError, EntryEvent, PlimsollClient, ProblemError, PulseEvent, UnreachableError

HEALTH = {"status": "ok"}
DECIDED = {"decision": "repeated", "firstEntry": 3}
ENVELOPE = {"payloadType": "a", "payload": "", "signatures": []}


def client_of(url, waits=None):
    """A client whose waits are written down and cost nothing."""
    kept = [] if waits is None else waits
    return PlimsollClient(url, sleep=kept.append, chance=lambda: 1.0)


@pytest.mark.parametrize(
    "fault",
    [cut, problem(503, "SITE_BUSY", True), problem(429, "TOO_MANY_REQUESTS", True), says("<html>", 502)],
    ids=["cut", "busy", "many", "between"],
)
def test_svr_134_a_read_is_asked_again(fault):
    waits = []
    with scripted(fault, fault, says(HEALTH)) as (url, _):
        assert client_of(url, waits).get_health() == HEALTH
    assert waits == [0.1, 0.2]


def test_svr_134_at_most_three_times():
    waits = []
    with scripted(cut) as (url, heard):
        with pytest.raises(UnreachableError):
            client_of(url, waits).get_health()
    assert len(heard) == 4 and waits == [0.1, 0.2, 0.4]


def test_svr_134_no_sooner_than_the_site_says_and_not_at_all_if_that_is_long():
    waits = []
    answers = [problem(429, "TOO_MANY_REQUESTS", True, retry_after=seconds) for seconds in ("1", "60")]
    with scripted(*answers) as (url, _):
        with pytest.raises(ProblemError) as raised:
            client_of(url, waits).get_health()
    assert waits == [1.0] and raised.value.retry_after == 60.0


def half(handler):
    handler.send_response(200)
    handler.send_header("content-length", "1")
    handler.end_headers()
    handler.wfile.write(b"{")


@pytest.mark.parametrize(
    "fault",
    [problem(404, "NOT_FOUND", False), problem(500, "INTERNAL", False), says("hello", 418), half],
    ids=["refusal", "internal", "teapot", "json"],
)
def test_svr_134_never_after_an_answer(fault):
    with scripted(fault, says(HEALTH)) as (url, heard):
        with pytest.raises(ClientError):
            client_of(url).get_health()
    assert len(heard) == 1


def test_svr_134_half_an_answer_is_none():
    def broken(handler):
        handler.send_response(200)
        handler.send_header("content-length", "100")
        handler.end_headers()
        handler.wfile.write(b"{}")

    with scripted(broken, says(HEALTH)) as (url, _):
        assert client_of(url).get_health() == HEALTH


@pytest.mark.parametrize("fault", [cut, problem(429, "TOO_MANY_REQUESTS", True), problem(503, "SITE_BUSY", True)])
def test_svr_134_an_envelope_is_sent_again_as_it_is(fault):
    with scripted(fault, says(DECIDED)) as (url, heard):
        assert client_of(url).submit_command(ENVELOPE) == DECIDED
    assert [json.loads(body) for _, _, body in heard] == [ENVELOPE, ENVELOPE]
    assert heard[0][2] == heard[1][2]


def test_svr_134_never_an_envelope_that_was_refused():
    with scripted(problem(409, "WALLET_EXHAUSTED", True), says(DECIDED)) as (url, heard):
        with pytest.raises(ProblemError) as raised:
            client_of(url).submit_command(ENVELOPE)
    assert len(heard) == 1 and raised.value.code == "WALLET_EXHAUSTED" and raised.value.retryable


def test_svr_133_a_problem_with_all_that_it_says():
    with scripted(problem(422, "TIER_TOO_HIGH", False)) as (url, _):
        with pytest.raises(ProblemError) as raised:
            client_of(url).get_health()
    fault = raised.value
    told = (fault.status, fault.code, fault.expected, fault.received, fault.fix, fault.retryable)
    assert told == (422, "TIER_TOO_HIGH", "a", "b", "c", False)


def test_svr_131_readiness_is_an_answer_with_either_status():
    unready = {"status": "unready", "reasons": ["stopping"]}
    with scripted(says(unready, 503)) as (url, _):
        assert client_of(url).get_readiness() == unready


def test_svr_136_a_list_that_names_the_same_page_again_ends_with_an_error():
    seen = []
    with scripted(says({"asOf": 1, "entries": 1, "items": [{"lab": "a"}], "next": "YQ"})) as (url, heard):
        with pytest.raises(ClientError, match="ANSWER_MALFORMED"):
            for lab in client_of(url).all_labs():
                seen.append(lab)
    assert len(seen) == 2 and [path for path, _, _ in heard] == ["/v1/labs", "/v1/labs?cursor=YQ"]


def test_svr_140_an_attempt_takes_no_longer_than_was_allowed():
    release = threading.Event()
    with scripted(lambda _: release.wait(10), says(HEALTH)) as (url, heard):
        assert client_of(url).get_health(timeout=0.2) == HEALTH
        release.set()
    assert len(heard) == 2


def test_svr_141_a_token_is_sent_to_its_site_and_to_no_other_that_it_points_to():
    with scripted(says(HEALTH)) as (other, heard_there):
        with scripted(says("", 302, location=other)) as (url, heard):
            with pytest.raises(ClientError):
                PlimsollClient(url, token="secret").get_health()
    assert heard[0][1]["authorization"] == "Bearer secret" and heard_there == []


def test_svr_141_a_token_goes_nowhere_in_the_clear():
    for url in ["http://site.example", "http://10.0.0.1:7460", "http://localhost.example"]:
        with pytest.raises(ClientError, match="REQUEST_MALFORMED"):
            PlimsollClient(url, token="secret")
    for url in ["https://site.example", "http://127.0.0.1:7460", "http://localhost:1", "http://[::1]:1"]:
        PlimsollClient(url, token="secret")


@pytest.mark.parametrize("url", ["", "127.0.0.1:7460", "file:///etc/passwd", "http://"])
def test_svr_141_an_address_is_one_of_http(url):
    with pytest.raises(ClientError, match="REQUEST_MALFORMED"):
        PlimsollClient(url)


def test_svr_142_an_answer_without_an_end_is_not_held():
    def endless(handler):
        handler.send_response(200)
        handler.end_headers()
        try:
            while True:
                handler.wfile.write(b" " * 1_048_576)
        except OSError:
            pass

    with scripted(endless) as (url, heard):
        with pytest.raises(ClientError, match="ANSWER_MALFORMED"):
            client_of(url).get_health()
    assert len(heard) == 1


@pytest.mark.parametrize("name", ["", ".", ".."])
def test_svr_142_a_name_that_no_path_can_carry_is_refused_before_anything_is_sent(name):
    with pytest.raises(ClientError, match="REQUEST_MALFORMED"):
        PlimsollClient("http://127.0.0.1:1").get_lab(name)


@pytest.mark.parametrize("line", [b"data: x\n", b"data\n", b"x" * 7 + b"\n" + b"data:\n"])
def test_svr_142_an_event_of_many_short_lines_is_not_held(line):
    def endless(handler):
        handler.send_response(200)
        handler.end_headers()
        try:
            while True:
                handler.wfile.write(line * 100_000)
        except OSError:
            pass

    with scripted(endless) as (url, _):
        with pytest.raises(ClientError, match="ANSWER_MALFORMED"):
            next(PlimsollClient(url).events(0, silence_after=60.0))


def short(event):
    if isinstance(event, EntryEvent):
        return f"entry {event.index}"
    return f"pulse {event.entries}" if isinstance(event, PulseEvent) else "silence"


def heard_from(url, count, after=None, silence_after=3.0, chance=0.0):
    events = PlimsollClient(url, chance=lambda: chance).events(after, silence_after=silence_after)
    heard = []
    for event in events:
        heard.append(short(event))
        if len(heard) == count:
            events.close()
            return heard
    return heard


def entries(*indices):
    return "".join(map(entry_text, indices))


def resumed_at(heard):
    return [headers.get("last-event-id") for _, headers, _ in heard]


def test_svr_137_entries_come_each_once_over_as_many_connections_as_it_takes():
    stays = threading.Event()
    answers = [
        streams(pulse_text(5) + entries(5, 6)),
        cut,
        problem(503, "TOO_MANY_STREAMS", True),
        streams(entries(7) + entry_text(8)[:20]),
        streams(entries(8), stays),
    ]
    with scripted(*answers) as (url, heard):
        assert heard_from(url, 5) == ["pulse 5", "entry 5", "entry 6", "entry 7", "entry 8"]
        stays.set()
    assert resumed_at(heard) == [None, "6", "6", "6", "7"]


def test_svr_137_who_begins_with_what_comes_resumes_where_that_was():
    with scripted(streams(pulse_text(5)), streams(entries(5))) as (url, heard):
        assert heard_from(url, 2) == ["pulse 5", "entry 5"]
    assert resumed_at(heard) == [None, "4"]


def test_svr_137_a_pulse_while_entries_are_still_coming_moves_nobody_on():
    with scripted(streams(pulse_text(9) + entries(1)), streams(entries(2))) as (url, heard):
        assert heard_from(url, 3, after=0) == ["pulse 9", "entry 1", "entry 2"]
    assert resumed_at(heard) == ["0", "1"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_svr_137_a_stream_is_read_the_same_wherever_it_is_cut(end):
    text = (pulse_text(5) + ": comment\n\nretry: 1\n\n" + entries(5, 6)).replace("\n", end)

    def dribbles(handler):
        handler.send_response(200)
        handler.end_headers()
        for byte in text.encode():
            handler.wfile.write(bytes([byte]))
            time.sleep(0.0005)

    with scripted(dribbles) as (url, _):
        # A last carriage return waits for what follows it.
        assert heard_from(url, 2 if end == "\r" else 3) == ["pulse 5", "entry 5", "entry 6"][: 2 if end == "\r" else 3]


def test_svr_137_what_waiting_cannot_mend_is_raised():
    with scripted(problem(401, "TOKEN_MISSING", False)) as (url, _):
        with pytest.raises(ProblemError, match="TOKEN_MISSING"):
            heard_from(url, 1)


def test_svr_138_silence_is_told_once_the_connection_is_made_anew_and_the_next_event_ends_it():
    stays = threading.Event()
    answers = [streams(pulse_text(5), stays), streams("", stays), streams(pulse_text(5) + entries(5), stays)]
    with scripted(*answers) as (url, _):
        started = time.monotonic()
        told = heard_from(url, 5, silence_after=0.3)
        took = time.monotonic() - started
        stays.set()
    assert told == ["pulse 5", "silence", "pulse 5", "entry 5", "silence"]
    assert took >= 3 * 0.3 - 0.05


def test_svr_138_a_connection_that_came_late_in_a_silence_is_not_cut_between_pulses():
    stays = threading.Event()

    def pulses(handler):
        streams(pulse_text(5))(handler)
        for _ in range(3):
            time.sleep(0.5)
            handler.wfile.write(pulse_text(5).encode())
            handler.wfile.flush()
        stays.wait(5)

    with scripted(cut, cut, cut, cut, pulses) as (url, heard):
        assert heard_from(url, 4, silence_after=1.0) == ["pulse 5"] * 4
        stays.set()
    assert len(heard) == 5


def test_svr_138_silence_is_told_in_time_when_nobody_listens_at_all():
    with scripted(cut) as (url, _):
        pass
    started = time.monotonic()
    # Waits of 95, 190, 380, 760 and 1 520 ms, all within 3 s; the next would be 1 900 ms, far beyond.
    assert heard_from(url, 1, chance=0.9) == ["silence"]
    assert 2.99 <= time.monotonic() - started < 4


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (entries(5, 5), "LOG_SHORTER"),
        (entries(5, 4), "LOG_SHORTER"),
        (entries(5) + pulse_text(5), "LOG_SHORTER"),
        (entries(5, 7), "ENTRIES_MISSING"),
    ],
)
def test_svr_139_a_log_that_goes_back_on_what_it_said_is_not_believed(text, code):
    with scripted(streams(text)) as (url, _):
        with pytest.raises(ClientError, match=code):
            heard_from(url, 9, after=4)


def test_svr_139_a_site_that_was_put_back_to_an_older_copy_is_told_from_one_that_goes_on():
    with scripted(streams(entries(5, 6)), streams(pulse_text(4))) as (url, _):
        with pytest.raises(ClientError, match="LOG_SHORTER"):
            heard_from(url, 9, after=4)


@pytest.mark.parametrize(
    "text",
    [
        "id: 5\nevent: run.ended\ndata: {\n\n",
        'id: 5\nevent: run.started\ndata: {"kind":"run.ended"}\n\n',
        'event: run.ended\ndata: {"kind":"run.ended"}\n\n',
        "event: pulse\ndata: {}\n\n",
    ],
)
def test_svr_139_nor_is_what_is_no_event(text):
    with scripted(streams(text)) as (url, _):
        with pytest.raises(ClientError, match="ANSWER_MALFORMED"):
            heard_from(url, 1)
