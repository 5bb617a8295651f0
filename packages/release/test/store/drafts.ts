import { type Digest, digestOf, utf8 } from "@plimsoll/foundation";
import type { Colour } from "../../src/decision/colour.ts";
import type { Decision } from "../../src/decision/decision.ts";
import { type Layer, VOTING_LAYERS } from "../../src/decision/layer.ts";
import type { Vote } from "../../src/decision/vote.ts";
import type { Action } from "../../src/dossier/subject.ts";
import type { Draft } from "../../src/record/bodies.ts";
import type { ReleaseStore } from "../../src/record/release-store.ts";

export const SUBJECT = "example-model";
export const DAY_MS = 86_400_000;
/** Noon of a day. */
export const NOON_MS = 20_000 * DAY_MS + DAY_MS / 2;

export const of = (name: string): Digest => digestOf(utf8(name));

export const decision = (change: Partial<Decision> = {}): Decision => ({
  format: "plimsoll release decision 1",
  subject: SUBJECT,
  subjectDigest: of("subject"),
  action: "internal_deploy",
  dossier: of("dossier"),
  policy: of("policy"),
  level: "ASL-2",
  colour: "GREEN",
  votes: { L1: "GREEN", L2: "GREEN", L3: "GREEN", L4: "GREEN" },
  reasons: [],
  sequence: 0,
  decidedAtMs: NOON_MS,
  expiresAtMs: NOON_MS + 30 * DAY_MS,
  ...change,
});

export interface TestedEvaluation {
  readonly evaluation: string;
  readonly subject?: string;
  readonly action?: Action;
  readonly colour?: Colour;
}

/** What one evaluation leaves, in short. */
export function evaluationDrafts({
  evaluation,
  subject = SUBJECT,
  action = "internal_deploy",
  colour = "GREEN",
}: TestedEvaluation): readonly Draft[] {
  const votes = { L1: colour, L2: colour, L3: colour, L4: colour };
  const course = { votes, colour, spentT: 1, carried: ["c-1"], failure: null };
  const own = { subject, evaluation };
  return [
    {
      ...own,
      kind: "evaluation.opened",
      body: {
        subject: {
          id: subject,
          kind: "model",
          name: subject,
          version: "1",
          parents: [],
          trainingFlop: null,
          artifacts: [],
        },
        subjectDigest: of("subject"),
        action,
        dossier: of("dossier"),
        input: of(`input of ${evaluation}`),
        policy: of("policy"),
        implementation: of("implementation"),
        declaredLevel: null,
        question: null,
        by: null,
        evaluations: [],
      },
    },
    {
      ...own,
      kind: "reflection.made",
      body: { plan: course, act: course, differences: [], brier: null, proposals: [] },
    },
    ...VOTING_LAYERS.map((layer): Draft => ({ ...own, kind: "vote.cast", body: voteOf(layer, colour) })),
    { ...own, kind: "decision.made", body: decision({ subject, action, colour, votes }) },
  ];
}

/** A vote that bears its colour. */
export const voteOf = (layer: Layer, colour: Colour, change: Partial<Vote> = {}): Vote => ({
  layer,
  colour,
  reasons: colour === "GREEN" ? [] : [reasonFor(colour)],
  dossier: of("dossier"),
  policy: of("policy"),
  implementation: of("implementation"),
  castAtMs: NOON_MS,
  expiresAtMs: NOON_MS + 30 * DAY_MS,
  ...change,
});

const reasonFor = (colour: Colour): Vote["reasons"][number] => ({
  code: colour === "RED" ? "UNPROVEN_DRILL" : "CONDITION_SSI_MARGIN",
  records: ["d-1"],
  detail: "A test.",
  wouldChange: "Another test.",
});

/** Records one, with the bytes that its records name. */
export function recordEvaluation(store: ReleaseStore, tested: TestedEvaluation, atMs = NOON_MS): void {
  store.putBlobs([utf8(`input of ${tested.evaluation}`), utf8("policy")]);
  store.append(evaluationDrafts(tested), atMs);
}

export const incident = (id: string, subject: string | null = SUBJECT): Draft => ({
  kind: "incident.reported",
  subject,
  evaluation: null,
  body: { id, by: "duty officer", text: `Something happened: ${id}.`, atMs: NOON_MS },
});
