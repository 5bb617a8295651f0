import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "./eventually.ts";
import { pidOf, type Role } from "./guards.ts";
import { PlimsollProcess } from "./plimsoll-process.ts";
import { allProcesses, familyOf, markedBy, type Seen, stillAlive } from "./process-family.ts";

/** The policy's lease and what its guards may take to kill. */
export const DEAD_WITHIN_MS = 5_000 + 1_000;

let stories = 0;

/** The obedient fine-tune, told again and again in a data folder of its own, under a name that nobody else uses. */
export class GovernedStory implements AsyncDisposable {
  readonly seed = 1_000_000 + process.pid * 100 + (stories += 1);
  readonly run = `control-${this.seed}`;
  readonly data = mkdtempSync(join(tmpdir(), "plimsoll-faults-"));
  readonly arguments = ["demo", "--control", "--data", this.data, "--seed", String(this.seed), "--json"];
  /** The folder of the telling, once it is known. */
  directory = "";
  #started: PlimsollProcess[] = [];

  /** Starts the command and waits until it has named its folder. */
  async begin(): Promise<PlimsollProcess> {
    const controller = this.start();
    const begin = await controller.reached("begin");
    if (begin === undefined)
      throw new Error(`ended before it began: ${JSON.stringify(controller.end)} ${controller.stderr}`);
    this.directory = begin["dir"] as string;
    return controller;
  }

  start(): PlimsollProcess {
    const controller = new PlimsollProcess(this.arguments);
    this.#started.push(controller);
    return controller;
  }

  get ledger(): string {
    return join(this.directory, "ledger");
  }

  /** File names of its checkpoints, oldest first. */
  checkpoints(): string[] {
    try {
      const names = readdirSync(join(this.directory, "checkpoints"));
      return names.filter((name) => name.endsWith(".policy")).toSorted();
    } catch {
      return [];
    }
  }

  /** The living process of a role, or null while there is none. */
  find(role: Role, controller: PlimsollProcess): number | null {
    if (role === "controller") return controller.end === null ? controller.pid : null;
    const pid = pidOf(role, this.directory, this.run);
    return pid !== null && allProcesses().some((seen) => seen.pid === pid) ? pid : null;
  }

  /** Everybody who belongs to it now: controller, guards, job and probes. */
  everybody(controller: PlimsollProcess): Seen[] {
    return [...familyOf(controller.pid), ...markedBy(this.run)];
  }

  /** Waits until nobody is left of those who were there, and nobody carries the run's marker. Returns how long it took. */
  async nobodyLeft(everybody: readonly Seen[], after: string, withinMs = DEAD_WITHIN_MS): Promise<number> {
    const left = (): Seen[] => [...stillAlive(everybody), ...markedBy(this.run)];
    return await eventually(() => left().length === 0, withinMs, "the death of everybody").catch((cause: unknown) => {
      throw new Error(`alive ${withinMs} ms after ${after}: ${JSON.stringify(left())}`, { cause });
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const everybody = this.#started.flatMap((controller) => this.everybody(controller));
    for (const controller of this.#started) await controller[Symbol.asyncDispose]();
    for (const { pid } of [...stillAlive(everybody), ...markedBy(this.run)]) killQuietly(pid);
    rmSync(this.data, { recursive: true, force: true, maxRetries: 5 });
  }
}

export function killQuietly(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // Gone by itself meanwhile.
  }
}
