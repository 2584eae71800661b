#!/usr/bin/env python3
"""The whole loop, clicked through in Chromium against the real program, in both languages.

loop_test.py PROGRAM WEB_FOLDER: makes the demonstration county, serves it with the page that is built into the
program, and runs the page's own end-to-end specifications (Playwright) against it.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from support.running_anlan import say, start  # noqa: E402

SKIPPED = 77  # ctest's SKIP_RETURN_CODE


def main():
    program, web = sys.argv[1], pathlib.Path(sys.argv[2])
    if not (web / "node_modules/.bin/playwright").exists() or not shutil.which("chromium"):
        say("skipped: Playwright or Chromium is absent; make setup installs both")
        sys.exit(SKIPPED)
    with start(program) as running:
        environment = {**os.environ, "ANLAN_URL": f"http://127.0.0.1:{running.port}",
                       "ANLAN_SIGN_INS": json.dumps(running.sign_ins)}
        done = subprocess.run(["npx", "playwright", "test", *sys.argv[3:]], cwd=web, env=environment)
    sys.exit(done.returncode)


main()
