import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { NodeStatus } from "@plimsoll/mesh/node";
import { statusOf } from "../../src/mesh-tools/ask/ask-status.ts";
import { wait } from "../faults/eventually.ts";
import { type JsonLine, plimsoll, PlimsollProcess } from "../faults/plimsoll-process.ts";

/** A folder for a mesh, and its nodes as processes. Nothing outlives it. */
export class MeshTrial implements AsyncDisposable {
  readonly folder = mkdtempSync(join(tmpdir(), "plimsoll-mesh-"));
  readonly #nodes: PlimsollProcess[] = [];

  path(...parts: readonly string[]): string {
    return join(this.folder, ...parts);
  }

  node(place: number): string {
    return this.path("trial", `node-${place}`);
  }

  /** Runs one command to its end, with `--json`. */
  async mesh(
    ...args: readonly string[]
  ): Promise<{ code: number | null; lines: readonly JsonLine[]; summary: JsonLine }> {
    const run = await plimsoll(["mesh", ...args, "--json"]);
    const lines = run.lines();
    return { code: run.end?.code ?? null, lines, summary: lines.at(-1) ?? { type: run.stderr } };
  }

  /** Starts a node and resolves with its first address. */
  async join(folder: string, ...flags: readonly string[]): Promise<{ node: PlimsollProcess; address: string }> {
    const node = new PlimsollProcess(["mesh", "join", "--data", folder, "--json", ...flags]);
    this.#nodes.push(node);
    const started = await node.reached("started");
    if (started === undefined) throw new Error(`the node on ${folder} ended: ${node.stderr}`);
    return { node, address: (started["addresses"] as string[])[0] ?? "" };
  }

  /** Asks until it holds. */
  async until(folder: string, holds: (status: NodeStatus) => boolean, withinMs = 20_000): Promise<NodeStatus> {
    for (const fromMs = performance.now(); ; await wait(50)) {
      const status = await statusOf(folder);
      if (holds(status)) return status;
      if (performance.now() - fromMs > withinMs)
        throw new Error(`not within ${withinMs} ms: ${JSON.stringify(status)}`);
    }
  }

  /** Asks until all hold the same. */
  async untilEqual(folders: readonly string[], withinMs = 20_000): Promise<void> {
    for (const fromMs = performance.now(); ; await wait(50)) {
      const statuses = await Promise.all(folders.map(statusOf));
      if (new Set(statuses.map(({ eventRoot }) => eventRoot)).size === 1) return;
      if (performance.now() - fromMs > withinMs) throw new Error(`not equal within ${withinMs} ms`);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const node of this.#nodes) await node[Symbol.asyncDispose]();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
