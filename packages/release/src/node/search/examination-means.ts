import type { Digest, Result } from "@plimsoll/foundation";
import { type IntakeItem, intakeItemShape } from "../../intake/finding.ts";
import type { IntakePort } from "./intake-port.ts";
import { KeptValues } from "./kept-values.ts";
import { type CachePlace, cachePlace } from "./sealed-file.ts";

/** The bytes of a file of the dossier, or why there are none. MUST NOT follow a place out of the dossier. */
export type ReadPlace = (place: string) => Result<Uint8Array, string>;

export interface ExaminationOptions<Rules> {
  readonly read: ReadPlace;
  readonly intake: IntakePort<Rules>;
  readonly rules: Rules;
  /** Organisations of the subject beyond those that its id names; see `ownersOf`. */
  readonly owners: readonly string[];
  /** Where what was worked out is kept between runs; null: nowhere. */
  readonly cacheFolder: string | null;
  /** Seals what is kept; null or absent: nothing is kept. Who has it can change answers through the cache, and who has not cannot. */
  readonly cacheKey?: Uint8Array | null;
  /** Of the program: what another one worked out is not taken. */
  readonly implementation: string;
  /** Found where the dossier was read: handed on to the record. */
  readonly faults: readonly string[];
}

/** Of what is worked out of a text: changed whenever `sourceText`, `sketchOf` or `tallyLog` gives something else. */
export const EXAMINATION_VERSION = "4";

/** What an examination works with. */
export interface Means<Rules> {
  readonly options: ExaminationOptions<Rules>;
  readonly rulesDigest: Digest;
  readonly kept: KeptValues;
  readonly cache: CachePlace | null;
}

export const meansOf = <Rules>(options: ExaminationOptions<Rules>): Means<Rules> => {
  const cache = cachePlace(options.cacheFolder, options.cacheKey ?? null);
  return {
    options,
    rulesDigest: options.intake.intakeRulesDigest(options.rules),
    kept: KeptValues.open(cache, options.implementation),
    cache,
  };
};

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
