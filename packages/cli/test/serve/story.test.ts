import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { digestOfValue } from "@plimsoll/foundation";
import { openEnvelope, systemClock } from "@plimsoll/foundation/node";
import { dataFolder, FileKeyRing, openSite, type Site, siteIn } from "@plimsoll/governor";
import { killOrderFile } from "../../src/serve-tools/keep-kill-order.ts";
import { probe } from "../../../server/test/kit/probe.ts";
import { RICH_POLICY } from "../../../server/test/kit/rich-policy.ts";

// One site, one real daemon, one browser, and what somebody sees of it from the first wallet to the token.

const program = fileURLToPath(new URL("../../bin/plimsoll.js", import.meta.url));
const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const folder = mkdtempSync(join(tmpdir(), "plimsoll-story-"));
const data = join(folder, "site");
/** Names that no other test on this machine has: runs are found by them. */
const BIRCH = `birch-${process.pid}`;
const RUN = "keel-1";
const WEIGHTS = digestOfValue("the weights of the story");
const TRAINED = digestOfValue("the weights of the story, trained on");
const LOST = digestOfValue("the weights of the story, trained too far");
const HARDWARE_ROOT = digestOfValue("the hardware root of the story");
const NODE_KEY = digestOfValue("the key of the story's node");

let daemon: ChildProcess;
let url = "";
let browser: Browser;
let page: Page;
let site: Site;
const complaints: string[] = [];

