import { randomUUID } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { PlimsollError } from "@plimsoll/foundation";
import { askNode, askNodeItems, BLOB_BYTES_MAX, nodeFolder } from "@plimsoll/mesh/node";
import { printJson } from "../../output/print-json.ts";
import { ProgressLine } from "../../output/progress-line.ts";
import { optionsFault } from "../mesh-options.ts";

export interface IntentFlags {
  readonly data: string;
  readonly promptFile?: string;
  readonly lane: string;
  readonly enough: number;
  readonly deadline: number;
  readonly lease: number;
  readonly wait?: boolean;
  readonly json?: boolean;
}

interface Outcome {
  readonly intent: string;
  readonly answer: string;
  readonly decidedBy: string;
  readonly thinkers: readonly string[];
  readonly thoughts: number;
}

/** Opens an intent on a running node and, if asked to, waits for what comes of it. */
export async function openIntent(given: string | undefined, flags: IntentFlags): Promise<void> {
  const { data, lane, enough, deadline, lease, wait, json, promptFile } = flags;
  const prompt = promptOf(given, promptFile);
  const { control } = nodeFolder(data);
  const { intent } = (await askNode(control, {
    verb: "intent",
    request: randomUUID(),
    lane,
    prompt,
    enough,
    softDeadlineMs: deadline,
    ownerLeaseMs: lease,
  })) as { readonly intent: string };
  if (wait !== true) {
    if (json === true) printJson({ type: "summary", ok: true, intent, decided: false });
    else process.stdout.write(`${intent}\n`);
    return;
  }
  if (json === true) printJson({ type: "opened", intent });
  const outcome = await decided(control, intent, json === true);
  if (json === true) printJson({ type: "summary", ok: true, decided: true, ...outcome });
  else process.stdout.write(`${outcome.answer}\n`);
}

function promptOf(given: string | undefined, file: string | undefined): string {
  if (given !== undefined && file !== undefined) throw optionsFault("a prompt or --prompt-file", "both");
  const prompt = file === undefined ? given : readPrompt(file);
  if (prompt !== undefined && prompt !== "") return prompt;
  throw optionsFault("a prompt, or --prompt-file with a file that has one", "none");
}

/** Before it is read: it may be larger than memory. */
function readPrompt(file: string): string {
  const { size } = statSync(file);
  if (size > BLOB_BYTES_MAX) throw optionsFault(`a prompt of at most ${BLOB_BYTES_MAX} bytes`, `${size} in ${file}`);
  return readFileSync(file, "utf8");
}

async function decided(control: string, intent: string, asJson: boolean): Promise<Outcome> {
  using progress = new ProgressLine();
  await using items = askNodeItems(control, { verb: "await", intent });
  for (;;) {
    const next = await items.next();
    if (next.done === true) {
      if (next.value === null) throw notDecided(intent);
      return next.value as Outcome;
    }
    const { thoughts } = next.value as { readonly thoughts: number };
    if (asJson) printJson({ type: "thoughts", thoughts });
    else progress.show(`${thoughts} thoughts so far`);
  }
}

const notDecided = (intent: string): PlimsollError =>
  new PlimsollError({
    code: "MESH_NOT_DECIDED",
    expected: "a decision",
    received: `none yet on ${intent}`,
    fix: "start the node again: the intent is in its journal",
  });
