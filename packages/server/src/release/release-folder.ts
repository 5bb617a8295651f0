import { join } from "node:path";

/** Where the release store lies in a data folder. */
export const releaseStoreIn = (directory: string): string => join(directory, "release");

/** The folder of a data folder whose packs are public: `plimsoll release pack EVALUATION --out DATA/packs/EVALUATION`. */
export const publishedPacksFolder = (directory: string): string => join(directory, "packs");
