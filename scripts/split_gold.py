#!/usr/bin/env python3
"""Split a gold file in two by a hash of each title: a part to read while rules are written, a part kept unread.

The same title falls into the same part in every file and on every run, whatever its case, accents or gender marks, so
that a title never moves from the unread part into the read one.

    scripts/split_gold.py GOLD.csv READ.csv UNREAD.csv [--unread-share 0.33]
"""

import argparse
import csv
import hashlib
import re
import unicodedata


def core(title: str) -> str:
    """The letters of a title without accents, case, punctuation and gender marks."""
    letters = unicodedata.normalize("NFKD", title.lower())
    plain = "".join(c for c in letters if not unicodedata.combining(c))
    words = re.sub(r"[^a-z0-9]+", " ", plain).split()
    return " ".join(word for word in words if word not in {"h", "f", "m", "w", "d", "x", "e", "hf", "fh"})


def share(title: str) -> float:
    """A number from 0 to 1 that only depends on the title's core."""
    digest = hashlib.sha256(core(title).encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold")
    parser.add_argument("read")
    parser.add_argument("unread")
    parser.add_argument("--unread-share", type=float, default=0.33)
    args = parser.parse_args()
    with open(args.gold, encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
        fields = reader.fieldnames
    parts = {args.read: [], args.unread: []}
    for row in rows:
        parts[args.unread if share(row["title"]) < args.unread_share else args.read].append(row)
    for path, part in parts.items():
        with open(path, "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, fields)
            writer.writeheader()
            writer.writerows(part)
        print(f"{path}: {len(part)} of {len(rows)} rows")


if __name__ == "__main__":
    main()
