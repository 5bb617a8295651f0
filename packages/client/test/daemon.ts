import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("../../cli/bin/plimsoll.js", import.meta.url));

/** A real site behind a real daemon, in a folder of its own. */
export class TestDaemon implements AsyncDisposable {
  readonly folder = mkdtempSync(join(tmpdir(), "plimsoll-client-"));
  readonly data: string;
  url = "";
  #process: ChildProcess | null = null;

  /** @param name of the data folder in the daemon's own */
  constructor(name = "data") {
    this.data = join(this.folder, name);
  }

  static async started(): Promise<TestDaemon> {
    const daemon = new TestDaemon();
    const { status, stderr } = spawnSync(process.execPath, [PROGRAM, "init", "--data", daemon.data], {
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(stderr);
    await daemon.start();
    return daemon;
  }

  /** On the port of before, if there was one: who listens there comes back. */
  async start(...flags: readonly string[]): Promise<void> {
    const port = this.url === "" ? "0" : new URL(this.url).port;
    const words = ["serve", "--data", this.data, "--no-page", "--port", port, "--rate", "100000", "--json", ...flags];
    const child = spawn(process.execPath, [PROGRAM, ...words], { stdio: ["ignore", "pipe", "pipe"] });
    this.#process = child;
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
    const lines = createInterface({ input: child.stdout });
    const [first] = (await Promise.race([once(lines, "line"), once(child, "close").then(() => [said])])) as [string];
    const { url } = JSON.parse(first) as { readonly url?: string };
    if (url === undefined) throw new Error(first + said);
    this.url = url;
  }

  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    const child = this.#process;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const closed = once(child, "close");
    child.kill(signal);
    await closed;
  }

  keyFile(name: string): string {
    return join(this.data, "keys", `${name}.pem`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop("SIGKILL");
    rmSync(this.folder, { recursive: true, force: true });
  }
}
