import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { workspacePackages } from "../workspace.ts";

/** What is copied: a commit, or the files as they lie there now. */
export type CopyOf = { readonly commit: string } | "working-tree";

/**
 * A copy of the repository without anything that was built, in a new folder. The dependencies are those of the root, by links;
 * our own packages are the copy's.
 */
export function cleanCopy(root: string, into: string, of: CopyOf): void {
  mkdirSync(into, { recursive: true });
  if (of === "working-tree") copyWorkingTree(root, into);
  else copyCommit(root, of.commit, into);
  for (const folder of ["", ...workspacePackages(into).map(({ folder }) => folder)]) borrowModules(root, into, folder);
}

function copyCommit(root: string, commit: string, into: string): void {
  const archive = join(into, "commit.tar");
  execFileSync("git", ["archive", "--format=tar", `--output=${archive}`, commit], { cwd: root });
  execFileSync("tar", ["-xf", archive, "-C", into]);
  rmSync(archive);
}

function copyWorkingTree(root: string, into: string): void {
  for (const file of workingFiles(root)) {
    mkdirSync(dirname(join(into, file)), { recursive: true });
    cpSync(join(root, file), join(into, file));
  }
}

/** What git would keep: known files and new ones, without those it ignores. A file that was just removed is none. */
const workingFiles = (root: string): readonly string[] =>
  execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 64 << 20,
  })
    .split("\0")
    .filter((file) => file !== "" && existsSync(join(root, file)));

function borrowModules(root: string, into: string, folder: string): void {
  const [theirs, ours] = [join(root, folder, "node_modules"), join(into, folder, "node_modules")];
  if (!existsSync(theirs)) return;
  mkdirSync(ours, { recursive: true });
  for (const name of readdirSync(theirs).filter(isDependency)) symlinkSync(join(theirs, name), join(ours, name));
  if (folder === "") linkOwnPackages(into, ours);
}

/** Caches are no dependencies, and our own packages are never the root's. */
const isDependency = (name: string): boolean => !["@plimsoll", "plimsoll"].includes(name) && !name.startsWith(".");

function linkOwnPackages(into: string, modules: string): void {
  mkdirSync(join(modules, "@plimsoll"), { recursive: true });
  for (const { folder, manifest } of workspacePackages(into))
    symlinkSync(join(into, folder), join(modules, manifest.name));
}
