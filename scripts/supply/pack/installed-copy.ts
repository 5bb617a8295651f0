import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../workspace.ts";
import { npmEnvironment } from "./npm-environment.ts";
import type { Tarball } from "./pack-copy.ts";

interface Lock {
  readonly lockfileVersion: number;
  readonly packages: Readonly<Record<string, { readonly link?: boolean }>>;
}

/**
 * Installs all tarballs together in an empty folder, as somebody does who has nothing of ours. The lock file gives the versions of what
 * they depend on, so that what runs there is what was tested; npm takes each from its cache where it has it.
 */
export function installTarballs(tarballFolder: string, tarballs: readonly Tarball[], into: string): void {
  mkdirSync(into, { recursive: true });
  const manifest = { name: "empty-folder", version: "0.0.0", private: true, type: "module" };
  writeFileSync(join(into, "package.json"), `${JSON.stringify(manifest)}\n`);
  writeFileSync(join(into, "package-lock.json"), JSON.stringify(lockOfOthers(rootLock())));
  const files = tarballs.map(({ file }) => join(tarballFolder, file));
  execFileSync("npm", ["install", ...INSTALL, ...files], {
    cwd: into,
    env: npmEnvironment(),
    stdio: ["ignore", "ignore", "inherit"],
  });
}

/** No script of a dependency runs. */
const INSTALL = ["--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"];

const rootLock = (): Lock => JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as Lock;

/** Our packages are left out: they come from the tarballs. npm drops what nothing needs. */
const lockOfOthers = ({ lockfileVersion, packages }: Lock): object => ({
  name: "empty-folder",
  version: "0.0.0",
  lockfileVersion,
  requires: true,
  packages: Object.fromEntries([
    ["", { name: "empty-folder", version: "0.0.0" }],
    ...Object.entries(packages).filter(([place, { link }]) => place.startsWith("node_modules/") && link !== true),
  ]),
});
