import { createPrivateKey, generateKeyPairSync, sign } from "node:crypto";

/** Kinds of keys of NATS: the first letter of their text. */
const PREFIX = { operator: 14 << 3, account: 0, user: 20 << 3 } as const;
const SEED_PREFIX = 18 << 3;
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** What `nsc` makes: a server that trusts an operator, with one account, and the credentials of a user in it. */
export function operatorMode(): { readonly settings: string; readonly credentials: string } {
  const [operator, account, user] = [new NatsKey("operator"), new NatsKey("account"), new NatsKey("user")];
  const limits = { subs: -1, conn: -1, leaf: -1, imports: -1, exports: -1, data: -1, payload: -1, wildcards: true };
  const accountToken = token(operator, account, { limits, type: "account" });
  const userToken = token(account, user, { pub: {}, sub: {}, subs: -1, data: -1, payload: -1, type: "user" });
  const settings = [
    `operator: ${token(operator, operator, { type: "operator" })}`,
    "resolver: MEMORY",
    `resolver_preload: {\n  ${account.public}: ${accountToken}\n}`,
    "",
  ].join("\n");
  const part = (title: string, text: string): string => `-----BEGIN ${title}-----\n${text}\n------END ${title}------\n`;
  return { settings, credentials: `${part("NATS USER JWT", userToken)}\n${part("USER NKEY SEED", user.seed)}` };
}

class NatsKey {
  readonly public: string;
  readonly seed: string;
  readonly #pem: string;

  constructor(kind: keyof typeof PREFIX) {
    const pair = generateKeyPairSync("ed25519");
    const raw = pair.publicKey.export({ format: "der", type: "spki" }).subarray(-32);
    const secret = pair.privateKey.export({ format: "der", type: "pkcs8" }).subarray(-32);
    const prefix = PREFIX[kind];
    this.public = withChecksum(Uint8Array.of(prefix), raw);
    this.seed = withChecksum(Uint8Array.of(SEED_PREFIX | (prefix >> 5), (prefix & 31) << 3), secret);
    this.#pem = String(pair.privateKey.export({ format: "pem", type: "pkcs8" }));
  }

  sign(text: string): string {
    return sign(null, Buffer.from(text), createPrivateKey(this.#pem)).toString("base64url");
  }
}

function token(issuer: NatsKey, subject: NatsKey, nats: object): string {
  const claims = { jti: "test", iat: 1_700_000_000, iss: issuer.public, name: "test", sub: subject.public };
  const text = [
    { typ: "JWT", alg: "ed25519-nkey" },
    { ...claims, nats: { ...nats, version: 2 } },
  ].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
  return `${text.join(".")}.${issuer.sign(text.join("."))}`;
}

function withChecksum(prefix: Uint8Array, key: Uint8Array): string {
  const bytes = Buffer.concat([prefix, key]);
  const sum = crc16(bytes);
  return base32(Buffer.concat([bytes, Uint8Array.of(sum & 0xff, sum >> 8)]));
}

/** CRC-16/XMODEM. */
function crc16(bytes: Uint8Array): number {
  let sum = 0;
  for (const byte of bytes) {
    sum ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) sum = ((sum & 0x8000) === 0 ? sum << 1 : (sum << 1) ^ 0x1021) & 0xffff;
  }
  return sum;
}

function base32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const groups = bits.match(/.{1,5}/gu) ?? [];
  return groups.map((group) => BASE32[Number.parseInt(group.padEnd(5, "0"), 2)]).join("");
}
