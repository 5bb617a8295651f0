import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type OpenPeer, peerFile, peerPackage, type Subject } from "./peer.ts";
import type { PermitQuestion, SiteFacts } from "./permit-question.ts";

interface WasmPolicy {
  setData(data: SiteFacts): void;
  evaluate(input: object): readonly { readonly result: unknown }[];
}

/** The part of the package that is used here. */
interface OpaWasm {
  readonly loadPolicy: (wasm: Uint8Array, memory?: object) => Promise<WasmPolicy>;
}

const POLICY = fileURLToPath(new URL("permit.rego", import.meta.url));
const START_TRIES = 100;
const START_PAUSE_MS = 100;

/** OPA with the site's data loaded once: compiled to WASM in this process, and as its own server over loopback. */
export const openOpa: OpenPeer = async (facts) => {
  const program = peerFile("bin/opa");
  if (program === null || peerFile("node_modules/@open-policy-agent/opa-wasm/package.json") === null) return null;
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-opa-"));
  writeFileSync(join(folder, "data.json"), JSON.stringify(facts));
  const wasm = await loadWasm(program, folder, facts);
  const server = await startServer(program, folder);
  const close = (): void => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { name: "OPA", version: versionOf(program), subjects: [wasmSubject(wasm), server.subject], close };
};

const versionOf = (program: string): string =>
  /Version: (\S+)/.exec(execFileSync(program, ["version"], { encoding: "utf8" }))?.[1] ?? "unknown";

async function loadWasm(program: string, folder: string, facts: SiteFacts): Promise<WasmPolicy> {
  const bundle = join(folder, "bundle.tar.gz");
  execFileSync(program, ["build", "-t", "wasm", "-e", "plimsoll/allow", "-o", bundle, POLICY]);
  execFileSync("tar", ["-xzf", bundle, "-C", folder, "/policy.wasm"]);
  const { loadPolicy } = peerPackage("@open-policy-agent/opa-wasm") as OpaWasm;
  // Pages of 64 KiB: the package's own 5 are too few for the data, and grow by themselves from there.
  const policy = await loadPolicy(readFileSync(join(folder, "policy.wasm")), { initial: 512 });
  policy.setData(facts);
  return policy;
}

const inputOf = ({ key, run, node, lease }: PermitQuestion) => ({ key, run, node, lease });

const wasmSubject = (policy: WasmPolicy): Subject => ({
  name: "WASM, data loaded",
  questionsPerRound: 2_000,
  prepare: (question) => {
    const input = inputOf(question);
    return () => policy.evaluate(input)[0]?.result === true;
  },
});

async function startServer(program: string, folder: string): Promise<{ subject: Subject; close(): void }> {
  const port = await freePort();
  const data = join(folder, "data.json");
  const serve = ["run", "--server", "--addr", `127.0.0.1:${port}`, "--log-level", "error", "--disable-telemetry"];
  const server = spawn(program, [...serve, POLICY, data], { stdio: "ignore" });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  await answering(server, agent, port);
  const subject: Subject = {
    name: "server over loopback, data loaded",
    questionsPerRound: 500,
    prepare: (question) => {
      const body = JSON.stringify({ input: inputOf(question) });
      return () => post(agent, port, body);
    },
  };
  const close = (): void => {
    agent.destroy();
    server.kill();
  };
  return { subject, close };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return port;
}

/** Waits until the server answers, which it does once its data is loaded. */
async function answering(server: ChildProcess, agent: Agent, port: number): Promise<void> {
  for (let attempt = 0; attempt < START_TRIES && server.exitCode === null; attempt += 1) {
    const answered = await post(agent, port, '{"input":{}}').catch(() => null);
    if (answered !== null) return;
    await pause(START_PAUSE_MS);
  }
  server.kill();
  throw new Error("the OPA server did not come up");
}

/** One question over a connection that is kept open. */
function post(agent: Agent, port: number, body: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
    const path = "/v1/data/plimsoll/allow";
    const asked = request({ host: "127.0.0.1", port, path, method: "POST", agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => void chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => resolve(isTrue(Buffer.concat(chunks))));
    });
    asked.on("error", reject);
    asked.end(body);
  });
}

const isTrue = (answer: Buffer): boolean => (JSON.parse(answer.toString()) as { result?: unknown }).result === true;
