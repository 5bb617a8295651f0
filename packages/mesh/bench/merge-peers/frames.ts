/** Byte strings one after another, each after its length in 4 bytes. */
export function framed(items: readonly Uint8Array[]): Uint8Array {
  const bytes = Buffer.allocUnsafe(items.reduce((sum, item) => sum + 4 + item.length, 0));
  let at = 0;
  for (const item of items) {
    bytes.writeUInt32BE(item.length, at);
    bytes.set(item, at + 4);
    at += 4 + item.length;
  }
  return bytes;
}

/** What `framed` put together, as views of the same memory. */
export function unframed(bytes: Uint8Array): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const items: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += 4 + view.getUint32(at)) {
    items.push(bytes.subarray(at + 4, at + 4 + view.getUint32(at)));
  }
  return items;
}
