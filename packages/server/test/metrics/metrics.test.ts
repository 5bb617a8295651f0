import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, post } from "../kit/ask.ts";
import { startDaemon, type TestDaemon } from "../kit/daemon.ts";
import { EventReader } from "../kit/event-reader.ts";
import { DEPLOYMENT, makeRichSite, RUN } from "../kit/rich-site.ts";
import { judgement, JUDGES, Signer } from "../kit/signer.ts";
import { TemporaryFolder } from "../kit/temporary-folder.ts";

const folder = new TemporaryFolder();
let daemon: TestDaemon;
let signer: Signer;

beforeAll(async () => {
  const data = `${folder.path}/site`;
  makeRichSite(data);
  daemon = await startDaemon(data);
  signer = new Signer(data);
  await trouble();
});

afterAll(async () => {
  await daemon.stop();
  folder[Symbol.dispose]();
});

/** Everything that might leave a name in a label or a line. */
async function trouble(): Promise<void> {
  const envelope = signer.command("secret-command-id", judgement("secret"), JUDGES);
  await post(daemon.url, "/v1/commands", envelope);
  await post(daemon.url, "/v1/commands", envelope);
  await post(daemon.url, "/v1/commands", signer.command("secret-other", { type: "secret-type" }, ["node"]));
  await post(
    daemon.url,
    "/v1/commands",
    signer.command("x", { type: "deployment.end", deployment: "secret" }, ["node"]),
  );
  await post(daemon.url, "/v1/kills", signer.order("secret-order", RUN, ["operator-1"]));
  for (const path of ["/v1/runs/secret-run", "/secret-path", "/v1/runs?secret-query=1", "/v1/entries/7", "/healthz"])
    for (const method of ["GET", "PUT", "HEAD"]) await ask(daemon.url, path, { method });
  await ask(daemon.url, "/v1/site", {
    headers: { authorization: "Bearer secret-token", "user-agent": "secret-agent" },
  });
}

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** OpenMetrics text, as strict as its grammar: what is not a line of it throws. */
function samplesIn(text: string): readonly Sample[] {
  expect(text.endsWith("# EOF\n")).toBe(true);
  return text.split("\n").flatMap((line) => {
    if (line === "" || /^# (HELP|TYPE|UNIT) [a-z_]+ .+$/.test(line) || line === "# EOF") return [];
    const [, name = "", all = "", value] = /^([a-z_]+)(?:\{(.*)\})? (-?[0-9.e+-]+|NaN|\+Inf)$/.exec(line) ?? [];
    if (value === undefined) throw new Error(`no line of OpenMetrics: ${line}`);
    const labels = Object.fromEntries([...all.matchAll(/([a-z_]+)="([^"\\\n]*)"/g)].map(([, key, of]) => [key, of]));
    return [{ name, labels, value: Number(value) }];
  });
}

const metrics = async (): Promise<readonly Sample[]> => samplesIn((await ask(daemon.url, "/metrics")).text);
const valueOf = (samples: readonly Sample[], name: string, labels: object = {}): number | undefined =>
  samples.find((each) => each.name === name && Object.entries(labels).every(([key, of]) => each.labels[key] === of))
    ?.value;

test("SVR-60 it is OpenMetrics, every name begins with plimsoll_, and says its unit last", async () => {
  const answer = await ask(daemon.url, "/metrics");
  expect(answer.headers["content-type"]).toMatch(/^application\/openmetrics-text; ?version=1\.0\.0/);
  const samples = samplesIn(answer.text);
  expect(samples.length).toBeGreaterThan(30);
  for (const { name } of samples) expect(name).toMatch(/^plimsoll_/);
  const types = new Map([...answer.text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => [name, type]));
  for (const { name } of samples) {
    const family = [...types.keys()].find(
      (each) =>
        name === each || (/^_(total|bucket|sum|count)$/.test(name.slice(each?.length)) && name.startsWith(each ?? "?")),
    );
    expect(family, name).toBeDefined();
    if (types.get(family) === "counter") expect(name).toMatch(/_total$/);
  }
});

const PROMTOOL = fileURLToPath(new URL("../../../../node_modules/.cache/prometheus/usr/bin/promtool", import.meta.url));

test.runIf(existsSync(PROMTOOL))("SVR-60 Prometheus' own tool finds nothing wrong with it", async () => {
  const { text } = await ask(daemon.url, "/metrics");
  // The tool reads the older text, which has no end mark and names counters in full.
  const counters = new Set([...text.matchAll(/^# TYPE (\S+) counter$/gm)].map(([, name]) => name));
  const input = text
    .replace("# EOF\n", "")
    .replaceAll(/^# (HELP|TYPE) (\S+)/gm, (line, _kind, name: string) => (counters.has(name) ? `${line}_total` : line));
  expect(
    execFileSync(PROMTOOL, ["check", "metrics"], { input, encoding: "utf8", stdio: ["pipe", "pipe", "pipe"] }),
  ).toBe("");
});

test("SVR-60 it counts what happened, and gauges what is", async () => {
  const reader = new EventReader(daemon.url);
  await reader.opened;
  const samples = await metrics();
  reader.close();
  const { entries, leaves } = (await ask(daemon.url, "/v1/site")).json<{ entries: number; leaves: number }>();
  expect(valueOf(samples, "plimsoll_entries")).toBe(entries);
  expect(valueOf(samples, "plimsoll_leaves")).toBe(leaves);
  expect(valueOf(samples, "plimsoll_event_streams")).toBe(1);
  expect(valueOf(samples, "plimsoll_ready")).toBe(1);
  expect(valueOf(samples, "plimsoll_lineages_killed")).toBe(1);
  expect(valueOf(samples, "plimsoll_leases", { purpose: "training" })).toBe(1);
  expect(valueOf(samples, "plimsoll_wallets", { conserved: "false" })).toBe(0);
  expect(valueOf(samples, "plimsoll_commands_total", { outcome: "decided" })).toBeGreaterThanOrEqual(1);
  expect(valueOf(samples, "plimsoll_commands_total", { outcome: "repeated" })).toBe(1);
  expect(valueOf(samples, "plimsoll_commands_total", { code: "UNKNOWN_DEPLOYMENT" })).toBe(1);
  expect(valueOf(samples, "plimsoll_requests_total", { operation: "get-run", status: "404" })).toBe(2);
  expect(valueOf(samples, "plimsoll_decide_seconds_count")).toBeGreaterThanOrEqual(4);
});

test("SVR-60 labels are bounded: no name, path, id or query is one, however much is asked for", async () => {
  const shapes = (samples: readonly Sample[]): ReadonlySet<string> =>
    new Set(samples.map(({ name, labels }) => `${name} ${JSON.stringify(labels)}`));
  const before = shapes(await metrics());
  for (let place = 0; place < 50; place += 1) {
    await ask(daemon.url, `/v1/runs/run-${place}`);
    await ask(daemon.url, `/nowhere/${place}`);
    await ask(daemon.url, `/v1/runs?q${place}=1`, { method: "HEAD" });
    await post(daemon.url, "/v1/commands", signer.command(`c-${place}`, { type: `t-${place}` }, ["node"]));
  }
  const after = await metrics();
  expect([...shapes(after)].filter((each) => !before.has(each)).length).toBeLessThanOrEqual(1);
  const labels = JSON.stringify(after.map((each) => each.labels));
  for (const text of ["secret", RUN, DEPLOYMENT, "acme", "run-", "t-", "q1"]) expect(labels).not.toContain(`"${text}`);
  const allowed = ["outcome", "code", "operation", "status", "band", "purpose", "conserved", "le"];
  for (const { labels: each } of after) for (const key of Object.keys(each)) expect(allowed).toContain(key);
});

test("SVR-61 the log is JSON lines with time, level and msg, and nothing of what was sent is in them", async () => {
  const lines = daemon
    .logText()
    .split("\n")
    .filter((line) => line !== "");
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines)
    expect(JSON.parse(line)).toMatchObject({
      time: expect.any(Number),
      level: expect.anything(),
      msg: expect.any(String),
    });
  const log = daemon.logText();
  for (const text of ["secret", "payload", "Bearer", "PRIVATE", "keyid"]) expect(log).not.toContain(text);
});
