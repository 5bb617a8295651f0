import { nounOf } from "../verbs.ts";

export const labWith = nounOf("lab", "labs: their accreditation, the experiment of sovereignty, and the simulations", {
  accredit: async () => (await import("./lab-accredit.ts")).addLabAccredit,
  gardener: async () => (await import("./lab-gardener.ts")).addLabGardener,
  rehearse: async () => (await import("./lab-rehearse.ts")).addLabRehearse,
  page: async () => (await import("./lab-page.ts")).addLabPage,
  sovereignty: async () => (await import("./lab-sovereignty.ts")).addLabSovereignty,
  cluster: async () => (await import("./lab-cluster.ts")).addLabCluster,
  prophet: async () => (await import("./lab-prophet.ts")).addLabProphet,
});
