#!/usr/bin/env python3
"""Real robberies, nine precincts: every warning goes to the precinct that holds the cluster, and to no other.

memphis_test.py PROGRAM SHARED: imports the precincts and the robberies of 2019 with the program, looks for clusters on
many days, and checks each warning by a point-in-polygon test of its own over the precincts' own file.
"""
import json
import math
import pathlib
import subprocess
import sys
import tempfile

SKIPPED = 77  # ctest's SKIP_RETURN_CODE
DAYS = [f"2019-{month:02}-{day:02}" for month in range(4, 13) for day in (10, 20, 28)]
METRES_A_DEGREE = math.radians(6371008.8)


class Program:
    def __init__(self, program, folder):
        self.program, self.folder = program, folder

    def run(self, *words):
        done = subprocess.run([self.program, "--data", str(self.folder), *words], capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"anlan {' '.join(words)}: {done.returncode}\n{done.stdout}\n{done.stderr}")
        return done.stdout


def rings_of(geometry):
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return [ring for polygon in polygons for ring in polygon]


def holds(rings, x, y):
    """Crossings of the ray to the east, over all rings: holes count by themselves."""
    inside = False
    for ring in rings:
        for (ax, ay), (bx, by) in zip(ring, ring[1:]):
            if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
                inside = not inside
    return inside


class Precincts:
    def __init__(self, file):
        self.rings = {}
        for feature in json.loads(file.read_text())["features"]:
            name = feature["properties"]["precinct"].lower().replace(".", "").replace(" ", "-")
            self.rings["memphis-" + name] = [[p[:2] for p in ring] for ring in rings_of(feature["geometry"])]

    def at(self, x, y):
        for code, rings in self.rings.items():
            if holds(rings, x, y):
                return code
        return None

    def shares(self, centre, radius):
        """How much of a circle lies in each, over a square lattice of about 1,250 points in it."""
        counts, total, steps = {}, 0, 20
        east = METRES_A_DEGREE * math.cos(math.radians(centre["latitude"]))
        for i in range(-steps, steps + 1):
            for j in range(-steps, steps + 1):
                if i * i + j * j > steps * steps:
                    continue
                total += 1
                code = self.at(centre["longitude"] + i * radius / steps / east,
                               centre["latitude"] + j * radius / steps / METRES_A_DEGREE)
                counts[code] = counts.get(code, 0) + 1
        return {code: count / total for code, count in counts.items() if code}


def faults_in(finding, warnings, details, precincts):
    """What is wrong with the warnings of one finding."""
    where = f"{finding['start']}..{finding['end']} at {finding['centre']}"
    warned = {w["unit"]: w for w in warnings}
    if len(warned) != len(warnings):
        yield f"{where}: a precinct is warned twice"
    incidents = next(iter(details.values()))["incidents"]
    if len(incidents) != finding["observed"]:
        yield f"{where}: {len(incidents)} incidents behind it, {finding['observed']} said"
    held = {}
    for incident in incidents:
        code = precincts.at(incident["longitude"], incident["latitude"])
        held[code] = held.get(code, 0) + 1
    held.pop(None, None)
    shares = precincts.shares(finding["centre"], finding["radius_metres"])
    for code, warning in warned.items():
        if warning["observed_in_unit"] != held.get(code, 0):
            yield f"{where}: {code} is told of {warning['observed_in_unit']} incidents, it holds {held.get(code, 0)}"
        if not held.get(code) and shares.get(code, 0) < .005:
            yield f"{where}: {code} is warned and not touched"
    for code, count in held.items():
        if code not in warned:
            yield f"{where}: {code} holds {count} incidents and is not warned"
    for code, share in shares.items():
        if share >= .02 and code not in warned:
            yield f"{where}: {code} holds {share:.0%} of the circle and is not warned"
    holder = precincts.at(finding["centre"]["longitude"], finding["centre"]["latitude"])
    if holder and holder not in warned:
        yield f"{where}: {holder} holds the middle of the cluster and is not warned"


def set_up(anlan, folder, data):
    (folder / "settings.toml").write_text('zone = "America/Chicago"\n')
    tree = folder / "tree.csv"
    tree.write_text("level,code,name,parent\ncounty,memphis,Memphis,\n")
    anlan.run("units", "import", str(tree))
    anlan.run("units", "import", str(data / "memphis_precincts.geojson"), "--code-field", "precinct", "--code-prefix",
              "memphis-", "--level", "station", "--parent", "memphis")
    anlan.run("incidents", "import", str(data / "memphis_robberies.csv"), "--profile", "memphis")
    anlan.run("analyses", "add", "--name", "Robbery", "--kinds", "robbery", "--study-days", "90", "--window-days",
              "21", "--alert-days", "5", "--replicates", "199")


def main():
    data = pathlib.Path(sys.argv[2]) / "data/incidents/memphis"
    if not data.exists():
        print(f"skipped: {data} is absent")
        sys.exit(SKIPPED)
    precincts = Precincts(data / "memphis_precincts.geojson")
    faults, checked, units, on_border = [], 0, set(), 0
    with tempfile.TemporaryDirectory() as folder:
        anlan = Program(sys.argv[1], pathlib.Path(folder))
        set_up(anlan, pathlib.Path(folder), data)
        for day in DAYS:
            run = json.loads(anlan.run("detect", "--as-of", day, "--json"))["runs"][0]
            for finding in run["findings"]:
                warnings = [w for w in run["warnings"] if w["finding"] == finding["id"]]
                if not finding["is_significant"]:
                    continue
                if not warnings:
                    faults.append(f"{day}: a significant finding warns nobody")
                    continue
                details = {w["unit"]: json.loads(anlan.run("warnings", "show", w["id"], "--json")) for w in warnings}
                faults += [f"{day}: {fault}" for fault in faults_in(finding, warnings, details, precincts)]
                checked += 1
                on_border += len(warnings) > 1
                units |= {w["unit"] for w in warnings}
    for fault in faults:
        print(fault)
    print(f"{checked} clusters, {on_border} of them on a border, {len(units)} of 9 precincts warned, "
          f"{len(faults)} faults")
    if checked < 5 or on_border < 1 or len(units) < 3:
        print("too few clusters to tell")
        sys.exit(1)
    sys.exit(1 if faults else 0)


main()
