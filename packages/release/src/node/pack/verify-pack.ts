import type { ShapeFault } from "@plimsoll/foundation";
import { statSync } from "node:fs";
import { DOCUMENTS, type Manifest, MANIFEST_FILE, manifestShape } from "../../pack/manifest.ts";
import { contentsAgain } from "./build-again.ts";
import { differences, fileFaults, indexFaults, programFaults } from "./check-files.ts";
import { logFaults, logIn, type PackTrust } from "./check-log.ts";
import { isPart, redactedCopyFaults, withholdingFaults } from "./check-withheld.ts";
import { shipping } from "../desk/shipped.ts";
import { shippedFrameworks } from "./framework-data.ts";
import { redactedFile } from "./pack-contents.ts";
import { type PackFault, packFault } from "./pack-fault.ts";
import { placeFaults } from "./place-faults.ts";
import { jsonOr, messageOf, type PackFiles, readPackFiles } from "./read-pack.ts";
import { rejudge, type Rejudged } from "./rejudge.ts";
import { type PackRules, rulesIn } from "./shipped-rules.ts";

export type { PackTrust } from "./check-log.ts";

/** What a pack is worth, with everything that is wrong with it. */
export interface PackVerdict {
  readonly ok: boolean;
  /** Of the five documents, those that are there and say what the records say. */
  readonly documents: number;
  readonly faults: readonly PackFault[];
  /** Whose word it is: without a key from elsewhere, the pack's own, and then anybody may have written it all. */
  readonly key: "given" | "own";
  /** Copies of bodies with parts taken out: nothing shows that the rest of them is as it was. */
  readonly unchecked: readonly string[];
  /** Whether its input was judged again here, and if not, why: only then is the decision more than the word of who has the key. */
  readonly rejudged: Rejudged;
  /** By whose rules it was decided; null: the pack did not get so far. */
  readonly rules: PackRules | null;
  /** How many things are withheld. */
  readonly withheld: number;
}

/**
 * Checks a pack offline, from its own bytes (the sheet's §5.21): files against the manifest, the log against its signature and
 * its root, bodies against the log, and then makes every document, proof and the manifest again and compares byte by byte.
 * Never throws for what is in the folder.
 *
 * A log that was cut off at an older signed checkpoint is whole in itself: only `witnessed` finds that.
 */
export function verifyPack(directory: string, trust: PackTrust = {}): PackVerdict {
  const key = trust.publicKey === undefined ? "own" : "given";
  try {
    const found = statSync(directory, { throwIfNoEntry: false });
    if (found?.isDirectory() === true) return { ...checked(directory, trust), key };
    return { ...unreadable(directory, found === undefined ? "no such folder" : "a file"), key };
  } catch (cause) {
    return { ...unreadable(directory, messageOf(cause)), key };
  }
}

const unreadable = (directory: string, received: string): Omit<PackVerdict, "key"> =>
  failed([packFault("PACK_UNREADABLE", directory, "a folder with a pack that can be read", received)]);

function checked(directory: string, trust: PackTrust): Omit<PackVerdict, "key"> {
  const refused = placeFaults(directory);
  if (refused.length > 0) return failed(refused);
  const files = readPackFiles(directory);
  const parsed = manifestShape.parse(jsonOr(files.get(MANIFEST_FILE)));
  if (!parsed.ok) return failed([malformed(parsed.error)]);
  const manifest = parsed.value;
  const [shipped, ships] = [shippedFrameworks(), shipping()];
  const faults = [
    ...programFaults(manifest, shipped),
    ...fileFaults(manifest, files),
    ...redactedCopyFaults(manifest, files),
  ];
  const log = logIn(directory, files, faults);
  if (log === null) return failed(faults, manifest);
  faults.push(...logFaults(log, trust), ...withholdingFaults(manifest, log, files));
  const expected = contentsAgain({ manifest, log, files }, shipped, ships, faults);
  if (expected === null) return failed(faults, manifest);
  const differing = differences(expected, files);
  const { rejudged, faults: contradictions } = rejudge(manifest, log, files);
  const { rules, faults: untrue } = rulesIn(manifest, log, files, ships);
  faults.push(...differing, ...indexFaults(manifest, expected), ...contradictions, ...untrue);
  const documents = documentsIn(files, differing);
  return { ...failed(faults, manifest), ok: faults.length === 0, documents, rejudged, rules };
}

const failed = (faults: readonly PackFault[], manifest?: Manifest): Omit<PackVerdict, "key"> => ({
  ok: false,
  documents: 0,
  faults: distinct(faults),
  unchecked: [...new Set((manifest?.redactions ?? []).filter(isPart).map(({ record }) => redactedFile(record)))],
  rejudged: false,
  rules: null,
  withheld: manifest?.redactions.length ?? 0,
});

/** What two checks find of one place is one fault. */
function distinct(faults: readonly PackFault[]): readonly PackFault[] {
  const seen = new Set<string>();
  return faults.filter(({ code, place }) => {
    const key = `${code} ${place}`;
    return !seen.has(key) && seen.add(key);
  });
}

const malformed = ({ path, expected, received }: ShapeFault): PackFault =>
  packFault("PACK_MANIFEST_MALFORMED", `${MANIFEST_FILE} ${path}`, expected, received);

const documentsIn = (files: PackFiles, differing: readonly PackFault[]): number =>
  DOCUMENTS.filter((name) =>
    [`${name}.json`, `${name}.html`].every((path) => files.has(path) && !differing.some(({ place }) => place === path)),
  ).length;
