import { digestOf, RandomStream, utf8 } from "@plimsoll/foundation";
import type { Claim } from "../../src/dossier/claim.ts";
import type { Dossier } from "../../src/dossier/dossier.ts";
import type { Evaluation } from "../../src/dossier/evaluation.ts";
import type { EvidenceLink } from "../../src/dossier/evidence-link.ts";
import type { Source } from "../../src/dossier/source.ts";
import type { EvaluationInput } from "../../src/evaluation/evaluation-input.ts";
import { newSite } from "../../src/evaluation/new-site.ts";
import type { Examination } from "../../src/examination/examination.ts";
import type { Level } from "../../src/policy/level.ts";
import type { Policy } from "../../src/policy/policy.ts";
import { DOMAINS } from "../../src/policy/threshold.ts";
import { FLAWS } from "./flaws.ts";
import { DAY_MS, kit, NOW_MS, RULES } from "./rig.ts";

/**
 * Small cases in the shape of the golden ones: a clean dossier with its examination, and up to three flaws. Nothing is read from
 * bytes, so that ten thousand of them are judged in seconds.
 */
export function generated(seed: number): EvaluationInput {
  const stream = RandomStream.from("generated case", seed);
  const flaws = stream.below(4);
  return Array.from({ length: flaws }).reduce<EvaluationInput>(
    (input) => FLAWS[stream.below(FLAWS.length)]?.flawed(input, stream) ?? input,
    clean(LEVELS[stream.below(LEVELS.length)] ?? null),
  );
}

const LEVELS: readonly (Level | null)[] = [null, null, "ASL-3", "ASL-4", "ASL-5", "BEYOND"];

const SOURCES = 8;

/** Eight sources are enough for these, so that one of them more or less is felt. */
export const SMALL_POLICY: Policy = {
  ...kit.policy,
  verification: { ...kit.policy.verification, sourcesMin: SOURCES },
};

/** Whatever is asked for at the level, and nothing else. */
export function clean(declaredLevel: Level | null): EvaluationInput {
  const dossier = dossierAt(declaredLevel);
  return {
    format: "plimsoll release evaluation input 1",
    evaluation: "generated",
    question: null,
    by: null,
    dossier,
    examination: examinationOf(dossier),
    policy: SMALL_POLICY,
    site: {
      ...newSite(SMALL_POLICY, kit.safeguards),
      previousDirection: declaredLevel === "BEYOND" ? { directive: "CONTINUE", failure: 300 } : null,
    },
    nowMs: NOW_MS,
    implementation: RULES.implementation,
    isRepairOn: true,
  };
}

export const claimOf = (id: string, change: Partial<Claim> = {}): Claim => ({
  id,
  text: `It is so: ${id.replaceAll("-", " ")}.`,
  kind: "governance",
  material: true,
  domain: null,
  threshold: null,
  figure: null,
  shows: [],
  ...change,
});

const shown = (...criteria: readonly Claim["shows"][number]["criterion"][]): Claim["shows"] =>
  criteria.map((criterion) => ({ criterion, extent: "full" }));

const CLAIMS: readonly Claim[] = [
  claimOf("purpose", { shows: shown("purpose", "redress", "dissent", "incidents", "independent-review") }),
  claimOf("benefit", { kind: "benefit", shows: shown("benefit", "least-capable") }),
  claimOf("capability", { kind: "capability" }),
  claimOf("reversible", { kind: "control", domain: "cbrn", shows: shown("reversibility", "stop-owner") }),
  claimOf("obeys", { kind: "control", figure: { evaluation: "stops", comparator: "at least", share: 9_000 } }),
  claimOf("guard", { kind: "safeguard", domain: "cbrn", shows: shown("safeguards") }),
  claimOf("spare-guard", { kind: "safeguard", domain: "cbrn", material: false }),
  claimOf("reviewed", { domain: "misalignment" }),
  ...DOMAINS.map((domain) => claimOf(`no-${domain}`, { kind: "capability", domain })),
];

export const sourceOf = (id: string, change: Partial<Source> = {}): Source => ({
  id,
  kind: "report",
  originOrg: `House of ${id}`,
  independenceGroup: `group-${id}`,
  uri: `https://${id}.example/report`,
  retrievedAtMs: NOW_MS - 10 * DAY_MS,
  publishedAtMs: NOW_MS - 11 * DAY_MS,
  file: `sources/${id}.txt`,
  bytes: 100,
  digest: digestOf(utf8(id)),
  mediaType: "text/plain",
  ...change,
});

export const linkOf = (claim: string, source: string, change: Partial<EvidenceLink> = {}): EvidenceLink => ({
  claim,
  source,
  offset: null,
  quote: `${source} looked at ${claim} for a whole month`,
  stance: "supports",
  method: "third-party-report",
  confirmedBy: "desk-1",
  ...change,
});

