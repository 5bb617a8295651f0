import { canonicalJson, digestOfValue, utf8 } from "@plimsoll/foundation";
import { signEnvelope, type SigningKey, systemClock } from "@plimsoll/foundation/node";
import { dataFolder, FileKeyRing } from "@plimsoll/governor";
import { signCommand, type SignedCommand } from "@plimsoll/ledger";
import { KILL_ORDER_TYPE } from "../../src/kill/kill-order.ts";

export const ORIGIN = "plimsoll.local/site";

/** What of a claim a test says otherwise. */
export interface Claimed {
  readonly log?: string;
  readonly claimedAt?: number;
}

/** The keys of a data folder as somebody outside holds them. */
export class Signer {
  readonly ring: FileKeyRing;

  constructor(data: string) {
    this.ring = new FileKeyRing(dataFolder(data).keys);
  }

  key(name: string): SigningKey {
    return this.ring.key(name);
  }

  /** @param keys names of keys, or keys */
  command(id: string, body: unknown, keys: readonly (string | SigningKey)[], claimed: Claimed = {}): SignedCommand {
    const { log = ORIGIN, claimedAt = systemClock.wallMs() } = claimed;
    return signCommand(
      { log, id, body, claimedAt },
      keys.map((key) => this.#keyOf(key)),
    );
  }

  order(id: string, run: string, keys: readonly (string | SigningKey)[], claimed: Claimed = {}) {
    const { log = ORIGIN, claimedAt = systemClock.wallMs() } = claimed;
    const payload = utf8(canonicalJson({ claimedAt, id, log, run }));
    return signEnvelope(
      KILL_ORDER_TYPE,
      payload,
      keys.map((key) => this.#keyOf(key)),
    );
  }

  #keyOf(key: string | SigningKey): SigningKey {
    return typeof key === "string" ? this.ring.key(key) : key;
  }
}

/** A command that is granted as often as somebody asks, and leaves one entry. */
export const judgement = (place: number | string) =>
  ({
    type: "release.judge",
    artifact: digestOfValue({ judged: place }),
    level: "green",
    pack: digestOfValue("pack"),
    expiresAt: VERDICT_END_MS,
  }) as const;

/** The same for all, so that the same judgement is the same command. */
const VERDICT_END_MS = systemClock.wallMs() + 30 * 86_400_000;

/** Who signs it. */
export const JUDGES = ["operator-1", "operator-2"] as const;
