import { type CertifyingRoster, certifyingRoster } from "../certificate/quorum.ts";
import type { EventId } from "../event/event.ts";
import type { Genesis } from "../event/genesis.ts";
import { genesisRoster, rosterOf } from "../roster/roster.ts";
import type { Standings } from "../roster/standings.ts";

/** The rosters whose certificates a node takes: that of the genesis, and those that lead to where it stands. */
export function trustedRosters(
  genesis: Genesis,
  { lineage }: Standings,
): (id: EventId | null) => CertifyingRoster | undefined {
  const known = new Map(lineage.map((event) => [event.id, certifyingRoster(rosterOf(event), genesis)]));
  const first = certifyingRoster(genesisRoster(genesis), genesis);
  return (id) => (id === null ? first : known.get(id));
}
