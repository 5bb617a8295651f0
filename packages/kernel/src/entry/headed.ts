import type { StampedCommand } from "../command/stamped-command.ts";
import type { KernelState } from "../state/state.ts";
import type { Entry, EntryBody } from "./entry.ts";

/** Puts the header of a command on what was decided for it. */
export const headed = (state: KernelState, command: StampedCommand, body: EntryBody): Entry => ({
  at: command.at,
  command: command.id,
  commandDigest: command.digest,
  signers: command.signers.map((signer) => signer.keyId),
  policyDigest: state.site?.policyDigest ?? null,
  ...body,
});
