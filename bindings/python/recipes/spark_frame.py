"""Spark: columns of verdicts beside a column of titles, on all executors."""

import metiers.spark


def with_verdicts(ads, classifier=None):
    return metiers.spark.classify(
        ads, "title", company_size="company_size", company_type="company_type", classifier=classifier
    )
