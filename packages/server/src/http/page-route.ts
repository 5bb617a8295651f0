import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import type { FastifyInstance, FastifyReply } from "fastify";
import { PlimsollError } from "@plimsoll/foundation";

interface PageFile {
  readonly body: Buffer;
  readonly contentType: string;
}

/** By the path of the request, which begins with a slash. */
export type PageFiles = ReadonlyMap<string, PageFile>;

/** What pages are made of; nothing else is sent, and nothing is guessed. */
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".woff2": "font/woff2",
};

/** A name with a digest of its content in it never stands for anything else (vite). */
const HASHED = /-[A-Za-z0-9_-]{8}\.[a-z0-9]+$/;

/**
 * All files of a built page under a path, read at once: what is not in the list when the daemon starts cannot be asked for, by
 * whatever path. @throws {PlimsollError} `PAGE_FILES` for a folder without a page, or with a file of another kind
 */
export function pageFilesIn(folder: string, under: "/" | `/${string}/`): PageFiles {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const files = new Map(names.map((name) => [`${under}${name.slice(folder.length + 1)}`, readFile(name)]));
  const index = files.get(`${under}index.html`);
  if (index === undefined) throw pageFault("a page with index.html", `${files.size} files without it`);
  return files.set(under, index);
}

export function addPage(app: FastifyInstance, files: PageFiles): void {
  for (const [path, file] of files)
    app.get(path, { config: { operation: "get-page" } }, async (_request, reply) => send(reply, path, file));
}

const send = (reply: FastifyReply, path: string, { body, contentType }: PageFile): FastifyReply =>
  reply
    .type(contentType)
    .header("cache-control", HASHED.test(path) ? "public, max-age=31536000, immutable" : "no-cache")
    .send(body);

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
