import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { PlimsollError } from "@plimsoll/foundation";
import { askNode, type ControlRequest, type NodeBrief, nodeFolder } from "@plimsoll/mesh/node";
import { selfCommand } from "../../self-command.ts";

const STDERR_KEPT = 2_000;

/** One node as a process of its own. */
export class NodeProcess {
  readonly folder: string;
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  #addresses: readonly string[] = [];
  #stderr = "";
  #hasEnded = false;

  /** Resolves when the node runs. Rejects with `MESH_NODE_ENDED` when it does not. */
  static async start(
    folder: string,
    flags: readonly string[],
    signal: AbortSignal,
    onSpawn: (node: NodeProcess) => void,
  ) {
    const node = new NodeProcess(folder, flags);
    onSpawn(node);
    await node.#started(signal);
    return node;
  }

  private constructor(folder: string, flags: readonly string[]) {
    this.folder = folder;
    const [program = "", ...before] = selfCommand;
    const args = [...before, "mesh", "join", "--data", folder, "--json", "--every", "86400", ...flags];
    this.#child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_KEPT);
    });
    this.#ended = new Promise((resolve) => {
      const end = (): void => {
        this.#hasEnded = true;
        resolve();
      };
      this.#child.once("exit", end);
      this.#child.once("error", end);
    });
  }

  get addresses(): readonly string[] {
    return this.#addresses;
  }

  get isAlive(): boolean {
    return !this.#hasEnded;
  }

  async ask(request: ControlRequest): Promise<unknown> {
    return askNode(nodeFolder(this.folder).control, request);
  }

  /** Null while it does not answer. */
  async brief(): Promise<NodeBrief | null> {
    if (this.#hasEnded) return null;
    return this.ask({ verb: "brief" }).then(
      (brief) => brief as NodeBrief,
      () => null,
    );
  }

  /** As a power cut does to a process. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  async stop(): Promise<void> {
    await this.#end("SIGTERM");
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    if (!this.#hasEnded) this.#child.kill(signal);
    await this.#ended;
  }

  async #started(signal: AbortSignal): Promise<void> {
    const lines = createInterface({ input: this.#child.stdout as NodeJS.ReadableStream, signal });
    for await (const line of lines) {
      const told = JSON.parse(line) as { readonly type: string; readonly addresses?: readonly string[] };
      if (told.type !== "started") continue;
      this.#addresses = told.addresses ?? [];
      // Nobody reads on, and a full pipe would stop the node.
      this.#child.stdout?.resume();
      return;
    }
    signal.throwIfAborted();
    await this.#ended;
    throw this.#endedFault();
  }

  #endedFault(): PlimsollError {
    return new PlimsollError({
      code: "MESH_NODE_ENDED",
      expected: `a node that runs on ${this.folder}`,
      received: this.#stderr.trim().split("\n").at(-1) ?? "nothing",
      fix: "mend what it says, and try again",
    });
  }
}
