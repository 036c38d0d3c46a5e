"""pandas: columns of verdicts beside a column of titles."""

import pandas

import metiers


def with_verdicts(ads: pandas.DataFrame) -> pandas.DataFrame:
    verdicts = metiers.classify_many(ads["title"], company_size=ads["company_size"], company_type=ads["company_type"])
    return ads.join(pandas.DataFrame(verdicts.to_dict(), index=ads.index))
