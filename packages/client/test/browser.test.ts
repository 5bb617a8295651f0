import { existsSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { fileURLToPath } from "node:url";
import { type Browser, chromium } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { entryText, pulseText, ScriptedSite, stream } from "./scripted-site.ts";

/** Chromium as Debian and others name it; the first that there is. */
const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const VECTORS = readFileSync(new URL("../../../spec/vectors/server/signing.json", import.meta.url), "utf8");

/** What the page does: signs the vectors, reads, and listens over a connection that breaks. */
const SCRIPT = `
import { PlimsollClient, signCommand, signingKeyFromPem, signKillOrder, signReadToken } from "/client.js";
const vectors = ${VECTORS};
const keys = await Promise.all(vectors.keys.map(({ pem }) => signingKeyFromPem(pem)));
const signed = [];
for (const { claim, signers } of vectors.commands) signed.push(await signCommand(claim, keys.slice(0, signers)));
const order = await signKillOrder(vectors.killOrder.order, [keys[0]]);
const token = await signReadToken(vectors.readToken, keys[0]);
const site = new PlimsollClient({ url: location.origin, token });
const health = await site.getHealth();
const heard = [];
for await (const event of site.events()) {
  heard.push(event.type === "entry" ? event.index : event.type);
  if (heard.length === 3) break;
}
const refused = await site.getLab({ name: "none" }).catch(({ code, status }) => ({ code, status }));
globalThis.told = JSON.stringify({ keyIds: keys.map(({ keyId }) => keyId), signed, order, token, health, heard, refused });
`;

/** The package as a page gets it: one file, nothing of Node in it. */
async function bundled(): Promise<string> {
  const entry = fileURLToPath(new URL("../src/index.ts", import.meta.url));
  const made = await build({
    configFile: false,
    logLevel: "silent",
    build: { write: false, target: "es2022", lib: { entry, formats: ["es"] } },
  });
  const [output] = made as readonly { readonly output: readonly { readonly code?: string }[] }[];
  return output?.output[0]?.code ?? "";
}

let browser: Browser;
let code: string;
beforeAll(async () => {
  const program = CHROMIUM.find((place) => existsSync(place));
  if (program === undefined) throw new Error("CHROMIUM_MISSING: run node scripts/install/chromium.js");
  code = await bundled();
  browser = await chromium.launch({ executablePath: program, args: ["--no-sandbox", "--disable-gpu"] });
});
afterAll(async () => await browser.close());

describe("SVR-143 in a browser", () => {
  test("SVR-143 keys, envelopes, tokens, reads, refusals and streams are as in Node", async () => {
    let streams = 0;
    await using site = await ScriptedSite.started((response, heard) => {
      const send = (type: string, body: string, status = 200): void =>
        void response.writeHead(status, { "content-type": type }).end(body);
      if (heard.path === "/") send("text/html", '<script type="module" src="/page.js"></script>');
      else if (heard.path === "/page.js") send("text/javascript", SCRIPT);
      else if (heard.path === "/client.js") send("text/javascript", code);
      else if (heard.path === "/healthz") send("application/json", '{"status":"ok"}');
      else if (heard.path === "/v1/events")
        stream((streams += 1) === 1 ? pulseText(5) + entryText(5) : entryText(6))(response, heard);
      else send("application/problem+json", JSON.stringify({ ...NOT_FOUND, status: 404 }), 404);
    });
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on("pageerror", ({ message }) => complaints.push(message));
    await page.goto(site.url);
    await page.waitForFunction("globalThis.told !== undefined", undefined, { timeout: 15_000 }).catch(() => {
      throw new Error(complaints.join());
    });
    const told = JSON.parse(await page.evaluate<string>("globalThis.told")) as Record<string, unknown>;
    const vectors = JSON.parse(VECTORS) as Record<"keys" | "commands", readonly Record<string, unknown>[]> &
      Record<"killOrder" | "readToken", Record<string, unknown>>;
    expect(told).toEqual({
      keyIds: vectors.keys.map(({ keyId }) => keyId),
      signed: vectors.commands.map(({ envelope }) => envelope),
      order: vectors.killOrder["envelope"],
      token: vectors.readToken["token"],
      health: { status: "ok" },
      heard: ["pulse", 5, 6],
      refused: { code: "NOT_FOUND", status: 404 },
    });
    const resumed = site.heard
      .filter(({ path }) => path === "/v1/events")
      .map(({ headers }) => headers["last-event-id"]);
    expect(resumed).toEqual([undefined, "5"]);
    expect(site.heard.find(({ path }) => path === "/healthz")?.headers.authorization).toMatch(/^Bearer ey/);
  });

  test("SVR-143 the whole package is below 10 kB gzip", () => {
    const gzipBytes = gzipSync(code).length;
    expect(gzipBytes).toBeGreaterThan(2_000);
    expect(gzipBytes).toBeLessThan(10_000);
  });
});

const NOT_FOUND = {
  type: "urn:plimsoll:code:NOT_FOUND",
  title: "Not Found",
  code: "NOT_FOUND",
  expected: "a",
  received: "b",
  fix: "c",
  retryable: false,
};
