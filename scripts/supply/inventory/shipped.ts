import { type Lockfile, nameAt } from "../lockfile.ts";
import { publishedPackages } from "../workspace.ts";
import { BUNDLED } from "./bundled.ts";

/** Which places need which: from a place to the places of what it needs, in order of names. */
export type NeedGraph = ReadonlyMap<string, readonly string[]>;

/** Places of the published packages, and of all that somebody gets who installs them. */
export function shippedGraph(lock: Lockfile, from: readonly string[] = publishedFolders()): NeedGraph {
  const needs = new Map<string, readonly string[]>();
  const open = [...from];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    if (needs.has(place)) continue;
    const found = needsOf(lock, place);
    needs.set(place, found);
    open.push(...found);
  }
  return needs;
}

const publishedFolders = (): readonly string[] => publishedPackages().map(({ folder }) => folder);

function needsOf(lock: Lockfile, place: string): readonly string[] {
  const entry = lock.packages[place] ?? {};
  const named = Object.keys({ ...entry.dependencies, ...entry.optionalDependencies, ...entry.peerDependencies });
  const names = [...new Set([...named, ...(BUNDLED[place] ?? [])])].sort();
  return names.map((name) => placeOf(lock, place, name)).filter((found) => found !== undefined);
}

/** Node's own way: the nearest node_modules, upwards. A peer that nobody has installed is nowhere. */
function placeOf(lock: Lockfile, from: string, name: string): string | undefined {
  for (let folder = from; ; folder = parentOf(folder)) {
    const place = `${folder === "" ? "" : `${folder}/`}node_modules/${name}`;
    const entry = lock.packages[place];
    if (entry !== undefined) return entry.link === true ? entry.resolved : place;
    if (folder === "") return undefined;
  }
}

const parentOf = (place: string): string => {
  const inner = place.lastIndexOf("/node_modules/");
  return inner < 0 ? "" : place.slice(0, inner);
};

/** The name under which a package is published: an alias has another one in node_modules. */
export const publishedName = (lock: Lockfile, place: string): string => lock.packages[place]?.name ?? nameAt(place);
