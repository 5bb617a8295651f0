import { keyOfCursor, pageOf } from "../views/page.ts";
import { asOf } from "../views/site-view.ts";
import { type Noun, type NounName, NOUNS } from "../views/nouns.ts";
import type { AnswerName } from "../http/answers.ts";
import { problem } from "../http/problem.ts";
import { type Asked, EVERY_NAME, type Parameter, type Route } from "../http/route.ts";
import type { PageAsked } from "../views/page.ts";

/** The name of a noun's answers in the API's description. */
const ANSWER_OF: Readonly<Record<NounName, string>> = {
  affidavits: "Affidavit",
  attestations: "Attestation",
  audits: "Audit",
  checkpoints: "Checkpoint",
  datasets: "Dataset",
  deployments: "Deployment",
  examinations: "Examination",
  keys: "Key",
  labs: "Lab",
  leases: "Lease",
  lineages: "Lineage",
  releases: "Release",
  runs: "Run",
  wallets: "Wallet",
  "window-sets": "WindowSet",
};

const kebab = (name: string): string => name.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();

/** What anybody may read (ACB-K §3.2). */
const PUBLIC_NOUNS: ReadonlySet<NounName> = new Set(["affidavits"]);

/** What is public may be kept by caches that ask whether it is still so (SVR-25). */
const cachingOf = (name: NounName): { readonly cacheControl?: string } =>
  PUBLIC_NOUNS.has(name) ? { cacheControl: "public, no-cache" } : {};

export const PAGE_QUERY: readonly Parameter[] = [
  { name: "limit", description: "items on a page, 1 to 500 (default 100)", pattern: "[0-9]{1,3}", example: "100" },
  { name: "cursor", description: "`next` of the page before", pattern: "[A-Za-z0-9_-]{1,600}", example: "YWNtZQ" },
];

/** A list and a single item for every noun. */
export const nounRoutes: readonly Route[] = NOUNS.flatMap((noun) => [listRoute(noun), itemRoute(noun)]);

function listRoute(noun: Noun): Route {
  return {
    method: "GET",
    path: `/v1/${noun.name}`,
    operation: `list-${noun.name}`,
    summary: noun.summary,
    access: PUBLIC_NOUNS.has(noun.name) ? "public" : "read",
    query: PAGE_QUERY,
    answer: { json: `${ANSWER_OF[noun.name]}Page` as AnswerName },
    problems: [],
    handle: (asked, { view }) => {
      const now = view();
      return { body: pageOf<unknown>(now, noun.rows(now), pageAsked(asked)), ...cachingOf(noun.name) };
    },
  };
}

function itemRoute(noun: Noun): Route {
  return {
    method: "GET",
    path: `/v1/${noun.name}/{name}`,
    operation: `get-${kebab(ANSWER_OF[noun.name])}`,
    summary: `one of: ${noun.summary}`,
    access: PUBLIC_NOUNS.has(noun.name) ? "public" : "read",
    params: [{ name: "name", description: "its key in the list", pattern: EVERY_NAME, example: "acme" }],
    answer: { json: `${ANSWER_OF[noun.name]}One` as AnswerName },
    problems: [404],
    handle: ({ params }, { view }) => {
      const now = view();
      const found = noun.rows(now).find(([key]) => key === params["name"]);
      if (found === undefined) throw notFound(noun.name, params["name"] ?? "");
      return { body: { ...asOf(now), item: found[1]() }, ...cachingOf(noun.name) };
    },
  };
}

/** Which page a query asks for. Throws `REQUEST_MALFORMED`. */
export function pageAsked({ query }: Asked): PageAsked {
  const limit = Number(query["limit"] ?? "100");
  if (limit < 1 || limit > 500) throw malformed("a limit of 1 to 500", String(limit));
  const { cursor } = query;
  const after = cursor === undefined ? null : keyOfCursor(cursor);
  if (after === undefined) throw malformed("a cursor that a page named", JSON.stringify(cursor));
  return { after, limit };
}

export const notFound = (noun: string, name: string): Error =>
  problem(404, "NOT_FOUND", `one of the ${noun} that GET /v1/${noun} lists`, JSON.stringify(name), "look at the list");

export const malformed = (expected: string, received: string): Error =>
  problem(400, "REQUEST_MALFORMED", expected, received, "see GET /v1/openapi.json");
