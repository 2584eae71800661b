#!/usr/bin/env python3
"""Packs the built web page for the binary: embed_web.py DIST OUT.cpp OUT.bin

OUT.bin holds every file of DIST, gzipped where that makes it smaller; OUT.cpp takes it in with .incbin and holds the
table that src/server/embedded_assets.h declares. Without DIST/index.html the table is empty, and the program says
that it has no page. The same files give the same bytes.
"""
import gzip
import hashlib
import pathlib
import re
import sys

# Vite puts a hash of the content before the ending: assets/index-C24YzACv.js
HASHED = re.compile(r"^assets/.+-[A-Za-z0-9_-]{8}\.[a-z0-9]+$")

TEMPLATE = """// Written by tools/embed_web.py from web/dist.
#include "server/embedded_assets.h"

#include <array>

{incbin}
namespace anlan::server {{
namespace {{

constexpr std::array<EmbeddedFile, {count}> k_files = {{{{
{rows}}}}};

}}  // namespace

std::span<const EmbeddedFile> embedded_files() {{ return k_files; }}
std::string_view embedded_bytes() {{ return {bytes}; }}

}}  // namespace anlan::server
"""

INCBIN = """asm(R"(
  .pushsection .rodata
  .balign 16
  .global anlan_web_page
  .hidden anlan_web_page
anlan_web_page:
  .incbin "{path}"
  .popsection
)");

extern "C" const char anlan_web_page[];
"""


def packed(content):
    smaller = gzip.compress(content, compresslevel=9, mtime=0)
    return (smaller, True) if len(smaller) < len(content) else (content, False)


def main():
    dist, out_cpp, out_bin = map(pathlib.Path, sys.argv[1:])
    is_built = (dist / "index.html").is_file()
    files = sorted((p.relative_to(dist).as_posix(), p) for p in dist.rglob("*") if p.is_file()) if is_built else []
    blob, rows = bytearray(), []
    for name, path in files:
        if not re.fullmatch(r"[A-Za-z0-9._/@-]+", name):
            sys.exit(f"{path}: a name that the table cannot hold")
        content = path.read_bytes()
        body, is_gzipped = packed(content)
        fields = [
            f'"{name}"',
            str(len(blob)),
            str(len(body)),
            str(is_gzipped).lower(),
            f'"{hashlib.sha256(content).hexdigest()[:16]}"',
            str(bool(HASHED.match(name))).lower(),
        ]
        rows.append(f"    EmbeddedFile{{{', '.join(fields)}}},\n")
        blob += body
    out_bin.write_bytes(blob)
    out_cpp.write_text(
        TEMPLATE.format(
            incbin=INCBIN.format(path=out_bin.resolve()) if blob else "",
            count=len(rows),
            rows="".join(rows),
            bytes=f"{{anlan_web_page, {len(blob)}}}" if blob else "{}",
        ),
        encoding="utf-8",
    )
    print(f"page: {len(rows)} files, {len(blob) / 1024:.0f} KiB packed" if rows else "page: web/dist is not built")


main()
