import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { publishedPackages, type WorkspacePackage } from "../workspace.ts";
import { packageReadme } from "./package-readme.ts";
import { npmEnvironment } from "./npm-environment.ts";

/** One packed package. */
export interface Tarball {
  readonly name: string;
  readonly version: string;
  /** Name of the file in its folder. */
  readonly file: string;
  /** Of the file, lower-case hexadecimal. */
  readonly sha256: string;
  readonly bytes: number;
  readonly files: readonly string[];
}

/** Builds a clean copy and packs what is published into a folder, in the order of names. */
export function packCopy(copy: string, into: string): readonly Tarball[] {
  const published = publishedPackages(copy);
  build(copy, published);
  for (const each of published) addCommonFiles(copy, each);
  mkdirSync(into, { recursive: true });
  return packed(copy, into, published).map((entry) => whole(tarball(into, entry)));
}

/** Refuses a tarball that lacks what each has to have, or holds what none may (SC-10). */
function whole(made: Tarball): Tarball {
  const faults = contentFaults(made.files);
  if (faults.length > 0) throw new Error(`PACKAGE_CONTENTS: ${made.name}: ${faults.join(", ")}`);
  return made;
}

/** What is wrong with the files of a package. */
export const contentFaults = (files: readonly string[]): readonly string[] => [
  ...["LICENSE", "NOTICE", "README.md", "package.json"]
    .filter((name) => !files.includes(name))
    .map((name) => `no ${name}`),
  ...files
    .filter((file) => /\.map$|\.tsbuildinfo$|\.test\.|^(?:test|bench)\//.test(file))
    .map((file) => `${file} in it`),
];

/** Types and pages of what is published: the steps of `npm run build`, without what nobody installs. */
function build(copy: string, published: readonly WorkspacePackage[]): void {
  const folders = published.map(({ folder }) => folder);
  runQuietly(copy, ["node_modules/tsgo/bin/tsc", "-b", ...folders]);
  for (const page of folders.map((folder) => `${folder}/page`).filter((page) => existsSync(join(copy, page))))
    runQuietly(copy, ["node_modules/vite/bin/vite.js", "build", page, "--configLoader", "native"]);
}

/** What a compiler and a bundler tell is shown only where they fail. */
function runQuietly(copy: string, words: readonly string[]): void {
  const told = spawnSync(process.execPath, words, { cwd: copy, encoding: "utf8" });
  if (told.status !== 0) throw new Error(`${words.join(" ")} failed\n${told.stdout}${told.stderr}`);
}

/** Apache-2.0, section 4: whoever gets a copy gets the licence and the notices. */
function addCommonFiles(copy: string, { folder, manifest }: WorkspacePackage): void {
  for (const file of ["LICENSE", "NOTICE"]) copyFileSync(join(copy, file), join(copy, folder, file));
  writeFileSync(join(copy, folder, "README.md"), packageReadme(manifest));
}

/** What `npm pack --json` tells of a package. */
interface PackedEntry {
  readonly name: string;
  readonly version: string;
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

function packed(copy: string, into: string, published: readonly WorkspacePackage[]): readonly PackedEntry[] {
  const chosen = published.flatMap(({ manifest }) => ["--workspace", manifest.name]);
  const told = execFileSync("npm", ["pack", ...chosen, "--pack-destination", into, "--json", "--loglevel=error"], {
    cwd: copy,
    env: npmEnvironment(),
    encoding: "utf8",
    maxBuffer: 64 << 20,
  });
  const entries = Object.values(JSON.parse(told) as Readonly<Record<string, PackedEntry>>);
  return entries.toSorted((left, right) => (left.name < right.name ? -1 : 1));
}

function tarball(into: string, { name, version, filename, files }: PackedEntry): Tarball {
  const content = readFileSync(join(into, filename));
  const sha256 = createHash("sha256").update(content).digest("hex");
  return { name, version, file: filename, sha256, bytes: content.length, files: files.map(({ path }) => path).sort() };
}
