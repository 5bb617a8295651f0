import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Manifest, ROOT } from "./workspace.ts";

/** What package-lock.json (version 3) says of one place in node_modules. */
export interface LockedPackage {
  /** The place's own name where it differs from what was asked for: an alias. */
  readonly name?: string;
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly license?: string;
  /** A package of ours. */
  readonly link?: boolean;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly devOptional?: boolean;
  readonly hasInstallScript?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

export interface Lockfile {
  readonly lockfileVersion: number;
  /** By place: "" the root, "packages/…" ours, else "…node_modules/NAME". */
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

export const readLockfile = (root: string = ROOT): Lockfile =>
  JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as Lockfile;

/** Everything that npm puts into node_modules from outside, with its place. */
export const outsidePackages = ({ packages }: Lockfile): readonly (readonly [string, LockedPackage])[] =>
  Object.entries(packages).filter(([place, { link }]) => place.includes("node_modules/") && link !== true);

/** The name that a place has in node_modules. */
export const nameAt = (place: string): string =>
  place.slice(place.lastIndexOf("node_modules/") + "node_modules/".length);

/** A fault of one line of a lock file or a manifest. */
export interface SupplyFault {
  readonly where: string;
  readonly what: string;
}

const PUBLIC_REGISTRY = "https://registry.npmjs.org/";
const EXACT_VERSION = /^(?:npm:(?:@[\w.-]+\/)?[\w.-]+@)?\d+\.\d+\.\d+(?:-[\w.-]+)?$/;
const SHA512 = /^sha512-[A-Za-z0-9+/]{86}==$/;

/** Versions in a manifest that leave npm a choice: ranges, tags, addresses. */
export const looseVersions = (where: string, manifest: Manifest): readonly SupplyFault[] =>
  Object.entries({
    ...manifest.dependencies,
    ...manifest.devDependencies,
    ...manifest.optionalDependencies,
    ...manifest.peerDependencies,
  })
    .filter(([, version]) => !EXACT_VERSION.test(version))
    .map(([name, version]) => ({ where, what: `${name} is "${version}", no exact version` }));

/**
 * What keeps a lock file from naming each tarball by its content, at the public registry and nowhere else. No address at all is
 * right: npm then asks the registry it is set to, and the content decides.
 */
export const lockFaults = (lock: Lockfile): readonly SupplyFault[] =>
  outsidePackages(lock).flatMap(([where, { integrity, resolved = PUBLIC_REGISTRY }]) => [
    ...(SHA512.test(integrity ?? "") ? [] : [{ where, what: `integrity is ${JSON.stringify(integrity)}, no SHA-512` }]),
    ...(resolved.startsWith(PUBLIC_REGISTRY) ? [] : [{ where, what: `comes from ${resolved}` }]),
  ]);

/** Packages with a script that npm would run at their installation, but for those that are allowed. */
export const installScripts = (lock: Lockfile, allowed: Readonly<Record<string, string>>): readonly SupplyFault[] =>
  outsidePackages(lock)
    .filter(([where, { hasInstallScript }]) => hasInstallScript === true && !Object.hasOwn(allowed, nameAt(where)))
    .map(([where]) => ({ where, what: "has an install script" }));
