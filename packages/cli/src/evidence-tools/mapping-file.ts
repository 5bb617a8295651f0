import { type Intaken, type IntakeMapping, mappingText, parseMapping } from "@plimsoll/evidence";
import { err, ok, utf8 } from "@plimsoll/foundation";
import { type Envelope, openEnvelope, signEnvelope, type SigningKey } from "@plimsoll/foundation/node";
import type { EvaluatorKeys } from "./mapping-evaluators.ts";

const PAYLOAD_TYPE = "application/vnd.plimsoll.intake-mapping+json";

/** A mapping as a file held it. */
export interface MappingFile {
  readonly mapping: IntakeMapping;
  /** Ids of the evaluators who signed it; null for a mapping that nobody signed, under which nothing is recorded. */
  readonly signers: readonly string[] | null;
}

export const signMapping = (mapping: IntakeMapping, key: SigningKey): Envelope<typeof PAYLOAD_TYPE> =>
  signEnvelope(PAYLOAD_TYPE, utf8(mappingText(mapping)), [key]);

/**
 * A mapping, bare or in its envelope (DSSE). An envelope counts only if every signature is by a key that `keyOf` knows: one that is
 * not is refused, and never read as if nobody had signed it.
 */
export function readMappingFile(bytes: Uint8Array, keyOf: EvaluatorKeys): Intaken<MappingFile> {
  const envelope = envelopeIn(bytes);
  if (envelope === null) return withSigners(parseMapping(bytes), null);
  const opened = openEnvelope(envelope, PAYLOAD_TYPE, keyOf);
  return opened === null
    ? unsigned("a mapping signed by known evaluators", "another signature, or none that is known here")
    : withSigners(parseMapping(opened.payload), opened.signers);
}

/** The signers of a mapping; refused where nobody signed. */
export const requireSigned = (file: MappingFile): Intaken<readonly string[]> =>
  file.signers === null ? unsigned("a signed mapping", "one that nobody signed") : ok(file.signers);

const unsigned = (expected: string, received: string): Intaken<never> =>
  err({
    code: "INTAKE_MAPPING_UNSIGNED",
    expected,
    received,
    fix: "sign it with plimsoll evidence mapping sign, and name the evaluator's key with --evaluator or the site with --data",
  });

const withSigners = (mapping: Intaken<IntakeMapping>, signers: readonly string[] | null): Intaken<MappingFile> =>
  mapping.ok ? ok({ mapping: mapping.value, signers }) : mapping;

/** Null for what is no envelope: a mapping has no member of these names. */
function envelopeIn(bytes: Uint8Array): unknown {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return typeof value === "object" && value !== null && "payloadType" in value ? value : null;
  } catch {
    return null;
  }
}
