export { type ClientOptions, PlimsollClient } from "./client.ts";
export type { EventOptions } from "./events/events.ts";
export type { SiteEvent } from "./events/site-event.ts";
export { OPERATIONS } from "./generated/operations.ts";
export type * from "./generated/types.ts";
export type { AskOptions } from "./http/ask.ts";
export { ClientError, ProblemError, UnreachableError } from "./http/client-error.ts";
export type { OperationSpec } from "./http/operation-spec.ts";
export { type Machine, thisMachine } from "./machine/machine.ts";
export { canonicalJson, type CanonicalValue } from "./signing/canonical-json.ts";
export {
  type CommandToSign,
  type KillOrderToSign,
  type ReadTokenToSign,
  signCommand,
  signKillOrder,
  signReadToken,
} from "./signing/sign.ts";
export { signingKeyFromPem, type SigningKey } from "./signing/signing-key.ts";
