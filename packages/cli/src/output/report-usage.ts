import { EXIT } from "../exit-codes.ts";
import { tellFault } from "./tell-fault.ts";

/** Says in one line that the command line is wrong; answers with the exit code. Whoever mistypes a word waits for nothing else. */
export function reportUsage(message: string, asJson: boolean): number {
  tellFault("USAGE", message, asJson);
  return EXIT.usage;
}
