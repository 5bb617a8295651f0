import { parseTlogPolicy, SIGNATURE_TYPE, type TlogPolicy, verifierKeyOf } from "@plimsoll/ledger";
import { fileText } from "../kernel-tools/input-file.ts";
import { pemOf } from "./log-key.ts";

/** Reads a policy file (C2SP tlog-policy). Throws `POLICY_MALFORMED`, naming the line. */
export const trustPolicyIn = async (file: string): Promise<TlogPolicy> => parseTlogPolicy(await fileText(file));

/** The key of the one log that a policy trusts, as the verifier takes it; `undefined` where there are several, or of another kind. */
export function logPemOf({ logs }: TlogPolicy): string | undefined {
  const [log] = logs;
  return log !== undefined && logs.length === 1 && log.verifier.type === SIGNATURE_TYPE.ed25519
    ? pemOf(log.verifier)
    : undefined;
}

/** The vkeys of its witnesses. */
export const witnessKeysOf = ({ witnesses }: TlogPolicy): string[] =>
  witnesses.map(({ verifier: { name, publicKeyRaw, type } }) => verifierKeyOf(name, publicKeyRaw, type));
