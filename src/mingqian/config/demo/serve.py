"""Serve the prepared office in the foreground: web server and worker, until Ctrl-C."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from mingqian.config.demo.county import PASSWORD, SHOWN_LOG_INS

_BIN = Path(sys.executable).parent


def serve(port: int, *, debug: bool, say: Callable[[str], None]) -> int:
    """Run server and worker until one ends or Ctrl-C; return the exit code."""
    if _taken(port):
        say(
            f"端口 {port} 已被占用。请换一个：.venv/bin/python -m mingqian.config.demo --port 8001"
        )
        return 1
    os.environ["MINGQIAN_JOBS_AT_ONCE"] = "False"
    os.environ["MINGQIAN_PORTAL_URL"] = f"http://127.0.0.1:{port}/"
    processes = [subprocess.Popen(command) for command in _commands(port, debug=debug)]  # noqa: S603
    _announce(port, say)
    return _wait(processes)


def _taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _commands(port: int, *, debug: bool) -> list[list[str]]:
    worker = [sys.executable, "-m", "mingqian.config.worker"]
    if debug:
        manage = Path(__file__).resolve().parents[4] / "manage.py"
        return [[sys.executable, str(manage), "runserver", f"127.0.0.1:{port}"], worker]
    server = [
        str(_BIN / "granian"),
        "--interface",
        "wsgi",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--workers",
        "2",
        "--blocking-threads",
        "4",
        "--no-access-log",
        "--log-level",
        "warning",
        "mingqian.config.wsgi:application",
    ]
    return [server, worker]


def _announce(port: int, say: Callable[[str], None]) -> None:
    address = f"http://127.0.0.1:{port}"
    say("")
    say(f"明签演示已就绪（数据均为虚构）  {address}/office/")
    for username, title in SHOWN_LOG_INS:
        say(f"  登录  {username:<12} {PASSWORD}   {title}")
    say(f"公示门户  {address}/")
    say("核验  在公告页下载核验包，然后运行  .venv/bin/fairdraw verify bundle.zip")
    say("停止  Ctrl-C")


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _wait(processes: list[subprocess.Popen[bytes]]) -> int:
    # A plain `kill` ends like Ctrl-C: it must not leave server and worker behind.
    signal.signal(signal.SIGTERM, _stop)
    try:
        while all(process.poll() is None for process in processes):
            time.sleep(0.5)
        return 1
    except KeyboardInterrupt:
        return 0
    finally:
        for process in processes:
            process.send_signal(signal.SIGINT)
        for process in processes:
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
