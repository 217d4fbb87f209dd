"""On SQLite the threads of a process wait for their turn to write, and nobody is refused for coming later."""

import threading
import time

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection, connections, transaction

from honour.config.sqlite import base

pytestmark = [pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]


def in_a_thread(write):
    """Run something on a connection of its own; gives the thread and what it raised."""
    raised = []

    def run():
        try:
            write()
        except OperationalError as error:
            raised.append(str(error))
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread, raised


def write(number):
    with transaction.atomic():
        cache.set(f"turn-{number}", number)


def test_writers_wait_for_the_one_who_writes_and_all_are_served():
    with transaction.atomic():
        cache.set("turn", "mine")
        waiting = [in_a_thread(lambda number=number: write(number)) for number in range(8)]
        time.sleep(0.1)
        assert all(thread.is_alive() for thread, _ in waiting)
    for thread, raised in waiting:
        thread.join(60)
        assert not thread.is_alive()
        assert raised == []
    assert [cache.get(f"turn-{number}") for number in range(8)] == list(range(8))


def test_the_turn_is_given_up_at_once_when_it_ends_however_it_ends():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        raise ZeroDivisionError
    with transaction.atomic():
        pass
    connection.ensure_connection()
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    connection.close()
    thread, raised = in_a_thread(lambda: write(1))
    thread.join(60)
    assert cache.get("turn-1") == 1
    assert raised == []


def test_who_waits_too_long_is_told_that_the_database_is_locked():
    def impatient():
        connection.ensure_connection()
        options = connection.settings_dict["OPTIONS"] | {"timeout": 0.05}
        connection.settings_dict = connection.settings_dict | {"OPTIONS": options}  # this thread's connection only
        write(1)

    with transaction.atomic():
        thread, raised = in_a_thread(impatient)
        thread.join(60)
    assert raised == ["database is locked"]


def test_a_commit_that_fails_keeps_the_turn_until_it_is_rolled_back(monkeypatch):
    turn = base._turn(str(connection.settings_dict["NAME"]))
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE parent (id integer PRIMARY KEY)")
        cursor.execute("CREATE TABLE child (of integer REFERENCES parent DEFERRABLE INITIALLY DEFERRED)")
    try:
        connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO child VALUES (1)")
        with pytest.raises(Exception, match="FOREIGN KEY"):
            connection.commit()
        assert turn.locked()
        connection.rollback()
        assert not turn.locked()
    finally:
        connection.set_autocommit(True)
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE child")
            cursor.execute("DROP TABLE parent")
