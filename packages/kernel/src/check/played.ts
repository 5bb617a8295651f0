import type { StampedCommand } from "../command/stamped-command.ts";
import type { Entry } from "../entry/entry.ts";
import type { Decider } from "./decider.ts";
import { observed } from "./judge/observed.ts";
import type { Letter, Step } from "./letters/letter.ts";
import type { Situation } from "./situation.ts";
import { faultsOfEntry, faultsOfSituation } from "./laws.ts";
import type { Fixture } from "./fixture.ts";
import type { Fault } from "./violation.ts";

/** What a letter led to. */
export interface Played {
  readonly situation: Situation;
  readonly faults: readonly Fault[];
  /** Training leases and tokens that were granted on the way. */
  readonly grants: number;
  readonly commands: readonly StampedCommand[];
  /** Whether the kernel refused the first command: then nothing has changed. */
  readonly refused: string | null;
}

/** Plays a letter, and looks at the laws after every command of it, not only at its end. */
export function played(decider: Decider, fixture: Fixture, from: Situation, letter: Letter): Played {
  let now: Played = { situation: from, faults: [], grants: 0, commands: [], refused: null };
  for (const [index, step] of letter.steps(from).entries()) {
    now = stepped(decider, fixture, now, step, index === 0);
    if (now.refused !== null || now.faults.length > 0) break;
  }
  return now;
}

function stepped(decider: Decider, fixture: Fixture, before: Played, step: Step, isFirst: boolean): Played {
  const { situation } = before;
  if (step.kind === "wait") return looked(decider, fixture, before, { ...situation, at: situation.at + step.ms });
  const command = stamped(situation, step);
  const commands = [...before.commands, command];
  try {
    const decision = decider.decide(situation.state, command);
    if (decision.kind === "decided")
      return followed(decider, fixture, { ...before, commands }, decision.entries, decision.next);
    return { ...before, commands, refused: isFirst ? decisionCode(decision) : null };
  } catch (error) {
    return {
      ...before,
      commands,
      faults: [{ law: "the kernel never throws", subject: fixture.name, detail: String(error) }],
    };
  }
}

const decisionCode = (decision: Exclude<ReturnType<Decider["decide"]>, { readonly kind: "decided" }>): string =>
  decision.kind === "refused" ? decision.refusal.code : "repeated";

/** Ids are never used twice on one way, so that no receipt is ever asked for. */
const stamped = ({ state, at }: Situation, step: Extract<Step, { readonly kind: "command" }>): StampedCommand => ({
  id: `command-${state.entryCount + 1}`,
  digest: ANY_DIGEST,
  at,
  signers: step.signers.flatMap((keyId) => keyNow(state, keyId)).map((keyId) => ({ keyId })),
  body: step.body,
});

/** Whoever has a new key signs with it, and nobody with one that was revoked. */
function keyNow({ revokedKeys }: Situation["state"], keyId: string): readonly string[] {
  const revoked = revokedKeys.get(keyId);
  if (revoked === undefined) return [keyId];
  return revoked.successor === null ? [] : [revoked.successor];
}

const ANY_DIGEST = `sha256:${"0".repeat(64)}`;

function followed(
  decider: Decider,
  fixture: Fixture,
  before: Played,
  entries: readonly Entry[],
  state: Situation["state"],
): Played {
  let { facts } = before.situation;
  let { grants } = before;
  const faults: Fault[] = [];
  for (const entry of entries) {
    facts = observed(facts, entry);
    if (!isGrant(entry)) continue;
    grants += 1;
    faults.push(...faultsOfEntry(fixture, facts, entry));
  }
  const { at } = before.situation;
  return looked(decider, fixture, { ...before, grants, faults }, { state, at, facts });
}

const isGrant = (entry: Entry): boolean =>
  entry.kind === "token.granted" || (entry.kind === "lease.granted" && entry.purpose === "training");

const looked = (decider: Decider, fixture: Fixture, before: Played, situation: Situation): Played => ({
  ...before,
  situation,
  faults: [...before.faults, ...faultsOfSituation(decider, fixture, situation)],
});
