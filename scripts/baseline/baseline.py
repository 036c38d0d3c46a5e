"""Trained classifiers beside metiers, on the same labelled titles and the same folds.

    python3 -m venv /tmp/baseline
    /tmp/baseline/bin/pip install -r scripts/baseline/requirements.txt
    cargo build --release
    /tmp/baseline/bin/python scripts/baseline/baseline.py [GOLD.csv]

Each trained model answers every title exactly once, by a copy that was trained on the other folds. metiers is trained
on nothing and answers the same rows; but whoever writes its rules may have read the file, so that only titles kept apart
from the rules compare it with a trained model on equal terms. Rows go to a fold by a hash of the normalised title, so that one title never stands
on both sides and the folds are the same on every machine.

The scores are those of the gold file's guide. To show that they are computed as `metiers eval` computes them, they are
computed here on the answers of metiers too, and the script fails where a figure differs.
"""

import argparse
import csv
import hashlib
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unicodedata

ROOT = pathlib.Path(__file__).resolve().parents[2]
FAMILIES = ["relation_client", "web_marketing", "acquisition", "redaction", "generaliste"]


class Row:
    """A labelled title."""

    def __init__(self, record):
        self.title = record["title"]
        self.label = record["label"]
        self.fair = {self.label, *filter(None, (record.get("also_ok") or "").split("|"))}
        self.text = normalised(self.title)

    def fold(self, folds):
        digest = hashlib.sha256(self.text.encode()).digest()
        return int.from_bytes(digest[:8], "big") % folds


def normalised(title):
    """Lower case without accents, words parted by one space."""
    letters = unicodedata.normalize("NFKD", title.lower())
    letters = "".join(c for c in letters if not unicodedata.combining(c))
    return " ".join(re.findall(r"[a-z0-9]+", letters))


def family(label):
    """The family of a label, or None: six-way, the four other labels are one."""
    return label if label in FAMILIES else None


def scores(rows, answers):
    """Fair six-way accuracy, strict nine-way accuracy, macro fair family F1."""
    six = [family(answer) in map(family, row.fair) for row, answer in zip(rows, answers)]
    nine = [answer == row.label for row, answer in zip(rows, answers)]
    f1 = []
    for name in FAMILIES:
        given = [name in row.fair for row, answer in zip(rows, answers) if answer == name]
        labelled = [right for row, right in zip(rows, six) if row.label == name]
        if labelled:
            precision = sum(given) / len(given) if given else 0.0
            recall = sum(labelled) / len(labelled)
            total = precision + recall
            f1.append(2 * precision * recall / total if total else 0.0)
    mean = lambda values: sum(values) / len(values) if values else 0.0
    return mean(six), mean(nine), mean(f1)


def linear(train, test):
    """TF-IDF of words and of letters within words, logistic regression."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline, make_union

    model = make_pipeline(
        make_union(
            TfidfVectorizer(ngram_range=(1, 2), token_pattern=r"\S+", sublinear_tf=True),
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
        ),
        LogisticRegression(C=10, class_weight="balanced", max_iter=3000),
    )
    model.fit([row.text for row in train], [row.label for row in train])
    return list(model.predict([row.text for row in test]))


def fasttext(train, test):
    """fastText, supervised, with letters of 2 to 5 and pairs of words; one thread, so that a run can be repeated."""
    import fasttext as library

    library.FastText.eprint = lambda *_: None
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.writelines(f"__label__{row.label} {row.text}\n" for row in train)
        file.flush()
        model = library.train_supervised(
            input=file.name, epoch=50, lr=0.5, dim=50, wordNgrams=2, minn=2, maxn=5, thread=1, verbose=0
        )
    # The wrapper's own `predict` fails with NumPy 2; the model beneath it does not.
    answer = lambda row: model.f.predict(row.text + "\n", 1, 0.0, "strict")
    return [found[0][1].removeprefix("__label__") if (found := answer(row)) else "hors_champ" for row in test]


def crossed(model, rows, folds):
    """The answer to each row by a model that has not seen its fold."""
    answers = [None] * len(rows)
    for fold in range(folds):
        test = [place for place, row in enumerate(rows) if row.fold(folds) == fold]
        train = [row for row in rows if row.fold(folds) != fold]
        for place, answer in zip(test, model(train, [rows[place] for place in test]) if test else []):
            answers[place] = answer
    return answers


def metiers(binary, gold, rows):
    """The answers of metiers, and its own scores of them."""
    command = [str(binary), "eval", str(gold), "--json", "--wrong"]
    run = json.loads(subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout)
    titles = [result["title"] for result in run["results"]]
    if titles != [row.title for row in rows]:
        sys.exit("metiers read other rows than this script: is the gold file sound?")
    own = (run["accuracy"]["six_way"]["fair"], run["accuracy"]["nine_way"]["strict"], run["macro_f1"]["fair"])
    return [result["answer"]["label"] for result in run["results"]], own


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("gold", nargs="?", type=pathlib.Path, default=ROOT / "fixtures/gold/composed.csv")
    parser.add_argument("--folds", type=int, default=5, help="how many parts the titles are cut into [5]")
    parser.add_argument("--metiers", type=pathlib.Path, default=ROOT / "target/release/metiers", help="the program")
    return parser.parse_args()


def main():
    args = arguments()
    with open(args.gold, newline="", encoding="utf-8-sig") as file:
        rows = [Row(record) for record in csv.DictReader(file)]
    answers, own = metiers(args.metiers, args.gold, rows)
    table = {"metiers": scores(rows, answers)}
    if any(abs(here - there) > 1e-9 for here, there in zip(table["metiers"], own)):
        sys.exit(f"the scores differ: {table['metiers']} here, {own} by `metiers eval`")
    table["TF-IDF + logistic regression"] = scores(rows, crossed(linear, rows, args.folds))
    table["fastText"] = scores(rows, crossed(fasttext, rows, args.folds))
    print(f"{args.gold.name}: {len(rows)} titles, {args.folds} folds by a hash of the title\n")
    print("| | fair six-way | strict nine-way | macro fair family F1 |\n|---|---|---|---|")
    for name, figures in table.items():
        print(f"| {name} | " + " | ".join(f"{figure:.3f}" for figure in figures) + " |")
    print("\nThe scores of metiers are equal to those of `metiers eval`.")


if __name__ == "__main__":
    main()
