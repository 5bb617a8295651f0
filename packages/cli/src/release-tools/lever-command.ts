import { PlimsollError } from "@plimsoll/foundation";
import { systemClock } from "@plimsoll/foundation/node";
import { recordEvent, standingOrder, type StandingOrder } from "@plimsoll/release/node";
import type { AddCommand } from "../add-command.ts";
import { printJson } from "../output/print-json.ts";
import { orderRow, ordersText, standingText } from "./standing-text.ts";
import { type ReleaseFlags, storeIn } from "./release-flags.ts";

interface LeverFlags extends ReleaseFlags {
  readonly readBack?: number;
}

const WHOLE = 10_000;

export const addLever: AddCommand = (release) => {
  release
    .command("lever")
    .argument("<subject>", "its id, as in the dossier")
    .argument("[command]", "the order that is answered; without it: the orders that stand")
    .description(
      "orders to the levers of a subject, and their answers: what nobody read back counts as not carried out",
    )
    .option("--read-back <share>", "what the lever was read back as, from 0 to 1", share)
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
The lever "compute" is answered by plimsoll run and adopt themselves when their job has ended, with the CPU time that was measured.
Shares are of full use: --read-back 0.9 is above an order of 0.85, and counts as not carried out.

Examples:
  plimsoll release lever tidal-works/heron-2
  plimsoll release lever tidal-works/heron-2 evaluation-4:request-quota --read-back 0.85`,
    )
    .action(async (subject: string, command: string | undefined, { readBack, data, json }: LeverFlags) => {
      const store = storeIn(data);
      const order = standingOrder(store, subject);
      if (command === undefined) tellOrders(subject, order, json === true);
      else await answerOrder(store, { subject, command, readBack: readBack ?? null }, order, json === true);
    });
};

function tellOrders(subject: string, order: StandingOrder, isJson: boolean): void {
  const nowMs = systemClock.wallMs();
  if (!isJson) {
    process.stdout.write(standingText(order) + ordersText(subject, order, nowMs));
    return;
  }
  // Shares are those of 1 everywhere in this answer.
  const commands = order.commands.map((each) => orderRow(subject, each, nowMs));
  printJson({ type: "summary", ok: true, share: order.share / WHOLE, by: order.by, commands });
}

interface Answered {
  readonly subject: string;
  readonly command: string;
  readonly readBack: number | null;
}

/** An answer that comes late, or above the share, is recorded as it is, and the one who gives it is told that it does not do. */
async function answerOrder(
  store: string,
  { subject, command, readBack }: Answered,
  { commands }: StandingOrder,
  isJson: boolean,
): Promise<void> {
  if (!commands.some(({ id }) => id === command)) throw unknown(command, subject, commands);
  const body = { command, isAcknowledged: true, readBack };
  await recordEvent(store, { kind: "modulation.answered", subject, evaluation: null, body }, systemClock.wallMs());
  const isExecuted = standingOrder(store, subject).commands.find(({ id }) => id === command)?.isExecuted === true;
  if (isJson) printJson({ type: "summary", ok: true, command, readBack, isExecuted });
  else process.stdout.write(`${command} is answered${isExecuted ? ", and carried out" : NOT_DONE}\n`);
}

const NOT_DONE =
  ", and counts as not carried out: read back too late, above its share, or without a share; the next evaluation orders it again";

/** Rounded up: what was read back may not look smaller than it is. */
function share(text: string): number {
  const value = Number(text);
  if (/^[01](?:\.\d{1,6})?$/.test(text) && value <= 1) return Math.ceil(value * WHOLE);
  throw new PlimsollError({
    code: "USAGE",
    expected: "a share from 0 to 1",
    received: text,
    fix: "for example --read-back 0.85",
  });
}

function unknown(command: string, subject: string, commands: StandingOrder["commands"]): PlimsollError {
  const standing = commands.map(({ id }) => id).join(", ");
  return new PlimsollError({
    code: "RELEASE_ORDER_UNKNOWN",
    expected: standing === "" ? "an order that stands; there is none" : `an order that stands: ${standing}`,
    received: `"${command}"`,
    fix: `see them: plimsoll release lever ${subject}`,
  });
}
