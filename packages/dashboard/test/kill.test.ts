import { openEnvelope, signingKeyFromSeed } from "@plimsoll/foundation/node";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type OpenedDashboard, openDashboard, settled } from "./opened-dashboard.ts";

const key = signingKeyFromSeed(new Uint8Array(32).fill(11));
const KILL_TYPE = "application/vnd.plimsoll.kill+json";

let dashboard: OpenedDashboard;
beforeAll(async () => {
  dashboard = await openDashboard();
}, 60_000);
afterAll(() => dashboard[Symbol.asyncDispose]());
beforeEach(() => {
  dashboard.server.isAlive = true;
  dashboard.server.instead.clear();
  dashboard.server.posted.length = 0;
});

async function dialogOf(run: string): Promise<Page> {
  const page = await dashboard.open("#/now");
  await settled(page);
  await page.click(`button[aria-label='Kill run ${run}']`);
  await page.waitForSelector("dialog[open]");
  return page;
}

test("SVR-35 SVR-72 the dialog names what will happen, and sends nothing before a key signs", async () => {
  const page = await dialogOf("helm-7b-reward");
  const text = await page.textContent("dialog");
  expect(text).toMatch(
    /Kill helm-7b-reward\?.*all 3 processes of run helm-7b-reward of lab acme.*The run ends in the ledger.*cannot be taken back/s,
  );
  const order = page.locator("dialog button.danger");
  expect(await order.isDisabled()).toBe(true);
  await page.fill("dialog textarea", "-----BEGIN PRIVATE KEY-----\nrubbish\n-----END PRIVATE KEY-----");
  await page.waitForSelector("dialog .alarm");
  expect(await order.isDisabled()).toBe(true);
  await page.click("text=Leave it running");
  await page.waitForSelector("dialog[open]", { state: "detached" });
  expect(dashboard.server.posted).toEqual([]);
  await page.context().close();
});

test("SVR-35 SVR-72 the order is a DSSE envelope that the operator's key opens; the key stays nowhere", async () => {
  const page = await dialogOf("helm-7b-reward");
  await page.fill("dialog textarea", key.toPem());
  await page.waitForSelector(`dialog >> text=${key.keyId}`);
  expect(await page.inputValue("dialog textarea")).toBe("");
  await page.click("dialog button.danger");
  await page.waitForSelector("dialog .problem");
  expect(await page.textContent("dialog .problem")).toContain("NOT_FOUND");
  const [{ path, body } = { path: "", body: null }] = dashboard.server.posted;
  expect(path).toBe("/v1/kills");
  const opened = openEnvelope(body, KILL_TYPE, (keyId) => (keyId === key.keyId ? key.publicKey : undefined));
  const payload = Buffer.from(opened?.payload ?? []).toString();
  expect(JSON.parse(payload)).toMatchObject({ log: dashboard.server.site.origin, run: "helm-7b-reward" });
  expect(Object.keys(JSON.parse(payload) as object)).toEqual(["claimedAt", "id", "log", "run"]);
  const claimedAt = (JSON.parse(payload) as { readonly claimedAt: number }).claimedAt;
  expect(Math.abs(claimedAt - dashboard.server.site.nowMs)).toBeLessThan(60_000);
  const kept = await page.evaluate<string>(
    "JSON.stringify([localStorage, sessionStorage, document.cookie]) + document.body.innerHTML",
  );
  expect(kept).not.toContain("PRIVATE KEY-----\\n");
  expect(JSON.stringify(body)).not.toContain("PRIVATE");
  // What was signed with is forgotten: to order again it must be given again.
  expect(await page.locator("dialog button.danger").isDisabled()).toBe(true);
  await page.context().close();
});

test("SVR-35 what the process table proved is shown", async () => {
  dashboard.server.instead.set("/v1/kills", {
    status: 200,
    body: { run: "helm-7b-reward", processes: 3, deathConfirmedMs: 41, settled: false },
  });
  const page = await dialogOf("helm-7b-reward");
  await page.setInputFiles("dialog input[type=file]", {
    name: "operator.pem",
    mimeType: "application/x-pem-file",
    buffer: Buffer.from(key.toPem()),
  });
  await page.waitForSelector(`dialog >> text=${key.keyId}`);
  await page.click("dialog button.danger");
  await page.waitForSelector("dialog .answer");
  expect(await page.textContent("dialog .answer")).toMatch(/Run helm-7b-reward was killed\..*3.*0\.0 s.*not yet/s);
  await page.context().close();
});

test("SVR-76 an order that is signed while nothing is heard claims the site's time of then, not that of its last word", async () => {
  const page = await dialogOf("helm-7b-reward");
  await page.fill("dialog textarea", key.toPem());
  await page.waitForSelector(`dialog >> text=${key.keyId}`);
  dashboard.server.isAlive = false;
  await page.waitForSelector(".banner", { timeout: 10_000 });
  await page.waitForTimeout(4_000);
  await page.click("dialog button.danger");
  await page.waitForSelector("dialog .problem");
  const { asOf } = (await (await fetch(`${dashboard.server.url}v1/now`)).json()) as { readonly asOf: number };
  const [{ body } = { body: null }] = dashboard.server.posted;
  const { payload } = body as { readonly payload: string };
  const { claimedAt } = JSON.parse(Buffer.from(payload, "base64").toString()) as { readonly claimedAt: number };
  expect(asOf - claimedAt).toBeLessThan(4_000);
  await page.context().close();
}, 30_000);
