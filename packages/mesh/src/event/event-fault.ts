import { err, type Result } from "@plimsoll/foundation";

/** Stable names of what is wrong with an event. */
export type EventFaultCode =
  | "EVENT_MALFORMED"
  | "EVENT_TOO_LARGE"
  | "EVENT_OF_OTHER_MESH"
  | "EVENT_SIGNATURE_FALSE"
  | "EVENT_LAMPORT_FALSE";

/** Why an event is not admitted, ever: it is not late, it is wrong. */
export interface EventFault {
  readonly code: EventFaultCode;
  readonly detail: string;
}

export const eventFault = (code: EventFaultCode, detail: string): Result<never, EventFault> => err({ code, detail });
