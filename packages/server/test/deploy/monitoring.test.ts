import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PROMTOOL, PROMTOOL_IS_HERE } from "./charts.ts";
import { at, documentsIn, filesIn, listAt, textOf, textsAt, type Tree } from "./trees.ts";

const PROGRAM = fileURLToPath(new URL("../../../cli/bin/plimsoll.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "plimsoll-metrics-"));
const site = join(folder, "site");
let daemon: ChildProcess;
let page = "";

beforeAll(async () => {
  expect(spawnSync(process.execPath, [PROGRAM, "init", "--data", site]).status).toBe(0);
  const words = [PROGRAM, "serve", "--data", site, "--port", "0", "--no-page", "--json"];
  daemon = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "ignore"] });
  if (daemon.stdout === null) throw new Error("no output");
  const [line] = (await once(createInterface(daemon.stdout), "line")) as [string];
  const { url } = JSON.parse(line) as { readonly url: string };
  await fetch(`${url}/healthz`);
  page = await (await fetch(`${url}/metrics`)).text();
}, 60_000);
afterAll(async () => {
  daemon.kill("SIGTERM");
  await once(daemon, "exit");
  rmSync(folder, { recursive: true, force: true });
});

/** Series that the daemon can show, by the types that it names. */
function seriesOf(text: string): ReadonlySet<string> {
  const types = [...text.matchAll(/^# TYPE (\w+) (\w+)$/gmu)];
  return new Set(
    types.flatMap(([, name = "", type = ""]) => {
      if (type === "counter") return [`${name}_total`];
      return type === "histogram" ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name];
    }),
  );
}

const seriesIn = (expression: string): readonly string[] => expression.match(/\bplimsoll_\w+/gu) ?? [];

const DASHBOARDS = filesIn("monitoring/dashboards");
const dashboards = DASHBOARDS.map((file) => JSON.parse(textOf(`monitoring/dashboards/${file}`)) as Tree);
const [alerts] = documentsIn(textOf("monitoring/alerts.yml"));
const rules = listAt(alerts, "groups", 0, "rules");

describe("SVR-126 dashboards and alerts", () => {
  test("SVR-126 every series that they ask for is one that the daemon shows", () => {
    const shown = seriesOf(page);
    expect(shown.size).toBeGreaterThan(15);
    const variables = dashboards.flatMap((each) => listAt(each, "templating", "list"));
    const expressions = [
      ...dashboards
        .flatMap((each) => listAt(each, "panels").flatMap((panel) => listAt(panel, "targets")))
        .map((target) => at(target, "expr")),
      ...variables.map((variable) => at(variable, "query", "query")).filter(Boolean),
      ...rules.map((rule) => at(rule, "expr")),
    ].map(String);
    expect(expressions.length).toBeGreaterThan(30);
    const asked = new Set(expressions.flatMap(seriesIn));
    expect([...asked].filter((name) => !shown.has(name))).toEqual([]);
    // What the daemon shows, somebody looks at.
    const unseen = [...shown].filter(
      (name) => name.startsWith("plimsoll_") && !asked.has(name) && !/_(?:sum|count)$/u.test(name),
    );
    expect(unseen).toEqual([]);
  });

  test("SVR-126 labels that they choose by are labels and values that there are", () => {
    const bands = new Set([...page.matchAll(/^plimsoll_runs\{band="(\w+)"\}/gmu)].map(([, band]) => band));
    for (const panel of dashboards.flatMap((each) => listAt(each, "panels")))
      for (const override of listAt(panel, "fieldConfig", "overrides"))
        expect(bands).toContain(at(override, "matcher", "options"));
    expect(page).toMatch(/^plimsoll_wallets\{conserved="false"\} 0$/mu);
  });

  test.each(DASHBOARDS)("SVR-127 %s: its own name, panels side by side, and what is unknown is red", (file) => {
    const board = dashboards[DASHBOARDS.indexOf(file)];
    expect(`${String(at(board, "uid"))}.json`).toBe(file);
    expect(at(board, "editable")).toBe(false);
    const panels = listAt(board, "panels");
    expect(new Set(panels.map((panel) => at(panel, "id"))).size).toBe(panels.length);
    const cells = panels.flatMap((panel) => cellsOf(at(panel, "gridPos")));
    expect(new Set(cells).size).toBe(cells.length);
    for (const panel of panels) {
      expect(at(panel, "datasource")).toEqual({ type: "prometheus", uid: "${source}" });
      expect(at(panel, "fieldConfig", "defaults", "noValue")).toBe("unknown");
      if (at(panel, "type") !== "stat") continue;
      const mappings = listAt(panel, "fieldConfig", "defaults", "mappings").map((mapping) => at(mapping, "options"));
      expect(mappings).toContainEqual({ match: "null+nan", result: { text: "unknown", color: "red", index: 9 } });
    }
  });

  test("SVR-128 every alert says how grave it is and what is the matter", () => {
    expect(new Set(rules.map((rule) => at(rule, "alert"))).size).toBe(rules.length);
    for (const rule of rules) {
      expect(["critical", "warning"]).toContain(at(rule, "labels", "severity"));
      expect(String(at(rule, "annotations", "summary")).length).toBeGreaterThan(20);
    }
    const tried = textOf("monitoring/alerts.test.yml");
    for (const rule of rules)
      expect(tried.match(new RegExp(`\\b${String(at(rule, "alert"))}\\b`, "gu"))?.length).toBeGreaterThan(1);
  });
});

function cellsOf(place: Tree): readonly string[] {
  const [x, y, w, h] = ["x", "y", "w", "h"].map((key) => Number(at(place, key))) as [number, number, number, number];
  expect(x + w).toBeLessThanOrEqual(24);
  return Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)}/${y + Math.floor(cell / w)}`);
}

describe.skipIf(!PROMTOOL_IS_HERE)("SVR-128 Prometheus's own tool", () => {
  const promtool = (...words: readonly string[]) =>
    spawnSync(PROMTOOL, words, {
      cwd: fileURLToPath(new URL("../../../../deploy/monitoring/", import.meta.url)),
      encoding: "utf8",
    });

  test.each([
    ["check", "rules", "alerts.yml"],
    ["check", "config", "--syntax-only", "prometheus.yml"],
    ["test", "rules", "alerts.test.yml"],
  ])("SVR-128 promtool %s %s %s", (...words) => {
    const { status, stdout, stderr } = promtool(...words);
    expect([status, `${stdout}${stderr}`]).toEqual([0, expect.stringContaining("SUCCESS")]);
  });
});

test("SVR-128 /metrics is asked over TLS with a token from a file", () => {
  const [config] = documentsIn(textOf("monitoring/prometheus.yml"));
  expect(at(config, "scrape_configs", 0)).toMatchObject({
    job_name: "plimsoll",
    scheme: "https",
    authorization: { type: "Bearer", credentials_file: "/etc/prometheus/token/read.jwt" },
    tls_config: { ca_file: "/etc/prometheus/tls/ca.crt" },
  });
  expect(at(config, "scrape_configs", 0, "tls_config", "insecure_skip_verify")).toBeUndefined();
  expect(textsAt(config, "rule_files")).toEqual(["/etc/prometheus/alerts.yml"]);
  const [kustomization] = documentsIn(textOf("monitoring/kustomization.yaml"));
  expect(textsAt(kustomization, "configMapGenerator", 0, "files")).toEqual(
    DASHBOARDS.map((file) => `dashboards/${file}`).toReversed(),
  );
});
