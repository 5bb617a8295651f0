import { openFolderDisk } from "../../src/node/disk/folder-disk.ts";
import { openJournal } from "../../src/journal/open-journal.ts";
import { nativeCryptography, signerOf } from "../../src/node/native-cryptography.ts";
import { MemoryBusHub } from "../../src/node/memory/memory-bus.ts";
import { MeshNode } from "../../src/node/runtime/mesh-node.ts";
import { RealMesh } from "./real-mesh.ts";
import { readNodeFolder, nodeFolder } from "../../src/node/runtime/node-folder.ts";
const m = await RealMesh.make({ nodes: 1, nats: ["127.0.0.1:1"] });
try {
  await m.node(0).start();
  for (let i=0;i<40;i++) if (!(await m.node(0).order("isWriting"))) await new Promise(r=>setTimeout(r,100));
  await m.node(0).order("issue");
  await m.node(0).order("write", { count: 100_000, batch: 64 });
  console.log("writer rss MB", (await m.node(0).order<number>("memory"))/2**20);
  await m.node(0).kill();
  const folder = m.node(0).plan.folder;
  const { genesis, key } = readNodeFolder(folder);
  const disk = await openFolderDisk(nodeFolder(folder).journal);
  const c0 = process.cpuUsage(); let t = performance.now();
  {const opened = await openJournal({ disk, crypto: nativeCryptography(), node: signerOf(key).key, freshId: "0".repeat(32) });
  console.log("openJournal ms", performance.now()-t, opened.records.length, opened.records.reduce((a,r)=>a+r.bytes.length,0)/2**20, "MB");}
  await disk.close();
  const disk2 = await openFolderDisk(nodeFolder(folder).journal);
  t = performance.now();
  const node = await MeshNode.open({ genesis, key, disk: disk2, bus: new MemoryBusHub().join(signerOf(key).key), worker: null, clock: null }, () => {});
  console.log("MeshNode.open ms", performance.now()-t, process.cpuUsage(c0));
  await new Promise(r=>setTimeout(r,100));
  (globalThis as {gc?: () => void}).gc?.(); console.log("heap after gc MB", process.memoryUsage().heapUsed/2**20, process.memoryUsage().arrayBuffers/2**20, "rss", process.memoryUsage().rss/2**20, node.member.replica.events.size);
  t = performance.now(); node.member.eventRoot(); node.member.state.hash(); console.log("root+hash ms", performance.now()-t);
  await node.close(); await disk2.close();
} finally { await m.close(); }
