import { CLUSTER_MODULE_BASE64 } from "../../modules/cluster-module.ts";
import { RELAXED_CLUSTER_MODULE_BASE64 } from "../../modules/relaxed-cluster-module.ts";
import { compile, isRunnable } from "../../webassembly/instantiate.ts";

/** The cluster kernel that is fastest on this host; both give the same bits. */
export const clusterModule = (): WebAssembly.Module =>
  compile(isRunnable(RELAXED_CLUSTER_MODULE_BASE64) ? RELAXED_CLUSTER_MODULE_BASE64 : CLUSTER_MODULE_BASE64);
