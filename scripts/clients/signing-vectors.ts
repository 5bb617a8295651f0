import { canonicalJson, type CanonicalValue } from "@plimsoll/foundation";
import { type SigningKey, signEnvelope, signingKeyFromSeed } from "@plimsoll/foundation/node";
import { signCommand } from "@plimsoll/ledger";
import { signReadToken } from "../../packages/server/src/access/read-token.ts";
import { KILL_ORDER_TYPE } from "../../packages/server/src/kill/kill-order.ts";

const LOG = "plimsoll.local/site";
const CLAIMED_AT = 1_790_000_000_000;

/** What a client in any language must write, byte for byte: made by the very code that verifies. */
export function signingVectors(): object {
  const keys = [1, 2].map((seed) => signingKeyFromSeed(new Uint8Array(32).fill(seed)));
  const [first] = keys as [SigningKey, SigningKey];
  return {
    about:
      "Made by scripts/write/clients.ts from the code of the site. Signing by Ed25519 is deterministic (RFC 8032).",
    keys: keys.map((key) => ({
      keyId: key.keyId,
      pem: key.toPem(),
      publicKey: Buffer.from(key.publicKey.raw).toString("base64"),
    })),
    canonical: CANONICAL.map((value) => ({ value, text: canonicalJson(value) })),
    commands: COMMANDS.map(({ id, body, signers }) => {
      const claim = { log: LOG, id, body, claimedAt: CLAIMED_AT };
      return { claim, signers, envelope: signCommand(claim, keys.slice(0, signers)) };
    }),
    killOrder: killOrder(first),
    readToken: {
      log: LOG,
      nowMs: CLAIMED_AT + 999,
      lifeSeconds: 3_600,
      token: signReadToken(first, LOG, CLAIMED_AT + 999, 3_600),
    },
  };
}

function killOrder(key: SigningKey): object {
  const order = { claimedAt: CLAIMED_AT, id: "kill:1", log: LOG, run: "acme-run-1" };
  const envelope = signEnvelope(KILL_ORDER_TYPE, new TextEncoder().encode(canonicalJson(order)), [key]);
  return { order, envelope };
}

/** Keys in the order of UTF-16, which is not that of code points; every escape; the ends of the safe integers. */
const CANONICAL: readonly CanonicalValue[] = [
  {},
  [],
  null,
  [true, false, 0, -1, 9_007_199_254_740_991, -9_007_199_254_740_991],
  { b: 1, a: { d: [], c: null } },
  {
    "\u{1F600}": "emoji",
    "\uFB33": "hebrew",
    "\u20AC": "euro",
    "\r": "return",
    "1": "one",
    "\u0080": "control",
    ö: "umlaut",
  },
  '\u0000\b\t\n\u000b\f\r\u001f"\\/\u007f\u2028\u2029 é €',
];

const COMMANDS: readonly { readonly id: string; readonly body: CanonicalValue; readonly signers: number }[] = [
  { id: "reserve:1", body: { type: "reserve.approve", run: "acme-run-1" }, signers: 2 },
  { id: "buy:ö", body: { type: "quantum.buy", run: "acme/run:1" }, signers: 1 },
];
