import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseAllDocuments } from "yaml";

const ROOT = new URL("../../../../", import.meta.url);

/** Whatever YAML or JSON holds, looked at by path. Undefined where there is nothing. */
export type Tree = unknown;

/** `at(tree, "spec", "ports", 0)`. */
export const at = (tree: Tree, ...path: readonly (string | number)[]): Tree =>
  path.reduce<Tree>((value, key) => (isBranch(value) ? value[key] : undefined), tree);

export const isBranch = (value: Tree): value is Record<string | number, Tree> =>
  typeof value === "object" && value !== null;

export function listAt(tree: Tree, ...path: readonly (string | number)[]): readonly Tree[] {
  const value = at(tree, ...path);
  return Array.isArray(value) ? (value as readonly Tree[]) : [];
}

export const textsAt = (tree: Tree, ...path: readonly (string | number)[]): readonly string[] =>
  listAt(tree, ...path).map(String);

/** Of a file in deploy/. */
export const textOf = (file: string): string => readFileSync(new URL(`deploy/${file}`, ROOT), "utf8");

/** Files under a folder of deploy/, by their path in it. */
export function filesIn(folder: string): readonly string[] {
  const root = fileURLToPath(new URL(`deploy/${folder}`, ROOT));
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .toSorted();
}

/** The documents of a YAML text. Throws for text that is no YAML, or has a key twice. */
export function documentsIn(text: string): readonly Tree[] {
  return parseAllDocuments(text, { uniqueKeys: true, merge: true })
    .map((document) => {
      const [fault] = document.errors;
      if (fault !== undefined) throw fault;
      return document.toJS() as Tree;
    })
    .filter((document) => document !== null);
}

export const sourceOf = (file: string): string => readFileSync(new URL(file, ROOT), "utf8");
