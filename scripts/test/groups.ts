// The groups of tests in vitest.config.ts. What lies in packages/*/test and is in no list is timed, one file at a time.
import { matchesGlob, relative } from "node:path";

/** Long, but pure: no process, no socket and no clock in them, so they may run beside one another. */
export const worlds = [
  "packages/kernel/test/*.test.ts",
  "packages/kernel/test/!(same-digest)/**/*.test.ts",
  "packages/sovereignty/test/**/*.test.ts",
  "packages/simulation/test/*.test.ts",
  "packages/simulation/test/{gardener,optimum,page,python}/**/*.test.ts",
  "packages/demo/test/zoo*.test.ts",
  "packages/evidence/test/*.test.ts",
  "packages/evidence/test/{families,identity,language-model}/**/*.test.ts",
  "packages/evidence/test/intake/!(flat-memory).test.ts",
  "packages/governor/test/codes.test.ts",
  "packages/governor/test/{artifact,attestation,probe,simulation,token}/**/*.test.ts",
  "packages/governor/test/audit/{detection,outside-audit}.test.ts",
  "packages/governor/test/meter/{counters,parsers,sources}.test.ts",
  "packages/governor/test/warden/{duty-cycle,lease-holder,protocol}.test.ts",
  "packages/ledger/test/!(anchor|interop|tiles).test.ts",
  "packages/prophet/test/{risk,run}.test.ts",
  "packages/prophet/test/python/*.test.ts",
  "packages/verifier/test/{canonical-json.property,flipped-bytes,header-forgery,independence,leaf-parts}.test.ts",
  "packages/verifier/test/mesh/!(mesh-cli).test.ts",
  "packages/witness/test/{re-execution,witness}.test.ts",
  "packages/mesh/test/{budget,certificate,deploy,intent,kit,member,replica,simulated,site,spec,state,verifier}/**/*.test.ts",
  "packages/mesh/test/journal/!(kill|restart).test.ts",
  "packages/release/test/{argument,evaluation,evolution,intake,search,vectors}/**/*.test.ts",
  "packages/release/test/store/{dossier-folder,dossier-references,gate-fuzz,kin,state,store-contract}.test.ts",
  "packages/cli/test/{evidence-import-mapping,evidence-import-source,evidence-status,normative-identity}.test.ts",
  "packages/cli/test/kernel-tools-{entries,schemas}.test.ts",
  "packages/cli/test/gardener/parts.test.ts",
  "packages/cli/test/lab-sovereignty/{experiment,parts,replay}.test.ts",
  "packages/cli/test/rehearsal/*.test.ts",
  "packages/client/test/{canonical-json.property,generated,signing}.test.ts",
  "packages/server/test/codes.test.ts",
  "packages/server/test/deploy/{manifests,values}.test.ts",
  "packages/sea-trial/test/{bites,spec,trial}.test.ts",
  "packages/sea-trial/test/laws/!(canaries).test.ts",
];

/** They start processes or servers, each in folders and on ports of its own, and ask no more of a clock than some spare seconds. */
export const commands = [
  "packages/cli/test/{adopt,audit,deployment,freeze-guide,kernel-check,token,token-attest}.test.ts",
  "packages/cli/test/evidence-{guide,import,import-guide,import-record,probe}.test.ts",
  "packages/cli/test/kernel-tools-{explain,guide,policy,replay}.test.ts",
  "packages/cli/test/{normative-identity-guide,sovereignty-check,sovereignty-diagnose}.test.ts",
  "packages/cli/test/{examples,inputs,lab-cluster,lab-page,ledger-tools}/**/*.test.ts",
  "packages/cli/test/faults/{interrupt,start-at-once}.test.ts",
  "packages/cli/test/gardener/gardener-commands.test.ts",
  "packages/cli/test/lab-prophet/{guide,kills,plot,run,settings}.test.ts",
  "packages/cli/test/prophet-joint/governed-prophet.test.ts",
  "packages/cli/test/lab-sovereignty/commands.test.ts",
  "packages/cli/test/mesh/simulate.test.ts",
  "packages/demo/test/{prophet-learner,same-decisions}.test.ts",
  "packages/evidence/test/intake/flat-memory.test.ts",
  "packages/governor/test/{dataset,freeze,model-endpoint,site}/**/*.test.ts",
  "packages/governor/test/gate/proxy/real-clients.test.ts",
  "packages/governor/test/meter/{real-prometheus,small-disk}.test.ts",
  "packages/kernel/test/same-digest/*.test.ts",
  "packages/ledger/test/{anchor,interop,tiles}.test.ts",
  "packages/mesh/test/journal/kill.test.ts",
  "packages/mesh/test/transport/{libp2p,memory}.test.ts",
  "packages/release/test/{deploy,operator,pack,prompt}/**/*.test.ts",
  "packages/release/test/store/{crash,file-store,processes,skeleton-evaluated}.test.ts",
  "packages/cli/test/release/{operator,release}.test.ts",
  "packages/server/test/{access,contract,desk,events,life,metrics,soak}/*.test.ts",
  "packages/verifier/test/{bounded-reading,cli,full-disk,kill,verify-ledger}.test.ts",
  "packages/verifier/test/mesh/mesh-cli.test.ts",
  "packages/witness/test/{kill-nine,serving}.test.ts",
  "packages/client/test/{browser,guide,operations,story}.test.ts",
  "packages/cli/test/key.test.ts",
  "packages/cli/test/serve/{first-hour,serve-options,story}.test.ts",
  "packages/server/test/{access,backup,contract,data-format,release}/**/*.test.ts",
  "packages/server/test/deploy/!(manifests|values).test.ts",
  "packages/dashboard/test/*.test.ts",
  "packages/cli/test/quarter.test.ts",
  "packages/quarter/test/*.test.ts",
  "packages/cli/test/{cold-start,help,log-name,newer-node}.test.ts",
  "packages/cli/test/serve/hand-over.test.ts",
  "packages/sea-trial/test/{broken-build,command}.test.ts",
  "packages/sea-trial/test/laws/canaries.test.ts",
];

/** Several nodes, brokers and daemons in each, which wait for one another far more than they compute: no figure of theirs has a tight bar. */
export const fleets = [
  "packages/mesh/test/node/*.test.ts",
  "packages/mesh/test/real/!(roads).test.ts",
  "packages/mesh/test/journal/restart.test.ts",
  "packages/mesh/test/transport/!(blobs|dht-lookup|libp2p|memory).test.ts",
  "packages/cli/test/mesh/!(simulate).test.ts",
  "packages/cli/test/serve/{backup,serve-in-mesh}.test.ts",
  "packages/cli/test/release/!(operator|release).test.ts",
  "packages/client/test/events.test.ts",
  "packages/governor/test/run/*.test.ts",
];

/** Pure, but they read the clock for a figure that has a bar. */
const clocked = [
  "packages/mesh/src/phase/*.test.ts",
  "packages/mesh/test/budget/rights-mesh.test.ts",
  "packages/mesh/test/intent/life-of-an-intent.test.ts",
];

const ROOT = new URL("../..", import.meta.url).pathname;

/** Whether a busy machine can fail this file: it starts real processes or reads the clock. */
export function isTimed(file: string): boolean {
  const path = relative(ROOT, file);
  const isIn = (globs: readonly string[]): boolean => globs.some((glob) => matchesGlob(path, glob));
  return isIn(clocked) || isIn(["packages/*/src/node/**"]) || (isIn(["packages/*/test/**"]) && !isIn(worlds));
}
