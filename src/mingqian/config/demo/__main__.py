"""Prepare the demo and serve it, or walk the whole path without a browser (`--check`)."""

import argparse
import logging
import os
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]


def _environment(folder: Path, *, debug: bool) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "mingqian.config.settings"
    os.environ["MINGQIAN_DATA"] = str(folder)
    os.environ["MINGQIAN_DEMO"] = "True"
    os.environ["MINGQIAN_DEBUG"] = "True" if debug else "False"
    # Seeding runs the jobs where it stands; the served office has a worker.
    os.environ["MINGQIAN_JOBS_AT_ONCE"] = "True"


def _prepare() -> None:
    """Make keys and tables, and seed the county unless it is there already."""
    import subprocess

    if not (Path(os.environ["MINGQIAN_DATA"]) / "keys" / "mingqian_log_key").exists():
        subprocess.run(  # noqa: S603
            [sys.executable, str(ROOT / "manage.py"), "make_keys"],
            check=True,
            stdout=subprocess.DEVNULL,
        )
    import django

    django.setup()
    # Every refused form of the walk is meant; the server and the worker log for themselves.
    logging.disable(logging.WARNING)
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    from mingqian.config.demo.county import seed_county

    seed_county(say)


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(prog="mingqian-demo", description=__doc__)
    parser.add_argument("--check", action="store_true", help="walk steps 1 to 7 through HTTP")
    parser.add_argument("--dev", action="store_true", help="serve with debugging pages")
    parser.add_argument("--prepare", action="store_true", help="prepare only, do not serve")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--data", type=Path, help="folder of this demo instead of var")
    options = parser.parse_args()
    folder = (options.data or ROOT / ("build/demo" if options.check else "var")).resolve()
    if options.check:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    _environment(folder, debug=options.dev)
    _prepare()
    if options.check:
        from mingqian.config.demo.journey import walk

        return walk(folder, say)
    if options.prepare:
        return 0
    from mingqian.config.demo.serve import serve

    return serve(options.port, debug=options.dev, say=say)


if __name__ == "__main__":
    sys.exit(main())
