import { utf8 } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import type { Disk } from "../../src/ports/disk.ts";

/** What every implementer of `Disk` does. `open` gives an empty one. */
export function diskContract(name: string, open: () => Promise<Disk>): void {
  const contract = (title: string, body: (disk: Disk) => Promise<void>): void =>
    test(`ME-195 ${name}: ${title}`, async () => body(await open()));

  contract("begins empty, and lists its files in order", async (disk) => {
    expect(await disk.list()).toEqual([]);
    for (const file of ["b", "journal-2", "a", "journal-10"]) await disk.append(file, utf8(file));
    expect(await disk.list()).toEqual(["a", "b", "journal-10", "journal-2"]);
  });

  contract("appends at the end, and reads all of it", async (disk) => {
    await disk.append("file", utf8("one "));
    await disk.append("file", utf8(""));
    await disk.append("file", utf8("two"));
    expect(await textOf(disk, "file")).toBe("one two");
  });

  contract("keeps the order of appends that nobody waited for", async (disk) => {
    const chunks = Array.from({ length: 50 }, (_, index) => `${index};`.repeat(1 + index * 20));
    await Promise.all(chunks.map((chunk) => disk.append("file", utf8(chunk))));
    expect(await textOf(disk, "file")).toBe(chunks.join(""));
  });

  contract("hands out bytes that are the caller's own", async (disk) => {
    const given = utf8("mine");
    await disk.append("file", given);
    given.fill(0);
    const read = await disk.read("file");
    read.fill(0);
    expect(await textOf(disk, "file")).toBe("mine");
  });

  contract("syncs what is there, again and again", async (disk) => {
    await disk.append("file", utf8("x"));
    await disk.sync("file");
    await disk.sync("file");
    await disk.append("file", utf8("y"));
    await disk.sync("file");
    expect(await textOf(disk, "file")).toBe("xy");
  });

  contract("replaces a file whole, and appends to the new one", async (disk) => {
    await disk.append("file", utf8("a long old content"));
    await disk.replace("file", utf8("new"));
    expect(await textOf(disk, "file")).toBe("new");
    await disk.append("file", utf8("er"));
    await disk.sync("file");
    expect(await textOf(disk, "file")).toBe("newer");
    expect(await disk.list()).toEqual(["file"]);
  });

  contract("cuts a file, and appends behind the cut", async (disk) => {
    await disk.append("file", utf8("0123456789"));
    await disk.truncate("file", 4);
    await disk.append("file", utf8("x"));
    expect(await textOf(disk, "file")).toBe("0123x");
    await disk.truncate("file", 0);
    expect(await textOf(disk, "file")).toBe("");
    await expect(disk.truncate("file", 1)).rejects.toMatchObject({ code: "CUT_BEYOND_END" });
  });

  contract("removes a file, and begins it anew", async (disk) => {
    await disk.append("file", utf8("old"));
    await disk.remove("file");
    expect(await disk.list()).toEqual([]);
    await disk.append("file", utf8("new"));
    await disk.sync("file");
    expect(await textOf(disk, "file")).toBe("new");
  });

  contract("says that a file is not there", async (disk) => {
    for (const action of [disk.read("none"), disk.sync("none"), disk.truncate("none", 0), disk.remove("none")])
      await expect(action).rejects.toMatchObject({ code: "FILE_NOT_FOUND" });
    expect(await disk.list()).toEqual([]);
  });

  contract("takes no name that could be a path or a file of its own", async (disk) => {
    for (const file of ["", ".", "..", "../up", "a/b", "/etc/passwd", ".hidden", "x.tmp", "A", "a b", "a\0"])
      await expect(disk.append(file, utf8("x"))).rejects.toMatchObject({ code: "NAME_MALFORMED" });
    expect(await disk.list()).toEqual([]);
  });
}

const textOf = async (disk: Disk, file: string): Promise<string> => Buffer.from(await disk.read(file)).toString();