beforeAll(async () => {
  makeSite();
  const env = { ...process.env, NODE_OPTIONS: "" };
  daemon = spawn(process.execPath, [program, "serve", "--data", data, "--port", "0", "--json"], {
    stdio: ["ignore", "pipe", "ignore"],
    env,
  });
  const lines = createInterface({ input: daemon.stdout as NodeJS.ReadableStream });
  const first = await new Promise<string>((resolve) => lines.once("line", resolve));
  ({ url } = JSON.parse(first) as { url: string });
  site = openSite(data);
  browser = await chromium.launch({ executablePath: CHROMIUM ?? "", args: FLAGS });
  page = await browser.newPage({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce" });
  page.setDefaultTimeout(20_000);
  page.on("pageerror", ({ message }) => complaints.push(message));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
}, 120_000);

afterAll(async () => {
  await browser?.close();
  site?.close();
  daemon?.kill("SIGTERM");
  spawnSync(process.execPath, [program, "kill", "--all", "--data", data]);
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

function makeSite(): void {
  using made = siteIn(data, new FileKeyRing(dataFolder(data).keys), systemClock);
  made.open("story", RICH_POLICY);
  made.accredit("acme", 40, 10);
  made.accredit(BIRCH, 20, 0);
  made.accredit("cedar", 20, 0, { persons: [], hardwareRoots: [HARDWARE_ROOT], meters: [] });
}

const plimsoll = (...words: readonly string[]): string =>
  execFileSync(process.execPath, [program, ...words], {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });

const look = async (hash: string): Promise<void> => {
  await page.goto(`${url}/${hash}`);
  await page.waitForSelector("main h1");
};
const card = (run: string) => page.locator(`article[aria-label="Run ${run}"]`);
const bandOf = async (run: string, band: string): Promise<void> => {
  await page.waitForSelector(`article[aria-label="Run ${run}"][data-band="${band}"]`);
};

describe.skipIf(CHROMIUM === undefined)("SVR-96 a whole story over the real daemon", { timeout: 120_000 }, () => {
  test("SVR-96 nothing runs yet, and a run that starts takes its price from a wallet", async () => {
    await look("#/now");
    await page.getByText("No run is under way").waitFor();
    // The simulations' page is served beside it.
    expect(await (await fetch(`${url}/lab/`)).text()).toContain("<title>");
    site.must(`run.start:${RUN}`, {
      type: "run.start",
      run: RUN,
      lab: "acme",
      lineage: "keel",
      tier: 1,
      domain: "general",
      basis: { kind: "weights", digest: WEIGHTS, trainedFlop: "1000000000" },
      datasets: [],
      flopPerSecondMax: "1000000000",
    });
    await bandOf(RUN, "paused");
    expect(await card(RUN).textContent()).toContain("CONTROL_UNPROVEN");
    await look("#/budget");
    await page.getByText("acme").first().waitFor();
    expect(await page.textContent("main")).toMatch(/reserved/);
  });

  test("SVR-96 proven control gives full power, without the page being asked again", async () => {
    await look("#/now");
    for (const set of ["set-1", "set-2"]) probe(site, set, { kind: "run", run: RUN }, WEIGHTS);
    site.must("lease-1", { type: "lease.request", lease: "lease-1", run: RUN, node: "node-1" });
    await bandOf(RUN, "full");
    expect(await card(RUN).textContent()).toContain("CONTROL_PROVEN");
  });

  test("SVR-96 control that falls throttles, and control that is lost kills", async () => {
    site.must("checkpoint-1", {
      type: "checkpoint.register",
      run: RUN,
      digest: TRAINED,
      step: 1,
      trainedFlop: "2000000000",
    });
    probe(site, "set-3", { kind: "run", run: RUN }, TRAINED, 5);
    await bandOf(RUN, "research");
    expect(await card(RUN).textContent()).toContain("CONTROL_BELOW_FULL");
    site.must("checkpoint-2", {
      type: "checkpoint.register",
      run: RUN,
      digest: LOST,
      step: 2,
      trainedFlop: "3000000000",
    });
    probe(site, "set-4", { kind: "run", run: RUN }, LOST, 100);
    await bandOf(RUN, "cut");
    expect(site.state.lineages.get("keel")?.killed).toBe(true);
    const wallets = (await (await fetch(`${url}/v1/wallets`)).json()) as { readonly items: readonly object[] };
    expect(wallets.items.length).toBeGreaterThan(0);
  });

  test("SVR-35 SVR-96 a real job is killed from the page, by an operator's own signature", async () => {
    const job = spawn(
      process.execPath,
      [
        program,
        "run",
        "--data",
        data,
        "--lab",
        BIRCH,
        "--tier",
        "1",
        "--checkpoints",
        "ck",
        "--evidence",
        "ev",
        "--",
        process.execPath,
        "-e",
        "setInterval(() => {}, 1000)",
      ],
      { cwd: folder, stdio: "ignore", env: { ...process.env, NODE_OPTIONS: "" } },
    );
    const ended = new Promise<void>((resolve) => job.once("exit", () => resolve()));
    const run = `${BIRCH}-run-1`;
    await look("#/now");
    await page.waitForSelector(`article[aria-label="Run ${run}"]`);
    await page.click(`button[aria-label="Kill run ${run}"]`);
    await page.fill("dialog textarea", readFileSync(join(dataFolder(data).keys, "operator-1.pem"), "utf8"));
    await page.click("dialog button.danger:not([disabled])");
    await page
      .locator("dialog")
      .getByText(/process table/)
      .last()
      .waitFor();
    await page.locator("dialog").getByRole("button", { name: "Close" }).click();
    await ended;
    await card(run).waitFor({ state: "detached" });
    expect(site.state.runs.get(run)?.ended).toBe(true);
    const kept: unknown = JSON.parse(readFileSync(killOrderFile(data, run), "utf8"));
    const { keyId, publicKey } = site.keys.key("operator-1");
    const order = openEnvelope(kept, "application/vnd.plimsoll.kill+json", (id) =>
      id === keyId ? publicKey : undefined,
    );
    expect(JSON.parse(Buffer.from(order?.payload ?? []).toString())).toMatchObject({ run });
  });

  test("SVR-71 SVR-96 the browser proves that the kill is in the log", async () => {
    const kill = [...site.history()].findIndex(({ kind }) => kind === "kill.ordered");
    expect(kill).toBeGreaterThan(0);
    await look(`#/ledger/${kill}`);
    await page.getByRole("button", { name: "Check the proof" }).click();
    await page.getByText(/Proven: the entry stands in/).waitFor();
  });

  test("SVR-96 release is Red for a bare dossier, and Green once the evidence is there", async () => {
    plimsoll("release", "init", "heron");
    spawnSync(process.execPath, [program, "release", "evaluate", "heron", "--no-repair", "--data", data], {
      cwd: folder,
    });
    await look("#/release");
    await page.getByText("may not ship").first().waitFor();
    plimsoll("release", "init", "tern", "--example", "g1");
    plimsoll("release", "evaluate", "tern", "--data", data);
    // Green, and still no leave: nobody can check it without its pack.
    await look("#/release");
    await page.getByText("GREEN: it does not hold now, and may not ship").waitFor();
    plimsoll("release", "pack", "evaluation-2", "--data", data, "--out", join(data, "packs", "evaluation-2"));
    await look("#/release");
    await page.getByText("GREEN: may ship").waitFor();
  });

  test("SVR-96 what was proven and attested gets its token", async () => {
    const artifact = digestOfValue("the weights that are served");
    site.must("run-2", {
      type: "run.start",
      run: "keel-2",
      lab: "cedar",
      lineage: "served",
      tier: 1,
      domain: "general",
      basis: { kind: "weights", digest: artifact, trainedFlop: "1000000000" },
      datasets: [],
      flopPerSecondMax: "1000000000",
    });
    site.must("deployment", {
      type: "deployment.register",
      deployment: "chat",
      lab: "cedar",
      graph: { nodes: [{ node: "model", kind: "model", weights: artifact, components: [] }], edges: [] },
      audience: "internal",
      apiCallsPerSecondMax: 10,
    });
    const graph = site.state.deployments.get("chat")?.graphDigest;
    if (graph === undefined) throw new Error("the deployment was not registered");
    for (const set of ["chat-1", "chat-2"]) probe(site, set, { kind: "deployment", deployment: "chat" }, graph);
    site.must("attest", {
      type: "attestation.record",
      lab: "cedar",
      nodeKey: NODE_KEY,
      hardwareRoot: HARDWARE_ROOT,
      artifact,
      provenance: digestOfValue("provenance"),
    });
    await look("#/now");
    await page.waitForSelector('article[aria-label="Deployment chat"][data-band="full"]');
    site.must("token", { type: "token.request", token: "chat-token", deployment: "chat", artifact, nodeKey: NODE_KEY });
    await look("#/ledger");
    await page.locator("main").getByText("token.granted").filter({ visible: true }).first().waitFor();
  });

  test("SVR-70 SVR-96 when the daemon is gone the page says so in red, and its figures are marked as old", async () => {
    await look("#/now");
    await page.waitForSelector('.live[data-state="live"]');
    expect(complaints).toEqual([]);
    daemon.kill("SIGKILL");
    await page.waitForSelector('.live:not([data-state="live"])');
    await page.locator("main .old").first().waitFor();
  });
});
