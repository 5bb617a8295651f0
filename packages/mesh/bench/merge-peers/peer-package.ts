import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

/** A package in a folder of its own: none of the peers is a dependency of the product. */
export interface PeerPackage<T> {
  readonly version: string;
  readonly exports: T;
}

/** Null when the folder has not the package. */
export function peerPackage<T>(folder: string, name: string): PeerPackage<T> | null {
  const file = join(resolve(folder), "node_modules", name, "package.json");
  if (!existsSync(file)) return null;
  const { version } = JSON.parse(readFileSync(file, "utf8")) as { version: string };
  return { version, exports: createRequire(file)(name) as T };
}
