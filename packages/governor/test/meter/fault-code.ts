import { PlimsollError } from "@plimsoll/foundation";

/** The code that something throws, or null where it throws nothing. */
export function codeOf(action: () => unknown): string | null {
  try {
    action();
    return null;
  } catch (fault) {
    if (fault instanceof PlimsollError) return fault.code;
    throw fault;
  }
}

export async function codeOfAsync(action: () => Promise<unknown>): Promise<string | null> {
  try {
    await action();
    return null;
  } catch (fault) {
    if (fault instanceof PlimsollError) return fault.code;
    throw fault;
  }
}
