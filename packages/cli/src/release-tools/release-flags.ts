import { join } from "node:path";

/** What every command on a release log takes. */
export interface ReleaseFlags {
  readonly data: string;
  readonly json?: boolean;
}

/** The release log of a data folder. */
export const storeIn = (data: string): string => join(data, "release");

/** What was worked out of bytes before. It changes no answer. */
export const cacheIn = (data: string): string => join(data, "release-cache");
