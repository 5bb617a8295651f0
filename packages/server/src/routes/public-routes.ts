import { problem } from "../http/problem.ts";
import type { Route } from "../http/route.ts";
import { fromStore } from "../release/release-problem.ts";
import { asOf } from "../views/site-view.ts";
import { notFound } from "./noun-routes.ts";

const NEWEST = "public, no-cache";
/** Who wrote a pack is not who serves it: what stands in it is shown, and runs, asks and leads nowhere (SVR-153). */
const PACK_POLICY =
  "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/** What anybody may ask: whether it lives, the keys of tokens, what was withdrawn, what was published. */
export const publicRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/healthz",
    operation: "get-health",
    summary: "the process answers",
    access: "public",
    answer: { json: "Health" },
    problems: [],
    handle: () => ({ body: { status: "ok" } }),
  },
  {
    method: "GET",
    path: "/readyz",
    operation: "get-readiness",
    summary: "200 when commands are decided and durable, else 503 with the reasons",
    access: "public",
    answer: { json: "Ready" },
    problems: [],
    handle: (_asked, { unready }) => {
      const reasons = unready();
      const isReady = reasons.length === 0;
      return { status: isReady ? 200 : 503, body: { status: isReady ? "ready" : "unready", reasons } };
    },
  },
  jwksRoute("/v1/jwks", "get-jwks"),
  jwksRoute("/.well-known/jwks.json", "get-well-known-jwks"),
  {
    method: "GET",
    path: "/v1/withdrawals",
    operation: "get-withdrawals",
    summary: "the signed withdrawal feed, which gates follow",
    access: "public",
    answer: { media: "application/json" },
    problems: [503],
    handle: (_asked, { withdrawals }) => {
      const feed = withdrawals();
      if (feed === null)
        throw problem(
          503,
          "FEED_MISSING",
          "a feed that the site published",
          "none",
          "start the daemon that decides",
          true,
        );
      return { body: feed, cacheControl: NEWEST };
    },
  },
  {
    method: "GET",
    path: "/v1/overrides",
    operation: "list-overrides",
    summary: "overrides of release: public, signed, once",
    access: "public",
    answer: { json: "Overrides" },
    problems: [503],
    handle: (_asked, { view, release }) => {
      const now = view();
      return { body: { ...asOf(now), items: fromStore(() => release.overrides(now)) }, cacheControl: NEWEST };
    },
  },
  {
    method: "GET",
    path: "/v1/packs",
    operation: "list-packs",
    summary: "transparency packs that the site published",
    access: "public",
    answer: { json: "Packs" },
    problems: [],
    handle: (_asked, { view, release }) => ({
      body: { ...asOf(view()), items: release.packs() },
      cacheControl: NEWEST,
    }),
  },
  {
    method: "GET",
    path: "/v1/packs/{pack}/{file}",
    operation: "get-pack-file",
    summary: "a file of a transparency pack",
    access: "public",
    params: [
      { name: "pack", description: "name of the pack", pattern: "[A-Za-z0-9][A-Za-z0-9._-]{0,127}", example: "eval-1" },
      {
        name: "file",
        description: "path inside the pack; its slashes stand as they are",
        pattern: "[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}(?:/[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}){0,4}",
        example: "manifest.json",
      },
    ],
    answer: { media: "application/octet-stream" },
    problems: [404],
    handle: ({ params }, { release }) => {
      const file = release.packFile(params["pack"] ?? "", params["file"] ?? "");
      if (file === null) throw notFound("packs", `${params["pack"]}/${params["file"]}`);
      const { length, stream, media } = file;
      return { body: stream, length, media, cacheControl: NEWEST, policy: PACK_POLICY };
    },
  },
  {
    method: "GET",
    path: "/v1/decisions",
    operation: "list-decisions",
    summary: "decisions of release: colour, reasons, what would change them",
    access: "read",
    answer: { json: "Decisions" },
    problems: [503],
    handle: (_asked, { view, release }) => {
      const now = view();
      return { body: { ...asOf(now), items: fromStore(() => release.decisions(now)) } };
    },
  },
  {
    method: "GET",
    path: "/metrics",
    operation: "get-metrics",
    summary: "OpenMetrics text",
    access: "read",
    answer: { media: OPEN_METRICS },
    problems: [],
    handle: async (_asked, { metrics }) => ({ body: await metrics(), media: OPEN_METRICS }),
  },
];

function jwksRoute(path: string, operation: string): Route {
  return {
    method: "GET",
    path,
    operation,
    summary: "the key set of capability tokens (RFC 7517)",
    access: "public",
    answer: { media: "application/jwk-set+json" },
    problems: [],
    handle: (_asked, { jwks }) => ({ body: jwks(), media: "application/jwk-set+json", cacheControl: NEWEST }),
  };
}
