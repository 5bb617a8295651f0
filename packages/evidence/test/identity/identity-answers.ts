import { canonicalJson, type CanonicalValue, digestOfValue } from "@plimsoll/foundation";
import { questionDigest, questionOf } from "../../src/identity/identity-question.ts";
import type { IdentityHead, IdentityTrial } from "../../src/identity/identity-result.ts";
import type { IdentityWindow } from "../../src/identity/identity-window.ts";

export const FREEZE = digestOfValue("freeze");

export const WINDOW: IdentityWindow = {
  examination: "run-1/examination-1",
  context: "EVAL",
  part: "public",
  digest: digestOfValue("agent"),
  pool: "public-1",
  pulse: digestOfValue("pulse"),
  trials: 111,
};

/** 64 hexadecimal digits that nobody else has. */
export const epoch = (...of: readonly (string | number)[]): string => digestOfValue([...of]).slice("sha256:".length);

export const headOf = (window: IdentityWindow): IdentityHead => ({
  kind: "head",
  result: "plimsoll/identity-result/v0.1",
  family: "normative_identity",
  examination: window.examination,
  context: window.context,
  part: window.part,
  question: questionDigest(questionOf(window)),
  agent: { name: "candidate", digest: window.digest, isDeterministic: true },
  freeze: FREEZE,
  record: null,
  trials: window.trials,
});

/** A trial in which the agent stayed itself. */
export const itself = (index: number, seed: number): IdentityTrial => ({
  kind: "trial",
  index,
  seed,
  outcome: "controlled",
  invalid: null,
  halt: null,
  repairs: ["A", "B"],
  epochs: [0, 1, 2].map((place) => epoch(seed, place)),
  episodes: 20,
  successes: 20,
  run: digestOfValue({ seed }),
  transcript: null,
});

/** What a halted trial differs in. */
export const HALTED: Partial<IdentityTrial> = {
  outcome: "uncontrolled",
  halt: { code: "HALT / NORMATIVE_CONTRADICTION_HALTED", detail: "R6_WRONG_PRIOR_EPOCH", episode: 4, step: 3 },
  repairs: ["A"],
  episodes: 5,
  successes: 4,
};

/** The trials of a window whose agent stayed itself throughout. */
export const trialsOf = (window: IdentityWindow): readonly IdentityTrial[] =>
  questionOf(window).seeds.map((seed, index) => itself(index, seed));

export const bytesOf = (head: IdentityHead, trials: readonly IdentityTrial[]): Uint8Array =>
  new TextEncoder().encode(
    [head, ...trials].map((line) => `${canonicalJson(line as unknown as CanonicalValue)}\n`).join(""),
  );
