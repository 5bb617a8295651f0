import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { installScripts, lockFaults, type Lockfile, looseVersions, outsidePackages, readLockfile } from "./lockfile.ts";
import { manifestIn, ROOT, workspacePackages } from "./workspace.ts";

/** Packages whose install script may run, each with its reason. There is none. */
const ALLOWED_SCRIPTS: Readonly<Record<string, string>> = {};

const lock = readLockfile();
const good = { version: "1.0.0", integrity: `sha512-${"A".repeat(86)}==` };
const lockWith = (entry: object): Lockfile => ({
  lockfileVersion: 3,
  packages: { "node_modules/x": { ...good, ...entry } },
});

/** What tests and benches install for themselves, each with a lock file of its own. */
const BESIDE = ["bench/peers", "scripts/language-model"];

test("SC-1 every dependency of every manifest is an exact version", () => {
  const beside = BESIDE.map((folder) => ({ folder, manifest: manifestIn(join(ROOT, folder)) }));
  const manifests = [{ folder: ".", manifest: manifestIn(ROOT) }, ...workspacePackages(), ...beside];
  expect(manifests.length).toBeGreaterThan(15);
  expect(manifests.flatMap(({ folder, manifest }) => looseVersions(folder, manifest))).toEqual([]);
});

test.each([
  "^1.0.0",
  "~1.0.0",
  "1.x",
  "latest",
  "*",
  ">=1.0.0",
  "1.0",
  "",
  "file:../x",
  "git+https://host/x",
  "npm:x@^1.0.0",
])("SC-1 %j is no exact version", (version) =>
  expect(looseVersions("x", { name: "x", version: "1.0.0", devDependencies: { y: version } })).toHaveLength(1),
);

test("SC-1 an alias and a prerelease may be exact", () => {
  const dependencies = { tsgo: "npm:typescript@7.0.2", scoped: "npm:@a/b@1.2.3", early: "1.2.3-rc.1" };
  expect(looseVersions("x", { name: "x", version: "1.0.0", dependencies })).toEqual([]);
});

test("SC-2 the lock file names every tarball by its SHA-512, at the public registry or at none", () => {
  expect(lock.lockfileVersion).toBe(3);
  expect(outsidePackages(lock).length).toBeGreaterThan(100);
  expect(lockFaults(lock)).toEqual([]);
});

test.each(BESIDE)("SC-2 so does that of %s, and agrees with its manifest", (folder) => {
  const { lockfileVersion, packages } = readLockfile(join(ROOT, folder));
  expect(lockfileVersion).toBe(3);
  expect(lockFaults({ lockfileVersion, packages })).toEqual([]);
  expect(packages[""]?.dependencies).toEqual(manifestIn(join(ROOT, folder)).dependencies);
});

test.each([
  { integrity: undefined },
  { integrity: "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=" },
  { resolved: "https://mirror.example/x-1.0.0.tgz" },
  { resolved: "http://registry.npmjs.org/x-1.0.0.tgz" },
  { resolved: "https://registry.npmjs.org.evil.example/x-1.0.0.tgz" },
  { resolved: "git+ssh://git@host/x.git#1234567" },
])("SC-2 %j is found", (entry) => expect(lockFaults(lockWith(entry))).toHaveLength(1));

test("SC-2 the lock file and the manifests agree", () => {
  for (const { folder, manifest } of workspacePackages()) {
    const locked = lock.packages[folder] as unknown as Record<string, unknown> | undefined;
    if (locked === undefined) expect(`${folder} of package-lock.json`).toBe("there");
    for (const field of ["dependencies", "devDependencies"] as const)
      expect({ folder, [field]: locked?.[field] ?? {} }).toEqual({ folder, [field]: manifest[field] ?? {} });
  }
});

test("SC-3 no dependency has an install script, and npm runs none", () => {
  expect(installScripts(lock, ALLOWED_SCRIPTS)).toEqual([]);
  expect(readFileSync(join(ROOT, ".npmrc"), "utf8")).toMatch(/^ignore-scripts=true$/m);
});

test("SC-3 an install script is found, and one with a reason is allowed", () => {
  const scripted = lockWith({ hasInstallScript: true });
  expect(installScripts(scripted, {})).toHaveLength(1);
  expect(installScripts(scripted, { x: "compiles what nothing else has" })).toEqual([]);
});

test("SC-3 no package of ours has a script that npm runs at its installation", () => {
  const atInstall = new Set(["preinstall", "install", "postinstall", "prepare", "prepublish"]);
  const manifests = [manifestIn(ROOT), ...workspacePackages().map(({ manifest }) => manifest)];
  expect(manifests.flatMap(({ scripts = {} }) => Object.keys(scripts).filter((name) => atInstall.has(name)))).toEqual(
    [],
  );
});
