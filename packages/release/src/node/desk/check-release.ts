import { integrity } from "../../record/integrity.ts";
import { readReleaseStore } from "../store/read-store.ts";

/** Everything that is wrong with a release log and what it names. Mends nothing. Throws `RELEASE_STORE_NOT_FOUND`. */
export function checkRelease(store: string): readonly string[] {
  using reader = readReleaseStore(store);
  return integrity(reader);
}
