import { type Shaped, union } from "@plimsoll/foundation";
import type { Key } from "@plimsoll/simulation";
import { Adwin, ADWIN_DEFAULTS, adwinFields } from "./adwin.ts";
import type { DriftDetector } from "./drift-detector.ts";
import { Kswin, KSWIN_DEFAULTS, kswinFields, keyedSampler } from "./kswin.ts";
import { PAGE_HINKLEY_DEFAULTS, PageHinkley, pageHinkleyFields } from "./page-hinkley.ts";

/** A drift detector as data. */
export const driftShape = union("kind", {
  adwin: adwinFields,
  "page-hinkley": pageHinkleyFields,
  kswin: kswinFields,
});

/** Which detector of drift, with which settings. */
export type DriftSpec = Shaped<typeof driftShape>;

/** As River sets them. */
export const DRIFT_DEFAULTS = {
  adwin: { kind: "adwin", ...ADWIN_DEFAULTS },
  "page-hinkley": { kind: "page-hinkley", ...PAGE_HINKLEY_DEFAULTS },
  kswin: { kind: "kswin", ...KSWIN_DEFAULTS },
} as const satisfies Readonly<Record<string, DriftSpec>>;

/**
 * The detector that a specification names, before its first value.
 *
 * @param samples chance of KSWIN's samples
 * @throws PlimsollError `PROPHET_DRIFT_SPEC`
 */
export function driftDetectorOf(spec: DriftSpec, samples: Key): DriftDetector {
  if (spec.kind === "adwin") return new Adwin(spec);
  if (spec.kind === "page-hinkley") return new PageHinkley(spec);
  return new Kswin(keyedSampler(samples), spec);
}
