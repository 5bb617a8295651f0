import { type Lockfile, outsidePackages, readLockfile } from "../lockfile.ts";
import { KNOWN_LICENCES, type Use } from "./licences.ts";
import { publishedName, shippedGraph } from "./shipped.ts";

/** A version of a package that others made. */
export interface InventoryItem {
  readonly name: string;
  readonly version: string;
  /** SPDX expression; empty where none is known. */
  readonly licence: string;
  readonly use: Use;
}

/** Everything that `npm ci` brings, each version once, by name and version. What is both shipped and used by tools is shipped. */
export function inventory(lock: Lockfile = readLockfile()): readonly InventoryItem[] {
  const shipped = shippedGraph(lock);
  const items = outsidePackages(lock).map(([place, { version = "", license }]): InventoryItem => {
    const name = publishedName(lock, place);
    const licence = license ?? KNOWN_LICENCES[`${name}@${version}`]?.licence ?? "";
    return { name, version, licence, use: shipped.has(place) ? "shipped" : "development" };
  });
  return eachOnce(items).toSorted(byNameAndVersion);
}

function eachOnce(items: readonly InventoryItem[]): readonly InventoryItem[] {
  const kept = new Map<string, InventoryItem>();
  for (const item of items) {
    const key = `${item.name}@${item.version}`;
    if (kept.get(key)?.use !== "shipped") kept.set(key, item);
  }
  return [...kept.values()];
}

/** By code units, so that every machine has the same order. */
const byNameAndVersion = (left: InventoryItem, right: InventoryItem): number =>
  compare(left.name, right.name) || compare(left.version, right.version);

const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);
