import { createHash } from "node:crypto";
import { join, resolve } from "node:path";

/** What every command on a release log takes. */
export interface ReleaseFlags {
  readonly data: string;
  readonly json?: boolean;
}

/** The release log of a data folder. */
export const storeIn = (data: string): string => join(data, "release");

/** What was worked out of the bytes of a dossier before. It changes no answer. */
export const cacheIn = (data: string, dossier: string): string =>
  join(data, "release-cache", createHash("sha256").update(resolve(dossier)).digest("hex").slice(0, 16));
