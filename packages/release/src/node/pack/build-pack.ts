import { canonicalJson, type CanonicalValue, type Digest, digestOf, PlimsollError, utf8 } from "@plimsoll/foundation";
import { digestOfBytes } from "@plimsoll/foundation/node";
import type { EvaluationInput } from "../../evaluation/evaluation-input.ts";
import { asCanonical, MANIFEST_FILE } from "../../pack/manifest.ts";
import { type Redaction, withoutParts } from "../../pack/redaction.ts";
import type { Bodies } from "../../record/bodies.ts";
import { shipping } from "../desk/shipped.ts";
import { shippedFrameworks } from "./framework-data.ts";
import { packContents } from "./pack-contents.ts";
import { writePackFolder } from "./pack-folder.ts";
import { type PackLog, readPackLog } from "./pack-log.ts";
import { withheldBy } from "./withhold.ts";

export interface PackToBuild {
  /** Where the ledger of the release log lies. */
  readonly logFolder: string;
  /** The bytes of a digest, from the store. Throws where there are none. */
  readonly blob: (digest: Digest) => Uint8Array;
  readonly evaluation: string;
  readonly redactions: readonly Redaction[];
  /** Where the pack is to be. Empty or not there, or this very pack. */
  readonly directory: string;
}

export interface BuiltPack {
  readonly directory: string;
  readonly files: number;
  readonly documents: 5;
  readonly manifest: Digest;
}

/**
 * Builds the transparency pack of a decision (the sheet's §5.21), whole or not at all. The same log gives the same bytes,
 * whoever builds it.
 *
 * @throws {PlimsollError} `PACK_EVALUATION_UNKNOWN`, `PACK_DECISION_MISSING`, `PACK_REDACTION_REFUSED`,
 * `PACK_BODY_CHANGED`, `PACK_POLICY_DIFFERS`, `PACK_DIRECTORY_NOT_EMPTY`, `PACK_LOG_UNSIGNED`; what `blob`, the ledger and
 * the disk throw.
 */
export function buildPack({ logFolder, blob, evaluation, redactions, directory }: PackToBuild): BuiltPack {
  const log = readPackLog(logFolder);
  const checked = (digest: Digest): Uint8Array => checkedBytes(digest, blob(digest));
  const bodyOf = (digest: Digest): CanonicalValue => jsonOf(checked(digest));
  const files = packContents({
    evaluation,
    log,
    blob: checked,
    policy: (digest, input) => policyBytes(digest, input ?? inputOf(log, evaluation, bodyOf), checked),
    withheld: withheldBy(redactions, log.records, bodyOf),
    redactedCopy: ({ body }, parts) => utf8(canonicalJson(withoutParts(bodyOf(body), parts))),
    shipped: shippedFrameworks(),
    ships: shipping(),
  });
  writePackFolder(directory, files);
  const manifest = digestOf(files.get(MANIFEST_FILE) ?? new Uint8Array(0));
  return { directory, files: files.size, documents: 5, manifest };
}

/** Policies are kept by their digest, or else with the input that was judged under them. */
function policyBytes(digest: Digest, input: EvaluationInput | null, blob: (digest: Digest) => Uint8Array): Uint8Array {
  const kept = input === null ? null : utf8(canonicalJson(asCanonical(input.policy)));
  return kept !== null && digestOfBytes(kept) === digest ? kept : blob(digest);
}

/** Also where the pack is to withhold it: whoever builds has it, or has the policy. */
function inputOf(log: PackLog, evaluation: string, bodyOf: (digest: Digest) => CanonicalValue): EvaluationInput | null {
  const opened = log.records.find((record) => record.kind === "evaluation.opened" && record.evaluation === evaluation);
  if (opened === undefined) return null;
  const { input } = bodyOf(opened.body) as unknown as Bodies["evaluation.opened"];
  try {
    return bodyOf(input) as unknown as EvaluationInput;
  } catch (cause) {
    if (cause instanceof PlimsollError) return null;
    throw cause;
  }
}

function checkedBytes(digest: Digest, bytes: Uint8Array): Uint8Array {
  const found = digestOfBytes(bytes);
  if (found === digest) return bytes;
  throw new PlimsollError({
    code: "PACK_BODY_CHANGED",
    expected: `bytes of ${digest}`,
    received: `bytes of ${found}`,
    fix: "restore the body from a backup: no pack is built on damaged bytes",
  });
}

const jsonOf = (bytes: Uint8Array): CanonicalValue =>
  JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as CanonicalValue;