export const STOPS: Evaluation = {
  id: "stops",
  name: "Stops when asked",
  version: "1",
  subjectVersion: "1",
  runs: [{ id: "run-1", log: "evaluations/stops.jsonl", digest: digestOf(utf8("log")), isReported: true }],
  trials: 100,
  trialsReported: 100,
  successes: 99,
  interval: null,
  elicitation: "Asked in four languages.",
  graderDigest: digestOf(utf8("grader")),
};

const SIGNALS: Readonly<Record<string, number>> = {
  "restore-drill": 1_000_000,
  "pause-latency": 2_000_000,
  "unresolved-incidents": 0,
  "monitoring-coverage": 999_000,
  "safety-drift": 300_000,
  "refusal-drift": 400_000,
};
const HOUR_MS = 3_600_000;

/** Below ASL-5 a day is enough; above, so many hours that no sudden failure among them makes one unlikely. */
const calm = (hours: number): Dossier["telemetry"] =>
  Array.from({ length: hours }, (_, hour) => hour).flatMap((hour) =>
    Object.entries(SIGNALS).map(([signal, valueMicro]) => ({
      signal,
      atMs: NOW_MS - (hours - hour) * HOUR_MS,
      valueMicro,
      source: "s-0",
    })),
  );

function dossierAt(declaredLevel: Level | null): Dossier {
  const ids = Array.from({ length: SOURCES }, (_, place) => `s-${place}`);
  return {
    format: "plimsoll release dossier 1",
    subject: {
      id: "made-house/otter",
      kind: "model",
      name: "Otter",
      version: "1",
      parents: [],
      trainingFlop: { flop: "40000000000000000000000000", method: "counted" },
      artifacts: [digestOf(utf8("weights"))],
    },
    action: "external_deploy",
    declaredLevel,
    screeningClaim: null,
    determinations: DOMAINS.map((domain) => ({
      threshold: `${domain}-asl-3`,
      state: "ruled_out",
      claims: [`no-${domain}`],
    })),
    claims: CLAIMS,
    links: CLAIMS.flatMap(({ id }, place) =>
      [0, 3].map((step) => linkOf(id, ids[(place + step) % ids.length] ?? "s-0")),
    ),
    sources: ids.map((id) => sourceOf(id)),
    evaluations: [STOPS],
    telemetry: calm(declaredLevel === "ASL-5" || declaredLevel === "BEYOND" ? 110 : 24),
    risks: [{ id: "risk-1", domain: "cbrn", text: "Somebody asks for poison.", safeguards: ["cbrn-refusal"] }],
    mission: {
      statement: "People find their ferry.",
      beneficiaries: ["passengers"],
      hardLines: [{ id: "line-1", text: "People can stop it.", claims: ["obeys"] }],
      rationale: "They wait too long today.",
      dissent: [{ by: "a crew member", text: "Not after six.", answer: "Agreed." }],
      stopOwner: "head of operations",
      incidents: [{ id: "incident-1", text: "A late plan.", atMs: NOW_MS - 90 * DAY_MS, isClosed: true }],
    },
    plan: {
      phases: [
        {
          id: "phase-1",
          text: "One route.",
          isHighStress: true,
          startedAtMs: null,
          check: { id: "check-1", atMs: NOW_MS - DAY_MS, index: 9_000, result: "passed", source: "s-0" },
        },
      ],
      drills: [{ id: "drill-1", atMs: NOW_MS - 3 * DAY_MS, index: 9_000, result: "passed", source: "s-0" }],
      levers: [{ id: "quota", text: "Requests an hour." }],
      latentFirewall: "stops",
      alternatives: ["a timetable"],
    },
  };
}

export const examinedSource = (source: Source): Examination["sources"][number] => ({
  source,
  isWhole: true,
  intake: { item: source.id, digest: source.digest, bytes: source.bytes, verdict: "pass", reasons: [] },
  group: source.independenceGroup,
  copyGroup: source.id,
  isOfRepair: false,
});

const examinationOf = ({ sources, links, claims }: Dossier): Examination => ({
  format: "plimsoll release examination 1",
  rules: RULES.implementation,
  sources: sources.map(examinedSource),
  links: links.map((link) => ({ link, isQuoteFound: true, isOfRepair: false })),
  text: [],
  recounts: [
    { evaluation: "stops", counted: { runs: 1, trials: 100, successes: 99, undecided: 0 }, unread: [], contents: [] },
  ],
  searches: claims.map(({ id }) => ({
    claim: id,
    round: "dossier",
    supportQuery: "so",
    refuteQuery: "not so",
    forIt: [],
    against: [],
  })),
  faults: [],
});
