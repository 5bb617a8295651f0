import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type BenchSite, benchSite } from "./site.ts";

/** A server that is measured, and what is sent to it. */
export interface Subject {
  readonly name: string;
  readonly port: number;
  readonly path: string;
  /** A body that nobody sent before. */
  body(): string;
  /** Seconds of processor that its process has used. */
  cpuSeconds(): number;
  stop(): Promise<void>;
}

const PROGRAM = fileURLToPath(new URL("../../cli/bin/plimsoll.js", import.meta.url));
const OPA = fileURLToPath(new URL("../../../bench/peers/bin/opa", import.meta.url));
const OPA_PORT = 18_181;

/** The daemon itself: verifies, decides, makes durable. */
export async function daemon(): Promise<Subject & { readonly site: BenchSite; readonly url: string }> {
  const site = benchSite();
  const words = ["serve", "--data", site.directory, "--port", "0", "--json", "--rate", "1000000", "--streams", "2000"];
  const child = spawn(process.execPath, [PROGRAM, ...words], { stdio: ["ignore", "pipe", "inherit"] });
  const { url } = JSON.parse(await firstLine(child)) as { readonly url: string };
  return {
    ...measured("plimsoll serve", child, Number(new URL(url).port), "/v1/commands", () =>
      JSON.stringify(site.command()),
    ),
    site,
    url,
    stop: async () => {
      await ended(child);
      rmSync(site.directory, { recursive: true, force: true });
    },
  };
}

/** Fastify and SQLite on the same route shape, one sync a request or one for all of a turn. */
export async function plain(site: BenchSite, isGrouped: boolean): Promise<Subject> {
  const words = [fileURLToPath(new URL("plain-server.ts", import.meta.url)), ...(isGrouped ? ["--group"] : [])];
  const child = spawn(process.execPath, words, { stdio: ["pipe", "pipe", "inherit"] });
  const port = Number(await firstLine(child));
  const name = isGrouped ? "Fastify + SQLite, grouped" : "Fastify + SQLite";
  return measured(name, child, port, "/v1/commands", () => JSON.stringify(site.command()));
}

/** OPA's server deciding on an envelope by a rule of one line, without a record; null where it was not built. */
export async function opa(site: BenchSite): Promise<Subject | null> {
  if (!existsSync(OPA)) return null;
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-opa-"));
  writeFileSync(join(folder, "rule.rego"), "package plimsoll\n\nallow if count(input.signatures) > 0\n");
  const address = `127.0.0.1:${OPA_PORT}`;
  const child = spawn(OPA, ["run", "--server", "--addr", address, "--log-level", "error", folder], { stdio: "ignore" });
  await answering(`http://${address}/health`);
  return measured("OPA's server", child, OPA_PORT, "/v1/data/plimsoll/allow", () =>
    JSON.stringify({ input: site.command() }),
  );
}

const measured = (name: string, child: ChildProcess, port: number, path: string, body: () => string): Subject => {
  // A bench that breaks leaves nobody behind.
  process.once("exit", () => child.kill("SIGKILL"));
  return {
    name,
    port,
    path,
    body,
    cpuSeconds: () => cpuSecondsOf(child.pid ?? 0),
    stop: async () => await ended(child),
  };
};

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error("expected a child whose output is read");
  const lines = createInterface({ input: child.stdout });
  return await new Promise<string>((resolve) => lines.once("line", resolve));
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  child.once("exit", () => resolve());
  child.kill("SIGTERM");
  await promise;
}

async function answering(url: string): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    if (
      await fetch(url).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${url} does not answer`);
}

/** utime and stime of proc(5), in clock ticks of 10 ms. */
function cpuSecondsOf(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
