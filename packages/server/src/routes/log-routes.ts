import { PlimsollError } from "@plimsoll/foundation";
import type { Entry } from "@plimsoll/kernel";
import { encodeTlogProof, type LedgerReader, readTile } from "@plimsoll/ledger";
import type { PlacedEntry } from "../http/answers.ts";
import { type Parameter, type Reply, type Route, WHOLE_NUMBER } from "../http/route.ts";
import { PAGE_LENGTH_MAX } from "../views/page.ts";
import { asOf } from "../views/site-view.ts";
import { malformed, notFound } from "./noun-routes.ts";

const INDEX: Parameter = {
  name: "index",
  description: "index of the entry, from 0",
  pattern: WHOLE_NUMBER,
  example: "0",
};

const TEXT = "text/plain; charset=utf-8";
const FOR_EVER = "public, max-age=31536000, immutable";
const NEWEST = "public, no-cache";

/** The log itself: for people entry by entry, for strangers' tools as C2SP tlog-tiles. */
export const logRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/v1/log/checkpoint",
    operation: "get-log-checkpoint",
    summary: "the newest checkpoint of the log (C2SP tlog-checkpoint)",
    access: "public",
    answer: { media: TEXT },
    problems: [],
    handle: (_asked, { log }) => ({ body: log.checkpoint, media: TEXT, cacheControl: NEWEST }),
  },
  {
    method: "GET",
    path: "/v1/log/vkey",
    operation: "get-vkey",
    summary: "the verifier key of the log (C2SP signed-note); whoever verifies pins it from somewhere else",
    access: "public",
    answer: { media: TEXT },
    problems: [],
    handle: (_asked, { vkey }) => ({ body: `${vkey}\n`, media: TEXT, cacheControl: NEWEST }),
  },
  {
    method: "GET",
    path: "/v1/log/tile/{tile}",
    operation: "get-tile",
    summary: "a tile or a bundle of entries (C2SP tlog-tiles), partial ones with .p/WIDTH",
    access: "public",
    params: [
      {
        name: "tile",
        description: "level and index, as the standard writes them; its slashes stand as they are",
        pattern: "(?:entries|[0-9]{1,2})/(?:x[0-9]{3}/){0,5}[0-9]{3}(?:\\.p/[0-9]{1,3})?",
        example: "0/000.p/1",
      },
    ],
    answer: { media: "application/octet-stream" },
    problems: [404],
    handle: ({ params }, { log }) => tileReply(log, params["tile"] ?? ""),
  },
  {
    method: "GET",
    path: "/v1/entries",
    operation: "list-entries",
    summary: "entries in the order of the log",
    access: "read",
    query: [
      { name: "from", description: "index of the first (default 0)", pattern: WHOLE_NUMBER, example: "0" },
      { name: "limit", description: "how many, 1 to 500 (default 100)", pattern: "[0-9]{1,3}", example: "100" },
    ],
    answer: { json: "EntryPage" },
    problems: [],
    handle: ({ query }, { view, log }) => {
      const [from, limit] = [Number(query["from"] ?? "0"), Number(query["limit"] ?? "100")];
      if (limit < 1 || limit > 500) throw malformed("a limit of 1 to 500", String(limit));
      const items = entriesFrom(log, from, limit);
      const behind = from + items.length;
      return { body: { ...asOf(view()), items, next: behind < log.size ? String(behind) : null } };
    },
  },
  {
    method: "GET",
    path: "/v1/entries/{index}",
    operation: "get-entry",
    summary: "one entry",
    access: "read",
    params: [INDEX],
    answer: { json: "EntryOne" },
    problems: [404],
    handle: ({ params }, { view, log }) => {
      const [item] = entriesFrom(log, Number(params["index"]), 1);
      if (item === undefined) throw notFound("entries", params["index"] ?? "");
      return { body: { ...asOf(view()), item } };
    },
  },
  {
    method: "GET",
    path: "/v1/entries/{index}/proof",
    operation: "get-proof",
    summary: "the proof that an entry is in the log: a C2SP tlog-proof for each leaf that it lies in",
    access: "read",
    params: [INDEX],
    answer: { json: "Proof" },
    problems: [404],
    handle: ({ params }, { view, log }) => {
      const index = Number(params["index"]);
      return { body: { ...asOf(view()), index, leaves: provenLeaves(log, index) } };
    },
  },
  {
    method: "GET",
    path: "/v1/consistency",
    operation: "get-consistency",
    summary: "that the log of one size begins with the log of a smaller one (RFC 6962 §2.1.2); sizes count leaves",
    access: "read",
    query: [
      { name: "from", description: "the smaller size, at least 1", pattern: WHOLE_NUMBER, example: "1" },
      { name: "to", description: "the larger size (default: now)", pattern: WHOLE_NUMBER, example: "1" },
    ],
    answer: { json: "Consistency" },
    problems: [],
    handle: ({ query }, { view, log }) => {
      const [from, to] = [Number(query["from"] ?? "0"), Number(query["to"] ?? log.leafCount)];
      if (from < 1 || from > to || to > log.leafCount)
        throw malformed(`1 <= from <= to <= ${log.leafCount}`, `from ${from}, to ${to}`);
      const hashes = log.proveConsistency(from, to).map((hash) => Buffer.from(hash).toString("base64"));
      return { body: { ...asOf(view()), from, to, hashes } };
    },
  },
];

function tileReply(log: LedgerReader, path: string): Reply {
  const tile = readTile(log, `tile/${path}`);
  if (tile === null) throw notFound("log/tile", path);
  return { body: tile.bytes, media: "application/octet-stream", cacheControl: tile.isFull ? FOR_EVER : NEWEST };
}

function entriesFrom(log: LedgerReader, from: number, limit: number): readonly PlacedEntry[] {
  const found: PlacedEntry[] = [];
  if (from >= log.size) return found;
  let length = 0;
  for (const { index, text } of log.entries(from)) {
    length += text.length;
    if (found.length > 0 && length > PAGE_LENGTH_MAX) break;
    found.push({ index, entry: JSON.parse(text) as Entry });
    if (found.length === limit) break;
  }
  return found;
}

function provenLeaves(log: LedgerReader, index: number): readonly { readonly leaf: string; readonly proof: string }[] {
  try {
    return log.prove(index).map(({ leafIndex, leaf, hashes, checkpoint }) => ({
      leaf: Buffer.from(leaf).toString("base64"),
      proof: encodeTlogProof({ index: leafIndex, inclusionProof: hashes, checkpoint, extra: null }),
    }));
  } catch (cause) {
    if (cause instanceof PlimsollError && cause.code === "ENTRY_NOT_FOUND") throw notFound("entries", String(index));
    throw cause;
  }
}
