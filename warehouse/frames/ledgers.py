"""What earlier releases said, what changed since, and what a human said about it."""

from __future__ import annotations

import dataframely as dy


class Vintage(dy.Schema):
    """Every value of the index ever sealed here, with the release that first said so. One row a changed value."""

    table_name = dy.String(primary_key=True)
    beat_id = dy.String(primary_key=True)
    frequency = dy.String(primary_key=True)
    period_start = dy.Date(primary_key=True)
    key = dy.String(primary_key=True)
    value = dy.Float64(nullable=True)
    low = dy.Float64(nullable=True)
    high = dy.Float64(nullable=True)
    known_at = dy.Datetime(time_unit="us")
    release_id = dy.String(primary_key=True)


class Change(dy.Schema):
    """What each build changed and why: shares before and after, the change split exactly. One row a changed value."""

    release_id = dy.String(primary_key=True)
    previous_id = dy.String()
    beat_id = dy.String(primary_key=True)
    frequency = dy.String(primary_key=True)
    period_start = dy.Date(primary_key=True)
    before_start = dy.Date(primary_key=True)
    topic_id = dy.String(primary_key=True)
    before = dy.Float64(nullable=True, min=0, max=1)
    after = dy.Float64(nullable=True, min=0, max=1)
    change = dy.Float64(nullable=True)
    part_new = dy.Float64(nullable=True)
    part_late = dy.Float64(nullable=True)
    part_left = dy.Float64(nullable=True)
    part_revised = dy.Float64(nullable=True)
    part_version = dy.Float64(nullable=True)
    part_rest = dy.Float64(nullable=True)
    n_new = dy.Int64(min=0)
    n_late = dy.Int64(min=0)
    n_left = dy.Int64(min=0)
    n_revised = dy.Int64(min=0)
    n_version = dy.Int64(min=0)
    reason = dy.String()


class Audit(dy.Schema):
    """How far a human agrees with the topics as tagged, and the share without mistakes. One row a labelled topic."""

    beat_id = dy.String(primary_key=True)
    topic_id = dy.String(primary_key=True)
    n_labels = dy.Int64(min=1)
    precision = dy.Float64(nullable=True, min=0, max=1)
    recall = dy.Float64(nullable=True, min=0, max=1)
    specificity = dy.Float64(nullable=True, min=0, max=1)
    agreement = dy.Float64(min=0, max=1)
    kappa = dy.Float64(nullable=True)
    frequency = dy.String(nullable=True)
    period_start = dy.Date(nullable=True)
    observed = dy.Float64(min=0, max=1)
    observed_low = dy.Float64(nullable=True, min=0, max=1)
    observed_high = dy.Float64(nullable=True, min=0, max=1)
    corrected = dy.Float64(nullable=True, min=0, max=1)
    low = dy.Float64(nullable=True, min=0, max=1)
    high = dy.Float64(nullable=True, min=0, max=1)
    clipped = dy.Bool()
    note = dy.String(nullable=True)
