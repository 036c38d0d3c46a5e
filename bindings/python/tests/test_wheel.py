"""The wheel: how large it is, what it needs, how soon it is there."""

import os
import pathlib
import resource
import statistics
import subprocess
import sys
import zipfile

import metiers

# `bindings/build` leaves what it installed here.
WHEEL = next((pathlib.Path(sys.prefix) / "wheels").glob("metiers-*.whl"))


def alone(script):
    """What a fresh interpreter prints that has no site packages but the folder of this one, and the seconds that it worked."""
    folder = os.path.dirname(os.path.dirname(metiers.__file__))
    script = f"import sys\nsys.path.append({folder!r})\n{script}"
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run = subprocess.run([sys.executable, "-I", "-S", "-c", script], check=True, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return run.stdout, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_it_is_five_megabytes_at_most():
    assert WHEEL.stat().st_size <= 5_000_000


def test_it_is_what_is_installed_and_declares_no_need():
    with zipfile.ZipFile(WHEEL) as wheel:
        metadata = next(name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
        fields = wheel.read(metadata).decode().partition("\n\n")[0].splitlines()
        compiled = next(name for name in wheel.namelist() if "_metiers" in name and name.endswith((".so", ".pyd")))
        assert wheel.read(compiled) == pathlib.Path(metiers._metiers.__file__).read_bytes()
    assert f"Version: {metiers.__version__}" in fields
    assert not [field for field in fields if field.startswith("Requires-Dist")]


def test_it_works_with_no_other_package():
    output, _ = alone(
        "import metiers\n"
        "assert metiers.classify_many(['SEO', None]).to_dict()['motif'] == ['indice', None]\n"
        "files = {name.split('.')[0]: getattr(module, '__file__', '') or '' for name, module in sys.modules.items()}\n"
        "print(sorted(name for name, file in files.items() if 'site-packages' in file))"
    )
    assert output.strip() == "['metiers']"


def test_importing_it_takes_50_ms_at_most():
    # Beyond a bare interpreter, and without waiting for whatever else runs on the machine.
    bare, imported = [], []
    for _ in range(11):
        bare.append(alone("")[1])
        imported.append(alone("import metiers")[1])
    assert statistics.median(imported) - statistics.median(bare) <= 0.05
