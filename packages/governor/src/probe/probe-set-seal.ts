import { existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import {
  anything,
  type CanonicalValue,
  canonicalJson,
  type Digest,
  digestOfValue,
  identifier,
  object,
  PlimsollError,
} from "@plimsoll/foundation";
import { writeFileAtomically } from "../run/write-file-atomically.ts";

/** What the probes of one window set are drawn from. Its digest is registered; itself stays sealed until the set has closed. */
export interface ProbeSet {
  readonly set: string;
  readonly battery: CanonicalValue;
  /** Secret until revealed, so that nobody can work the probes out from the beacon's pulse while they are asked. */
  readonly salt: string;
}

export const probeSetDigest = ({ set, battery, salt }: ProbeSet): Digest => digestOfValue({ set, battery, salt });

/** The seed of all trials of a set: nobody knew it before the draw, and only the evaluator knows it before the reveal. */
export const probeSeed = ({ salt }: ProbeSet, pulse: Digest): string => digestOfValue({ salt, pulse });

const SEALED = "probe-set.sealed.json";
export const REVEALED = "probe-set.json";

/** The sealed probe set of a folder; made, and durable, on the first call: its digest is registered next. */
export function sealedProbeSet(folder: string, made: () => ProbeSet): ProbeSet {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = [SEALED, REVEALED].map((name) => join(folder, name)).find((path) => existsSync(path));
  if (file !== undefined) return readProbeSet(file);
  const probeSet = made();
  writeFileAtomically(join(folder, SEALED), `${canonicalJson({ ...probeSet })}\n`);
  return probeSet;
}

/** After the close: from now on anybody may see what was asked. */
export function revealProbeSet(folder: string): void {
  if (existsSync(join(folder, SEALED))) renameSync(join(folder, SEALED), join(folder, REVEALED));
}

const probeSetShape = object({ set: identifier, battery: anything, salt: identifier });

export function readProbeSet(file: string): ProbeSet {
  const parsed = probeSetShape.parse(parsedJson(file));
  if (parsed.ok) return { ...parsed.value, battery: parsed.value.battery as CanonicalValue };
  throw new PlimsollError({
    code: "PROBE_SET_MALFORMED",
    expected: `${parsed.error.expected} at "${parsed.error.path}" in "${file}"`,
    received: parsed.error.received,
    fix: "put the file back as it was",
  });
}

function parsedJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}
