import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const NGINX = "/usr/sbin/nginx";
const WRK = "/usr/bin/wrk";

/** From scripts/install/proxy-peers.js. */
export const arePeersThere = (): boolean => [NGINX, WRK].every((program) => existsSync(program));

export function peerVersions(): Readonly<Record<string, string>> {
  const debian = (name: string): string => execFileSync("dpkg-query", ["-W", "-f", "${Version}", name]).toString();
  return { nginx: debian("nginx-light"), wrk: debian("wrk") };
}

/** A server of the bench in a process of its own. */
export interface Served {
  readonly port: number;
  /** CPU time so far, user and system, ms. */
  cpuMs(): number;
  end(): Promise<void>;
}

/** One of the programs beside this file, which print their port and end with their input. */
export async function startProgram(name: string, words: readonly string[]): Promise<Served> {
  const program = fileURLToPath(new URL(`${name}.ts`, import.meta.url));
  const child = spawn(process.execPath, ["--conditions=@plimsoll/source", program, ...words], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  for await (const line of createInterface({ input: child.stdout! })) return servedBy(child, Number(line));
  throw new Error(`${name} ended before it listened`);
}

/** nginx as one process, with only what is asked for in its http block. */
export async function startNginx(folder: string, port: number, http: string): Promise<Served> {
  const own = join(folder, `nginx-${port}`);
  mkdirSync(own);
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (kind) => `${kind}_temp_path ${own}/${kind};`,
  );
  writeFileSync(
    `${own}/nginx.conf`,
    `daemon off; master_process off; pid ${own}/pid; error_log ${own}/error.log;
events { worker_connections 2048; }
http { access_log off; keepalive_requests 100000000; ${temporary.join(" ")}
${http} }`,
  );
  const child = spawn(NGINX, ["-p", own, "-c", `${own}/nginx.conf`], { stdio: ["ignore", "ignore", "ignore"] });
  await listens(port);
  return servedBy(child, port);
}

/** A model server that answers at once with a completion. */
export const fastUpstream = (port: number, body: string): string =>
  `server { listen 127.0.0.1:${port}; location / { default_type application/json; return 200 '${body}'; } }`;

/** As one would set nginx up in front of a model server: connections kept, nothing held back. */
export const passingOn = (port: number, upstreamPort: number): string =>
  `upstream model { server 127.0.0.1:${upstreamPort}; keepalive 256; keepalive_requests 100000000; }
server { listen 127.0.0.1:${port}; location / {
  proxy_pass http://model; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off; } }`;

function servedBy(child: ChildProcess, port: number): Served {
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  return {
    port,
    cpuMs: () => cpuMsOf(child.pid!),
    end: async () => {
      child.stdin?.end();
      child.kill("SIGTERM");
      await exited;
    },
  };
}

/** proc_pid_stat(5), fields 14 and 15, in hundredths of a second. */
function cpuMsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

async function listens(port: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const isThere = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => resolve(true));
      socket.once("error", () => resolve(false)).once("connect", () => socket.destroy());
    });
    if (isThere) return;
    await sleep(20);
  }
  throw new Error(`nginx does not listen at ${port}`);
}

/** What wrk saw. */
export interface Load {
  readonly requestsPerSecond: number;
  /** From the first byte of a request to the last of its answer. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers that were not 200, and connections that broke. */
  readonly errors: number;
}

const REPORT = `
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
done = function(summary, latency)
  local e = summary.errors
  io.write(string.format("\\nREPORT %d %d %d %d %d\\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99), e.connect + e.read + e.write + e.status + e.timeout))
end
`;

export function loadOn(folder: string, port: number, connections: number, seconds: number, body: string): Load {
  const script = join(folder, "request.lua");
  writeFileSync(script, `wrk.body = ${JSON.stringify(body)}\n${REPORT}`);
  const words = [
    "-t1",
    `-c${connections}`,
    `-d${seconds}s`,
    "-s",
    script,
    `http://127.0.0.1:${port}/v1/chat/completions`,
  ];
  const text = execFileSync(WRK, words, { encoding: "utf8" });
  const matched = /REPORT (\d+) (\d+) (\d+) (\d+) (\d+)/.exec(text);
  if (matched === null) throw new Error("wrk reported nothing");
  const [requests, durationUs, p50Us, p99Us, errors] = matched.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
  ];
  return { requestsPerSecond: (requests * 1e6) / durationUs, p50Ms: p50Us / 1_000, p99Ms: p99Us / 1_000, errors };
}
