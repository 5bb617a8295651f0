import { readdirSync, readFileSync } from "node:fs";
import { parseAllDocuments } from "yaml";

const FOLDER = new URL("../../../../deploy/release/", import.meta.url);

/** Whatever YAML holds, looked at by path. Undefined where there is nothing. */
export type Tree = unknown;

/** `at(tree, "spec", "ports", 0)`. */
export const at = (tree: Tree, ...path: readonly (string | number)[]): Tree =>
  path.reduce<Tree>((value, key) => (isBranch(value) ? value[key] : undefined), tree);

const isBranch = (value: Tree): value is Record<string | number, Tree> => typeof value === "object" && value !== null;

export function listAt(tree: Tree, ...path: readonly (string | number)[]): readonly Tree[] {
  const value = at(tree, ...path);
  return Array.isArray(value) ? (value as readonly Tree[]) : [];
}

export const filesOf = (): readonly string[] => readdirSync(FOLDER, { encoding: "utf8" }).toSorted();
export const textOf = (file: string): string => readFileSync(new URL(file, FOLDER), "utf8");

/** The documents of a YAML text. Throws for text that is no YAML, or has a key twice. */
export function documentsIn(text: string): readonly Tree[] {
  return parseAllDocuments(text, { uniqueKeys: true, merge: true }).map((document) => {
    const [fault] = document.errors;
    if (fault !== undefined) throw fault;
    return document.toJS() as Tree;
  });
}
