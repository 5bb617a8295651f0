import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { replay } from "@plimsoll/governor";
import type { KernelState } from "@plimsoll/kernel";
import { openLedgerReader } from "@plimsoll/ledger";
import { NOUNS } from "../../src/views/nouns.ts";
import type { SiteView } from "../../src/views/site-view.ts";
import { ApiDocument, type Operation } from "../kit/api-schemas.ts";
import { type Answer, ask, post } from "../kit/ask.ts";
import { startDaemon, type TestDaemon } from "../kit/daemon.ts";
import { DEPLOYMENT, makeRichSite, NODE_KEY, RUN, WEIGHTS } from "../kit/rich-site.ts";
import { judgement, JUDGES, Signer } from "../kit/signer.ts";
import { TemporaryFolder } from "../kit/temporary-folder.ts";

const folder = new TemporaryFolder();
let daemon: TestDaemon;
let api: ApiDocument;
let signer: Signer;

beforeAll(async () => {
  const data = `${folder.path}/site`;
  makeRichSite(data);
  daemon = await startDaemon(data);
  signer = new Signer(data);
  const document = await ask(daemon.url, "/v1/openapi.json");
  expect(document.status, document.text + daemon.logText()).toBe(200);
  api = new ApiDocument(document.json());
});

afterAll(async () => {
  await daemon.stop();
  folder[Symbol.dispose]();
});

const called = new Set<string>();

/** Holds an answer against what is documented for its path. */
function assertConforms(operation: Operation, answer: Answer): void {
  called.add(`${operation.method} ${operation.path}`);
  const { status, headers, text } = answer;
  const fault = api.faultOf(operation, status, headers["content-type"] ?? "", text);
  expect(fault, `${operation.operationId}: ${text.slice(0, 400)}`).toBe(null);
}

async function get(template: string, path: string = template, status = 200): Promise<Answer> {
  const answer = await ask(daemon.url, path);
  assertConforms(api.operation("GET", template), answer);
  expect(answer.status, `${path}: ${answer.text.slice(0, 300)}`).toBe(status);
  return answer;
}

async function send(path: string, body: object, status: number): Promise<Answer> {
  const answer = await post(daemon.url, path, body);
  assertConforms(api.operation("POST", path), answer);
  expect(answer.status, answer.text).toBe(status);
  return answer;
}

/** What the log alone says. */
function stateOfLog(): KernelState {
  using log = openLedgerReader({ directory: `${folder.path}/site/ledger` });
  return replay(log);
}

