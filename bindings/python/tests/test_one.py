"""One title at a time: verdicts, faults, rules of one's own."""

import copy
import pickle
import re

import pytest

import metiers

RULES = 'label = "redaction"\n[[concept]]\nname = "scribe"\nrole = "head"\nforms = ["scribe numérique"]\n'


def test_a_verdict_has_what_the_command_line_writes():
    verdict = metiers.classify("Traffic Manager (H/F) - CDI - Paris")
    assert (verdict.family, verdict.reason) == ("acquisition", "indice")
    assert 0.5 < verdict.confidence <= 1 and re.match(r".* \+\d+", verdict.evidence)
    assert list(verdict.as_dict().values()) == [
        verdict.family,
        verdict.reason,
        verdict.confidence,
        verdict.runner_up,
        verdict.evidence,
    ]
    assert verdict == metiers.classify("Traffic Manager (H/F) - CDI - Paris") != metiers.classify("Boulanger")
    assert metiers.classify("").reason == "titre_vide"
    with pytest.raises(AttributeError):
        verdict.family = "redaction"


def test_a_small_company_hires_generalists():
    title = "Assistant(e) marketing et communication"
    for size in (8, 8.0):
        assert metiers.classify(title, company_size=size).family == "generaliste"
    for size, kind in ((8, "agence"), (300, None), (None, None), (float("nan"), None), (10**12, "marchand")):
        assert metiers.classify(title, company_size=size, company_type=kind).family is None


@pytest.mark.parametrize("title", [None, 3, b"SEO", float("nan"), ["SEO"]])
def test_a_title_is_a_text(title):
    with pytest.raises(TypeError):
        metiers.classify(title)


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"company_size": -1}, ValueError, "-1 people"),
        ({"company_size": 2.5}, ValueError, "no whole number"),
        ({"company_size": 10**30}, ValueError, "people"),
        ({"company_size": "8"}, TypeError, "company_size: a number of people is needed, not str"),
        ({"company_size": True}, TypeError, "bool"),
        ({"company_type": "mairie"}, ValueError, "agence or marchand"),
        ({"company_type": 3}, TypeError, "not int"),
    ],
)
def test_what_is_said_of_the_company_is_checked(arguments, error, words):
    for call in (metiers.classify, metiers.explain):
        with pytest.raises(error, match=words):
            call("SEO", **arguments)
    with pytest.raises(error, match=words):
        metiers.classify_many(["SEO"], **arguments)


def test_surrogates_are_no_unicode():
    with pytest.raises(ValueError):
        metiers.classify("SEO\ud800")
    with pytest.raises(ValueError, match="titles: row 1 "):
        metiers.classify_many(["SEO", "SEO\ud800"])


def test_rules_of_ones_own(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(RULES, encoding="utf-8")
    by_path = metiers.Classifier(path)
    made = [by_path, metiers.Classifier(str(path)), metiers.Classifier([tmp_path]), metiers.Classifier([("m.toml", RULES)])]
    for mine in made:
        assert mine.classify("Scribe numérique").family == "redaction"
        assert mine.classify("Traffic manager").family == "acquisition"
        assert mine.rules_fingerprint == by_path.rules_fingerprint != metiers.rules_fingerprint()
    assert metiers.Classifier(path, builtin=False).classify("Traffic manager").family is None
    assert metiers.classify("Scribe numérique").family is None


def test_a_classifier_travels_with_its_rules(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(RULES, encoding="utf-8")
    for mine in (metiers.Classifier(path), metiers.Classifier(path, builtin=False), metiers.Classifier()):
        sent = pickle.dumps(mine)
        path.rename(tmp_path / "away")
        there = pickle.loads(sent)
        (tmp_path / "away").rename(path)
        assert there.rules_fingerprint == mine.rules_fingerprint == copy.copy(mine).rules_fingerprint
        for title in ("Scribe numérique", "Traffic manager"):
            assert there.classify(title) == mine.classify(title)


def test_files_that_came_together_travel_together(tmp_path):
    for folder, meaning in (("a", "rédacteur web"), ("b", "traffic manager")):
        (tmp_path / folder).mkdir()
        text = f"form,meaning,note,source\nzorglubeur,{meaning},,usage\n"
        (tmp_path / folder / "anglicisms.csv").write_text(text, encoding="utf-8")
    together = metiers.Classifier(tmp_path)
    apart = metiers.Classifier([tmp_path / "a", tmp_path / "b"])
    assert together.rules_fingerprint != apart.rules_fingerprint
    assert [mine.classify("Zorglubeur").family for mine in (together, apart)] == ["redaction", "acquisition"]
    for mine in (together, apart):
        there = pickle.loads(pickle.dumps(mine))
        assert there.rules_fingerprint == mine.rules_fingerprint
        assert there.classify("Zorglubeur") == mine.classify("Zorglubeur")


def test_faulty_rules_are_told_with_their_place(tmp_path):
    with pytest.raises(ValueError, match=r"mine\.toml:\d+"):
        metiers.Classifier([("mine.toml", 'label = "redactoin"\n')])
    with pytest.raises(ValueError, match="nowhere"):
        metiers.Classifier(tmp_path / "nowhere.toml")
    for rules in (3, [3], [("name",)]):
        with pytest.raises(TypeError, match="rules: a path"):
            metiers.Classifier(rules)
