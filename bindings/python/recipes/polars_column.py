"""polars: columns of verdicts beside a column of titles."""

import polars

import metiers


def with_verdicts(ads: polars.DataFrame) -> polars.DataFrame:
    verdicts = metiers.classify_many(ads["title"], company_size=ads["company_size"], company_type=ads["company_type"])
    return ads.hstack(polars.DataFrame(verdicts))
