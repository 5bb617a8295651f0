import type { Readable, Writable } from "node:stream";
import { PlimsollError } from "@plimsoll/foundation";
import { originOfRoot } from "../process-table/adopted-origin.ts";
import type { ProcessIdentity } from "../process-table/process-record.ts";
import { livingRoot } from "./adoption-refused.ts";
import { commandPath } from "./command-path.ts";
import { type Deadman, deadmanLost } from "./deadman-launcher.ts";
import { type Journal, writeJournal } from "./journal.ts";
import { readLines } from "./line-reader.ts";
import {
  type ChargeMessage,
  type ControllerMessage,
  lineOf,
  protocolFault,
  readControllerLine,
  type WardenMessage,
} from "./protocol.ts";
import { cleanUp, faultMessage, type Prepared, Warden } from "./warden.ts";
import type { WardenPorts } from "./warden-ports.ts";

/** A companion that takes longer than this to stand watch will not. */
const ARMING_MS_MAX = 15_000;

/** A controller that reads nothing must not fill our memory: heartbeats are dropped beyond this. */
const QUEUE_BYTES_MAX = 256 * 1024;

/** How long the last words may take to leave. */
const FAREWELL_MS_MAX = 1_000;

/**
 * Guards one job from its start message on `input` to its confirmed death, and tells of it on `output`, a line of JSON
 * each (`protocol.ts`). Returns the exit code for the process: 0 once the death is reported, 1 if the run never began.
 *
 * The end of `input` is no message once the job runs. A controller that died says nothing more, and then the lease runs
 * out: one mechanism for every way to fall silent. Before the first lease it ends the wait for one.
 */
export async function runWarden(input: Readable, output: Writable, ports: WardenPorts): Promise<number> {
  const say = speakTo(output);
  const inbox = new Inbox(input);
  try {
    const prepared = await prepare(await inbox.charge, ports);
    const warden = new Warden(prepared, ports, say);
    inbox.deliverTo(warden);
    await warden.watch();
    return 0;
  } catch (fault) {
    say(faultMessage(fault));
    return 1;
  } finally {
    await flush(output, ports);
    input.destroy(); // So that an open pipe does not keep the process.
  }
}

function speakTo(output: Writable): (message: WardenMessage) => void {
  output.on("error", () => {}); // Nobody listens any more; the lease tells us so soon enough.
  return (message) => {
    if (message.type === "heartbeat" && output.writableLength > QUEUE_BYTES_MAX) return;
    output.write(lineOf(message));
  };
}

/** Keeps what the controller says until there is a warden to hear it. */
class Inbox {
  readonly charge: Promise<ChargeMessage>;
  readonly #waiting: (() => void)[] = [];
  #warden: Warden | null = null;

  constructor(input: Readable) {
    this.charge = new Promise((resolve, reject) => {
      let charged = false;
      const onMessage = (message: ControllerMessage): void => {
        if (charged) return this.#pass((warden) => warden.hear(message));
        if (message.type !== "start" && message.type !== "adopt")
          return reject(protocolFault("a start first", `a ${message.type}`));
        charged = true;
        resolve(message);
      };
      const onFault = (fault: unknown): void => {
        reject(fault);
        this.#pass((warden) => warden.fail(fault));
      };
      readLines(input, understand(onMessage, onFault), onFault, () => {
        reject(protocolFault("a start", "the end of input"));
        this.#pass((warden) => warden.abandon());
      });
    });
  }

  deliverTo(warden: Warden): void {
    this.#warden = warden;
    for (const deliver of this.#waiting.splice(0)) deliver();
  }

  #pass(tell: (warden: Warden) => void): void {
    const deliver = (): void => tell(this.#warden as Warden);
    if (this.#warden === null) this.#waiting.push(deliver);
    else deliver();
  }
}

const understand =
  (onMessage: (message: ControllerMessage) => void, onFault: (fault: unknown) => void) =>
  (line: string): void => {
    try {
      onMessage(readControllerLine(line));
    } catch (fault) {
      onFault(fault);
    }
  };

/** Everything that can be refused is tried before anything may run; on a fault nothing is left behind. */
async function prepare(charge: ChargeMessage, ports: WardenPorts): Promise<Prepared> {
  const file = charge.type === "start" ? commandPath(charge.command[0] ?? "", charge.cwd, charge.environment) : "";
  ports.assertSeesEverybody();
  const self = ports.processTable.read(ports.ownPid);
  if (self === null) throw new TypeError("expected to find ourselves in the process table");
  const deadman = ports.launchDeadman(charge.journalFile);
  try {
    await armed(deadman, ports);
    return arrange(charge, file, deadman, self, ports);
  } catch (fault) {
    deadman.tell({ type: "disarm" });
    throw fault;
  }
}

function arrange(
  charge: ChargeMessage,
  file: string,
  deadman: Deadman,
  self: ProcessIdentity,
  ports: WardenPorts,
): Prepared {
  const { run, allotmentMilliCores, actuator: choice, journalFile } = charge;
  const { processTable, clock, ownPid } = ports;
  const exempt = [ownPid, deadman.pid];
  const root = charge.type === "adopt" ? livingRoot(charge.root, processTable) : null;
  const sinceTicks = (root ?? self).startTime;
  const adopted = root === null ? undefined : originOfRoot(root);
  const actuator = ports.openActuator({
    choice,
    run,
    allotmentMilliCores,
    processTable,
    clock,
    sinceTicks,
    exempt,
    adopted,
  });
  const found = {
    run,
    bootId: processTable.bootId(),
    warden: { pid: ownPid, startTime: self.startTime },
    deadman: { pid: deadman.pid, startTime: processTable.read(deadman.pid)?.startTime ?? 0 },
    root: root === null ? null : { pid: root.pid, startTime: root.startTime },
    cgroupDirectories: actuator.cgroupDirectories,
  };
  const journal: Journal = adopted === undefined ? { version: 1, ...found } : { version: 2, ...found, adopted };
  const prepared = { charge, file, deadman, actuator, journal };
  try {
    writeJournal(journalFile, journal);
    return prepared;
  } catch (cause) {
    cleanUp(prepared);
    throw journalNotWritable(journalFile, cause);
  }
}

async function armed(deadman: Deadman, { timers }: WardenPorts): Promise<void> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const cancel = timers.after(ARMING_MS_MAX, () => reject(deadmanLost("no sign")));
  await Promise.race([deadman.armed, late]).finally(cancel);
}

function flush(output: Writable, { timers }: WardenPorts): Promise<void> {
  return new Promise((resolve) => {
    const cancel = timers.after(FAREWELL_MS_MAX, resolve);
    output.write("", () => {
      cancel();
      resolve();
    });
  });
}

const journalNotWritable = (file: string, cause: unknown): PlimsollError =>
  new PlimsollError({
    code: "JOURNAL_NOT_WRITABLE",
    expected: "a journal that can be made durable before the job starts",
    received: `${file}: ${cause instanceof Error ? cause.message : String(cause)}`,
    fix: "make its directory and allow this user to write there",
    cause,
  });
