import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PlimsollError } from "@plimsoll/foundation";
import { EXIT } from "../../exit-codes.ts";
import { interruption } from "../../interruption.ts";
import { LiveBlock } from "../../output/live-block.ts";
import { printJson } from "../../output/print-json.ts";
import { checkSurvivors } from "../init/make-mesh.ts";
import { survivorsOf } from "../mesh-options.ts";
import { natsArguments, type NatsFlags } from "../run/nats-options.ts";
import { blastSummary, blastText } from "./blast-outcome.ts";
import { blastPicture } from "./blast-picture.ts";
import { Blast } from "./blast.ts";
import { type FleetMember, NodeFleet } from "./node-fleet.ts";

export interface BlastFlags extends NatsFlags {
  readonly nodes: number;
  readonly survivors: string;
  readonly events: number;
  readonly out?: string;
  readonly timeout: number;
  readonly json?: boolean;
}

/** Shows it and resolves to the exit code. No process and, unless they are to be kept, no folder is left behind. */
export async function runBlast(flags: BlastFlags): Promise<number> {
  const survivors = survivorsOf(flags.survivors, flags.nodes);
  checkSurvivors(survivors, flags.nodes);
  const limit = AbortSignal.timeout(flags.timeout * 1000);
  const ending = interruption();
  const signal = AbortSignal.any([limit, ending]);
  const folder = flags.out ?? mkdtempSync(join(tmpdir(), "plimsoll-blast-"));
  const teller = new BlastTeller(flags.json === true);
  try {
    await using fleet = new NodeFleet(signal, (members) => teller.look(members));
    const blast = new Blast(fleet, { ...flags, survivors, folder, brokers: natsArguments(flags) }, teller);
    const summary = blastSummary(await blast.run());
    teller.end();
    if (flags.json === true) printJson(summary);
    else process.stdout.write(blastText(summary));
    return summary.ok ? EXIT.done : EXIT.broken;
  } catch (cause) {
    if (limit.aborted) throw timedOut(flags.timeout, teller.phase);
    throw ending.aborted ? interrupted(teller.phase) : cause;
  } finally {
    teller.end();
    if (flags.out === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

/** Says what happens: a picture where standard error is a terminal, also beside --json, and a line for each phase elsewhere. */
class BlastTeller {
  readonly #block = new LiveBlock(process.stderr);
  readonly #asJson: boolean;
  phase = "";
  dead = 0;

  constructor(asJson: boolean) {
    this.#asJson = asJson;
  }

  begin(phase: string): void {
    this.phase = phase;
    this.#block.keep();
    if (this.#asJson) printJson({ type: "phase", phase });
    else if (!this.#block.isLive) process.stderr.write(`plimsoll: ${phase}\n`);
  }

  look(members: readonly FleetMember[]): void {
    this.#block.draw(blastPicture(this.phase, members, this.dead));
  }

  end(): void {
    this.#block.keep();
  }
}

const timedOut = (seconds: number, phase: string): PlimsollError =>
  new PlimsollError({
    code: "MESH_TIMEOUT",
    expected: `an end within ${seconds} s`,
    received: `still at: ${phase}`,
    fix: "give it more with --timeout, or take fewer nodes",
  });

const interrupted = (phase: string): PlimsollError =>
  new PlimsollError({
    code: "MESH_INTERRUPTED",
    expected: "the end of the demonstration",
    received: `a request to end, at: ${phase}`,
    fix: "start it again; no process was left behind",
  });
