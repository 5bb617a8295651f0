import { NatsCluster } from "/work/main/packages/mesh/test/transport/nats-cluster.ts";
import { unequalHardware } from "/work/main/packages/mesh/test/real/unequal-hardware.ts";
import { show } from "/work/main/packages/mesh/test/real/figures.ts";
const c = await NatsCluster.start();
try { show(await unequalHardware({ nats: c.addresses, fast: 6, slow: 2, forMs: 8000 })); } finally { await c.close(); }
