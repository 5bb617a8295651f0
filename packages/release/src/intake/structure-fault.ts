import type { StructureLimits } from "./limits.ts";

/** One way in which an item is malformed. */
export interface StructureFault {
  /** `structure.` and what: size, total, utf8, control, json, depth, keys, nodes, text, key, duplicate, number, uri. */
  readonly rule: string;
  /** JSON Pointer to the place, as far as it is known; empty for the whole. */
  readonly place: string;
  readonly detail: string;
}

const FAULTS_MAX = 64;

/** The first faults are enough to refuse: a hostile item cannot fill memory with reasons. */
export function addFault(faults: StructureFault[], fault: StructureFault): void {
  if (faults.length < FAULTS_MAX) faults.push(fault);
}

export const keyFault = (key: string, place: string, { forbiddenKeys }: StructureLimits): StructureFault | null =>
  forbiddenKeys.includes(key) ? { rule: "structure.key", place, detail: key } : null;

/** An address under a name that holds one has an allowed scheme. What has no scheme is a place, and not fetched. */
export function uriFault(key: string, value: unknown, place: string, limits: StructureLimits): StructureFault | null {
  if (typeof value !== "string" || !limits.uriKeys.includes(key.toLowerCase())) return null;
  // Browsers drop control characters and blanks before and within a scheme; so does this.
  const scheme = /^([a-z][a-z0-9+.-]{0,31}):/i.exec(value.slice(0, 200).replace(/[\p{Cc}\s]/gu, ""))?.[1];
  if (scheme === undefined || limits.uriSchemes.includes(scheme.toLowerCase())) return null;
  return { rule: "structure.uri", place, detail: scheme.toLowerCase() };
}
