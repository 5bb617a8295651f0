import type { Command, Envelope } from "../generated/types.ts";
import { requestMalformed } from "../http/client-error.ts";
import { thisMachine } from "../machine/machine.ts";
import { base64url, utf8 } from "./bytes.ts";
import { canonicalJson } from "./canonical-json.ts";
import { signEnvelope } from "./envelope.ts";
import type { SigningKey } from "./signing-key.ts";

const COMMAND_TYPE = "application/vnd.plimsoll.command+json";
const KILL_ORDER_TYPE = "application/vnd.plimsoll.kill+json";
const READ_TOKEN_TYPE = "plimsoll-read+jwt";
const READ_TOKEN_LIFE_SECONDS_MAX = 86_400;

export interface CommandToSign {
  /** Origin of the log that it is for. Know it from elsewhere than from the address that you send it to. */
  readonly log: string;
  /** Yours, and new for each command: the same id with the same body is the same command, however often it arrives. */
  readonly id: string;
  readonly body: Command;
  /** The signer's clock, ms since 1970 (default: this machine's). The site allows 5 s either way. */
  readonly claimedAt?: number;
}

/** A command, signed by each key: what `POST /v1/commands` and `POST /v1/tokens` take. */
export const signCommand = async (
  { log, id, body, claimedAt = thisMachine.wallMs() }: CommandToSign,
  keys: readonly SigningKey[],
): Promise<Envelope> => await signEnvelope(COMMAND_TYPE, { body, claimedAt, id, log }, keys);

export interface KillOrderToSign {
  readonly log: string;
  readonly id: string;
  readonly run: string;
  readonly claimedAt?: number;
}

/** An order to kill a run, by an operator or the run's lab: what `POST /v1/kills` takes. */
export const signKillOrder = async (
  { log, id, run, claimedAt = thisMachine.wallMs() }: KillOrderToSign,
  keys: readonly SigningKey[],
): Promise<Envelope> => await signEnvelope(KILL_ORDER_TYPE, { claimedAt, id, log, run }, keys);

export interface ReadTokenToSign {
  readonly log: string;
  /** 1 to 86 400 (default 3 600). */
  readonly lifeSeconds?: number;
  readonly nowMs?: number;
}

/** A read token (RFC 7519, EdDSA): whoever holds it may read, until it expires or the key is revoked. */
export async function signReadToken(
  { log, lifeSeconds = 3_600, nowMs = thisMachine.wallMs() }: ReadTokenToSign,
  key: SigningKey,
): Promise<string> {
  if (!Number.isSafeInteger(lifeSeconds) || lifeSeconds < 1 || lifeSeconds > READ_TOKEN_LIFE_SECONDS_MAX)
    throw requestMalformed(
      `a life of 1 to ${READ_TOKEN_LIFE_SECONDS_MAX} s`,
      String(lifeSeconds),
      "sign a new one in time",
    );
  const iat = Math.floor(nowMs / 1_000);
  const header = { alg: "EdDSA", kid: key.keyId, typ: READ_TOKEN_TYPE };
  const input = `${encoded(header)}.${encoded({ aud: log, exp: iat + lifeSeconds, iat })}`;
  return `${input}.${base64url(await key.sign(utf8(input)))}`;
}

const encoded = (value: object): string => base64url(utf8(canonicalJson(value)));
