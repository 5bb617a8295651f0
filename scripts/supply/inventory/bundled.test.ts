import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { publishedPackages, ROOT } from "../workspace.ts";
import { BUNDLED } from "./bundled.ts";

const IMPORTED = /(?:from |import\()"((?:@[\w-]+\/)?[\w-]+)[^"]*"/g;
/** The bundler itself is named in its own configuration. */
const CONFIGURATION = "vite.config.ts";

/** Names of packages of others that a page of ours imports. */
function importedByPage(folder: string): readonly string[] {
  const page = join(ROOT, folder, "page");
  if (!existsSync(page)) return [];
  const files = readdirSync(page, { recursive: true, encoding: "utf8" }).filter(
    (file) => /\.tsx?$/.test(file) && !file.endsWith(CONFIGURATION),
  );
  const texts = files.map((file) => readFileSync(join(page, file), "utf8"));
  const names = texts.flatMap((text) => [...text.matchAll(IMPORTED)].map((match) => match[1] ?? ""));
  return [...new Set(names)].filter((name) => !name.startsWith("@plimsoll")).sort();
}

test("SC-7 the list of what is bundled is what the pages import", () => {
  const found = publishedPackages()
    .map(({ folder }) => [folder, importedByPage(folder)] as const)
    .filter(([, names]) => names.length > 0);
  expect(Object.fromEntries(found)).toEqual(BUNDLED);
});
