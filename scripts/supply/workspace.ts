import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The root of this repository. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** What the supply chain reads of a package.json of ours. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description?: string;
  readonly license?: string;
  readonly private?: boolean;
  readonly type?: string;
  readonly bin?: Readonly<Record<string, string>>;
  readonly files?: readonly string[];
  readonly exports?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly engines?: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

export interface WorkspacePackage {
  /** Below the root, as "packages/kernel"; "" for the root itself. */
  readonly folder: string;
  readonly manifest: Manifest;
}

export const manifestIn = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;

/** Every package of ours, by folder name. */
export const workspacePackages = (root: string = ROOT): readonly WorkspacePackage[] =>
  readdirSync(join(root, "packages"))
    .sort()
    .map((name) => `packages/${name}`)
    .filter((folder) => existsSync(join(root, folder, "package.json")))
    .map((folder) => ({ folder, manifest: manifestIn(join(root, folder)) }));

/** What others may install: all that does not call itself private (docs/decisions/0042). */
export const publishedPackages = (root: string = ROOT): readonly WorkspacePackage[] =>
  workspacePackages(root).filter(({ manifest }) => manifest.private !== true);

/** The addresses by which a package is imported, as "@plimsoll/kernel/check". */
export const doorsOf = ({ name, exports = {} }: Manifest): readonly string[] =>
  Object.keys(exports).map((door) => `${name}${door.slice(1)}`);
