import type { Digest } from "@plimsoll/foundation";
import type { JsonValue } from "./json/json-value.ts";

/** What keeps a trial from counting, whatever its score says. */
export type Defect = "invalidated" | "errored" | "limited" | "refused" | "edited" | "undetermined" | "unscored";

/** What one record of a foreign file says of one trial, before the plan is asked. */
export interface Observation {
  /** In the format's own terms; every reader says which. */
  readonly trial: string;
  /** Every value that the scorer ever gave: all must count as controlled. Empty: unscored. */
  readonly values: readonly JsonValue[];
  readonly defect: Defect | null;
  /** Of what the trial was about, as the file states it; null where the plan names none. */
  readonly itemDigest: Digest | null;
}
