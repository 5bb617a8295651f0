import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { provenLeaves } from "./fixture-site.ts";
import { type OpenedDashboard, openDashboard, settled } from "./opened-dashboard.ts";

let dashboard: OpenedDashboard;
beforeAll(async () => {
  dashboard = await openDashboard();
}, 60_000);
afterAll(() => dashboard[Symbol.asyncDispose]());
afterEach(() => dashboard.server.instead.clear());

const ENTRY = 12;

async function checked(): Promise<{ readonly holds: string | null; readonly text: string; readonly steps: number }> {
  const page = await dashboard.open(`#/ledger/${ENTRY}`);
  await settled(page);
  await page.click("button:has-text('Check the proof'):enabled");
  const outcome = page.locator(".outcome");
  await outcome.waitFor();
  const answer = {
    holds: await outcome.getAttribute("data-holds"),
    text: (await outcome.textContent()) ?? "",
    steps: await outcome.locator(".steps li").count(),
  };
  await page.context().close();
  return answer;
}

const answerProof = (change: (each: { leaf: string; proof: string }) => { leaf: string; proof: string }): void => {
  const { server } = dashboard;
  const leaves = provenLeaves(server.site, ENTRY).map(change);
  server.instead.set(`/v1/entries/${ENTRY}/proof`, {
    status: 200,
    body: { asOf: 1, entries: 1, index: ENTRY, leaves },
  });
};

test("SVR-71 the browser takes a proof apart and checks it step by step", async () => {
  const { holds, text, steps } = await checked();
  expect([holds, steps]).toEqual(["true", 6]);
  expect(text).toContain(`Proven: the entry stands in ${dashboard.server.site.origin}`);
  const root = Buffer.from(dashboard.server.site.ledger.root).toString("hex");
  // Once as the checkpoint says it, once as it was computed, once beside it.
  expect(text.split(root)).toHaveLength(4);
});

test("SVR-71 a leaf with another byte is shown in red as not proven", async () => {
  answerProof(({ leaf, proof }) => {
    const bytes = Buffer.from(leaf, "base64");
    bytes[20] = (bytes[20] ?? 0) ^ 1;
    return { leaf: bytes.toString("base64"), proof };
  });
  const { holds, text } = await checked();
  expect(holds).toBe("false");
  expect(text).toContain("Not proven: PROOF_INVALID");
});

test("SVR-71 a checkpoint with another size is shown as not proven", async () => {
  answerProof(({ leaf, proof }) => ({
    leaf,
    proof: proof.replace(/\n(\d+)\n(?=[A-Za-z0-9+/]{43}=\n\n—)/u, "\n999\n"),
  }));
  expect((await checked()).text).toContain("Not proven: SIGNATURE_INVALID");
});

test("SVR-71 a good proof of another entry does not prove the one that is shown", async () => {
  const leaves = provenLeaves(dashboard.server.site, ENTRY + 1);
  dashboard.server.instead.set(`/v1/entries/${ENTRY}/proof`, { status: 200, body: { leaves } });
  const { holds, text } = await checked();
  expect(holds).toBe("false");
  expect(text).toContain("Not proven: ENTRY_OTHER");
});

test("SVR-71 SVR-92 the key of first sight is kept; another one tomorrow is an alarm, and does not take its place", async () => {
  const page = await dashboard.open(`#/ledger/${ENTRY}`);
  await settled(page);
  await page.waitForSelector("text=Trust on first use");
  const other = "plimsoll.example/ledger+7e60d3cd+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c";
  await page.route("**/v1/log/vkey", (route) => route.fulfill({ body: `${other}\n`, contentType: "text/plain" }));
  await page.reload();
  await page.waitForSelector("text=The site now gives another key");
  expect(await page.textContent(".log-key")).toContain(dashboard.server.site.vkey);
  await page.click("button:has-text('Check the proof'):enabled");
  await page.waitForSelector('.outcome[data-holds="true"]');
  await page.context().close();
});

test("SVR-71 SVR-92 a key that the reader enters is the one that counts", async () => {
  const page = await dashboard.open(`#/ledger/${ENTRY}`);
  await settled(page);
  await page.click("summary");
  await page.fill(".log-key input", "no key");
  await page.click("text=Use it");
  await page.waitForSelector("text=this is no Ed25519 verifier key");
  await page.fill(".log-key input", "plimsoll.example/ledger+7e60d3cd+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c");
  await page.click("text=Use it");
  await page.waitForSelector("text=which you entered");
  await page.click("button:has-text('Check the proof'):enabled");
  await page.waitForSelector('.outcome[data-holds="false"]:has-text("KEY_MISMATCH")');
  await page.context().close();
});
