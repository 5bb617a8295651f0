import { existsSync } from "node:fs";
import { type Digest, isDigest, PlimsollError } from "@plimsoll/foundation";
import { describeDataset, type DatasetState } from "@plimsoll/governor";

/** Names, for an option that may be given several times. */
export const collectedName = (name: string, before: readonly string[] = []): readonly string[] => [...before, name];

/** A registered dataset, named by its digest or by a file or folder with its content. Throws `UNKNOWN_DATASET`. */
export function registeredDataset({ datasets, radioactive }: DatasetState, name: string): Digest {
  const digest = isDigest(name) ? name : describeDataset(name).digest;
  if (datasets.has(digest) || radioactive.has(digest)) return digest;
  throw new PlimsollError({
    code: "UNKNOWN_DATASET",
    expected: "a dataset that the ledger knows",
    received: existsSync(name) ? `"${name}" (${digest})` : name,
    fix: "register it first: plimsoll dataset register",
  });
}
