import {
  AckPolicy,
  DiscardPolicy,
  type JetStreamManager,
  RetentionPolicy,
  StorageType,
  type StreamInfo,
} from "@nats-io/jetstream";
import { notDurable } from "./durable-brokers.ts";
import { allLanesSubject, consumerName, laneSubject, streamName } from "./subjects.ts";

/** The default of 30 s hands a 45 s job to a second worker (mesh.md, section 2.2). */
export const ACK_WAIT_MS = 60_000;

/** Makes the mesh's stream unless it is there, and refuses one that lies on a server that nobody vouched for. */
export async function ensureIntentStream(
  manager: JetStreamManager,
  mesh: string,
  replicas: number,
  durableServers: ReadonlySet<string>,
): Promise<void> {
  const info = await manager.streams.info(streamName(mesh)).catch(async () => addStream(manager, mesh, replicas));
  if (info.config.num_replicas < replicas || info.config.storage !== StorageType.File) {
    throw notDurable(
      `a stream in files with ${replicas} replicas`,
      `${info.config.num_replicas} in ${info.config.storage}`,
    );
  }
  const strange = serversOf(info).filter((server) => !durableServers.has(server));
  if (strange.length > 0) throw notDurable("the stream on servers that sync always", strange.join(", "));
}

const addStream = (manager: JetStreamManager, mesh: string, replicas: number): Promise<StreamInfo> =>
  manager.streams.add({
    name: streamName(mesh),
    subjects: [allLanesSubject(mesh)],
    retention: RetentionPolicy.Workqueue,
    storage: StorageType.File,
    num_replicas: replicas,
    discard: DiscardPolicy.Old,
    max_age: STREAM_AGE_MS * NANOSECONDS_PER_MS,
    max_bytes: STREAM_BYTES,
  });

const serversOf = ({ cluster }: StreamInfo): readonly string[] =>
  [cluster?.leader, ...(cluster?.replicas ?? []).map((replica) => replica.name)].filter(
    (server) => server !== undefined && server !== "",
  ) as string[];

/** One durable consumer per lane, so that a slow lane starves no other. Delivers for ever: effects are idempotent. */
export async function ensureLaneConsumer(
  manager: JetStreamManager,
  mesh: string,
  lane: string,
  ackWaitMs: number,
): Promise<void> {
  await manager.consumers.add(streamName(mesh), {
    durable_name: consumerName(lane),
    filter_subject: laneSubject(mesh, lane),
    ack_policy: AckPolicy.Explicit,
    ack_wait: ackWaitMs * NANOSECONDS_PER_MS,
    max_ack_pending: ACK_PENDING_MAX,
    max_deliver: -1,
  });
}

const NANOSECONDS_PER_MS = 1_000_000;
/** An intent that nobody served for a day is the owner's to offer again. */
const STREAM_AGE_MS = 24 * 3_600_000;
const STREAM_BYTES = 1024 * 1024 * 1024;
const ACK_PENDING_MAX = 256;
