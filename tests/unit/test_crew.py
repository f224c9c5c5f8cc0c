"""Work in parts gives the same in this process and in others, and stops when it is told to."""

import os
import signal
import time

import pytest

from spectrogui.analysis.crew import Crew
from spectrogui.core.errors import InputError
from spectrogui.core.job import Cancelled, Ticket


def square(ticket, number, delay):
    time.sleep(delay)
    ticket.checkpoint()
    return number**2


def wait_until_told(ticket):
    while True:
        ticket.checkpoint()
        time.sleep(0.02)


def die(ticket):
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_the_order_of_the_jobs(workers):
    with Crew(workers, Ticket()) as crew:
        found = list(crew.each(square, [(1, 0.2), (2, 0.0), (3, 0.1)]))

    assert found == [1, 4, 9]


def test_one_crew_does_one_kind_of_work_after_another():
    with Crew(2, Ticket()) as crew:
        first = list(crew.each(square, [(2, 0.0), (3, 0.0)]))
        second = list(crew.each(square, [(number, 0.0) for number in first]))

    assert second == [16, 81]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_cancelled_ticket_stops_it(workers):
    ticket = Ticket()
    ticket.cancel()

    with pytest.raises(Cancelled), Crew(workers, ticket) as crew:
        list(crew.each(wait_until_told, [()]))


def test_a_process_that_was_killed_is_told_in_a_sentence():
    with pytest.raises(InputError, match=r"ended from outside"), Crew(2, Ticket()) as crew:
        list(crew.each(die, [()]))
