import {
  type GivenRate,
  type Model,
  modelNamed,
  modelStatus,
  type ModelStatus,
  type Unnamed,
} from "@plimsoll/evidence";
import { PlimsollError } from "@plimsoll/foundation";
import type { KernelState } from "@plimsoll/kernel";
import { nearest } from "../kernel-tools/nearest.ts";
import { readSite } from "../site-tools/read-site.ts";

export interface StatusFlags {
  readonly data: string;
  readonly alpha?: GivenRate;
  readonly plot?: string;
  readonly json?: boolean;
}

/** The standing of a model of a data folder. Throws what `readSite` throws, `MODEL_UNKNOWN`, `MODEL_AMBIGUOUS`. */
export function statusOf(name: string, { data, alpha }: Pick<StatusFlags, "data" | "alpha">): ModelStatus {
  const { state, site, nowMs } = readSite(data);
  return modelStatus(state, site, known(state, name), nowMs, alpha ?? null);
}

function known(state: KernelState, name: string): Model {
  const found = modelNamed(state, name);
  if (found.ok) return found.value;
  throw found.error.reason === "ambiguous" ? ambiguous(name, found.error) : unknown(name, found.error);
}

/** More would not be read. */
const NAMES_TOLD = 5;

const ambiguous = (name: string, { names }: Unnamed): PlimsollError =>
  new PlimsollError({
    code: "MODEL_AMBIGUOUS",
    expected: "a name, or the beginning of one",
    received: `"${name}", with which ${names.length} names begin`,
    fix: `say which: ${names.slice(0, NAMES_TOLD).join(", ")}${names.length > NAMES_TOLD ? ", …" : ""}`,
  });

const unknown = (name: string, { names }: Unnamed): PlimsollError =>
  new PlimsollError({
    code: "MODEL_UNKNOWN",
    expected: "a run, a deployment, a lineage or the digest of weights",
    received: `"${name}"`,
    fix:
      names.length === 0
        ? "the ledger knows none yet: plimsoll run --help"
        : `did you mean ${nearestName(name, names)}?`,
  });

/** Longer than any name: a comparison costs length times length. */
const LENGTH_MAX = 80;

const nearestName = (name: string, names: readonly string[]): string => nearest(name.slice(0, LENGTH_MAX), names);
