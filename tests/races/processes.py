"""Many people at once: real processes with real threads, each on its own connection, all starting at one moment."""

import pickle
import queue
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import IO, Any

PROCESSES, THREADS = 8, 25
LEAD_SECONDS = 0.1


def send(stream: IO[bytes], message: Any) -> None:
    data = pickle.dumps(message)
    stream.write(struct.pack(">I", len(data)) + data)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    header = stream.read(4)
    if len(header) < 4:
        return None
    return pickle.loads(stream.read(struct.unpack(">I", header)[0]))


class Crowd:
    """Processes that wait for work. `run` hands out one act for each set of arguments; its answers are in order."""

    def __init__(self, env: dict[str, str], processes: int, threads: int) -> None:
        self.threads = threads
        command = [sys.executable, "-m", "tests.races.processes", str(threads)]
        self.workers = [
            subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(processes)
        ]
        for worker in self.workers:
            self.ask(worker, "warm", [()] * threads, 0.0)
        for worker in self.workers:
            assert self.answers(worker) == [None] * threads

    def ask(
        self, worker: "subprocess.Popen[bytes]", act: str, arguments: Sequence[Any], start_at: float, without: str = ""
    ) -> None:
        assert worker.stdin is not None
        send(worker.stdin, (act, list(arguments), start_at, without))

    def answers(self, worker: "subprocess.Popen[bytes]") -> list[Any]:
        assert worker.stdout is not None
        found = receive(worker.stdout)
        if found is None:
            raise RuntimeError(f"a process of the crowd ended with {worker.wait()}")
        return list(found)

    def run(self, act: str, arguments: Sequence[Any], *, without: str = "") -> list[Any]:
        """Everybody acts at the same moment, perhaps without a wall. At most processes x threads at once."""
        assert len(arguments) <= len(self.workers) * self.threads
        shares = [list(arguments[number :: len(self.workers)]) for number in range(len(self.workers))]
        start_at = time.time() + LEAD_SECONDS
        for worker, share in zip(self.workers, shares, strict=True):
            self.ask(worker, act, share, start_at, without)
        results: list[Any] = [None] * len(arguments)
        for number, worker in enumerate(self.workers):
            results[number :: len(self.workers)] = self.answers(worker)
        return results

    def close(self) -> None:
        for worker in self.workers:
            if worker.stdin is not None:
                worker.stdin.close()
        for worker in self.workers:
            worker.wait(timeout=20)
            if worker.stdout is not None:
                worker.stdout.close()


@contextmanager
def crowd(env: dict[str, str], *, processes: int = PROCESSES, threads: int = THREADS) -> Iterator[Crowd]:
    people = Crowd(env, processes, threads)
    try:
        yield people
    finally:
        people.close()


class Person(threading.Thread):
    """One thread with its own connection, waiting for something to do."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.todo: queue.Queue[tuple[Callable[..., Any], Any, float]] = queue.Queue()
        self.done: queue.Queue[Any] = queue.Queue()

    def run(self) -> None:
        while True:
            act, arguments, start_at = self.todo.get()
            time.sleep(max(0.0, start_at - time.time()))
            try:
                self.done.put(act(*arguments))
            except Exception as error:
                self.done.put(("error", f"{type(error).__name__}: {error}"))


def main(threads: int) -> None:
    """The process: takes (act, arguments, start, wall) from stdin, answers on stdout until stdin closes."""
    import django  # house: allow local-import — the process prepares its environment first

    django.setup()
    from tests.races import actions, doors, walls  # house: allow local-import — they need Django

    known = {**vars(actions), "do": doors.do}
    people = [Person() for _ in range(threads)]
    for person in people:
        person.start()
    answers = sys.stdout.buffer
    sys.stdout = sys.stderr
    while (message := receive(sys.stdin.buffer)) is not None:
        name, arguments, start_at, wall = message
        busy = people[: len(arguments)]
        with walls.without(wall):
            for person, argument in zip(busy, arguments, strict=True):
                person.todo.put((known[name], argument, start_at))
            found = [person.done.get(timeout=120) for person in busy]
        send(answers, found)


if __name__ == "__main__":
    main(int(sys.argv[1]))
