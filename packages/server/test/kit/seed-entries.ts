import { systemClock } from "@plimsoll/foundation/node";
import { openDesk } from "@plimsoll/governor";
import { judgement, JUDGES, Signer } from "./signer.ts";

/** Adds so many entries to the log of a site that nobody has open. */
export function seedEntries(data: string, count: number): void {
  const { site, desk } = openDesk(data, systemClock);
  const signer = new Signer(data);
  try {
    for (let from = 0; from < count; from += 200) {
      const group = Array.from({ length: Math.min(200, count - from) }, (_, place) =>
        signer.command(`seed-${from + place}`, judgement(`seed-${from + place}`), JUDGES),
      );
      desk.submitAll(group);
    }
  } finally {
    site.close();
  }
}
