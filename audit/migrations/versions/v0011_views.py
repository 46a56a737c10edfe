"""The views that reports are made from, a contract for other tools; and the rule that decided, beside them."""

import sqlalchemy as sa
from alembic import op

from audit.migrations.append_only import guard, unguard

revision = "0011"
down_revision = "0010"

_CLASS = "CASE WHEN {0}.purpose IN ('transactional', 'service') THEN 'essential' ELSE 'marketing' END AS class"
_NOW = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%f000', 'now')",
    "postgresql": "CURRENT_TIMESTAMP",
}

_DECISIONS = f"""
CREATE VIEW v_decisions AS
SELECT d.customer_id, d.life, d.seq, d.at, d.due, d.message_id, d.message, d.purpose, {_CLASS.format("d")},
       d.department, d.origin, d.journey, d.version, d.step, d.broadcast, d.verdict, d.reason, d.rule, d.channel,
       d.until, d.held_before, d.tags, d.topics, d.shadow, d.asked, d.lapses, d.observed, d.catalogue,
       NOT EXISTS (
           SELECT 1 FROM decision later
           WHERE later.message_id = d.message_id
             AND (later.at, later.seq, later.life) > (d.at, d.seq, d.life)
       ) AS newest
FROM decision d
"""

_MESSAGES = f"""
CREATE VIEW v_messages AS
WITH attempt AS (
    SELECT d.message_id, d.attempt, d.customer_id, d.message, d.purpose, d.department, d.origin, d.journey, d.version,
           d.channel, d.decided_at, d.outcome,
           (SELECT MIN(f.at) FROM delivery f
            WHERE f.message_id = d.message_id AND f.attempt = d.attempt
              AND f.outcome IN ('accepted', 'unknown')) AS sent_at
    FROM delivery d
    WHERE d.outcome IN ('accepted', 'unknown')
      AND d.revision = (SELECT MAX(n.revision) FROM delivery n
                        WHERE n.message_id = d.message_id AND n.attempt = d.attempt)
    UNION ALL
    SELECT c.message_id, c.attempt, c.customer_id, c.message, c.purpose, c.department, c.origin, c.journey, c.version,
           c.channel, c.decided_at, 'unknown', c.at
    FROM claim c
    WHERE NOT EXISTS (SELECT 1 FROM delivery e
                      WHERE e.message_id = c.message_id AND e.attempt = c.attempt AND e.outcome <> 'not_now')
      AND c.round = (SELECT COUNT(*) FROM delivery e
                     WHERE e.message_id = c.message_id AND e.attempt = c.attempt AND e.outcome = 'not_now')
),
ours AS (
    SELECT a.*, ROW_NUMBER() OVER (
        PARTITION BY a.message_id ORDER BY CASE a.outcome WHEN 'accepted' THEN 0 ELSE 1 END, a.attempt) AS place
    FROM attempt a
),
went AS (
    SELECT o.message_id, o.customer_id, 'ours' AS source, o.decided_at, o.sent_at, o.message, o.channel, o.purpose,
           o.department, o.origin, o.journey, o.version, o.outcome, '[]' AS over
    FROM ours o WHERE o.place = 1
    UNION ALL
    SELECT d.message_id, d.customer_id, 'asked', d.at, s.sent_at, d.message, d.channel, d.purpose,
           d.department, d.origin, NULL, NULL, 'told', '[]'
    FROM slot_change s
    JOIN decision d ON d.message_id = s.message_id AND d.customer_id = s.customer_id
    WHERE s.what = 'confirmed' AND d.asked AND d.verdict = 'send'
    UNION ALL
    SELECT r.message_id, r.customer_id, 'reported', r.sent_at, r.sent_at, r.message, r.channel, r.purpose,
           r.department, 'department', NULL, NULL, 'told', r.over
    FROM report r
    WHERE (NOT r.planned OR r.sent_at <= {{now}}
           OR EXISTS (SELECT 1 FROM slot_change s WHERE s.message_id = r.message_id AND s.what = 'confirmed'))
      AND NOT EXISTS (SELECT 1 FROM slot_change s WHERE s.message_id = r.message_id AND s.what = 'released')
    UNION ALL
    SELECT i.message_id, i.customer_id, 'imported', i.sent_at, i.sent_at, i.message, i.channel, i.purpose,
           i.department, 'department', NULL, NULL, 'told', '[]'
    FROM imported_message i
),
heard AS (
    SELECT f.message_id,
           MIN(CASE WHEN f.reaction = 'delivered' THEN f.at END) AS delivered_at,
           MIN(CASE WHEN f.reaction = 'opened' AND NOT f.machine THEN f.at END) AS opened_at,
           MIN(CASE WHEN f.reaction = 'clicked' AND NOT f.machine THEN f.at END) AS clicked_at,
           MIN(CASE WHEN f.reaction = 'replied' THEN f.at END) AS replied_at,
           MIN(CASE WHEN f.reaction = 'bounced' THEN f.at END) AS bounced_at,
           MIN(CASE WHEN f.reaction = 'complained' THEN f.at END) AS complained_at,
           MIN(CASE WHEN f.reaction = 'unsubscribed' THEN f.at END) AS unsubscribed_at
    FROM feedback f GROUP BY f.message_id
)
SELECT w.message_id, w.customer_id, w.source, w.decided_at, w.sent_at, w.message, w.channel, w.purpose,
       {_CLASS.format("w")}, w.department, w.origin, w.journey, w.version, w.outcome, w.over, h.delivered_at,
       h.opened_at, h.clicked_at, h.replied_at, h.bounced_at, h.complained_at, h.unsubscribed_at
FROM went w LEFT JOIN heard h ON h.message_id = w.message_id
"""

_GOALS = """
CREATE VIEW v_goals AS
SELECT g.customer_id, g.at, g.event_at, g.journey, g.version, g.enrolment_id, g.value, g.credited_to,
       (SELECT d.message FROM decision d WHERE d.message_id = g.credited_to LIMIT 1) AS credited_message
FROM goal g
"""


def upgrade() -> None:
    unguard(("decision",))
    op.add_column("decision", sa.Column("rule", sa.String(), nullable=True))
    op.add_column("decision", sa.Column("observed", sa.String(), nullable=False, server_default="[]"))
    guard(("decision",))
    now = _NOW[op.get_bind().dialect.name]
    for view in (_DECISIONS, _MESSAGES.format(now=now), _GOALS):
        op.execute(view)


def downgrade() -> None:
    for view in ("v_goals", "v_messages", "v_decisions"):
        op.execute(f"DROP VIEW {view}")
    unguard(("decision",))
    for name in ("observed", "rule"):
        op.drop_column("decision", name)
    guard(("decision",))
