import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { PlimsollError } from "@plimsoll/foundation";

/** One file of the page, as it is sent. */
export interface PageFile {
  readonly body: Buffer;
  readonly contentType: string;
}

/** By the path of the request, which begins with a slash. */
export type PageFiles = ReadonlyMap<string, PageFile>;

/** What a page is made of; nothing else is sent, and nothing is guessed. */
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

/**
 * All files of a folder, read at once: what is not in the list when the server starts cannot be asked for, by whatever path.
 * @throws {PlimsollError} `PAGE_FILES` for a folder without a page, or with a file of another kind
 */
export function readPageFiles(folder: string): PageFiles {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const files = new Map(names.map((name) => [pathOf(folder, name), readFile(name)]));
  const index = files.get("/index.html");
  if (index === undefined) throw pageFault("a page with index.html", `${files.size} files without it`);
  return files.set("/", index);
}

const pathOf = (folder: string, name: string): string => name.slice(folder.length).replaceAll("\\", "/");

function readFile(name: string): PageFile {
  const contentType = CONTENT_TYPES[extname(name)];
  if (contentType === undefined) throw pageFault(`files ending in ${Object.keys(CONTENT_TYPES).join(", ")}`, name);
  return { body: readFileSync(name), contentType };
}

const pageFault = (expected: string, received: string): PlimsollError =>
  new PlimsollError({
    code: "PAGE_FILES",
    expected,
    received,
    fix: "install plimsoll again, or delete node_modules/.cache",
  });
