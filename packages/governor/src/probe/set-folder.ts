import { join } from "node:path";
import { digestOfValue } from "@plimsoll/foundation";

const DIGITS = 16;

/**
 * The folder of one window set or examination: one name, whatever stands in the set's. A set may be called `a/../b`, and must not lead
 * out of the folder nor into another one's.
 */
export const setFolder = (directory: string, set: string): string =>
  join(directory, `${set.replaceAll(/[^\w.-]/g, "_")}.${digestOfValue(set).slice("sha256:".length).slice(0, DIGITS)}`);
