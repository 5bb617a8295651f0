import {
  IDENTITY_FAMILY,
  type IdentityResult,
  type Intaken,
  readIdentityResult,
  requireReplay,
} from "@plimsoll/evidence";
import { type Digest, err, ok } from "@plimsoll/foundation";
import { openSite, recordFamily, type Site } from "@plimsoll/governor";
import type { FreezeRecord } from "@plimsoll/sovereignty";
import { agentOfDigest, playerOf } from "../sovereignty-tools/examined-agents.ts";
import { drawnOf, type RunFlags } from "./examine.ts";
import { identityWindows } from "./identity-windows.ts";
import { fileBytes } from "./import-bytes.ts";

/** A result, and whether it was recorded before: then nothing was done. */
export type RecordedResult = IdentityResult & { readonly already: boolean };

/**
 * Records what the experiment answers for windows of a run's open examination, all of the files or none. Whatever a file says is an
 * answer; throws as `openExamination` does, and `RefusedError` where another result was recorded for a window.
 */
export async function recordIdentity(
  files: readonly string[],
  { run, data }: RunFlags,
  freeze: FreezeRecord,
): Promise<Intaken<readonly RecordedResult[]>> {
  using site = openSite(data);
  const drawn = drawnOf(site, data, run);
  if (!drawn.ok) return drawn;
  const windows = identityWindows(drawn.value);
  const results: IdentityResult[] = [];
  for (const file of files) {
    const result = readIdentityResult(await fileBytes(file), { windows, freeze: freeze.freezeDigest });
    if (!result.ok) return result;
    results.push(result.value);
  }
  const answered = requireAnswered(results, drawn.value.digest, freeze);
  if (!answered.ok) return answered;
  const before = recordedIn(site);
  const isNew = requireNew(before, results);
  if (!isNew.ok) return isNew;
  for (const result of results) record(site, result);
  return ok(results.map((result) => ({ ...result, already: before.has(nameOf(result)) })));
}

/** Whoever can be run again is run again: then nothing rests on whoever wrote the file. Of others transcripts are named. */
function requireAnswered(results: readonly IdentityResult[], digest: Digest, freeze: FreezeRecord): Intaken<null> {
  const agent = agentOfDigest(freeze, digest);
  if (agent === null) return requireUnrepeatable(results);
  const play = playerOf(freeze, agent);
  for (const result of results) {
    const { isDeterministic } = result.head.agent;
    if (!isDeterministic) return otherAgent(`"${agent.name}", which can be run again`, "one that cannot");
    const replayed = requireReplay(result, play);
    if (!replayed.ok) return replayed;
  }
  return ok(null);
}

/** Who says that its agent can be run again must be taken at its word, and here it cannot. */
function requireUnrepeatable(results: readonly IdentityResult[]): Intaken<null> {
  const repeatable = results.find(({ head }) => head.agent.isDeterministic);
  if (repeatable === undefined) return ok(null);
  return otherAgent(
    "an agent that this program can run again, or transcripts of one that nobody can",
    repeatable.head.agent.name,
  );
}

const otherAgent = (expected: string, received: string): Intaken<never> =>
  err({ code: "INTAKE_SUBJECT_DIFFERS", expected, received, fix: "record it with the program that has this agent" });

/** There is no second try: a window has one answer, in the ledger and among the files. */
function requireNew(before: ReadonlyMap<string, Digest>, results: readonly IdentityResult[]): Intaken<null> {
  const transcripts = new Map(before);
  for (const result of results) {
    const name = nameOf(result);
    const other = transcripts.get(name);
    if (other !== undefined && other !== result.transcript) return recordedBefore(name, other);
    transcripts.set(name, result.transcript);
  }
  return ok(null);
}

/** The transcript of every window that the ledger has. */
function recordedIn(site: Site): ReadonlyMap<string, Digest> {
  const transcripts = new Map<string, Digest>();
  for (const entry of site.history())
    if (entry.kind === "family.recorded") transcripts.set(cellName(entry), entry.transcript);
  return transcripts;
}

const nameOf = ({ window }: IdentityResult): string => cellName({ ...window, family: IDENTITY_FAMILY });

interface NamedCell {
  readonly examination: string;
  readonly family: string;
  readonly context: string;
  readonly part: string;
}

const cellName = ({ examination, family, context, part }: NamedCell): string =>
  [examination, family, context, part].join(", ");

const recordedBefore = (window: string, transcript: Digest): Intaken<never> =>
  err({
    code: "INTAKE_RECORDED_BEFORE",
    expected: `one result for ${window}`,
    received: `another one beside ${transcript}`,
    fix: "what was recorded stands; a new examination asks other seeds",
  });

function record(site: Site, { window, controlled, uncontrolled, void: missing, transcript }: IdentityResult): void {
  const { examination, context, part } = window;
  const cell = { family: IDENTITY_FAMILY, context, part } as const;
  recordFamily(site, examination, cell, { controlled, uncontrolled, void: missing, transcript });
}
