import { digestOfValue } from "@plimsoll/foundation";
import { describe, expect, test } from "vitest";
import { diagnosticRecord } from "../agent/language-model/diagnostic-record.ts";
import { cleanApparatus } from "../run/apparatus.ts";
import { candidateSetup, runSeed } from "../run/run-seed.ts";
import { diagnosticRunOf, diagnosticTrial } from "./diagnostic-run.ts";
import { identityTrial, invalidTrial } from "./identity-trial.ts";

const asked = { kind: "justify", episode: 0, step: 0, attempt: null, artefacts: 1, tokens: 9 } as const;
const FREEZE = digestOfValue("freeze");
const run = runSeed(candidateSetup(cleanApparatus(digestOfValue("compiler")), 42));
const record = diagnosticRecord({
  model: "smollm2",
  seed: 42,
  episodes: 20,
  questions: ["one", "two"].map((text) => ({ ...asked, transcript: digestOfValue(text) })),
  run,
  fault: null,
  freezeDigest: FREEZE,
});
const HALT = { code: "HALT / DELIBERATION_FAILURE", detail: "NOTHING_JUSTIFIED", episode: 3, step: 1 };
const kept = (change: object = {}): unknown => JSON.parse(JSON.stringify({ ...record, ...change }));

/** The trial of a record as it lies on disk. */
function trialOf(change: object = {}) {
  const read = diagnosticRunOf(kept(change));
  if (!read.ok) throw new Error(read.error.expected);
  return diagnosticTrial(5, read.value, FREEZE);
}

describe("SV-206 a language model's seed as a trial", () => {
  test("SV-206 names the transcripts of all its questions, in order", () => {
    const transcripts = digestOfValue(record.questions.map(({ transcript }) => transcript));
    expect(trialOf()).toEqual(identityTrial(5, run, transcripts));
    expect(trialOf({ questions: record.questions.toReversed() }).transcript).not.toBe(transcripts);
  });

  test("SV-206 the first halt decides, though a diagnostic goes on after it", () => {
    expect(trialOf({ run: { ...run, halt: HALT } })).toMatchObject({
      outcome: "uncontrolled",
      halt: HALT,
      episodes: 20,
    });
  });

  test("SV-206 a technical failure, another freeze, and a few episodes are void", () => {
    const fault = "INVALID_RUN / BUFFER_OVERFLOW";
    expect(trialOf({ run: null, fault })).toEqual(invalidTrial(5, 42, fault));
    expect(trialOf({ run: null }).invalid).toBe("INVALID_RUN / TECHNICAL_FAILURE");
    expect(trialOf({ freezeDigest: digestOfValue("another") })).toMatchObject({
      outcome: "void",
      invalid: "INVALID_RUN / PREREGISTRATION_VIOLATION",
    });
    expect(trialOf({ run: { ...run, episodes: run.episodes.slice(0, 3) } }).outcome).toBe("void");
  });

  test.each([
    ["another file", { record: "plimsoll/identity-result/v0.1" }],
    ["a seed that no question has", { seed: -1 }],
    ["questions without transcripts", { questions: [asked] }],
    ["a run of another seed than its record's", { seed: 43 }],
    ["a run without a seed", { run: { ...run, seed: undefined } }],
    ["a halt with more than a halt has", { run: { ...run, halt: { ...HALT, note: "tuned" } } }],
    ["a run without episodes", { run: { ...run, episodes: null } }],
    ["a run with other repairs", { run: { ...run, repairs: [{ name: "C" }] } }],
  ])("SV-206 %s is refused", (_, change) => {
    expect(diagnosticRunOf(kept(change)).ok).toBe(false);
  });
});
