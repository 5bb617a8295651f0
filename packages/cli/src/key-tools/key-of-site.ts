import { PlimsollError } from "@plimsoll/foundation";
import { type PublicKey, publicKeyFromPem } from "@plimsoll/foundation/node";
import { RefusedError, type Site, type Submission } from "@plimsoll/governor";
import { fileText } from "../kernel-tools/input-file.ts";

/** A key of a site, as a person names it. */
export interface KeyOfSite {
  readonly keyId: string;
  /** Under which its private half is here; null where it is not. */
  readonly name: string | null;
}

const KEY_ID = /^[0-9a-f]{16}$/;

/** A key by its name in the data folder or by its id. Makes none. Throws `KEY_UNKNOWN` for what the site never knew. */
export function keyOfSite(site: Site, named: string): KeyOfSite {
  const name = nameOf(site, named);
  const keyId = name === null ? named : site.keys.key(name).keyId;
  if (site.state.keys.has(keyId) || site.state.revokedKeys.has(keyId)) return { keyId, name };
  throw new PlimsollError({
    code: "KEY_UNKNOWN",
    expected: "the name or the id of a key that the site knows",
    received: JSON.stringify(named),
    fix: "see them: plimsoll key list",
  });
}

function nameOf({ keys }: Site, named: string): string | null {
  if (keys.has(named)) return named;
  return KEY_ID.test(named) ? (keys.names().find((name) => keys.key(name).keyId === named) ?? null) : null;
}

/** The names under which operators other than a key sign here. */
export const operatorsBeside = ({ keys, state }: Site, keyId: string): readonly string[] =>
  keys.names().filter((name) => {
    const own = keys.key(name).keyId;
    return own !== keyId && state.keys.get(own) === "operator";
  });

/** A public key from a PEM file. Throws `FILE_NOT_FOUND`, `FILE_NOT_READABLE`, `KEY_MALFORMED`. */
export const publicKeyIn = async (file: string): Promise<PublicKey> => publicKeyFromPem(await fileText(file));

/** As a command carries it. */
export const base64Of = ({ raw }: PublicKey): string => Buffer.from(raw).toString("base64");

/** Never that of an earlier command: what was decided once may not hold any more, and must not be answered as if it did. */
export const commandId = ({ state }: Site, type: string, keyId: string): string =>
  `${type}:${keyId}:${state.entryCount}`;

/** Throws `RefusedError` for a refusal. */
export function insistDecided(submission: Submission): void {
  if (submission.kind === "refused") throw new RefusedError(submission.refusal);
}
