import type { ChainKey, MeshEvent } from "../event/event.ts";
import { mergedByAdmission } from "../set/by-admission.ts";
import type { Chain } from "../set/chain.ts";
import type { EventView } from "../set/event-set.ts";
import type { ChainExtent } from "../set/chain-extent.ts";
import type { ReplicaMessage } from "./message.ts";
import { DEEPEST_PREFIX, DIGITS, sameSum, type SetDigest, type SetSum } from "./set-digest.ts";

/** Bytes of events in answer to one message: a puller that needs more asks again when it has taken these in. */
const ANSWER_BYTES_MAX = 1024 * 1024;

/** Parts with at most so many chains are told chain by chain. */
const CHAINS_TOLD_MAX = 48;

/**
 * Finds what one replica lacks of another's events, in as many steps as the difference has digits: the sum of all, sums of
 * parts, extents of the chains in parts that differ, then the events. Only the puller is given events, so that it decides
 * how much is under way to it. Stateless: it reads the set and answers.
 */
export class Sync {
  readonly #set: EventView;
  readonly #digest: SetDigest;
  readonly #chainsByPrefix = new Map<string, Chain[]>();

  constructor(set: EventView, digest: SetDigest) {
    this.#set = set;
    this.#digest = digest;
  }

  /** A chain that the set holds from now on. */
  addChain(chain: Chain): void {
    for (let digits = 0; digits <= DEEPEST_PREFIX; digits += 1) {
      const prefix = chain.key.slice(0, digits);
      const known = this.#chainsByPrefix.get(prefix);
      if (known === undefined) this.#chainsByPrefix.set(prefix, [chain]);
      else known.push(chain);
    }
  }

  opening(pull: number): ReplicaMessage {
    return { type: "sum", pull, sum: this.#digest.sum("") };
  }

  /** At the one that is pulled from. */
  onSum(pull: number, sum: SetSum): ReplicaMessage[] {
    if (!this.differs(sum)) return [];
    return [this.#isFew("") ? { type: "differ", pull, prefixes: [""] } : this.#partsOf(pull, "", true)];
  }

  differs(sum: SetSum): boolean {
    return !sameSum(sum, this.#digest.sum(""));
  }

  onParts({ pull, prefix, parts, toPuller }: Extract<ReplicaMessage, { type: "parts" }>): ReplicaMessage[] {
    const own = this.#digest.parts(prefix);
    const differing = DIGITS.filter((_, place) => !sameSum(parts[place] as SetSum, own[place] as SetSum));
    const prefixes = differing.map((digit) => prefix + digit);
    const few = prefixes.filter((part) => this.#isFew(part));
    const many = prefixes.filter((part) => !this.#isFew(part)).map((part) => this.#partsOf(pull, part, !toPuller));
    if (few.length === 0) return many;
    return [toPuller ? this.extents(pull, few) : { type: "differ", pull, prefixes: few }, ...many];
  }

  /** At the puller: what it holds of these parts. */
  extents(pull: number, prefixes: readonly string[]): ReplicaMessage {
    const chains = prefixes.flatMap((prefix) => this.#chains(prefix)).toSorted(byKey);
    const extents = chains.map((chain) => chain.extent());
    return { type: "extents", pull, prefixes, extents };
  }

  /** At the one that is pulled from: the events that the puller lacks, looked at no further than the answer goes (ME-568). */
  onExtents({ pull, prefixes, extents }: Extract<ReplicaMessage, { type: "extents" }>): ReplicaMessage[] {
    const told = new Map(extents.map((extent) => [extent.key, extent]));
    const chains = prefixes.flatMap((prefix) => this.#chains(prefix));
    const uneven = new Set(chains.filter((chain) => isUneven(this.#set, chain, told.get(chain.key))));
    const lacked = chains
      .filter((chain) => !uneven.has(chain))
      .map((chain) => chain.byAdmission(told.get(chain.key)?.length ?? 0));
    const named = [...uneven].toSorted(byKey).map(({ key }) => key);
    const asked = named.length > 0 ? [{ type: "uneven" as const, pull, chains: named }] : [];
    return [...asked, ...answer(pull, mergedByAdmission(lacked))];
  }

  /** At the puller. */
  onUneven(pull: number, chains: readonly ChainKey[]): ReplicaMessage[] {
    return chains.flatMap((key) => {
      const ids = [...(this.#set.chain(key)?.events() ?? [])].map(({ id }) => id);
      return [{ type: "chain" as const, pull, chain: key, ids }];
    });
  }

  onChain({ pull, chain, ids }: Extract<ReplicaMessage, { type: "chain" }>): ReplicaMessage[] {
    const told = new Set(ids);
    const held = Iterator.from(this.#set.chain(chain)?.byAdmission() ?? []);
    const lacked = held.map(({ event }) => event).filter(({ id }) => !told.has(id));
    return answer(pull, lacked);
  }

  #partsOf(pull: number, prefix: string, toPuller: boolean): ReplicaMessage {
    return { type: "parts", pull, prefix, parts: this.#digest.parts(prefix), toPuller };
  }

  #isFew(prefix: string): boolean {
    return prefix.length === DEEPEST_PREFIX || this.#chains(prefix).length <= CHAINS_TOLD_MAX;
  }

  #chains(prefix: string): readonly Chain[] {
    return this.#chainsByPrefix.get(prefix) ?? [];
  }
}

const byKey = (a: Chain, b: Chain): number => (a.key < b.key ? -1 : 1);

/** Whether the puller's part of a chain is anything but a beginning of what is held here, or the other way round. */
function isUneven(set: EventView, chain: Chain, told: ChainExtent | undefined): boolean {
  if (told === undefined) return false;
  const tips = chain.tips();
  if (tips.length > 1 || told.tips.length > 1) return tips.join() !== told.tips.join();
  return told.length <= chain.length && told.tips.some((tip) => set.get(tip) === undefined);
}

/** As much of a row as an answer takes. It is in order of admission, so that the receiver can take each in at once (ME-58). */
function answer(pull: number, row: Iterable<MeshEvent>): ReplicaMessage[] {
  const events: MeshEvent[] = [];
  let bytes = 0;
  for (const event of row) {
    bytes += event.bytes.length;
    if (bytes > ANSWER_BYTES_MAX && events.length > 0) return [{ type: "events", pull, events, as: "partly" }];
    events.push(event);
  }
  return events.length === 0 ? [] : [{ type: "events", pull, events, as: "pull" }];
}
