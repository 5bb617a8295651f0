export { type CommandResult, type CommandRunner, systemCommands } from "./command-runner.ts";
export type { AllottedWorkload, KubernetesSubject } from "./kubernetes/allotment.ts";
export { KubernetesActuator } from "./kubernetes/kubernetes-actuator.ts";
export { Ladder, type LadderOptions } from "./ladder/ladder.ts";
export type { LidReading, PowerLid } from "./ladder/power-lid.ts";
export type { PowerSwitch } from "./ladder/power-switch.ts";
export { type Advice, LearningRateLever, type TrainerReport } from "./learning-rate/learning-rate-lever.ts";
export { NvidiaLid, type NvidiaLidOptions } from "./nvidia/nvidia-lid.ts";
export { ProcessWorkload, type ProcessWorkloadOptions } from "./process-workload/process-workload.ts";
export { type RedfishClient, redfishClient, type RedfishOptions } from "./redfish/redfish-client.ts";
export { RedfishLid, type RedfishLidOptions } from "./redfish/redfish-lid.ts";
export { redfishSwitch, type RedfishSwitchOptions } from "./redfish/redfish-switch.ts";
export { PAUSE_CONFIRMED_MS, SlurmActuator, type SlurmActuatorOptions } from "./slurm/slurm-actuator.ts";
export { type SlurmCommands, slurmCommands } from "./slurm/slurm-commands.ts";
export { localSlurmNode, type SlurmNode } from "./slurm/slurm-node.ts";
export {
  slurmControllerProlog,
  type SlurmGateOptions,
  slurmNodeEpilog,
  slurmNodeProlog,
} from "./slurm/slurm-scripts.ts";
export {
  type AchievedPpm,
  highestAchieved,
  type WorkloadActuator,
  type WorkloadKind,
  type WorkloadReading,
  type WorkloadReason,
  type WorkloadReasonCode,
} from "./workload-actuator.ts";
