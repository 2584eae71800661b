#!/usr/bin/env python3
"""Asks a running server for every path of api/openapi.yaml and checks each answer against its schema.

contract_test.py PROGRAM OPENAPI.yaml: every operation is asked at least once, by an account that may; every
answer must have a status and a media type that the contract names, and a body of its schema. The routes that
the program has and the paths of the contract must be the same. Prints "N passed, M failed".
"""
import datetime
import json
import pathlib
import re
import struct
import sys
import time
import zlib

import yaml
from jsonschema import Draft202012Validator, FormatChecker

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from support.running_anlan import Client, say, start  # noqa: E402

YESTERDAY = datetime.date.today() - datetime.timedelta(days=1)
A_WEEK_AGO = YESTERDAY - datetime.timedelta(days=7)


def png():
    """A grey pixel."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\x80")) +
            chunk(b"IEND", b""))


class Contract:
    def __init__(self, file):
        self.document = yaml.safe_load(pathlib.Path(file).read_text())
        self.asked, self.faults = set(), []

    def operations(self):
        for path, item in self.document["paths"].items():
            for method, operation in item.items():
                if method != "parameters":
                    yield method.upper(), path, operation

    def resolve(self, node):
        while "$ref" in node:
            target = self.document
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            node = target
        return node

    def check(self, method, path, asked, status, headers, body):
        """Notes what of the answer the contract does not name."""
        operation = self.document["paths"][path][method.lower()]
        self.asked.add((method, path))
        where = f"{method} {asked}: {status}"
        responses = operation["responses"]
        response = responses.get(str(status)) or (responses.get("default") if status >= 400 else None)
        if response is None:
            return self.faults.append(f"{where} is no answer of the contract: {body[:200]!r}")
        content = self.resolve(response).get("content", {})
        media_type = headers.get("content-type", "").split(";")[0]
        if not content:
            if body:
                self.faults.append(f"{where} has a body, the contract none")
            return None
        if media_type not in content:
            return self.faults.append(f"{where} is {media_type or 'of no type'}, not {'/'.join(content)}")
        if "json" not in media_type:
            return None
        value = json.loads(body)
        schema = {**content[media_type]["schema"], "components": self.document["components"]}
        for error in Draft202012Validator(schema, format_checker=FormatChecker()).iter_errors(value):
            self.faults.append(f"{where}: {error.json_path}: {error.message[:200]}")
        return value


class Walk:
    """Asks the operations one after the other; ids come from the lists."""

    def __init__(self, contract, running):
        self.contract, self.running = contract, running
        self.analyst = running.client("analyst")
        self.admin = running.client("administrator")
        self.commander = running.client("commander")
        self.auditor = running.client("auditor")

    def ask(self, client, method, path, body=None, query="", expect=None, media_type="application/json",
            headers=None, **names):
        asked = re.sub(r"\{(\w+)\}", lambda m: str(names[m[1]]), path) + query
        status, answer, data = client.ask(method, asked, body, headers, media_type)
        value = self.contract.check(method, path, asked, status, answer, data)
        if expect is not None and status != expect:
            self.contract.faults.append(f"{method} {asked}: {status} where {expect} was due: {data[:300]!r}")
        return value if value is not None else data

    def program(self):
        nobody = Client(self.running.port)
        for path in ("/healthz", "/readyz", "/metrics", "/v1/about"):
            self.ask(nobody, "GET", path, expect=200)
        self.ask(nobody, "GET", "/v1/units", expect=401)
        self.ask(self.analyst, "GET", "/v1/events", expect=200)

    def access(self):
        self.ask(self.analyst, "GET", "/v1/session", expect=200)
        self.ask(Client(self.running.port), "POST", "/v1/session", {"name": "nobody", "password": "wrong"}, expect=401)
        page = self.ask(self.admin, "GET", "/v1/accounts", expect=200)
        unit = page["items"][0]["unit"]
        made = self.ask(self.admin, "POST", "/v1/accounts",
                        {"name": "contract", "display_name": "Contract", "role": "analyst", "unit": unit}, expect=201)
        self.ask(self.admin, "POST", "/v1/accounts", {"name": "!"}, expect=422)
        self.ask(self.admin, "GET", "/v1/accounts/{id}", id=made["id"], expect=200)
        self.ask(self.admin, "PATCH", "/v1/accounts/{id}", {"display_name": "Changed"}, id=made["id"], expect=200)
        reset = self.ask(self.admin, "POST", "/v1/accounts/{id}/password", id=made["id"], expect=201)
        own = Client(self.running.port, "contract", reset["password"])
        self.ask(own, "PUT", "/v1/session/password",
                 {"old_password": reset["password"], "new_password": "a longer password 7"}, expect=204)
        own = Client(self.running.port, "contract", "a longer password 7")
        token = self.ask(own, "POST", "/v1/tokens", {"name": "contract", "days": 1}, expect=201)
        self.ask(own, "GET", "/v1/tokens", expect=200)
        self.ask(own, "DELETE", "/v1/tokens/{id}", id=token["id"], expect=204)
        self.ask(own, "DELETE", "/v1/session", expect=204)
        self.ask(self.auditor, "GET", "/v1/journal", query="?limit=5", expect=200)
        verified = self.ask(self.auditor, "GET", "/v1/journal/verification", expect=200)
        if not verified["holds"]:
            self.contract.faults.append("the journal does not hold")

    def places(self):
        page = self.ask(self.analyst, "GET", "/v1/units", query="?level=station&limit=200", expect=200)
        station = page["items"][0]["code"]
        self.ask(self.analyst, "GET", "/v1/units/{code}", code=station, expect=200)
        self.ask(self.analyst, "GET", "/v1/units/{code}", code="nowhere", expect=404)
        self.ask(self.analyst, "GET", "/v1/units/{code}/boundary", code=station, expect=200)
        west, south, east, north = page["items"][0]["bbox"]
        at = f"?longitude={(west + east) / 2}&latitude={(south + north) / 2}"
        self.ask(self.analyst, "GET", "/v1/unit-at", query=at)
        csv = f"level,code,name,parent\ncommunity,{station}901,New Village,{station}\n"
        self.ask(self.admin, "POST", "/v1/units/imports", csv.encode(), query="?file_name=new.csv", expect=200,
                 media_type="application/octet-stream")
        for layer in ("units", "incidents", "warnings"):  # each a path of its own
            self.ask(self.analyst, "GET", f"/v1/layers/{layer}.geojson", expect=200,
                     query=f"?from={A_WEEK_AGO}&to={YESTERDAY}" if layer == "incidents" else "")
            self.ask(self.analyst, "GET", f"/v1/layers/{layer}/{{z}}/{{x}}/{{y}}.mvt", z=8, x=200, y=110)

    def incidents(self):
        for path in ("/v1/incident-kinds", "/v1/import-profiles", "/v1/imports"):
            self.ask(self.analyst, "GET", path, expect=200)
        page = self.ask(self.analyst, "GET", "/v1/incidents", query="?limit=3", expect=200)
        self.ask(self.analyst, "GET", "/v1/incidents", query=f"?limit=3&cursor={page['next_cursor']}", expect=200)
        self.ask(self.analyst, "GET", "/v1/incidents/{id}", id=page["items"][0]["id"], expect=200)
        for by in ("day", "week", "month", "hour", "weekday", "kind", "unit"):
            self.ask(self.analyst, "GET", "/v1/incident-counts", query=f"?by={by}&from={A_WEEK_AGO}", expect=200)
        new = {"kind": "property.burglary_dwelling", "occurred_from": f"{YESTERDAY}T10:00:00Z", "known_by": "public_report",
               "unit": page["items"][0]["unit"], "source": "contract", "external_id": "one"}
        self.ask(self.analyst, "POST", "/v1/incidents", {"incidents": [new]}, expect=201)
        self.ask(self.analyst, "POST", "/v1/incidents", {"incidents": [new]}, expect=409)
        self.ask(self.analyst, "POST", "/v1/incidents", {"incidents": [new | {"kind": 7, "plate": "A1"}]}, expect=422)
        bad = ("id,kind,occurred_from,occurred_to,longitude,latitude,known_by\n"
               "x1,property.burglary_dwelling,not a time,,101.4,24.7,public_report\n")
        job = self.ask(self.analyst, "POST", "/v1/imports", bad.encode(), expect=202, media_type="text/csv",
                       query="?profile=plain&file_name=bad.csv")
        self.wait(job)
        newest = self.ask(self.analyst, "GET", "/v1/imports", query="?limit=1", expect=200)["items"][0]
        self.ask(self.analyst, "GET", "/v1/imports/{id}", id=newest["id"], expect=200)
        self.ask(self.analyst, "GET", "/v1/imports/{id}/rejects", id=newest["id"], expect=200)
        forbidden = "id,kind,occurred_from,longitude,latitude,民族\n"
        refused = self.ask(self.analyst, "POST", "/v1/imports", forbidden.encode(), media_type="text/csv",
                           query="?profile=plain&file_name=forbidden.csv")
        ended = self.wait(refused) if "state" in refused else refused
        if "state" in ended and ended["state"] != "failed":
            self.contract.faults.append("a forbidden header was taken in")

    def wait(self, job):
        for _ in range(600):
            job = self.ask(self.analyst, "GET", "/v1/jobs/{id}", id=job["id"], expect=200)
            if job["state"] != "running":
                return job
            time.sleep(.1)
        raise RuntimeError("a job did not end in a minute")

    def warnings(self):
        analyses = self.ask(self.analyst, "GET", "/v1/analyses", expect=200)["items"]
        one = self.ask(self.analyst, "GET", "/v1/analyses/{id}", id=analyses[0]["id"], expect=200)
        wanted = {k: v for k, v in one.items() if k not in ("id", "version", "last_run", "next_run_at")}
        wanted["name"] = {"en": "Contract", "zh": "合同"}
        made = self.ask(self.analyst, "POST", "/v1/analyses", wanted, expect=201)
        self.ask(self.analyst, "PUT", "/v1/analyses/{id}", wanted, id=made["id"], expect=200,
                 headers={"If-Match": f'"{made["version"]}"'})
        self.ask(self.analyst, "PUT", "/v1/analyses/{id}", wanted, id=made["id"], expect=412,
                 headers={"If-Match": '"99"'})
        job = self.ask(self.analyst, "POST", "/v1/analyses/{id}/runs", {"as_of": str(YESTERDAY)}, id=made["id"], expect=202)
        self.wait(job)
        self.ask(self.analyst, "DELETE", "/v1/jobs/{id}", id=job["id"])
        self.ask(self.analyst, "GET", "/v1/jobs", expect=200)
        runs = self.ask(self.analyst, "GET", "/v1/analyses/{id}/runs", id=made["id"], expect=200)["items"]
        self.ask(self.analyst, "GET", "/v1/runs/{id}", id=runs[0]["id"], expect=200)
        self.ask(self.analyst, "GET", "/v1/analysis-methods", expect=200)
        for analysis in analyses:
            self.ask(self.analyst, "GET", "/v1/analyses/{id}/result", id=analysis["id"], expect=200)
        self.ask(self.analyst, "GET", "/v1/analyses/{id}/result", query=f"?run={runs[0]['id']}", id=made["id"], expect=200)
        self.ask(self.analyst, "GET", "/v1/analyses/{id}/result", query=f"?run={runs[0]['id']}", id=analyses[0]["id"],
                 expect=404)
        page = self.ask(self.analyst, "GET", "/v1/warnings", query="?limit=200", expect=200)
        by_state = {w["state"]: w for w in page["items"]}
        live = by_state.get("issued") or by_state["acknowledged"]
        self.ask(self.analyst, "GET", "/v1/warnings/{id}", id=live["id"], expect=200)
        self.ask(self.analyst, "GET", "/v1/warnings/{id}/incidents", id=live["id"], expect=200)
        self.ask(self.analyst, "GET", "/v1/warnings/{id}/cap", id=live["id"], expect=200)
        self.ask(self.analyst, "GET", "/v1/feeds/cap", expect=200)
        self.ask(self.analyst, "GET", "/v1/warnings/{id}/outcome", id=live["id"], expect=404)
        self.ask(self.analyst, "GET", "/v1/warnings/{id}/outcome", id=by_state["expired"]["id"], expect=200)
        self.ask(self.analyst, "POST", "/v1/warnings/{id}/acknowledgement", id=live["id"])
        self.ask(self.analyst, "POST", "/v1/warnings/{id}/comments", {"text": "seen"}, id=live["id"], expect=201)
        self.ask(self.analyst, "POST", "/v1/warnings/{id}/tasks", id=live["id"], expect=200)
        self.ask(self.analyst, "POST", "/v1/warnings/{id}/closure", {"reason": "settled"}, id=live["id"], expect=200)

    def delivery(self):
        inbox = self.ask(self.commander, "GET", "/v1/inbox", expect=200)
        self.ask(self.commander, "POST", "/v1/inbox/{id}/reading", id=inbox["items"][0]["id"], expect=204)
        unit = self.admin.get("/v1/session")["account"]["unit"]
        hook = self.ask(self.admin, "POST", "/v1/webhooks", {"url": "https://hooks.example.org/anlan", "unit": unit}, expect=201)
        self.ask(self.admin, "GET", "/v1/webhooks", expect=200)
        self.ask(self.admin, "DELETE", "/v1/webhooks/{id}", id=hook["id"], expect=204)
        mail = self.ask(self.admin, "POST", "/v1/mail-subscriptions", {"address": "duty@example.org", "unit": unit}, expect=201)
        self.ask(self.admin, "GET", "/v1/mail-subscriptions", expect=200)
        self.ask(self.admin, "DELETE", "/v1/mail-subscriptions/{id}", id=mail["id"], expect=204)

    def tasks(self):
        template = self.ask(self.analyst, "GET", "/v1/task-templates", expect=200)["items"][0]["code"]
        chief_entry = next(e for e in self.running.sign_ins if e["role"] == "station_chief")
        unit = chief_entry["unit"]
        chief = self.running.client("station_chief", unit)
        officer = self.running.client("station_officer", unit)
        owner = officer.get("/v1/session")["account"]["id"]
        order = {"template": template, "unit": unit, "basis": "contract test"}
        task = self.ask(chief, "POST", "/v1/tasks", order, expect=201)
        self.ask(chief, "GET", "/v1/tasks", query="?limit=5", expect=200)
        self.ask(chief, "GET", "/v1/task-load", expect=200)
        if ("GET", "/v1/task-owners") in {(m, p) for m, p, _ in self.contract.operations()}:
            self.ask(chief, "GET", "/v1/task-owners", query=f"?unit={unit}", expect=200)
        name = {"id": task["id"]}
        self.ask(chief, "POST", "/v1/tasks/{id}/assignment", {"owner": owner}, **name, expect=200)
        photo = self.ask(officer, "POST", "/v1/tasks/{id}/photos", png(), **name, media_type="image/png", expect=201)
        self.ask(officer, "GET", "/v1/tasks/{id}/photos/{photo}", **name, photo=photo["id"], expect=200)
        self.ask(officer, "POST", "/v1/tasks/{id}/feedback", {"text": "walked", "minutes": 40, "is_done": True}, **name, expect=201)
        self.ask(officer, "POST", "/v1/tasks/{id}/acceptance", {"accepted": True}, **name, expect=403)
        self.ask(chief, "POST", "/v1/tasks/{id}/acceptance", {"accepted": True}, **name, expect=200)
        self.ask(chief, "GET", "/v1/tasks/{id}", **name, expect=200)
        other = self.ask(chief, "POST", "/v1/tasks", {**order, "basis": "another"}, expect=201)
        self.ask(chief, "POST", "/v1/tasks/{id}/cancellation", {"reason": "not needed"}, id=other["id"], expect=200)


def main():
    program, openapi = sys.argv[1:3]
    contract = Contract(openapi)
    with start(program) as running:
        walk = Walk(contract, running)
        for part in (walk.program, walk.places, walk.incidents, walk.warnings, walk.delivery, walk.tasks, walk.access):
            try:
                part()
            except (KeyError, IndexError, TypeError, StopIteration) as error:
                contract.faults.append(f"{part.__name__}: an answer lacks what the next question needs: {error!r}")
        routes = {tuple(line.split()) for line in running.run("routes").splitlines()}
    wanted = {(m, p) for m, p, _ in contract.operations()}
    contract.faults += [f"{m} {p} is in the contract and was not asked" for m, p in sorted(wanted - contract.asked)]
    contract.faults += [f"{m} {p} is in the contract and has no route" for m, p in sorted(wanted - routes)]
    contract.faults += [f"{m} {p} is a route and not in the contract" for m, p in sorted(routes - wanted)]
    for fault in contract.faults:
        say(fault)
    say(f"{len(contract.asked)} passed, {len(contract.faults)} failed")
    sys.exit(1 if contract.faults else 0)


main()
