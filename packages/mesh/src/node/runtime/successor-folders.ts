import { randomBytes } from "node:crypto";
import { PlimsollError, RandomStream } from "@plimsoll/foundation";
import type { BodyFields } from "../../event/body.ts";
import type { EventId, MeshEvent } from "../../event/event.ts";
import { Member } from "../../member/member.ts";
import type { MemberRecord } from "../../member/member-record.ts";
import { chainsOfOthers, openSuccessorEpoch } from "../../recovery/successor-epoch.ts";
import type { Roster } from "../../roster/roster.ts";
import { mergedByAdmission } from "../../set/by-admission.ts";
import type { EventSet } from "../../set/event-set.ts";
import { nativeCryptography, signerOf } from "../native-cryptography.ts";
import { rememberingCryptography } from "../remembering-cryptography.ts";
import type { RecoveredFolders } from "./recover-folders.ts";
import { steadyNowMs } from "./steady-clock.ts";
import type { StoppedNode } from "./stopped-node.ts";

type RosterMembers = BodyFields["roster.opened"]["members"];

/** How survivors go on. */
export interface SuccessorOptions {
  /** Keys that join the survivors from now on. */
  readonly admitted: RosterMembers;
  /** Whether the unspent rights of everybody else count as spent, for good. */
  readonly writesOff: boolean;
}

/** The epoch that goes on after a loss, and who is in it. */
export interface OpenedSuccessor {
  readonly roster: EventId;
  readonly epoch: number;
  readonly members: RosterMembers;
}

/** After so long a node gives up asking others about its disk, and writes under a new incarnation. */
const ALONE_MS = 10_000;

/**
 * Opens the epoch of the survivors whose folders these are, and has each of them stand on it: every journal then holds all that
 * any of them held. Rejects with `MESH_NO_CERTIFICATE` where none could be rebuilt to start from, and with `MESH_EPOCH_OPEN` where
 * they stand on such an epoch already and another would change nothing.
 */
export async function openSuccessor(recovered: RecoveredFolders, options: SuccessorOptions): Promise<OpenedSuccessor> {
  const { nodes, recovery } = recovered;
  const [first, ...others] = nodes.map((node) => new OfflineMember(node, recovery.set));
  if (first === undefined || recovery.rebuilt === null) throw noCertificate();
  const before = first.member.state.roster;
  if (before === undefined) throw noSurvivor("no roster at all");
  const members = membersOf(nodes, options.admitted);
  if (!options.writesOff && isOpen(before, members, [first, ...others]) && recovery.set.missing().length === 0) {
    throw epochOpen(before);
  }
  const opened = first.write(
    openSuccessorEpoch({
      mesh: recovery.rebuilt.certificate.certificate.mesh,
      crypto: nativeCryptography(),
      set: recovery.set,
      before,
      survivors: members,
      certificate: recovery.rebuilt.certificate.certificate,
      writtenOff: options.writesOff
        ? chainsOfOthers(
            recovery.set,
            members.map(({ key }) => key),
          )
        : [],
      approving: nodes.map(({ key }) => signerOf(key)),
    }),
  );
  for (const other of others) other.hear(opened.events);
  for (const each of [first, ...others]) each.standOn(opened.roster);
  // Only when all of them can: a fault before here leaves every disk as it was.
  for (const each of [first, ...others]) await each.keep();
  return { roster: opened.roster, epoch: before.epoch + 1, members };
}

function membersOf(nodes: readonly StoppedNode[], admitted: RosterMembers): RosterMembers {
  const survivors = nodes.map(({ node, name }) => ({ key: node, name }));
  const known = new Set(survivors.map(({ key }) => key));
  return [...survivors, ...admitted.filter(({ key }) => !known.has(key))];
}

/** All of them stand on an epoch after the genesis that has just these members. */
function isOpen(before: Roster, members: RosterMembers, survivors: readonly OfflineMember[]): boolean {
  const isOfThem = before.members.size === members.length && members.every(({ key }) => before.members.has(key));
  return before.event !== null && isOfThem && survivors.every(({ member }) => standsOn(member) === before.event?.id);
}

const standsOn = ({ state }: Member): EventId | undefined => state.roster?.event?.id;

/** A member without a network, that knows what all survivors hold together. What it writes goes to its disk at the end. */
class OfflineMember {
  readonly member: Member;
  readonly #node: StoppedNode;
  readonly #records: MemberRecord[] = [];
  /** As if it had waited for the others until now: what it writes bears the time of now. */
  readonly #startMs = steadyNowMs() - ALONE_MS;

  constructor(node: StoppedNode, union: EventSet) {
    const { genesis, key, records, losses } = node;
    this.#node = node;
    this.member = new Member({
      genesis,
      signer: signerOf(key),
      crypto: rememberingCryptography(nativeCryptography()),
      random: RandomStream.from("mesh recovery", randomBytes(32).toString("hex")),
      records,
      ...losses,
      nowMs: this.#startMs,
      worker: null,
      clock: null,
    });
    // In the order in which the union took them: what one gave up is given up here too before what rests on it comes.
    const admitted = mergedByAdmission([...union.chains()].map((chain) => chain.byAdmission()));
    this.hear([...admitted, ...union.waiting()]);
  }

  hear(events: readonly MeshEvent[]): void {
    const message = { type: "events", events, as: "news", pull: 0 } as const;
    this.member.onMessage(this.#node.node, message, this.#startMs);
    this.#gather();
  }

  /** Writes the roster under an incarnation that nobody wrote under before. */
  write(body: Parameters<Member["write"]>[0][number]): { readonly roster: EventId; readonly events: MeshEvent[] } {
    this.member.onDurable(0, this.#startMs + ALONE_MS);
    const [roster] = this.member.write([body]);
    this.#gather();
    if (roster === undefined) throw noSurvivor("a node that cannot write");
    const chain = this.member.replica.events.chain(roster.chain);
    return { roster: roster.id, events: [...(chain?.events() ?? [])] };
  }

  standOn(roster: EventId): void {
    if (!this.member.standOn(roster)) throw noSurvivor(this.#node.name);
    this.#gather();
  }

  async keep(): Promise<void> {
    await this.#node.append(this.#records);
  }

  #gather(): void {
    for (const effect of this.member.takeEffects()) if (effect.type === "persist") this.#records.push(effect.record);
  }
}

const noCertificate = (): PlimsollError =>
  new PlimsollError({
    code: "MESH_NO_CERTIFICATE",
    expected: "a certificate that the survivors can rebuild, to start from",
    received: "none",
    fix: "bring the folder of another survivor",
  });

const epochOpen = ({ epoch, event }: Roster): PlimsollError =>
  new PlimsollError({
    code: "MESH_EPOCH_OPEN",
    expected: "survivors who are not all members of the epoch on which they stand, or other members in it",
    received: `just the members of epoch ${epoch}, ${event?.id ?? "the genesis"}, and nothing that is missing`,
    fix: "start them with plimsoll mesh join; another epoch needs --admit, --write-off or fewer folders",
  });

const noSurvivor = (received: string): PlimsollError =>
  new PlimsollError({
    code: "MESH_NOT_A_SURVIVOR",
    expected: "members of the roster on which the mesh stood",
    received,
    fix: "name the folders of members only",
  });
