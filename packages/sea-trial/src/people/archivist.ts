import { digestOfValue } from "@plimsoll/foundation";
import type { Site } from "@plimsoll/governor";
import { guarded } from "./guarded.ts";

/** A lab names one of its datasets. False where the site could not take it. */
export const registerDataset = (site: Site, lab: string, number: number): boolean =>
  guarded(() =>
    site.must(`dataset:${lab}/${number}`, {
      type: "dataset.register",
      dataset: digestOfValue({ lab, number }),
      lab,
      chunks: [digestOfValue({ chunk: number, lab })],
      derivedFrom: [],
    }),
  );
