"""A baseline: from which day on a metric is compared with itself anew, because something was changed on purpose."""

import sqlalchemy as sa

from incidentdesk.store.base import filled, iso_date, record

baseline = record(
    "baseline",
    # The name of the metric.
    sa.Column("metric", sa.Text, nullable=False, info=filled()),
    sa.Column("starts_on", sa.Text, nullable=False, info=iso_date()),
    # What was changed: "new on-call rota".
    sa.Column("caption", sa.Text, nullable=False, info=filled()),
)
