import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, request } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { rendered } from "../../../../scripts/image/plain-manifests.ts";
import { HELM_IS_HERE } from "./charts.ts";
import { at, documentsIn, sourceOf, textOf } from "./trees.ts";

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));
const PROGRAM = `${ROOT}packages/cli/bin/plimsoll.js`;
const guide = sourceOf("docs/guides/deploy-the-server.md");
const blocks = (language: string): readonly string[] =>
  [...guide.matchAll(/^ *```(\w+)\n([\s\S]*?)^ *```$/gmu)]
    .filter(([, each]) => each === language)
    .map(([, , text = ""]) => text);
const commands = blocks("text")
  .flatMap((block) => block.replaceAll(/\\\n\s*/gu, " ").split("\n"))
  .map((line) => line.trim())
  .filter(Boolean);

describe("SVR-129 the guide", () => {
  test("SVR-129 every file that it names is there", () => {
    const named = new Set(guide.match(/\b(?:deploy|scripts)\/[\w./-]*\w/gu));
    expect(named.size).toBeGreaterThan(8);
    for (const file of named) expect([file, existsSync(`${ROOT}${file}`)]).toEqual([file, true]);
  });

  test.skipIf(!HELM_IS_HERE)("SVR-129 Helm takes every set of values that it gives", () => {
    const digest = `sha256:${"1".repeat(64)}`;
    const lines = commands.filter((line) => line.startsWith("helm "));
    expect(lines.length).toBeGreaterThan(4);
    for (const line of lines) {
      const sets = [...line.matchAll(/(--set(?:-json)?) (?:'([^']+)'|(\S+))/gu)].flatMap(
        ([, flag = "", quoted, plain]) => [flag, (quoted ?? plain ?? "").replace("sha256:…", digest)],
      );
      const minimal = ["--set", `image.digest=${digest}`];
      const gates = line.includes("webhook.") ? ["--values", `${ROOT}deploy/helm/plimsoll/ci/plain-values.yaml`] : [];
      expect(documentsIn(rendered(...minimal, ...gates, ...sets)).length).toBeGreaterThan(7);
    }
  });

  test.skipIf(spawnSync("kubectl", ["version", "--client"]).status !== 0)(
    "SVR-129 kubectl renders every folder that it is given",
    () => {
      const folders = commands.flatMap((line) => /apply -k (\S+)/u.exec(line)?.[1] ?? []);
      expect(folders).toHaveLength(4);
      for (const folder of [...folders, "deploy/monitoring"]) {
        const { status, stdout } = spawnSync("kubectl", ["kustomize", folder], { cwd: ROOT, encoding: "utf8" });
        expect([folder, status]).toEqual([folder, 0]);
        expect(documentsIn(stdout).length).toBeGreaterThan(0);
      }
    },
  );

  test("SVR-129 the seed's notes are there: by hand first, kubectl top, the metrics server, Apache Bench", () => {
    for (const note of ["by hand first", "kubectl top", "metrics-server", "Apache Bench", "ab -k -n"])
      expect(guide).toContain(note);
  });
});

describe("SVR-129 a daemon as the guide sets it up", () => {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-deploy-"));
  const site = join(folder, "site");
  /** Not one of the names that stand for this machine, so that it is reached as from elsewhere. */
  const HOST = "127.0.0.2";
  let daemon: ChildProcess;
  let port = 0;

  beforeAll(async () => {
    const [certificate = ""] = blocks("sh");
    const made = spawnSync("bash", ["-euo", "pipefail", "-c", certificate], { cwd: folder, encoding: "utf8" });
    expect([made.status, made.stderr]).toEqual([0, expect.anything()]);
    expect(spawnSync(process.execPath, [PROGRAM, "init", "--data", site]).status).toBe(0);
    const tls = [`--tls-cert=${folder}/data/tls/tls.crt`, `--tls-key=${folder}/data/tls/tls.key`];
    const words = [PROGRAM, "serve", "--data", site, "--host", HOST, "--port", "0", "--no-page", "--json", ...tls];
    daemon = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "ignore"] });
    if (daemon.stdout === null) throw new Error("no output");
    const [line] = (await once(createInterface(daemon.stdout), "line")) as [string];
    port = Number(new URL((JSON.parse(line) as { readonly url: string }).url).port);
  }, 60_000);
  afterAll(async () => {
    daemon.kill("SIGTERM");
    await once(daemon, "exit");
    rmSync(folder, { recursive: true, force: true });
  });

  /** Asked by a name of its certificate, with the guide's authority and no other. */
  const asked = async (path: string, name: string, headers: Readonly<Record<string, string>> = {}): Promise<number> =>
    await new Promise((resolve, reject) => {
      const ca = readFileSync(`${folder}/data/tls/ca.crt`);
      const sent = request(
        { host: HOST, port, path, ca, servername: name, headers: { host: name, ...headers } },
        (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        },
      );
      sent.on("error", reject).end();
    });

  test("SVR-129 its certificate is good for the names of the Service, of compose and of this machine, and for no other", async () => {
    for (const name of ["plimsoll-server.plimsoll.svc", "plimsoll", "localhost"])
      expect(await asked("/healthz", name)).toBe(200);
    await expect(asked("/healthz", "site.example")).rejects.toThrow(/not in the cert's altnames/u);
  });

  test("SVR-129 the probes ask without a token; Prometheus needs one, and the guide's is taken", async () => {
    expect(await asked("/readyz", "plimsoll")).toBe(200);
    // The first feed is published by the first beat.
    await vi.waitFor(async () => expect(await asked("/v1/withdrawals", "plimsoll")).toBe(200), 5_000);
    expect(await asked("/metrics", "plimsoll")).toBe(401);
    const words =
      commands
        .find((line) => line.startsWith("plimsoll serve token"))
        ?.split(" > ")[0]
        ?.split(" ")
        .slice(1) ?? [];
    const args = words.map((word) => (word === "data/site/site" ? site : word));
    const token = spawnSync(process.execPath, [PROGRAM, ...args], { encoding: "utf8" }).stdout.trim();
    expect(await asked("/metrics", "plimsoll", { authorization: `Bearer ${token}` })).toBe(200);
  });

  test("SVR-129 the health check of the image finds it well with the guide's authority, and not without", async () => {
    const [cert, key] = ["tls.crt", "tls.key"].map((file) => readFileSync(`${folder}/data/tls/${file}`));
    const server = createServer({ ...(cert && { cert }), ...(key && { key }) }, (_, response) => void response.end());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/healthz`;
    const exitOf = async (env: Readonly<Record<string, string>>): Promise<unknown> => {
      const options = {
        env: { PATH: process.env["PATH"] ?? "", PLIMSOLL_HEALTH_URL: url, ...env },
        stdio: "ignore",
      } as const;
      return ((await once(spawn(process.execPath, [`${ROOT}deploy/health.mjs`], options), "exit")) as unknown[])[0];
    };
    expect(await exitOf({ NODE_EXTRA_CA_CERTS: `${folder}/data/tls/ca.crt` })).toBe(0);
    expect(await exitOf({})).toBe(1);
    server.close();
    // Compose and the guide mean the same files.
    expect(at(documentsIn(textOf("server/compose.yaml"))[0], "services", "plimsoll", "environment")).toEqual({
      PLIMSOLL_HEALTH_URL: "https://localhost:7460/healthz",
      NODE_EXTRA_CA_CERTS: "/etc/plimsoll/tls/ca.crt",
    });
  });
});
