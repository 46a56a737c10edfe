"""The commands of `twostep` in the order in which its help lists them."""

from starter.cli.later import Later

COMMANDS = (
    Later(
        "run",
        "starter.cli.running:run",
        "Start Temporal, HTTP doors, stand-ins of all providers and a worker here; Ctrl-C stops all of it.",
    ),
    Later(
        "demo",
        "starter.demo.command:demo",
        "Run real purchases through the real workflow, worker, HTTP and ledger, under skipped time.",
    ),
    Later(
        "init",
        "starter.cli.beginning:init",
        "Write a project of your own: a journey, its mail, events to simulate and tests, all of it working.",
    ),
    Later("worker", "starter.cli.operating:worker", "Work for customers until it is stopped, and drain the inbox."),
    Later(
        "api",
        "starter.cli.serving:api",
        "Answer HTTP: events, decisions, customers, journeys, webhooks and pages; see docs/api.md.",
    ),
    Later(
        "lint",
        "starter.cli.journeys:lint",
        "Check a journeys folder; code 1 when anything in it could not be published.",
    ),
    Later(
        "publish",
        "starter.cli.publishing:publish",
        "Check a journeys folder, show what would change and put it in force, unless the same is in force already.",
    ),
    Later(
        "diff",
        "starter.cli.differing:diff",
        "Show what changed in a journeys folder: steps, mails, policy, schema, and how many customers are inside.",
    ),
    Later(
        "preview",
        "starter.cli.content:preview",
        "Render a message of a journeys folder for a customer out of a file; needs no server.",
    ),
    Later(
        "proof",
        "starter.cli.content:proof",
        "Send a published message to a colleague, with a customer's profile; it counts nowhere.",
    ),
    Later(
        "proofs",
        "starter.cli.content:proofs",
        "The proofs that were sent: when, by whom, to whom, and what became of them; oldest first.",
    ),
    Later(
        "graph", "starter.cli.drawing:graph", "Draw a journey: its steps, branches, waits, outcomes, exits and goal."
    ),
    Later(
        "map",
        "starter.cli.drawing:map",
        "Draw all journeys as one picture: what enters which, which starts which, by stage.",
    ),
    Later(
        "simulate",
        "starter.cli.simulating:simulate",
        "Run a journeys folder over customers in a file, under a virtual clock; nothing is sent or written.",
    ),
    Later(
        "test",
        "starter.cli.testing:test",
        "Run scenarios: given this, when that happens, then exactly this follows; code 1 when anything else does.",
    ),
    Later(
        "replay",
        "starter.cli.replaying:replay",
        "Replay customers' histories on this code, strictly; code 1 when one diverges, 2 when it cannot be told.",
    ),
    Later(
        "track",
        "starter.cli.reporting:track",
        "Report a trigger: something that happened to or was done by the customer.",
    ),
    Later(
        "identify",
        "starter.cli.reporting:identify",
        "Change the customer's profile and consents; NAME=null removes an attribute.",
    ),
    Later("enrol", "starter.cli.reporting:enrol", "Enter a customer into a journey; the values are read as `event.*`."),
    Later(
        "react",
        "starter.cli.reacting:react",
        "Report what the customer or the provider said of a message; the values are its details.",
    ),
    Later(
        "ask",
        "starter.cli.departments:ask",
        "Ask whether a department may send its own message now. Exit code 0: send it, 3: do not.",
    ),
    Later("confirm", "starter.cli.departments:confirm", "Say that what was asked for has been sent."),
    Later(
        "release",
        "starter.cli.departments:release",
        "Give back the place of an ask, or take back a planned report: it will not be sent.",
    ),
    Later(
        "report",
        "starter.cli.departments:report",
        "Tell of a message that a department sent without asking, or is going to send.",
    ),
    Later(
        "propose",
        "starter.cli.broadcasting:propose",
        "Propose one message to everybody of a file, or to one; each decides for herself. Exit code 3: not to all.",
    ),
    Later("status", "starter.cli.looking:status", "Where a customer is: journeys, held messages, the next deadline."),
    Later(
        "timeline",
        "starter.cli.looking:timeline",
        "A customer's story: what happened, what was sent and not sent, and why; in her zone.",
    ),
    Later(
        "upcoming",
        "starter.cli.looking:upcoming",
        "What is known to come within 14 days as things stand, what may stop it, and what would end her journeys.",
    ),
    Later(
        "explain",
        "starter.cli.answering:explain",
        "Why a customer got a message or did not: the rule, the numbers, what became of it. Needs no worker.",
    ),
    Later(
        "results",
        "starter.cli.results:results",
        "What came of a journey: how far people came, what they got and answered, arm against control.",
    ),
    Later(
        "unknown", "starter.cli.looking:unknown", "Messages of which nobody knows whether they went out; oldest first."
    ),
    Later(
        "unmatched",
        "starter.cli.provider_events:unmatched",
        "Events of providers that belong to no message and no customer known here, by kind; the most frequent first.",
    ),
    Later("settle", "starter.cli.ordering:settle", "Say what became of a message whose outcome is unknown."),
    Later(
        "cancel",
        "starter.cli.ordering:cancel",
        "Take back a message that waits, is on its way or is not printed yet: it is dropped, and its journey goes on.",
    ),
    Later(
        "pause",
        "starter.cli.pausing:pause",
        "Hold the messages of one customer, or of everybody, until `resume` with the same options.",
    ),
    Later(
        "resume",
        "starter.cli.pausing:resume",
        "End a pause; the options are those it was made with. With --channel also what holds the channel.",
    ),
    Later(
        "pauses",
        "starter.cli.pausing:pauses",
        "What is paused, held or full for everybody, by whom and why, and how many messages wait.",
    ),
    Later(
        "backlog",
        "starter.cli.backlog:backlog",
        "What goes out, or moves on, the moment the workers start: counts, from the database alone.",
    ),
    Later(
        "stuck",
        "starter.cli.backlog:stuck",
        "What should have moved on and has not, with what to do; code 0 in any case.",
    ),
    Later(
        "refreshes",
        "starter.cli.refreshing:refreshes",
        "What goes through many customers at a pace, newest first, and how far it is.",
    ),
    Later(
        "refresh",
        "starter.cli.refreshing:refresh",
        "Enrol those who meet a journey's condition and did not enter by a change, such as after an import.",
    ),
    Later(
        "migrate",
        "starter.cli.migrating:migrate",
        "Move those who are inside a journey to the version in force, at a pace; shows first where each would go.",
    ),
    Later("export", "starter.cli.personal:export", "Everything that is kept about a customer, as one JSON document."),
    Later(
        "erase",
        "starter.cli.personal:erase",
        "Erase a customer for good: workflow, histories, keys, ledger, provider. The counts stay.",
    ),
    Later(
        "codec-server",
        "starter.cli.personal:codec_server",
        "Decrypt payloads for the pages of Temporal's UI, until it is stopped.",
    ),
    Later(
        "clean",
        "starter.cli.cleaning:clean",
        "Delete what came in and is old by INBOX_DAYS and PROVIDER_EVENT_DAYS; workers do so by themselves.",
    ),
    Later(
        "upgrade",
        "starter.cli.operating:upgrade",
        "Make this build current, and bring the customers of older builds over, with workers of both running.",
    ),
    Later(
        "register",
        "starter.cli.operating:register",
        "Register the search attributes by which Temporal's list of customers can be searched.",
    ),
    Later("catalogue", "starter.cli.publishing:catalogue", "What was published, and an older one again."),
    Later(
        "audit",
        "starter.cli.auditing:audit",
        "Everybody's messages: who wrote to whom, what was kept back, and whether the ledger is whole.",
    ),
    Later(
        "import",
        "starter.cli.importing:import_",
        "Take in what other systems know: docs/importing.md. Nobody is written to by it.",
    ),
    Later("customer", "starter.cli.customer:group", "Change where one customer stands."),
    Later("ledger", "starter.cli.ledger_who:group", "Ask the ledger."),
    Later("keys", "starter.cli.personal:keys", "The keys that customers' data in Temporal is encrypted with."),
    Later("api-key", "starter.cli.api_keys:group", "The keys of those who call the HTTP doors."),
)
"""The help is the first paragraph of the command's own, which is read only when it is called."""
