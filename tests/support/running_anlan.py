"""A real `anlan serve` on a loopback port with a demonstration county, for tests that ask it from outside."""
import contextlib
import http.client
import json
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time


def say(text):
    print(text, flush=True)


class Client:
    """One signed-in account (or nobody): a cookie, its CSRF token, and JSON in and out."""

    def __init__(self, port, name=None, password=None):
        self.port, self.cookie, self.csrf = port, None, None
        if name:
            status, headers, body = self.ask("POST", "/v1/session", {"name": name, "password": password})
            if status != 201:
                raise RuntimeError(f"{name} cannot sign in: {status} {body[:300]}")
            self.cookie = headers["set-cookie"].split(";")[0]
            self.csrf = json.loads(body)["csrf_token"]

    def ask(self, method, path, body=None, headers=None, media_type="application/json"):
        """(status, headers in lower case, body as bytes). A dict goes out as JSON, bytes as they are."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        send = dict(headers or {})
        if self.cookie:
            send["Cookie"] = self.cookie
            if method != "GET":
                send["X-CSRF-Token"] = self.csrf
        if body is not None:
            send.setdefault("Content-Type", media_type)
            if not isinstance(body, (bytes, str)):
                body = json.dumps(body)
        connection.request(method, path, body, send)
        answer = connection.getresponse()
        data = answer.read() if answer.headers.get_content_type() != "text/event-stream" else b""
        connection.close()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, data

    def get(self, path):
        status, _, body = self.ask("GET", path)
        if status != 200:
            raise RuntimeError(f"GET {path}: {status} {body[:300]!r}")
        return json.loads(body)


class RunningAnlan:
    """Made by start(); holds the port, the data folder and the demonstration's sign-ins."""

    def __init__(self, program, folder):
        self.program, self.folder = program, pathlib.Path(folder)
        self.data = self.folder / "data"
        self.process, self.port, self.sign_ins = None, None, []

    def run(self, *arguments, check=True):
        """Runs a command of the program on the data folder; its standard output."""
        done = subprocess.run([self.program, "--data", self.data, *arguments], capture_output=True, text=True)
        if check and done.returncode != 0:
            raise RuntimeError(f"anlan {' '.join(map(str, arguments))}: {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout if check else done

    def serve(self, *arguments):
        log = open(self.folder / "serve.log", "ab")
        self.process = subprocess.Popen(
            [self.program, "--data", self.data, "serve", "--port", "0", *arguments],
            stdout=subprocess.PIPE, stderr=log, text=True)
        for line in self.process.stdout:
            found = re.search(r"http://127\.0\.0\.1:(\d+)", line)
            if found:
                self.port = int(found[1])
                return
        raise RuntimeError("anlan serve ended: " + (self.folder / "serve.log").read_text()[-2000:])

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                raise RuntimeError("anlan serve did not stop within 30 s of SIGTERM")

    def client(self, role, unit=None):
        for entry in self.sign_ins:
            if entry["role"] == role and (unit is None or entry["unit"] == unit):
                return Client(self.port, entry["name"], entry["password"])
        raise RuntimeError(f"the demonstration has no {role} at {unit}")


@contextlib.contextmanager
def start(program, *arguments):
    """A demonstration county up to yesterday in a folder of its own, served; stopped and removed at the end."""
    folder = tempfile.mkdtemp(prefix="anlan-system-")
    running = RunningAnlan(program, folder)
    try:
        began = time.monotonic()
        running.sign_ins = json.loads(running.run("demo", "--json"))["sign_ins"]
        say(f"the demonstration county was made in {time.monotonic() - began:.1f} s")
        running.serve(*arguments)
        yield running
    finally:
        running.stop()
        shutil.rmtree(folder, ignore_errors=True)
