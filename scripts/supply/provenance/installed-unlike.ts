import { readFileSync } from "node:fs";

interface Lock {
  readonly packages: Readonly<Record<string, { readonly integrity?: string; readonly optional?: boolean }>>;
}

/**
 * What is installed otherwise than a lock file says: another package at a place, or none where one is needed. npm keeps what it
 * installed in a hidden lock file of the same form.
 *
 * @param locked the text of the lock file
 * @param hiddenFile node_modules/.package-lock.json
 */
export function installedUnlike(locked: string, hiddenFile: string): readonly string[] {
  const { packages } = JSON.parse(locked) as Lock;
  const { packages: installed } = JSON.parse(readFileSync(hiddenFile, "utf8")) as Lock;
  const others = Object.keys(installed).filter((place) => installed[place]?.integrity !== packages[place]?.integrity);
  const missing = Object.entries(packages)
    .filter(([place, { integrity, optional }]) => integrity !== undefined && optional !== true && !(place in installed))
    .map(([place]) => place);
  return [...others, ...missing];
}
