import { POWER_REASONS, priceMicroCu, REFUSAL_CODES } from "@plimsoll/kernel";
import type { CodeView } from "../http/answers.ts";
import { EVERY_NAME, type Parameter, type Reply, type Route } from "../http/route.ts";
import { evidenceOf } from "../views/evidence-view.ts";
import { nowView } from "../views/now-view.ts";
import { asOf, type SiteView } from "../views/site-view.ts";
import { notFound } from "./noun-routes.ts";

const named = (name: string, description: string): Parameter => ({
  name,
  description,
  pattern: EVERY_NAME,
  example: "acme-run-1",
});

/** What is so now, and why. */
export const siteRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/v1/site",
    operation: "get-site",
    summary: "the site, its log and its policy",
    access: "read",
    answer: { json: "Site" },
    problems: [],
    handle: (_asked, { view, log, powers }) => {
      const now = view();
      const { name, policy, policyDigest, scheduled } = now.site;
      const readOnly = powers === null;
      return {
        body: {
          ...asOf(now),
          name,
          origin: now.origin,
          policyDigest,
          policy,
          scheduled,
          leaves: log.leafCount,
          readOnly,
        },
      };
    },
  },
  {
    method: "GET",
    path: "/v1/now",
    operation: "get-now",
    summary: "every run and deployment that lives, with its power and why",
    access: "read",
    answer: { json: "Now" },
    problems: [],
    handle: (_asked, { view }) => ({ body: nowView(view()) }),
  },
  {
    method: "GET",
    path: "/v1/codes",
    operation: "list-codes",
    summary: "every refusal and every reason for power, in plain words",
    access: "read",
    answer: { json: "Codes" },
    problems: [],
    handle: () => ({ body: { items: CODES } }),
  },
  {
    method: "GET",
    path: "/v1/mesh",
    operation: "get-mesh",
    summary: "the mesh as this node sees it",
    access: "read",
    answer: { json: "Mesh" },
    problems: [503],
    handle: async (_asked, { mesh }) => ({ body: await mesh() }),
  },
  evidenceRoute("runs", "run"),
  evidenceRoute("deployments", "deployment"),
  {
    method: "GET",
    path: "/v1/deployments/{deployment}/price",
    operation: "get-deployment-price",
    summary: "what the capability graph costs in a quarter, by part (ACB-K §7)",
    access: "read",
    params: [named("deployment", "name of the deployment")],
    answer: { json: "Price" },
    problems: [404],
    handle: ({ params }, { view }) => priceReply(view(), params["deployment"] ?? ""),
  },
];

function evidenceRoute(noun: "runs" | "deployments", param: "run" | "deployment"): Route {
  return {
    method: "GET",
    path: `/v1/${noun}/{${param}}/evidence`,
    operation: `get-${param}-evidence`,
    summary: "what is proven, what is missing, and how many trials more a claim needs",
    access: "read",
    params: [named(param, `name of the ${param}`)],
    answer: { json: "Evidence" },
    problems: [404],
    handle: ({ params }, { view }) => {
      const now = view();
      const name = params[param] ?? "";
      const status = now.state[noun].has(name) ? evidenceOf(now, name) : null;
      if (status === null) throw notFound(noun, name);
      return { body: { ...asOf(now), status } };
    },
  };
}

/** The price of the tier, and what the privileges add to it. */
function priceReply(view: SiteView, name: string): Reply {
  const each = view.state.deployments.get(name);
  if (each === undefined) throw notFound("deployments", name);
  const tierMicroCu = priceMicroCu(each.tier);
  return {
    body: {
      ...asOf(view),
      totalMicroCu: String(each.priceMicroCu),
      parts: [
        { part: `tier ${each.tier}`, microCu: String(tierMicroCu) },
        { part: "privileges", microCu: String(each.priceMicroCu - tierMicroCu) },
      ],
    },
  };
}

const CODES: readonly CodeView[] = [
  ...Object.entries(REFUSAL_CODES).map(([code, { meaning, retryable }]): CodeView => ({
    code,
    kind: "refusal",
    meaning,
    remedy: null,
    retryable,
  })),
  ...Object.entries(POWER_REASONS).map(([code, { meaning, remedy, recoverable }]): CodeView => ({
    code,
    kind: "power",
    meaning,
    remedy,
    retryable: recoverable,
  })),
];
