"""The compiled part of the package."""

import os
from collections.abc import Iterable, Sequence
from typing import Any, Literal, Protocol, SupportsFloat, SupportsIndex, TypeAlias, final

__version__: str

Family: TypeAlias = Literal["relation_client", "web_marketing", "acquisition", "redaction", "generaliste"]
Reason: TypeAlias = Literal[
    "indice", "repli", "exclu_graphisme", "exclu_informatique", "exclu_encadrement", "hors_champ", "titre_vide"
]

class ArrowArray(Protocol):
    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]: ...

class ArrowStream(Protocol):
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

class HasToList(Protocol):
    def tolist(self) -> Any: ...

Texts: TypeAlias = ArrowArray | ArrowStream | HasToList | Iterable[str | None]
Sizes: TypeAlias = ArrowArray | ArrowStream | HasToList | Iterable[int | float | None] | SupportsIndex | SupportsFloat
Types: TypeAlias = Texts | str
Path: TypeAlias = str | os.PathLike[str]

@final
class Verdict:
    @property
    def family(self) -> Family | None: ...
    @property
    def reason(self) -> Reason: ...
    @property
    def confidence(self) -> float: ...
    @property
    def runner_up(self) -> Family | None: ...
    @property
    def evidence(self) -> str: ...
    def as_dict(self) -> dict[str, Any]: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...

@final
class VerdictTable:
    @property
    def column_names(self) -> list[str]: ...
    def to_dict(self) -> dict[str, list[Any]]: ...
    def __len__(self) -> int: ...
    def __arrow_c_schema__(self) -> object: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

@final
class Classifier:
    def __new__(
        cls, rules: Path | Iterable[Path | tuple[str, str] | list[tuple[str, str]]] | None = None, builtin: bool = True
    ) -> Classifier: ...
    def classify(
        self,
        title: str,
        company_size: SupportsIndex | float | None = None,
        company_type: str | None = None,
    ) -> Verdict: ...
    def classify_many(
        self, titles: Texts, company_size: Sizes | None = None, company_type: Types | None = None
    ) -> VerdictTable: ...
    def explain(
        self,
        title: str,
        company_size: SupportsIndex | float | None = None,
        company_type: str | None = None,
    ) -> str: ...
    @property
    def rules_fingerprint(self) -> str: ...

def run_command_line(arguments: Sequence[str | os.PathLike[str]]) -> int: ...
