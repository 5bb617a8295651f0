import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { eventually } from "./eventually.ts";

const PROGRAM = fileURLToPath(new URL("../../../cli/bin/plimsoll.js", import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
}

/** `plimsoll serve` as a process of its own, without the page. */
export class ServerProcess implements AsyncDisposable {
  readonly ended: Promise<Ended>;
  readonly pid: number;
  stdout = "";
  stderr = "";
  end: Ended | null = null;
  readonly #child: ChildProcess;

  constructor(data: string, words: readonly string[] = []) {
    const all = [PROGRAM, "serve", "--data", data, "--port", "0", "--no-page", "--json", "--rate", "1000000", ...words];
    this.#child = spawn(process.execPath, all, {
      env: { ...process.env, NODE_OPTIONS: "" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.pid = this.#child.pid ?? 0;
    this.#child.stdout?.setEncoding("utf8").on("data", (text: string) => (this.stdout += text));
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => (this.stderr += text));
    this.ended = new Promise((resolve) => {
      this.#child.once("close", (code, signal) => resolve((this.end = { code, signal })));
    });
  }

  /** JSON lines on standard output so far. */
  get lines(): readonly Readonly<Record<string, unknown>>[] {
    const whole = this.stdout.split("\n").slice(0, -1);
    return whole.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  }

  /** Its address, once it answers. Throws when it ends before. */
  async listening(withinMs = 60_000): Promise<string> {
    await eventually(() => this.lines.length > 0 || this.end !== null, withinMs, "the first line of plimsoll serve");
    const [first] = this.lines;
    if (first?.["type"] !== "listening") throw new Error(`no listening line: ${this.stdout}${this.stderr}`);
    return String(first["url"]);
  }

  async kill(signal: NodeJS.Signals): Promise<Ended> {
    if (this.end === null) this.#child.kill(signal);
    return await this.ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill("SIGKILL");
  }
}