describe("SVR-20 every answer is as the document says", () => {
  const plain = [
    "/healthz",
    "/readyz",
    "/metrics",
    "/v1/openapi.json",
    "/v1/jwks",
    "/.well-known/jwks.json",
    "/v1/log/checkpoint",
    "/v1/log/vkey",
    "/v1/site",
    "/v1/now",
    "/v1/codes",
    "/v1/mesh",
    "/v1/decisions",
    "/v1/overrides",
    "/v1/packs",
    "/v1/entries",
  ];
  test.each(plain)("SVR-20 GET %s", async (path) => {
    await get(path);
  });

  test("SVR-6 GET /v1/withdrawals, once the daemon has published it", async () => {
    await expect.poll(async () => (await ask(daemon.url, "/v1/withdrawals")).status).toBe(200);
    await get("/v1/withdrawals");
  });

  test.each(NOUNS.map(({ name }) => name))("SVR-21 every %s, listed two by two and one by one", async (name) => {
    const noun = NOUNS.find((each) => each.name === name)!;
    const keys = noun.rows({ state: stateOfLog() } as SiteView).map(([key]) => key);
    expect(keys.length, "the rich site has one of each").toBeGreaterThan(0);
    let listed = 0;
    for (let path = `/v1/${name}?limit=2`; ;) {
      const page = (await get(`/v1/${name}`, path)).json<{ items: readonly object[]; next: string | null }>();
      listed += page.items.length;
      if (page.next === null) break;
      path = `/v1/${name}?limit=2&cursor=${page.next}`;
    }
    expect(listed).toBe(keys.length);
    for (const key of keys) await get(`/v1/${name}/{name}`, `/v1/${name}/${encodeURIComponent(key)}`);
    await get(`/v1/${name}/{name}`, `/v1/${name}/nobody`, 404);
    await get(`/v1/${name}`, `/v1/${name}?limit=501`, 400);
    await get(`/v1/${name}`, `/v1/${name}?cursor=!!`, 400);
    await get(`/v1/${name}`, `/v1/${name}?unknown=1`, 400);
  });

  test("SVR-20 evidence and price", async () => {
    await get("/v1/runs/{run}/evidence", `/v1/runs/${encodeURIComponent(RUN)}/evidence`);
    await get("/v1/deployments/{deployment}/evidence", `/v1/deployments/${DEPLOYMENT}/evidence`);
    await get("/v1/deployments/{deployment}/price", `/v1/deployments/${DEPLOYMENT}/price`);
    await get("/v1/runs/{run}/evidence", "/v1/runs/nobody/evidence", 404);
    await get("/v1/deployments/{deployment}/evidence", "/v1/deployments/nobody/evidence", 404);
    await get("/v1/deployments/{deployment}/price", "/v1/deployments/nobody/price", 404);
  });

  test("SVR-20 every entry and its proof, tiles and consistency", async () => {
    const { leaves, entries } = (await get("/v1/site")).json<{ leaves: number; entries: number }>();
    for (const index of [0, 1, entries - 1]) {
      await get("/v1/entries/{index}", `/v1/entries/${index}`);
      await get("/v1/entries/{index}/proof", `/v1/entries/${index}/proof`);
    }
    await get("/v1/entries/{index}", "/v1/entries/999999", 404);
    await get("/v1/entries/{index}/proof", "/v1/entries/999999/proof", 404);
    await get("/v1/entries", "/v1/entries?from=0&limit=500");
    await get("/v1/entries", "/v1/entries?from=999999");
    await get("/v1/entries", "/v1/entries?limit=0", 400);
    await get("/v1/consistency", `/v1/consistency?from=1&to=${leaves}`);
    await get("/v1/consistency", `/v1/consistency?from=${leaves + 1}`, 400);
    await get("/v1/log/tile/{tile}", `/v1/log/tile/0/000.p/${leaves % 256}`);
    await get("/v1/log/tile/{tile}", `/v1/log/tile/entries/000.p/${leaves % 256}`);
    await get("/v1/log/tile/{tile}", "/v1/log/tile/0/999", 404);
    await get("/v1/packs/{pack}/{file}", "/v1/packs/none/manifest.json", 404);
  });

  test("SVR-32 commands, orders and tokens", async () => {
    const idle = await send("/v1/commands", signer.command("idle", { type: "tick", holders: [] }, ["node"]), 200);
    expect(idle.json()).toEqual({ decision: "decided", firstEntry: null, entries: [] });
    const judged = signer.command("contract-judge", judgement(1), JUDGES);
    const decided = await send("/v1/commands", judged, 200);
    const { firstEntry } = decided.json();
    expect(decided.json()).toMatchObject({ decision: "decided", entries: [{ kind: "release.judged" }] });
    expect((await send("/v1/commands", judged, 200)).json()).toEqual({ decision: "repeated", firstEntry });
    const end = { type: "deployment.end", deployment: "nobody" };
    await send("/v1/commands", signer.command("contract-refused", end, ["node"]), 422);
    await send("/v1/commands", signer.command("contract-judge", judgement(2), JUDGES), 409);
    await send("/v1/commands", signer.command("contract-role", end, ["meter"]), 403);
    await send("/v1/commands", signer.command("contract-log", end, ["node"], { log: "elsewhere" }), 401);
    await send("/v1/commands", {}, 400);
    const wish = {
      type: "token.request",
      token: "token-1",
      deployment: DEPLOYMENT,
      artifact: WEIGHTS,
      nodeKey: NODE_KEY,
    };
    await send("/v1/tokens", signer.command("token.request:token-1", wish, ["node"]), 200);
    await send("/v1/tokens", signer.command("contract-other", end, ["node"]), 400);
    await send("/v1/kills", signer.order("kill-1", RUN, ["operator-1"]), 200);
    await send("/v1/kills", signer.order("kill-2", "nobody", ["operator-1"]), 404);
    await send("/v1/kills", signer.order("kill-3", RUN, ["meter"]), 403);
  });

  test("SVR-40 GET /v1/events is documented as what it answers", async () => {
    const operation = api.operation("GET", "/v1/events");
    assertConforms(operation, await ask(daemon.url, "/v1/events?after=x"));
    const controller = new AbortController();
    const stream = await fetch(`${daemon.url}/v1/events`, { signal: controller.signal });
    const [media = ""] = (stream.headers.get("content-type") ?? "").split(";");
    expect(Object.keys(operation.responses["200"]?.content ?? {})).toEqual([media]);
    controller.abort();
  });

  test("SVR-20 nothing that is documented was left out", () => {
    expect(api.operations.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual([...called].toSorted());
    const { Envelope: _, ...answers } = api.schemas;
    expect([...api.reached].filter((name) => !(name in answers))).toEqual([]);
    const named = new Set(
      api.operations.flatMap(({ responses }) =>
        Object.values(responses).flatMap(({ content }) =>
          Object.values(content).map(({ schema }) => String(schema["$ref"])),
        ),
      ),
    );
    named.delete("undefined");
    expect([...named].map((pointer) => pointer.slice(pointer.lastIndexOf("/") + 1)).toSorted()).toEqual(
      [...api.reached].toSorted(),
    );
  });
});
