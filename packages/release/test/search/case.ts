import { err, ok } from "@plimsoll/foundation";
import { digestOfBytes } from "@plimsoll/foundation/node";
import type { Claim } from "../../src/dossier/claim.ts";
import type { Dossier } from "../../src/dossier/dossier.ts";
import type { Evaluation } from "../../src/dossier/evaluation.ts";
import type { EvidenceLink } from "../../src/dossier/evidence-link.ts";
import type { Source } from "../../src/dossier/source.ts";
import type { IntakeItem } from "../../src/intake/finding.ts";
import type { ExaminationOptions } from "../../src/node/search/examination-means.ts";
import type { IntakePort } from "../../src/node/search/intake-port.ts";

/** A dossier in memory: every organisation and every sentence in it is invented. */
export interface Case {
  readonly dossier: Dossier;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

export const claim = (id: string, text: string, rest: Partial<Claim> = {}): Claim => ({
  id,
  text,
  kind: "safeguard",
  material: true,
  domain: null,
  threshold: null,
  figure: null,
  shows: [],
  ...rest,
});

export const link = (
  claimId: string,
  source: string,
  quote: string,
  rest: Partial<EvidenceLink> = {},
): EvidenceLink => ({
  claim: claimId,
  source,
  offset: null,
  quote,
  stance: "supports",
  method: "third-party-report",
  confirmedBy: "reviewer-1",
  ...rest,
});

export interface Written {
  readonly source: Source;
  readonly bytes: Uint8Array;
}

export function written(id: string, text: string | Uint8Array, rest: Partial<Source> = {}): Written {
  const bytes = typeof text === "string" ? bytesOf(text) : text;
  const source: Source = {
    id,
    kind: "report",
    originOrg: `Institute ${id}`,
    independenceGroup: `group-${id}`,
    uri: `https://${id}.example/report`,
    retrievedAtMs: 1_790_000_000_000,
    publishedAtMs: 1_790_000_000_000,
    file: `sources/${id}.txt`,
    bytes: bytes.length,
    digest: digestOfBytes(bytes),
    mediaType: "text/plain",
    ...rest,
  };
  return { source, bytes };
}

export function caseOf(
  sources: readonly Written[],
  rest: Partial<Pick<Dossier, "claims" | "links" | "evaluations">> = {},
): Case {
  const dossier: Dossier = {
    format: "plimsoll release dossier 1",
    subject: {
      id: "example-lab/model-7b",
      kind: "model",
      name: "Model 7B",
      version: "1",
      parents: [],
      trainingFlop: null,
      artifacts: [],
    },
    action: "external_deploy",
    declaredLevel: null,
    screeningClaim: null,
    determinations: [],
    claims: [],
    links: [],
    sources: sources.map(({ source }) => source),
    evaluations: [],
    telemetry: [],
    risks: [],
    mission: {
      statement: "",
      beneficiaries: [],
      hardLines: [],
      rationale: "",
      dissent: [],
      stopOwner: "",
      incidents: [],
    },
    plan: { phases: [], drills: [], levers: [], latentFirewall: null, alternatives: [] },
    ...rest,
  };
  return { dossier, files: new Map(sources.map(({ source, bytes }) => [source.file, bytes])) };
}

export const evaluation = (id: string, logs: readonly Written[], rest: Partial<Evaluation> = {}): Evaluation => ({
  id,
  name: "refusals",
  version: "1",
  subjectVersion: "1",
  runs: logs.map(({ source }, index) => ({
    id: `run-${index}`,
    log: source.file,
    digest: source.digest,
    isReported: true,
  })),
  trials: 0,
  trialsReported: 0,
  successes: 0,
  interval: null,
  elicitation: null,
  graderDigest: null,
  ...rest,
});

/** Lets everything in but what says "IGNORE". Counts what it was asked. */
export function fakeIntake(): IntakePort<string> & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    examineText: (item, bytes): IntakeItem => {
      asked.push(item);
      const isHostile = new TextDecoder().decode(bytes).includes("IGNORE");
      return {
        item,
        digest: digestOfBytes(bytes),
        bytes: bytes.length,
        verdict: isHostile ? "quarantine" : "pass",
        reasons: isHostile ? [{ rule: "rule-1", severity: "quarantine", offset: 0, excerpt: "IGNORE" }] : [],
      };
    },
    examineDossierText: () => [],
    intakeRulesDigest: (rules) => digestOfBytes(rules),
  };
}

export const optionsFor = (
  { files }: Pick<Case, "files">,
  rest: Partial<ExaminationOptions<string>> = {},
): ExaminationOptions<string> => ({
  read: (place) => {
    const bytes = files.get(place);
    return bytes === undefined ? err("no such file") : ok(bytes);
  },
  intake: fakeIntake(),
  rules: "rules 1",
  owners: [],
  cacheFolder: null,
  cacheKey: new Uint8Array(32).fill(7),
  implementation: "test 1",
  faults: [],
  ...rest,
});

/** Rows of plain trials. */
export const trials = (successes: number, failures: number): string =>
  [...Array<boolean>(successes).fill(true), ...Array<boolean>(failures).fill(false)]
    .map((success) => `${JSON.stringify({ success })}\n`)
    .join("");
