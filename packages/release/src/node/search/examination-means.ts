import type { Digest, Result } from "@plimsoll/foundation";
import { type IntakeItem, intakeItemShape } from "../../intake/finding.ts";
import type { IntakePort } from "./intake-port.ts";
import { KeptValues } from "./kept-values.ts";

/** The bytes of a file of the dossier, or why there are none. MUST NOT follow a place out of the dossier. */
export type ReadPlace = (place: string) => Result<Uint8Array, string>;

export interface ExaminationOptions<Rules> {
  readonly read: ReadPlace;
  readonly intake: IntakePort<Rules>;
  readonly rules: Rules;
  /** Organisations of the subject beyond those that its id names; see `ownersOf`. */
  readonly owners: readonly string[];
  /** Where what was worked out is kept between runs; null: nowhere. Its content never changes an answer. */
  readonly cacheFolder: string | null;
  /** Of the program: what another one worked out is not taken. */
  readonly implementation: string;
  /** Found where the dossier was read: handed on to the record. */
  readonly faults: readonly string[];
}

/** Of what is worked out of a text: changed whenever `sourceText`, `sketchOf` or `tallyLog` gives something else. */
export const EXAMINATION_VERSION = "2";

/** What an examination works with. */
export interface Means<Rules> {
  readonly options: ExaminationOptions<Rules>;
  readonly rulesDigest: Digest;
  readonly kept: KeptValues;
}

export const meansOf = <Rules>(options: ExaminationOptions<Rules>): Means<Rules> => ({
  options,
  rulesDigest: options.intake.intakeRulesDigest(options.rules),
  kept: KeptValues.open(options.cacheFolder, options.implementation),
});

/** Intake of one item, worked out once for the same bytes under the same rules. */
export function intakeOf<Rules>(
  item: string,
  bytes: Uint8Array,
  digest: Digest,
  mediaType: string,
  { options, rulesDigest, kept }: Means<Rules>,
): IntakeItem {
  const key = `intake ${rulesDigest} ${mediaType} ${digest} ${item}`;
  return kept.get(key, intakeItemShape, () => options.intake.examineText(item, bytes, mediaType, options.rules));
}
