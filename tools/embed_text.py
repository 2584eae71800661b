#!/usr/bin/env python3
"""Writes a C++ source that holds a text file: embed_text.py OUT.cpp HEADER NAMESPACE FUNCTION FILE.

The header declares `std::string_view FUNCTION();` in NAMESPACE.
"""
import pathlib
import sys

PIECE = 8000  # characters a literal; neighbours are joined by the compiler


def main():
    out, header, namespace, function, source = sys.argv[1:]
    text = pathlib.Path(source).read_text(encoding="utf-8")
    if ')text"' in text:
        sys.exit(f"{source}: holds the end of the literal")
    pieces = [text[i : i + PIECE] for i in range(0, len(text), PIECE)] or [""]
    literals = "\n".join(f'      R"text({piece})text"' for piece in pieces)
    pathlib.Path(out).write_text(
        f'#include "{header}"\n\nnamespace {namespace} {{\n\n'
        f"std::string_view {function}() {{\n  return\n{literals};\n}}\n\n"
        f"}}  // namespace {namespace}\n",
        encoding="utf-8",
    )


main()
