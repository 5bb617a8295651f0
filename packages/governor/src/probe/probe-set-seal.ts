import { existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import {
  anything,
  type CanonicalValue,
  canonicalJson,
  type Digest,
  digestOfValue,
  identifier,
  matching,
  object,
  PlimsollError,
} from "@plimsoll/foundation";
import { writeFileAtomically } from "@plimsoll/foundation/node";
import { setFolder } from "./set-folder.ts";

/** What the probes of one window set are drawn from. Its digest is registered; itself stays sealed until the set has closed. */
export interface ProbeSet {
  readonly set: string;
  /** Name of the probe target. */
  readonly target: string;
  readonly battery: CanonicalValue;
  /** Secret until revealed, so that nobody can work the probes out from the beacon's pulse while they are asked. */
  readonly salt: string;
}

export const probeSetDigest = ({ set, target, battery, salt }: ProbeSet): Digest =>
  digestOfValue({ set, target, battery, salt });

/** The seed of all trials of a set: nobody knew it before the draw, and only the evaluator knows it before the reveal. */
export const probeSeed = ({ salt }: ProbeSet, pulse: Digest): string => digestOfValue({ salt, pulse });

const SEALED = "probe-set.sealed.json";
const REVEALED = "probe-set.json";
export const JOURNAL = "journal.jsonl";

/**
 * Seals the probe set of a set that is to be registered: on disk, and durable, before its digest is. A seal that an earlier try left is taken
 * up. Throws `PROBE_SET_DIFFERS` where the folder holds more than that: it belongs to a set of another ledger.
 */
export function sealProbeSet(directory: string, probeSet: ProbeSet): ProbeSet {
  const folder = setFolder(directory, probeSet.set);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if ([REVEALED, JOURNAL].some((name) => existsSync(join(folder, name)))) throw leftOver(folder);
  if (existsSync(join(folder, SEALED))) return readProbeSet(join(folder, SEALED), probeSet.set);
  writeFileAtomically(join(folder, SEALED), `${canonicalJson({ ...probeSet })}\n`);
  return probeSet;
}

/** The sealed probe set of an open set; null where it was sealed elsewhere, or never. */
export function sealedProbeSet(directory: string, set: string): ProbeSet | null {
  const file = join(setFolder(directory, set), SEALED);
  return existsSync(file) ? readProbeSet(file, set) : null;
}

/** After the close: from now on anybody may see what was asked. */
export function revealProbeSet(directory: string, set: string): void {
  const folder = setFolder(directory, set);
  if (existsSync(join(folder, SEALED))) renameSync(join(folder, SEALED), join(folder, REVEALED));
}

/** The probe set of a closed set; null where nothing is revealed. */
export function revealedProbeSet(directory: string, set: string): ProbeSet | null {
  const file = join(setFolder(directory, set), REVEALED);
  return existsSync(file) ? readProbeSet(file, set) : null;
}

const probeSetShape = object({
  set: identifier,
  target: matching("a target's name", /^[^\n]{1,200}$/),
  battery: anything,
  salt: identifier,
});

function readProbeSet(file: string, set: string): ProbeSet {
  const parsed = probeSetShape.parse(parsedJson(file));
  if (!parsed.ok) throw malformed(file, `${parsed.error.expected} at "${parsed.error.path}"`, parsed.error.received);
  if (parsed.value.set !== set) throw malformed(file, `the probe set of "${set}"`, `that of "${parsed.value.set}"`);
  return { ...parsed.value, battery: parsed.value.battery as CanonicalValue };
}

function parsedJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

const malformed = (file: string, expected: string, received: string): PlimsollError =>
  new PlimsollError({
    code: "PROBE_SET_MALFORMED",
    expected: `${expected} in "${file}"`,
    received,
    fix: "put the file back as it was",
  });

const leftOver = (folder: string): PlimsollError =>
  new PlimsollError({
    code: "PROBE_SET_DIFFERS",
    expected: `an empty folder "${folder}" for a set that is not registered yet`,
    received: "the files of a set of this name, which this ledger does not know",
    fix: "move that folder away: what was tried for another ledger is no evidence in this one",
  });
