import type { Digest } from "@plimsoll/foundation";
import { PlimsollError } from "@plimsoll/foundation";
import {
  type DiagnosticRun,
  diagnosticRunOf,
  diagnosticTrial,
  type FreezeRecord,
  type IdentityTrial,
} from "@plimsoll/sovereignty";
import { fileBytes } from "../evidence-tools/import-bytes.ts";
import { agentNamed, playerOf } from "./examined-agents.ts";

/** Whoever answers the trials of a window. */
export interface Answerer {
  readonly name: string;
  /** Null where nobody here can say which bytes answered: then they are those that are examined, on the word of whoever serves them. */
  readonly digest: Digest | null;
  /** Null for a seed that was never played. */
  readonly trial: (index: number, seed: number) => IdentityTrial | null;
}

/** A deterministic agent, played now. Throws `SOVEREIGNTY_AGENT_UNKNOWN`. */
export function deterministicAnswerer(freeze: FreezeRecord, name: string): Answerer {
  const agent = agentNamed(freeze, name);
  return { name, digest: agent.digest, trial: playerOf(freeze, agent) };
}

/** A language model that was played before, seed by seed. Throws `DIAGNOSTIC_MALFORMED`. */
export async function recordedAnswerer({ freezeDigest }: FreezeRecord, files: readonly string[]): Promise<Answerer> {
  const runs = new Map<number, DiagnosticRun>();
  let model: string | null = null;
  for (const file of files) {
    const run = await diagnosticRunIn(file);
    if (runs.has(run.seed)) throw malformed("one record for each seed", `another of seed ${run.seed} in "${file}"`);
    if (model !== null && run.model !== model) throw malformed(`records of "${model}"`, `"${run.model}" in "${file}"`);
    ({ model } = run);
    runs.set(run.seed, run);
  }
  return {
    name: nameOf(model ?? "none"),
    digest: null,
    trial: (index, seed) => {
      const run = runs.get(seed);
      return run === undefined ? null : diagnosticTrial(index, run, freezeDigest);
    },
  };
}

async function diagnosticRunIn(file: string): Promise<DiagnosticRun> {
  const run = diagnosticRunOf(json(new TextDecoder().decode(await fileBytes(file))));
  if (run.ok) return run.value;
  throw malformed(`${run.error.expected} at "${run.error.path}" of "${file}"`, run.error.received);
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A model's name as an identifier. */
const nameOf = (model: string): string => `model:${model.replaceAll(/[^\w.:@/-]/g, "-")}`.slice(0, 128);

const malformed = (expected: string, received: string): PlimsollError =>
  new PlimsollError({
    code: "DIAGNOSTIC_MALFORMED",
    expected,
    received,
    fix: "hand in the records of one model as it left them: plimsoll lab sovereignty diagnose",
  });
