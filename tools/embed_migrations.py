#!/usr/bin/env python3
"""Writes a C++ source that holds the migrations: embed_migrations.py OUT.cpp NNNN_title.sql ..."""
import pathlib
import re
import sys


def main():
    out, *files = sys.argv[1:]
    rows = []
    for path in sorted(map(pathlib.Path, files), key=lambda p: p.name):
        match = re.fullmatch(r"(\d{4})_([a-z0-9_]+)", path.stem)
        if not match:
            sys.exit(f"{path.name}: a migration is named NNNN_title.sql")
        # A raw string literal may hold 64 KiB; a migration is far smaller.
        rows.append(f'    {{{int(match[1])}, "{match[2]}", R"sql({path.read_text()})sql"}},')
    body = "\n".join(rows)
    text = (
        '#include "store/migrations.h"\n\nnamespace anlan::store {\n\n'
        "const std::vector<Migration>& embedded_migrations() {\n"
        f"  static const std::vector<Migration> migrations = {{\n{body}\n  }};\n"
        "  return migrations;\n}\n\n}  // namespace anlan::store\n"
    )
    pathlib.Path(out).write_text(text)


main()
