import type { Action, Subject } from "../../dossier/subject.ts";

/** What a new dossier is about. */
export interface SkeletonOptions {
  readonly kind: Subject["kind"];
  readonly action: Action;
}

/** Files of a dossier to begin with, by their place in its folder. Everything in them is an example and shows nothing. */
export const skeletonOf = (options: SkeletonOptions): Readonly<Record<string, string>> => ({
  "dossier.yaml": dossier(options),
  "mission.yaml": MISSION,
  "plan.yaml": PLAN,
  "determinations.yaml": DETERMINATIONS,
  "risks.yaml": RISKS,
  "claims.yaml": CLAIMS,
  "links.yaml": LINKS,
  "sources.yaml": SOURCES,
  "evaluations.yaml": EVALUATIONS,
  "telemetry.csv": TELEMETRY,
  "evaluations/example.jsonl": EXAMPLE_LOG,
  "sources/example-report.txt": REPORT,
  "sources/example-statement.txt": STATEMENT,
});

const headed = (name: string, text: string): string =>
  `# yaml-language-server: $schema=./schemas/${name}.schema.json\n${text}`;

const dossier = ({ kind, action }: SkeletonOptions): string =>
  headed(
    "dossier",
    `# What is asked, and about what. Times are milliseconds since 1970 (UTC); shares are ten-thousandths: 7000 is 0.7.
format: plimsoll release dossier 1

subject:
  # A short name that never changes: letters, digits and . _ : @ / -
  id: example-model
  # model, training_plan, release or system.
  kind: ${kind}
  # For readers.
  name: Example model
  version: "0.1"
  # Subjects from which it was derived, with the level each had: {id: parent-model, level: ASL-2}.
  parents: []
  # Training compute in FLOP, that of its ancestors included, as text in digits: {flop: "10000000000000000000000", method: how it
  # was computed}. null where nobody knows: then it does not count as small.
  trainingFlop: null
  # Digests (sha256:...) of the files that are to be trained further, deployed or released.
  artifacts: []

# train_start, train_continue, scale_up, internal_deploy, external_deploy or weights_release.
action: ${action}

# A level that you set yourself (ASL-1 to ASL-5, BEYOND). It can only raise what the determinations lead to. null: none.
declaredLevel: null

# For a small subject: the id of the one claim that rules out all thresholds of which nothing else is said. null: none.
# It screens only where all of this holds: its claim is of kind compute (a claim of kind capability screens nothing), it is carried
# by two independence groups, trainingFlop above is stated and below 10^23, and no parent stands above ASL-2.
screeningClaim: null
`,
  );

const MISSION = headed(
  "mission",
  `# What it is for, in a paragraph. An empty statement is an abort: nobody else can say it for you.
statement: Example. Say here what it is for, and for whom.
# Who gains by it.
beneficiaries: []
# Lines that you will not cross, each with the claims that show it: {id: no-weapons, text: ..., claims: [claim-1]}.
hardLines: []
# Why this step, and why now. The pace of others is no reason.
rationale: ""
# Objections from within, and what was answered: {by: ..., text: ..., answer: ...}.
dissent: []
# Who can stop it, by name.
stopOwner: ""
# Incidents of this subject: {id: incident-1, text: ..., atMs: 1790000000000, isClosed: true}.
incidents: []
`,
);

const PLAN = headed(
  "plan",
  `# What is to be done, step by step. From ASL-4 a high-stress phase needs a passed check before it begins:
# {id: phase-1, text: ..., isHighStress: true, startedAtMs: null,
#  check: {id: check-1, atMs: 1790000000000, index: 8000, result: passed, source: source-1}}
phases: []
# Drills of pause and recovery, each shown by a source: {id: drill-1, atMs: ..., index: 8000, result: passed, source: source-1}.
drills: []
# What can be turned down while it runs: {id: traffic, text: Share of requests that it answers}.
levers: []
# The evaluation that measured an information firewall inside the subject. null: not measured.
latentFirewall: null
# Options that were weighed, least capable first.
alternatives: []
`,
);

const DETERMINATIONS = headed(
  "determinations",
  `# What you say about each threshold, and the claims that carry it. What is not said is not ruled out:
# without any, the subject stands at ASL-5. To rule out the lowest line of a domain rules out those above it.
# - threshold: cyber-asl-3
#   state: ruled_out        # ruled_out, not_ruled_out or reached
#   claims: [claim-1]
[]
`,
);

