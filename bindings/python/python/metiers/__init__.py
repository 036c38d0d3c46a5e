"""What a French e-commerce job title really is.

The functions here classify by the built-in rules; a `Classifier` takes rules of one's own.

>>> import metiers
>>> metiers.classify("Chargé·e de webmarketing / SEO – CDI – Lille").family
'web_marketing'
"""

from __future__ import annotations

import functools

from metiers._metiers import Classifier, Verdict, VerdictTable, __version__

# Not that of `typing`, which takes two thirds of the time to import this package.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import SupportsIndex

    from metiers._metiers import Sizes, Texts, Types

__all__ = [
    "Classifier",
    "Verdict",
    "VerdictTable",
    "__version__",
    "classify",
    "classify_many",
    "explain",
    "rules_fingerprint",
]


@functools.cache
def _builtin() -> Classifier:
    """Made at the first call, so that importing the package costs nothing."""
    return Classifier()


def classify(
    title: str, company_size: SupportsIndex | float | None = None, company_type: str | None = None
) -> Verdict:
    """Classifies one title by the built-in rules: see `Classifier.classify`."""
    return _builtin().classify(title, company_size, company_type)


def classify_many(
    titles: Texts, company_size: Sizes | None = None, company_type: Types | None = None
) -> VerdictTable:
    """Classifies many titles by the built-in rules: see `Classifier.classify_many`."""
    return _builtin().classify_many(titles, company_size, company_type)


def explain(
    title: str, company_size: SupportsIndex | float | None = None, company_type: str | None = None
) -> str:
    """Says why a title is what it is by the built-in rules: see `Classifier.explain`."""
    return _builtin().explain(title, company_size, company_type)


def rules_fingerprint() -> str:
    """The fingerprint of the built-in rules: see `Classifier.rules_fingerprint`."""
    return _builtin().rules_fingerprint
