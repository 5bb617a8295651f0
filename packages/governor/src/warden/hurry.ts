import { constants, setPriority } from "node:os";

/**
 * Puts this process before others, for good: called when nothing is left to it but a kill, which must not wait for its turn
 * behind the very load that it ends. Where the system does not let us, the kill is as quick as its turn comes.
 */
export function hurry(): void {
  try {
    setPriority(constants.priority.PRIORITY_HIGHEST);
  } catch {
    // Only who may raise priorities can; a kill at ordinary priority is a kill.
  }
}