const RISKS = headed(
  "risks",
  `# Hazards that you see yourself, and the safeguards that you trust against each: ids of the site's safeguards
# (\`plimsoll release safeguards show\`), such as cyber-misuse-limit. Each asks for something to be shown.
# Domains: cbrn, cyber, ai_rd, misalignment, manipulation. A risk that no safeguard stands against makes a rule for the whole
# site (from ASL-5 at once), so name none that you do not see:
# - id: risk-1
#   domain: cyber
#   text: It could be asked to write programs that break into systems.
#   safeguards: [cyber-misuse-limit]
[]
`,
);

const CLAIMS = headed(
  "claims",
  `# One sentence each that the release rests on.
- id: claim-1
  text: Example. The model answers fewer than one in a hundred requests of the misuse set.
  # capability, safeguard, control, compute, benefit or governance.
  kind: safeguard
  # The answer depends on it. What is not material is checked too.
  material: true
  # Its domain and its threshold, where it has one; else null.
  domain: cyber
  threshold: null
  # A number that it states, to be counted again in the logs of an evaluation:
  # {evaluation: example-evaluation, comparator: at most, share: 100}. null: it states none.
  figure: null
  # Criteria of the mission that it shows: {criterion: safeguards, extent: full}. Extent: full or part.
  shows: []
`,
);

const LINKS = headed(
  "links",
  `# What each source says about each claim, word for word. Also what speaks against it.
- claim: claim-1
  source: source-1
  # Where the quotation begins, in characters of the source's text from 0. null: anywhere.
  offset: null
  # As it stands in the source, character by character.
  quote: This text is an example and reports nothing.
  # supports, refutes or context.
  stance: context
  # reproduction, measurement, third-party-report, first-party-report, statement or llm-opinion.
  method: first-party-report
  # A rule or a person who looked at it. null: only proposed, and then it supports nothing.
  confirmedBy: null
- claim: claim-1
  source: source-2
  offset: null
  quote: This text is an example and states nothing.
  stance: context
  method: statement
  confirmedBy: null
`,
);

const SOURCES = headed(
  "sources",
  `# What was read. Its bytes lie in the folder; their digests are written by \`plimsoll release seal\` into sources.lock.json.
# Seal again after a change that you made on purpose: a source that is not as it was sealed counts as damaged.
- id: source-1
  # evaluation-log, paper, report, audit, standard, incident, web-page or statement.
  kind: report
  # Who made it.
  originOrg: Example Laboratory
  # Sources that rest on one another are one group: mirrors, reports about one study.
  independenceGroup: example-report
  # Where it was found: an http or https address. null: it has none.
  uri: null
  retrievedAtMs: 1790000000000
  publishedAtMs: null
  file: sources/example-report.txt
  mediaType: text/plain
- id: source-2
  kind: statement
  originOrg: Example Laboratory
  independenceGroup: example-statement
  uri: null
  retrievedAtMs: 1790000000000
  publishedAtMs: null
  file: sources/example-statement.txt
  mediaType: text/plain
`,
);

const EVALUATIONS = headed(
  "evaluations",
  `# Evaluations of the subject: every run, reported or not, with its log in the folder. Figures are counted again from the logs:
# \`plimsoll release seal\` says how each log is counted. Formats of logs: docs/guides/dossier.md, "Evaluation logs".
# This one is an example and measures nothing: put your own in its place.
- id: example-evaluation
  # Of a log that holds several scores, the name says which one is meant.
  name: Example
  version: "1"
  # Version of the subject that was evaluated.
  subjectVersion: "0.1"
  runs:
    - {id: run-1, log: evaluations/example.jsonl, isReported: true}
  trials: 4
  trialsReported: 4
  successes: 3
  # One-sided 95 % bounds of the share of successes, in ten-thousandths: {from: 0, to: 80}. null: not given.
  interval: null
  # How capability was elicited. null: not said.
  elicitation: null
  # sha256:... of the grader. null: not given.
  graderDigest: null
`,
);

const EXAMPLE_LOG = [true, true, false, true]
  .map((passed, id) => `${JSON.stringify({ id, passed, note: "an example, made up" })}\n`)
  .join("");

const TELEMETRY = "signal,atMs,value,source\n";

const REPORT =
  "This text is an example and reports nothing. Put a report in its place, and say in sources.yaml who made it.\n";
const STATEMENT =
  "This text is an example and states nothing. Put a statement in its place, and say in sources.yaml whose it is.\n";
