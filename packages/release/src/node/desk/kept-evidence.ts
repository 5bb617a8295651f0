import { canonicalJson, type CanonicalValue, type Digest, PlimsollError, utf8 } from "@plimsoll/foundation";
import { digestOfBytes } from "@plimsoll/foundation/node";
import type { EvaluationInput } from "../../evaluation/evaluation-input.ts";
import type { ReleaseReader } from "../../record/release-store.ts";
import type { DossierFiles } from "../dossier/read-dossier-folder.ts";
import { policyBytes } from "./open-desk.ts";

/**
 * What the log names: the input, the dossier, the policy, and the bytes of every source that is whole. Throws
 * `DOSSIER_CHANGED_MEANWHILE` for a source that is another one now than the one that was judged.
 */
export function evidenceOf(input: EvaluationInput, files: DossierFiles, store: ReleaseReader): readonly Uint8Array[] {
  // A store that was just found whole has what it holds. One with a fault gets the bytes again.
  const isStoreWhole = input.site.chainFaults.length === 0;
  const sources = input.examination.sources
    .filter(({ isWhole, isOfRepair }) => isWhole && !isOfRepair)
    .filter(({ source }) => !(isStoreWhole && store.holds(source.digest)))
    .map(({ source }) => bytesAt(files, source.file, source.digest));
  return [bytesOf(input), bytesOf(input.dossier), policyBytes(input.policy), ...sources];
}

/** An answer whose evidence is not kept would rest on nothing that anybody can look at. */
function bytesAt(files: DossierFiles, place: string, digest: Digest): Uint8Array {
  const read = files.read(place);
  const found = read.ok ? digestOfBytes(read.bytes) : read.refusal;
  if (read.ok && found === digest) return read.bytes;
  throw new PlimsollError({
    code: "DOSSIER_CHANGED_MEANWHILE",
    expected: `"${place}" as it was examined, ${digest}`,
    received: found,
    fix: "leave the folder alone while it is evaluated, and evaluate it again; nothing was recorded",
  });
}

const bytesOf = (value: object): Uint8Array => utf8(canonicalJson(value as CanonicalValue));
