from translations.engines.circuit import FAILURES_TO_OPEN, FIRST_PAUSE_S, LONGEST_PAUSE_S, Circuit


def failed(circuit: Circuit, times: int, *, now_s: float = 0.0) -> Circuit:
    for _ in range(times):
        circuit = circuit.failed(now_s)
    return circuit


def test_a_few_failures_do_not_open_a_circuit() -> None:
    assert failed(Circuit(), FAILURES_TO_OPEN - 1).waits_s(0.0) == 0


def test_failures_in_a_row_open_it_for_a_pause() -> None:
    circuit = failed(Circuit(), FAILURES_TO_OPEN, now_s=100.0)
    assert circuit.waits_s(100.0) == FIRST_PAUSE_S
    assert circuit.waits_s(110.0) == FIRST_PAUSE_S - 10
    assert circuit.waits_s(100.0 + FIRST_PAUSE_S) == 0


def test_a_success_in_between_forgets_the_failures() -> None:
    circuit = failed(failed(Circuit(), FAILURES_TO_OPEN - 1).succeeded(), FAILURES_TO_OPEN - 1)
    assert circuit.waits_s(0.0) == 0


def test_after_the_pause_one_question_is_asked_and_others_wait_for_its_answer() -> None:
    opened = failed(Circuit(), FAILURES_TO_OPEN)
    trial = opened.asked(FIRST_PAUSE_S, patience_s=20.0)
    assert trial.waits_s(FIRST_PAUSE_S) == 20.0
    assert trial.succeeded().waits_s(FIRST_PAUSE_S) == 0
    assert trial.waits_s(FIRST_PAUSE_S + 20.0) == 0, "a trial whose answer never came must not close it for ever"


def test_a_trial_that_fails_opens_it_for_twice_as_long_each_time_and_never_for_longer_than_the_longest() -> None:
    circuit, now_s, pauses = failed(Circuit(), FAILURES_TO_OPEN), 0.0, []
    for _ in range(8):
        pauses.append(circuit.waits_s(now_s))
        now_s += pauses[-1]
        circuit = circuit.asked(now_s, patience_s=5.0).failed(now_s)
    assert pauses[:3] == [FIRST_PAUSE_S, 2 * FIRST_PAUSE_S, 4 * FIRST_PAUSE_S]
    assert pauses[-1] == LONGEST_PAUSE_S


def test_who_names_the_time_to_come_back_is_left_alone_until_then() -> None:
    assert Circuit().failed(0.0, retry_after_s=7.0).waits_s(0.0) == 7.0
    assert Circuit().failed(0.0, retry_after_s=1e9).waits_s(0.0) == LONGEST_PAUSE_S
    assert Circuit().failed(0.0, retry_after_s=0.0).waits_s(0.0) == 1.0


def test_questions_to_a_closed_circuit_wait_for_nobody() -> None:
    assert Circuit().asked(0.0, patience_s=60.0).waits_s(0.0) == 0
